"""The form of a team's own tool: what it may be, and a secret that is only ever written."""

import json

import pytest

from studio.chat.settings_forms import MOST_TOOLS
from studio.chat.team_models import TeamTool
from tests.chat.building import own_tool

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-ours-9876"
SCHEMA = '{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}'
GOOD = {
    "name": "tide",
    "description": "The tide",
    "url": "https://tides.example/now",
    "timeout": "20",
    "parameters": SCHEMA,
    "asks": "on",
}


@pytest.fixture(autouse=True)
def _signed_in(client, ada):
    client.force_login(ada)


def add(client, team, **changes):
    return client.post(f"/{team.slug}/chat/settings/tools/", GOOD | changes)


def test_an_owner_adds_one(client, team):
    assert add(client, team, secret=SECRET).status_code == 302
    tool = TeamTool.objects.get()
    assert (tool.team, tool.name, tool.asks, tool.timeout) == (team, "tide", True, 20)
    assert tool.parameters == json.loads(SCHEMA)


def test_a_secret_that_came_with_a_mistake_is_asked_for_again(client, team):
    for secret, asked in ((SECRET, True), ("", False)):
        page = add(client, team, secret=secret, timeout="0").content.decode()
        assert ("Type the secret again" in page) is asked
        assert SECRET not in page
        assert 'settings/tools/#tool"' in page


def test_the_address_of_a_refused_form_leads_back_to_the_page(client, team):
    for path in ("tools/", "mine/"):
        there = client.get(f"/{team.slug}/chat/settings/{path}")
        assert there["Location"] == f"/{team.slug}/chat/settings/"


@pytest.mark.parametrize("name", ["", "1st", "two words", "тide", "a" * 61, "tell_time", "make_image", "a.b", "a\nb"])
def test_a_name_is_one_that_models_can_call(client, team, name):
    assert (add(client, team, name=name).status_code, TeamTool.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "url",
    [
        "http://tides.example/",
        "ftp://tides.example/",
        "https://ada:phrase@tides.example/",
        "https://tides.example:8443/",
        "https://tides.example:99999/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://x/" + "a" * 500,
    ],
)
def test_only_a_plain_https_address_is_taken(client, team, url):
    answer = add(client, team, url=url)
    assert (answer.status_code, TeamTool.objects.count()) == (422, 0)
    assert 'id="id_url_error"' in answer.content.decode()


@pytest.mark.parametrize(
    "schema",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        '{"type": "string"}',
        '{"type": "objekt"}',
        '{"type": "object", "properties": 3}',
        '{"type": "object", "properties": {"a": {"type": "string", "pattern": "(a+)+$"}}}',
        '{"type": "object", "patternProperties": {"(a+)+$": {}}}',
        '{"type": "object", "properties": {"a": {"$ref": "https://evil.example/s"}}}',
        r'{"type": "object", "properties": {"a": {"\u0024ref": "https://evil.example/s"}}}',
        r'{"type": "object", "properties": {"a": {"\u0024dynamicRef": "https://evil.example/s"}}}',
        '{"type": "object", "properties": {"a": {"$dynamicRef": "https://evil.example/s"}}}',
        "[" * 9000,
        '{"type": "object", "description": "' + "x" * 20_000 + '"}',
    ],
)
def test_a_schema_describes_an_object_and_refers_to_nothing(client, team, schema):
    assert (add(client, team, parameters=schema).status_code, TeamTool.objects.count()) == (422, 0)


def test_a_property_may_be_called_pattern(client, team):
    schema = '{"type": "object", "properties": {"pattern": {"type": "string"}}}'
    assert add(client, team, parameters=schema).status_code == 302


@pytest.mark.parametrize("timeout", ["0", "121", "-1", "", "x", "99999"])
def test_it_may_take_a_bounded_time(client, team, timeout):
    assert (add(client, team, timeout=timeout).status_code, TeamTool.objects.count()) == (422, 0)


def test_a_name_is_taken_once_and_a_team_has_so_many(client, team):
    add(client, team)
    assert add(client, team).status_code == 422
    for at in range(MOST_TOOLS - 1):
        own_tool(team, name=f"tool_{at}")
    assert add(client, team, name="one_more").status_code == 422
    assert TeamTool.objects.count() == MOST_TOOLS


def change(client, tool, **changes):
    return client.post(f"/{tool.team.slug}/chat/settings/tools/{tool.public_id}/", GOOD | changes)


def test_a_secret_is_encrypted_and_never_shown(client, team):
    add(client, team, secret=SECRET)
    tool = TeamTool.objects.get()
    assert (tool.secret, tool.last_four) == (SECRET, "9876")
    assert SECRET not in tool.encrypted_secret
    pages = [
        client.get(f"/{team.slug}/chat/settings/"),
        client.get(f"/{team.slug}/chat/settings/tools/{tool.public_id}/"),
    ]
    pages.append(change(client, tool, secret="another-secret-5432", name=""))
    assert not any("secret-of" in page.content.decode() or "another-" in page.content.decode() for page in pages)
    assert "…9876" in pages[1].content.decode()


@pytest.mark.parametrize("secret", ["hush", "ab"])
def test_a_secret_too_short_to_hide_is_refused(client, team, secret):
    answer = add(client, team, secret=secret)
    assert answer.status_code == 422
    assert "At least 12 characters." in answer.content.decode()
    assert not TeamTool.objects.exists()
    tool = own_tool(team)
    tool.set_secret(secret)
    assert tool.last_four == ""


def test_left_empty_it_stays_and_is_forgotten_when_that_is_asked(client, team):
    tool = own_tool(team)
    tool.set_secret(SECRET)
    tool.save()
    change(client, tool, description="Tides of today")
    tool.refresh_from_db()
    assert (tool.secret, tool.description) == (SECRET, "Tides of today")
    change(client, tool, no_secret="on")
    tool.refresh_from_db()
    assert (tool.secret, tool.encrypted_secret, tool.last_four) == ("", "", "")


def test_only_an_owner_has_to_do_with_them(client, team, bo, vic, cleo):
    tool = own_tool(team)
    there = f"/{team.slug}/chat/settings/tools/"
    paths = [(there, "post"), (f"{there}{tool.public_id}/", "get"), (f"{there}{tool.public_id}/delete/", "post")]
    for who, status in ((bo, 403), (vic, 403), (cleo, 404)):
        client.force_login(who)
        assert {getattr(client, method)(path, GOOD).status_code for path, method in paths} == {status}
        assert "tides.example" not in client.get(f"/{team.slug}/chat/settings/").content.decode()
    assert TeamTool.objects.count() == 1


def test_a_tool_of_another_team_is_unknown(client, team, cleo):
    theirs = own_tool(cleo.memberships.get().team)
    mine = own_tool(team)
    there = f"/{team.slug}/chat/settings/tools/"
    assert client.get(f"{there}{mine.public_id}/").status_code == 200
    assert client.get(f"{there}{theirs.public_id}/").status_code == 404
    assert client.post(f"{there}{theirs.public_id}/delete/").status_code == 404
    assert client.post(f"{there}{mine.public_id}/delete/").status_code == 302
    assert list(TeamTool.objects.all()) == [theirs]
