"""A studio in the bench's own process, for what is measured through Django's test client."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django


@contextmanager
def studio_here() -> Iterator[tuple[Any, Any]]:
    """Empty tables with the catalogue in them; a client, and Ada, who is signed in with it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {"STUDIO_DATA": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        django.setup()
        from django.core.management import call_command
        from django.test import Client
        from django.test.utils import setup_test_environment

        from studio.catalogue.load import load
        from tests import make

        setup_test_environment()
        call_command("migrate", verbosity=0)
        load()
        ada, client = make.person("Ada"), Client()
        client.force_login(ada)
        yield client, ada


def queries_of(press: Callable[[], Any]) -> list[dict[str, str]]:
    """What a press asks of the tables; it has to succeed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert press().status_code == 200
    return list(asked.captured_queries)
