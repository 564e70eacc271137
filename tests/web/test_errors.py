"""Pages for when something did not work: a next step, no traceback, and for htmx a notice that keeps the page."""

import logging

import pytest
from django.test import Client

from studio.web.log import Discreet


def test_an_unknown_page_says_where_to_go(client, db):
    answer = client.get("/nowhere/at/all/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_htmx_gets_a_notice_and_keeps_its_page(client, team, vic):
    client.force_login(vic)
    answer = client.post(f"/{team.slug}/video/form/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer.content.decode().startswith('<div class="toast"')


def test_a_page_open_for_too_long_says_so(team, bo):
    client = Client(enforce_csrf_checks=True)
    client.force_login(bo)
    answer = client.post(f"/{team.slug}/video/")
    assert "open for too long" in answer.content.decode()


def test_another_site_may_not_post(client, team, bo):
    client.force_login(bo)
    assert client.post(f"/{team.slug}/video/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize(
    "secret", ["Bearer abcdef123456", "sk-api-0123456789", "sandbox-0123456789abcdef", "gAAAAABm0123456789012345678901"]
)
def test_a_log_line_holds_no_key(secret):
    record = logging.LogRecord("x", logging.INFO, "", 0, "said %s here", (secret,), None)
    Discreet().filter(record)
    assert secret not in record.getMessage()
    assert "[hidden]" in record.getMessage()


def test_a_log_line_cannot_forge_another():
    record = logging.LogRecord("x", logging.INFO, "", 0, "name\r\x1b[2J", (), None)
    Discreet().filter(record)
    assert "\x1b" not in record.getMessage()
