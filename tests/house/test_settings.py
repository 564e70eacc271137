"""Every variable is written down once, for people."""

import re
import sys
from pathlib import Path

import pytest

from studio import env

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"env\.\w+\(\s*\"([A-Z]\w+)\"")


def variables_read() -> set[str]:
    return {name for path in (ROOT / "studio").rglob("*.py") for name in READ.findall(path.read_text())}


def test_it_is_in_the_example():
    example = set(re.findall(r"^#?([A-Z]\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert variables_read() - example == set()
    assert {"STUDIO_DATA", "DATABASE_URL"} <= variables_read(), "this test looks at nothing"


# Which database

FILE = Path("/srv/studio.sqlite3")


def database(monkeypatch, address: str) -> dict:
    monkeypatch.setenv("DATABASE_URL", address)
    return env.database("DATABASE_URL", FILE)


def test_unset_it_is_the_file_in_the_data_folder(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert env.database("DATABASE_URL", FILE)["NAME"] == FILE
    assert database(monkeypatch, " ")["NAME"] == FILE


def test_another_file_may_be_named(monkeypatch):
    assert database(monkeypatch, "sqlite:////var/lib/other.sqlite3")["NAME"] == Path("/var/lib/other.sqlite3")
    assert database(monkeypatch, "sqlite:///other.sqlite3")["NAME"] == ROOT / "other.sqlite3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_server_may_be_named(monkeypatch, scheme):
    pytest.importorskip("psycopg_pool", reason="the extra `server` is not installed")
    found = database(monkeypatch, f"{scheme}://ada:p%40ss@db.example.org:5433/studio?sslmode=require")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ada",
        "p@ss",
        "db.example.org",
        5433,
        "studio",
    ]
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    "address",
    [
        "mysql://ada:secret@host/studio",
        "studio.sqlite3",
        "sqlite://",
        "sqlite://:memory:",
        "postgres://ada:se[ret@host/x",
    ],
)
def test_what_is_no_database_of_ours_is_refused_without_repeating_it(monkeypatch, address):
    with pytest.raises(env.BadVariable) as refused:
        database(monkeypatch, address)
    assert "DATABASE_URL" in str(refused.value)
    assert "postgres://user:password@host" in str(refused.value)
    assert "ada" not in str(refused.value)


@pytest.mark.parametrize("missing", ["psycopg", "psycopg_pool"])
def test_a_server_without_its_driver_is_told_in_a_sentence(monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(env.BadVariable, match=r"psycopg is not installed; start with: uv run --extra server"):
        database(monkeypatch, "postgres://ada@host/studio")
