"""A mail server that cannot be used as it is set stops the start, and names the variable."""

import subprocess
import sys

import pytest

from tests.process import ROOT, without_settings

SERVER = {"STUDIO_MAIL_HOST": "mail.example.org", "STUDIO_MAIL_USER": "studio@example.org"}
SHOW = "from django.conf import settings as s; print(s.MAIL, s.DEFAULT_FROM_EMAIL, s.EMAIL_PORT, s.EMAIL_USE_TLS)"


def start(folder, **env) -> subprocess.CompletedProcess[str]:
    ours = without_settings() | {"STUDIO_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "studio.settings"}
    return subprocess.run([sys.executable, "-c", SHOW], env=ours | env, cwd=ROOT, capture_output=True, text=True)


def test_a_host_and_a_user_are_enough(tmp_path):
    assert start(tmp_path, **SERVER).stdout == "True studio@example.org 587 True\n"
    assert start(tmp_path).stdout == "False studio@localhost 587 True\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [("STUDIO_MAIL_FROM", "the studio"), ("STUDIO_MAIL_PORT", "smtp"), ("STUDIO_MAIL_SECURITY", "ssl")],
)
def test_a_wrong_variable_is_named(tmp_path, name, value):
    assert name in start(tmp_path, **SERVER, **{name: value}).stderr


def test_a_user_without_an_address_is_no_sender(tmp_path):
    assert "STUDIO_MAIL_FROM" in start(tmp_path, **{**SERVER, "STUDIO_MAIL_USER": "studio"}).stderr
