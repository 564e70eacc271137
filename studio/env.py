"""The only place that reads environment variables; each reader names the variable in its error."""

import os
import secrets
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url

BASE = Path(__file__).resolve().parent.parent
DATABASES = "postgres://user:password@host:5432/name or sqlite:////absolute/path"
WITH_SERVER = "uv run --extra server manage.py up"
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class BadVariable(Exception):
    """A variable holds something that the studio cannot use; the text names it and the remedy."""


def load_dotenv(path: Path = BASE / ".env") -> None:
    """Read `NAME=value` lines of a file beside manage.py; what the environment already says wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def text(name: str, default: str = "") -> str:
    """The variable's words, or the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise BadVariable(f"{name} is {value!r}; write 1 or 0.")


def whole(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number within bounds."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 9) or not least <= int(value) <= most:
        raise BadVariable(f"{name} is {value!r}; write a whole number from {least} to {most}.")
    return int(value)


def number(name: str, default: float) -> float:
    """A number of at least zero, with or without a decimal point."""
    value = text(name)
    try:
        found = float(value) if value else default
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise BadVariable(f"{name} is {value!r}; write a number from 0 up.")
    return found


def choice(name: str, default: str, among: Iterable[str]) -> str:
    """One of a few words."""
    value = text(name, default)
    among = list(among)
    if value not in among:
        raise BadVariable(f"{name} is {value!r}; write one of: {', '.join(among)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list, divided by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder's absolute path; a relative one counts from the project."""
    return (BASE / Path(text(name, str(default))).expanduser()).resolve()


def database(name: str, default: Path) -> dict[str, Any]:
    """Django's words for the PostgreSQL server or the SQLite file that the variable names, or for the file `default`.

    No text of an error repeats the value: there may be a password in it.
    """
    address = text(name)
    scheme = address.partition("://")[0]
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": default, "OPTIONS": {}}
    if scheme not in ("postgres", "postgresql", "sqlite"):
        raise BadVariable(f"{name} names no database that the studio knows; write {DATABASES}.")
    try:
        found: dict[str, Any] = {**dj_database_url.parse(address)}
    except ValueError:
        raise BadVariable(f"{name} cannot be read; write {DATABASES}, signs in a password as %40.") from None
    if scheme == "sqlite":
        return {**found, "NAME": _database_file(name, str(found["NAME"])), "OPTIONS": {}}
    if find_spec("psycopg") is None or find_spec("psycopg_pool") is None:
        raise BadVariable(f"{name} names PostgreSQL, and psycopg is not installed; start with: {WITH_SERVER}.")
    return {"OPTIONS": {}, **found}


def _database_file(name: str, path: str) -> Path:
    if path in ("", ":memory:"):
        raise BadVariable(f"{name} names no file; write {DATABASES}.")
    return (BASE / Path(path).expanduser()).resolve()


def secret(name: str, kept: Path | None) -> str:
    """The variable, or what stands in the file `kept`, made once and readable by its owner only.

    Without a file the variable is required: production keeps no secret that nobody chose.
    """
    if value := text(name):
        return value
    if kept is None:
        raise BadVariable(
            f"{name} is not set. Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if not kept.exists():
        keep_secret(kept, secrets.token_urlsafe(48))
    return kept.read_text(encoding="ascii").strip()


def keep_secret(path: Path, value: str) -> None:
    """Write a secret for its owner alone; if another process was first, its secret stays."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadVariable(f"STUDIO_DATA: {path.parent} cannot be made ({error.strerror}).") from error
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(value)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
