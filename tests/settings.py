"""The studio's settings for its tests: a data folder of their own, quick passwords, no waiting."""

import os
import tempfile

os.environ.setdefault("STUDIO_DATA", tempfile.mkdtemp(prefix="studio-tests-"))
os.environ["STUDIO_ENV"] = "local"

from studio.settings import *  # noqa: F403
from studio.settings import DATA, DATABASES, STATIC_ROOT

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
