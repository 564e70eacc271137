"""Signing in and out."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from studio.audit.models import Record

PASSWORD = "a long enough phrase"


def sign_in(client, email="ada@example.org", password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_the_mail_is_the_name(client, team):
    assert sign_in(client).status_code == 302
    assert client.get("/").url == "/salt-marsh/"


def test_a_wrong_password_is_told_without_saying_who_exists(client, team):
    known, unknown = sign_in(client, password="wrong"), sign_in(client, email="nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    text = "The email address and/or password you specified are not correct."
    assert text in known.content.decode()
    assert text in unknown.content.decode()


def test_sign_up_is_closed(client, db):
    page = client.get("/accounts/signup/")
    assert "Sign-up is closed" in page.content.decode()


def test_sign_out_needs_a_press(client, ada, team):
    client.force_login(ada)
    client.get("/accounts/logout/")
    assert client.get("/salt-marsh/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/salt-marsh/").status_code == 302


def test_a_changed_password_ends_other_sessions(client, ada, team):
    from django.test import Client

    other = Client()
    other.force_login(ada)
    client.force_login(ada)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"},
    )
    assert other.get("/salt-marsh/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/accounts/login/?next=https://evil.example/", "/accounts/login/?next=//evil.example"]
)
def test_it_does_not_send_people_elsewhere(client, team, path):
    answer = client.post(path, {"login": "ada@example.org", "password": PASSWORD})
    assert "evil" not in answer.url


def written() -> list[str]:
    return list(Record.objects.order_by("id").exclude(what="team.created").values_list("what", flat=True))


def test_it_is_written_down_who_came_and_went_and_from_where(client, ada, team):
    sign_in(client)
    client.post("/accounts/logout/")
    assert written() == ["signed_in", "signed_out"]
    assert {(line.who, line.address) for line in Record.objects.exclude(what="team.created")} == {(ada, "127.0.0.1")}


def test_a_failed_try_is_written_down_without_what_was_typed(client, ada, team):
    sign_in(client, password="wrong")
    sign_in(client, email="a.password.by@mistake.example")
    assert written() == ["sign_in_failed", "sign_in_failed"]
    known, unknown = Record.objects.filter(what="sign_in_failed").order_by("id")
    assert (known.who, known.object_id, unknown.object_id) == (None, str(ada.public_id), "")
    assert "mistake" not in str(list(Record.objects.values()))


def test_a_new_password_is_written_down_told_and_ends_every_other_session(client, ada, team):
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one)
    new = {"oldpassword": PASSWORD, "password1": "quite another phrase", "password2": "quite another phrase"}
    answer = client.post("/accounts/password/change/", new, follow=True)
    assert answer.redirect_chain[-1][0] == "/salt-marsh/"
    assert "Password successfully changed." in answer.content.decode()
    assert "password_changed" in written()
    assert elsewhere.get("/salt-marsh/").status_code == 302


def test_signing_out_everywhere_else_ends_it_there_and_is_written_down(client, ada, team):
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one)
        one.get("/salt-marsh/")
    client.post("/accounts/sessions/")
    assert elsewhere.get("/salt-marsh/").status_code == 302
    assert client.get("/salt-marsh/").status_code == 200
    assert "sessions_ended" in written()


def test_a_wrong_second_factor_is_written_down(client, ada, team):
    Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    sign_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert written() == ["second_factor_failed"]
