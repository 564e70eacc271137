"""The base install needs nothing of the `server` extra, and starts without the heavy libraries."""

import subprocess
import sys

SERVER = ["procrastinate", "psycopg", "psycopg_pool", "channels_redis", "redis", "storages", "boto3"]
HEAVY = ["av", "numpy", "PIL"]
LOOK = """
import os, sys, json
os.environ["DJANGO_SETTINGS_MODULE"] = "studio.settings"
import django; django.setup()
import studio.asgi, studio.server, studio.prepare
from django.urls import get_resolver; get_resolver().url_patterns
print(json.dumps([name for name in sys.argv[1:] if name in sys.modules]))
"""


def test_it_imports_nothing_of_the_server_extra_and_nothing_heavy(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", LOOK, *SERVER, *HEAVY],
        capture_output=True,
        text=True,
        check=True,
        env={"STUDIO_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert run.stdout.strip() == "[]"
