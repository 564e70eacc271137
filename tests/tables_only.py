"""`-p tests.tables_only`: only what reads or writes tables, for another database than the usual one."""

TABLES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(config, items):
    apart = [item for item in items if not asks_tables(item)]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if asks_tables(item)]


def asks_tables(item) -> bool:
    return bool(TABLES & set(item.fixturenames) or item.get_closest_marker("django_db"))
