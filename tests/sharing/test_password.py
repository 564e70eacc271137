"""A link behind a password: asked once in a browser, for this link only, and not guessed."""

import pytest
from django.test import Client

from studio.sharing import tries
from studio.sharing.models import Share
from tests.sharing.conftest import to

WORD = "open sesame"


@pytest.fixture
def locked(show, picture) -> Share:
    return show(picture, password=WORD, title="For you")


def test_the_right_one_opens_the_page_and_its_media(stranger, locked, picture):
    assert "For you" not in stranger.get(to(locked)).content.decode()
    assert stranger.post(to(locked), {"password": WORD}).headers["Location"] == to(locked)
    assert "For you" in stranger.get(to(locked)).content.decode()
    assert stranger.get(to(locked, picture, "view")).status_code == 200


@pytest.mark.parametrize("word", ["", "wrong", WORD.upper(), WORD + " ", WORD * 40, "\0"])
def test_a_wrong_one_opens_nothing(stranger, locked, picture, word):
    answer = stranger.post(to(locked), {"password": word})
    assert (answer.status_code, "not the password" in answer.content.decode()) == (422, True)
    assert stranger.get(to(locked, picture, "view")).status_code == 404
    assert Share.objects.get().views == 0


def test_it_opens_this_link_in_this_browser_only(stranger, show, locked, picture):
    other = show(picture, password=WORD)
    stranger.post(to(locked), {"password": WORD})
    assert stranger.get(to(other, picture, "view")).status_code == 404
    assert Client().get(to(locked, picture, "view")).status_code == 404


def test_another_password_asks_again(stranger, show, locked, picture):
    stranger.post(to(locked), {"password": WORD})
    Share.objects.filter(pk=locked.pk).update(password=show(picture, password=WORD).password)
    assert stranger.get(to(locked, picture, "view")).status_code == 404
    assert "needs a password" in stranger.get(to(locked)).content.decode()


def test_the_session_holds_neither_the_password_nor_its_hash(stranger, locked):
    stranger.post(to(locked), {"password": WORD})
    held = str(dict(stranger.session))
    assert WORD not in held
    assert locked.password not in held


def test_whoever_gives_it_gets_another_session_key(stranger, show, locked, picture):
    other = show(picture, password=WORD)
    stranger.post(to(other), {"password": WORD})
    before = stranger.session.session_key
    stranger.post(to(locked), {"password": WORD})
    assert stranger.session.session_key != before
    assert stranger.get(to(other, picture, "view")).status_code == 200


def test_a_member_who_is_signed_in_stays_so(client, locked, bo):
    client.force_login(bo)
    client.post(to(locked), {"password": WORD})
    assert client.get(f"/{locked.team.slug}/sharing/").status_code == 200


def test_it_asks_for_a_token_of_the_page(locked):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(to(locked), {"password": WORD}).status_code == 403
    page = strict.get(to(locked))
    # Under `no-referrer` a browser posts without an origin, and that is refused.
    assert page.headers["Referrer-Policy"] == "same-origin"
    sent = {"password": WORD, "csrfmiddlewaretoken": page.context["csrf_token"]}
    assert strict.post(to(locked), sent).status_code == 302


def test_guessing_ends_after_some_tries_even_with_the_right_one(stranger, locked, monkeypatch):
    monkeypatch.setattr(tries, "FROM_ONE", 3)
    statuses = [stranger.post(to(locked), {"password": word}).status_code for word in ("a", "b", "c", WORD)]
    assert statuses == [422, 422, 422, 429]
    assert "Too many tries" in stranger.post(to(locked), {"password": WORD}).content.decode()


def test_one_network_does_not_shut_out_another_until_all_are_too_many(stranger, locked, monkeypatch):
    monkeypatch.setattr(tries, "FROM_ONE", 2)
    monkeypatch.setattr(tries, "FROM_ALL", 5)

    def guess(address: str) -> int:
        return stranger.post(to(locked), {"password": "wrong"}, REMOTE_ADDR=address).status_code

    assert [guess("192.0.2.1") for _ in range(9)] == [422] * 2 + [429] * 7
    assert [guess("192.0.2.2") for _ in range(2)] == [422] * 2
    assert [guess("192.0.2.3") for _ in range(2)] == [422, 429]


def test_a_network_of_ipv6_is_its_64(stranger, locked, monkeypatch):
    monkeypatch.setattr(tries, "FROM_ONE", 1)
    guess = [
        stranger.post(to(locked), {"password": "wrong"}, REMOTE_ADDR=address).status_code
        for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    ]
    assert guess == [422, 429, 422]


def test_tries_of_one_link_are_not_those_of_another(stranger, show, locked, picture, monkeypatch):
    monkeypatch.setattr(tries, "FROM_ONE", 1)
    other = show(picture, password=WORD)
    assert [stranger.post(to(share), {"password": "x"}).status_code for share in (locked, locked, other)] == [
        422,
        429,
        422,
    ]


def test_the_right_one_forgives_the_wrong_ones(stranger, locked, monkeypatch):
    monkeypatch.setattr(tries, "FROM_ONE", 2)
    for word, status in (("a", 422), (WORD, 302)):
        assert stranger.post(to(locked), {"password": word}).status_code == status
    assert Client().post(to(locked), {"password": "a"}).status_code == 422


def test_it_is_hashed_for_a_wrong_one_too(stranger, locked, monkeypatch):
    from studio.sharing import public_views

    asked = []
    monkeypatch.setattr(public_views, "check_password", lambda word, known: bool(asked.append((word, known))))
    stranger.post(to(locked), {"password": "wrong"})
    assert asked == [("wrong", locked.password)]
