"""Production: owners and staff get no page before a second factor; others are left alone."""

import pytest
from allauth.mfa.models import Authenticator

from tests import make


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True


def test_an_owner_is_sent_to_add_one(client, team, ada, production):
    client.force_login(ada)
    assert client.get("/salt-marsh/").url == "/accounts/2fa/totp/activate/"


def test_staff_are_too(client, db, production):
    client.force_login(make.person("Root", is_staff=True))
    assert client.get("/admin/").url == "/accounts/2fa/totp/activate/"


def test_with_one_the_pages_open(client, team, ada, production):
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(ada)
    assert client.get("/salt-marsh/").status_code == 200


def test_a_creator_needs_none(client, team, bo, production):
    client.force_login(bo)
    assert client.get("/salt-marsh/").status_code == 200


def test_on_a_laptop_nobody_needs_one(client, team, ada):
    client.force_login(ada)
    assert client.get("/salt-marsh/").status_code == 200


def test_the_page_to_add_one_shows_the_secret_and_takes_a_code(client, team, ada, production):
    client.post("/accounts/login/", {"login": "ada@example.org", "password": "a long enough phrase"})
    asked = client.get("/accounts/2fa/totp/activate/").url
    page = client.post(asked, {"password": "a long enough phrase"}, follow=True)
    assert page.status_code == 200
    assert "otpauth://" in page.content.decode()
    code = client.get("/accounts/2fa/totp/code.svg")
    assert (code.headers["Content-Type"], code.content[:5]) == ("image/svg+xml", b"<?xml")
    assert "no-store" in code.headers["Cache-Control"]
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200


def test_the_code_is_nobody_elses(client, team, ada, bo):
    assert client.get("/accounts/2fa/totp/code.svg").status_code == 302
    client.force_login(bo)
    assert client.get("/accounts/2fa/totp/code.svg").status_code in (302, 404)
