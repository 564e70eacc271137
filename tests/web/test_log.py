"""A log line holds no secret, and looks like one line."""

import logging

import pytest

from studio.web.log import Discreet, Line, sieve

TOKEN = "J3wq_Zr-8f0aTn1cK5xV2bLm9dYh7sQe"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"Internal Server Error: /share/{TOKEN}/", "Internal Server Error: /share/[hidden]/"),
        (f"Not Found: /share/{TOKEN}/assets/1/view", "Not Found: /share/[hidden]/assets/1/view"),
        (f"<ASGIRequest: GET '/share/{TOKEN}/?after=x'>", "<ASGIRequest: GET '/share/[hidden]/?after=x'>"),
        (f"GET https://studio.example/share/{TOKEN} 200", "GET https://studio.example/share/[hidden] 200"),
        ("/studio/sharing/ and /share/", "/studio/sharing/ and /share/"),
    ],
)
def test_the_address_of_a_public_link_is_hidden(said, kept):
    assert sieve(said) == kept


@pytest.mark.parametrize("secret", ["Bearer abc.def", "sk-abcdefgh", "sandbox-12345678", "gAAAA" + "x" * 30, "key=abc"])
def test_keys_are_hidden(secret):
    assert secret[-6:] not in sieve(f"it said {secret}")


def test_what_django_logs_of_a_fault_names_no_link():
    record = logging.LogRecord(
        "django.request", 40, "", 1, "%s: %s", ("Internal Server Error", f"/share/{TOKEN}/"), None
    )
    Discreet().filter(record)
    assert Line("%(message)s").format(record) == "Internal Server Error: /share/[hidden]/"


def test_nor_does_a_traceback():
    try:
        raise ValueError(f"/share/{TOKEN}/")
    except ValueError as error:
        fault = (type(error), error, error.__traceback__)
    assert "/share/[hidden]/" in Line().formatException(fault)


def test_another_line_is_not_forged():
    record = logging.LogRecord("x", 40, "", 1, "one\ntwo\r\x1b[31m", (), None)
    Discreet().filter(record)
    assert record.msg == "one\\ntwo\\x0d\\x1b[31m"
