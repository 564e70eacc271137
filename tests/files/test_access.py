"""Who may: viewers look, creators upload, copy and delete, admins clean; strangers find nothing."""

import pytest

from tests import make
from tests.files.building import PAGE, ask

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = ["", "list/", "{id}/info/", "{id}/content/"]
PRESSES = ["upload/", "{id}/copy/", "{id}/delete/", "clean/"]


@pytest.fixture
def file_id(account):
    return account.upload("marsh.png", make.png(), "video_generation_input")


@pytest.mark.parametrize("path", LOOKS)
def test_a_viewer_looks(vic, file_id, path):
    assert ask(vic, PAGE + path.format(id=file_id)).status_code == 200


@pytest.mark.parametrize("path", PRESSES)
def test_a_viewer_presses_nothing(vic, account, file_id, path):
    assert ask(vic, PAGE + path.format(id=file_id), {"show": "unused", "file": file_id}).status_code == 403
    assert account.ids() == {file_id}


@pytest.mark.parametrize("path", ["upload/", "{id}/copy/"])
def test_what_changes_something_is_pressed_and_not_looked_at(ada, file_id, path):
    assert ask(ada, PAGE + path.format(id=file_id)).status_code == 405


@pytest.mark.parametrize("path", [*LOOKS, "{id}/delete/", "clean/?show=unused"])
def test_others_see_nothing(cleo, file_id, path):
    assert ask(cleo, "/elsewhere/files/").status_code == 200
    assert ask(cleo, PAGE + path.format(id=file_id)).status_code == 404


@pytest.mark.parametrize("path", PRESSES)
def test_others_press_nothing(cleo, account, file_id, path):
    assert ask(cleo, PAGE + path.format(id=file_id), {"show": "unused", "file": file_id}).status_code == 404
    assert account.ids() == {file_id}


def test_another_team_does_not_see_the_file(cleo, account, file_id):
    """Its own address leads to its own account."""
    for path in ("info/", "content/", "delete/"):
        assert ask(cleo, f"/elsewhere/files/{file_id}/{path}").status_code == 404


def test_a_guest_is_asked_to_sign_in(client, file_id):
    for path in LOOKS:
        assert "/accounts/login/" in client.get(PAGE + path.format(id=file_id)).url
