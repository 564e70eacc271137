"""Settings of the sandbox served alone by `manage.py sandbox`; the main site does not read this file."""

import argparse
import os
import secrets
from pathlib import Path


def _data() -> Path:
    # Django loads settings before the command reads its arguments, and the database lies in this folder.
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", default=os.environ.get("STUDIO_SANDBOX_DATA", "var/sandbox"))
    folder = Path(parser.parse_known_args()[0].data).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _secret(file: Path) -> str:
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text()


SANDBOX_DATA = _data()
SANDBOX_KEY = os.environ.get("STUDIO_SANDBOX_KEY", "sandbox")
SANDBOX_SPEED = float(os.environ.get("STUDIO_SANDBOX_SPEED", "1"))
SANDBOX_WORKERS = int(os.environ.get("STUDIO_SANDBOX_WORKERS", "1"))
SANDBOX_NICE = int(os.environ.get("STUDIO_SANDBOX_NICE", "10"))
SANDBOX_RPM = int(os.environ.get("STUDIO_SANDBOX_RPM", "600"))

SECRET_KEY = _secret(SANDBOX_DATA / "secret")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INSTALLED_APPS = ["studio.sandbox"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "studio.sandbox.alone"
APPEND_SLASH = False
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": SANDBOX_DATA / "sandbox.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
FILE_UPLOAD_TEMP_DIR = None
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "WARNING"}}
