"""Connections: keys are encrypted, write-only, and never shown."""

import pytest

from studio.teams.actions import connect_first_key
from studio.teams.models import Connection, slug_for
from tests import make


def test_a_new_team_has_a_sandbox_account_of_its_own(team, cleo):
    mine, theirs = Connection.objects.order_by("id")
    assert mine.sandbox
    assert mine.key.startswith("sandbox-")
    assert mine.key != theirs.key


def test_the_key_is_not_readable_in_the_table(team):
    row = Connection.objects.values().get(team=team)
    assert team.connection.key not in str(row)
    assert row["last_four"] == team.connection.key[-4:]


def test_a_rotated_encryption_key_still_reads(team, settings):
    key = team.connection.key
    settings.ENCRYPTION_KEYS = ["a new phrase", *settings.ENCRYPTION_KEYS]
    assert Connection.objects.get(team=team).key == key


def test_the_first_key_goes_to_the_oldest_team_once(team, cleo, settings):
    settings.MINIMAX_KEY = "sk-api-0123456789"
    made = connect_first_key()
    assert (made.team, made.in_use, made.dialect) == (team, True, "official")
    assert connect_first_key() is None


def test_the_admin_shows_no_key(admin_client, team):
    page = admin_client.get(f"/admin/teams/connection/{team.connection.pk}/change/").content.decode()
    assert team.connection.last_four in page
    assert team.connection.key not in page
    assert team.connection.encrypted_key not in page


@pytest.mark.parametrize(("name", "slug"), [("Salt Marsh", "salt-marsh"), ("Admin", "admin-team"), ("生成", "team")])
def test_an_address_is_made_from_the_name(db, name, slug):
    assert slug_for(name) == slug


def test_a_taken_address_gets_a_number(team):
    assert slug_for(team.name) == "salt-marsh-2"
    make.team("Salt Marsh", make.person("Second"))
    assert slug_for(team.name) == "salt-marsh-3"


def test_a_paused_connection_is_told_on_every_page_and_goes_on_when_mended(client, team, ada, bo):
    team.connections.update(paused_reason="The key is wrong.", paused_code=1004)
    client.force_login(bo)
    assert "The key is wrong." in client.get("/salt-marsh/library/").content.decode()
    assert client.post("/salt-marsh/connection/resume/").status_code == 403
    client.force_login(ada)
    assert client.post("/salt-marsh/connection/resume/").status_code == 302
    assert "The key is wrong." not in client.get("/salt-marsh/").content.decode()


def test_without_any_connection_pages_say_so_and_nothing_is_asked(client, team, ada):
    team.connections.all().delete()
    client.force_login(ada)
    assert "no connection to MiniMax yet" in client.get("/salt-marsh/").content.decode()
    answer = client.post("/salt-marsh/video/", {"mode": "text", "prompt": "A lighthouse"})
    assert answer.status_code == 422
    assert "nothing can be sent" in answer.content.decode()
