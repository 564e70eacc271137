"""What must be true before the studio serves: tables, catalogue, static files, somebody who may sign in."""

import json
import shutil
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from studio.accounts.models import SignInLink, User
from studio.catalogue.load import load
from studio.jobs.upkeep import copy_database
from studio.teams.actions import connect_first_key, create_owner

# Of htmx only what pages load is collected.
UNUSED = ["htmax*", "htmx-4*", "*-4.js", "*-4.min.js", "htmx-2.js", "hx-*-2.js"]
SHOWN = ("django", "django-htmx", "whitenoise", "django-allauth")


def prepare() -> None:
    migrate()
    load()
    collect_static()
    make_owner()
    connect_first_key()


def receive_on_disk() -> None:
    """What is being sent lies beside what is kept: the system's folder for passing files may be memory, or small."""
    folder = Path(settings.MEDIA_ROOT) / ".incoming"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    tempfile.tempdir = str(folder)


def migrate() -> None:
    """Bring the tables up to date; a copy of the SQLite file is kept from before."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    if connection.vendor == "sqlite" and executor.loader.applied_migrations and file.exists():
        copy_database("before-upgrade")
    call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Collect, join and compress when the files or the packages that bring some have changed."""
    mark = Path(settings.STATIC_ROOT) / ".version"
    now = static_version()
    if mark.exists() and mark.read_text() == now:
        return
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=UNUSED)
    mark.write_text(now)


def static_version() -> str:
    facts: list[object] = [version(name) for name in SHOWN]
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                seen = path.stat()
                facts.append((str(path.relative_to(folder)), seen.st_size, seen.st_mtime_ns))
    return sha256(json.dumps(facts).encode()).hexdigest()


def make_owner() -> None:
    """The owner of an unattended installation, from STUDIO_OWNER_EMAIL and STUDIO_OWNER_PASSWORD."""
    if settings.OWNER_EMAIL and settings.OWNER_PASSWORD and not User.objects.exists():
        name = settings.OWNER_EMAIL.split("@")[0]
        create_owner(name=name, email=settings.OWNER_EMAIL, password=settings.OWNER_PASSWORD, team=settings.OWNER_TEAM)


def owner_link() -> str:
    """A fresh token while nobody owns the installation, else nothing."""
    return "" if User.objects.exists() else SignInLink.issue()
