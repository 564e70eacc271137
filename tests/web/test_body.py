"""Bodies are measured before a byte is read."""

import pytest

from studio.web.body import MB, BodyLimits, verdict


def scope(method="POST", path="/x/", **headers: str):
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "headers": pairs}


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (scope(content_length="10"), None),
        (scope("GET"), None),
        (scope(content_length=str(65 * MB)), 413),
        (scope(path="/sandbox/v1/files/upload", content_length=str(500 * MB)), None),
        (scope(path="/sandbox/v1/files/upload", content_length=str(600 * MB)), 413),
        (scope(transfer_encoding="chunked"), 411),
        (scope(content_length="-5"), 411),
        (scope(content_length="ten"), 411),
    ],
)
def test_it_decides_by_the_announced_length(asked, status):
    assert verdict(asked) == status


@pytest.mark.parametrize(("path", "kind"), [("/x/", b"text/plain"), ("/sandbox/v1/files/upload", b"application/json")])
async def test_it_answers_the_sandboxs_callers_in_json(path, kind):
    sent = []

    async def send(message):
        sent.append(message)

    await BodyLimits(None)(scope(path=path, transfer_encoding="chunked"), None, send)
    assert sent[0]["status"] == 411
    assert dict(sent[0]["headers"])[b"content-type"] == kind
    assert b"Content-Length" in sent[1]["body"]
