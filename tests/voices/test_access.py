"""The door of every route of this room: strangers see nothing, viewers press nothing, a foreign voice is unknown."""

import pytest

from studio.generations.models import Generation
from studio.voices import urls
from studio.voices.models import Favourite, Keeping, Voice
from tests.voices.building import voice

LOOKS = ("voices", "voice-card")
FORMS = ("voices-pick", "voice-clone", "voice-design", "voice-delete")
PRESSES = (
    "voice-preview",
    "voice-clone",
    "voice-sample",
    "voice-design",
    "voice-keep",
    "voice-choose",
    "voice-again",
    "voice-rename",
    "voice-delete",
)
OF_ADMINS = ("voices-keeping",)
OF_ALL = ("voice-star",)


@pytest.fixture
def row(team):
    return voice(team, hours_left=10)


@pytest.fixture
def path(team, row):
    def path(name: str, slug: str = team.slug) -> str:
        pattern = next(str(url.pattern) for url in urls.urlpatterns if url.name == name)
        return f"/{slug}/voices/{pattern.replace('<uuid:voice_id>', str(row.public_id))}"

    return path


def test_every_route_is_named_here():
    assert {url.name for url in urls.urlpatterns} == {*LOOKS, *FORMS, *PRESSES, *OF_ADMINS, *OF_ALL}


def statuses(ask, path, names, **more) -> dict[str, int]:
    return {name: ask(path(name, **more)).status_code for name in names}


def test_a_member_may_look_and_a_creator_sees_the_forms(client, vic, bo, path):
    client.force_login(vic)
    assert set(statuses(client.get, path, LOOKS).values()) == {200}
    client.force_login(bo)
    assert set(statuses(client.get, path, LOOKS + FORMS).values()) == {200}


def test_a_stranger_sees_nothing_and_presses_nothing(client, cleo, path):
    client.force_login(cleo)
    assert set(statuses(client.get, path, LOOKS + FORMS).values()) == {404}
    assert set(statuses(client.post, path, PRESSES + OF_ADMINS + OF_ALL).values()) == {404}


def test_a_foreign_voice_under_ones_own_team_is_unknown(client, cleo, path):
    client.force_login(cleo)
    of_one = {str(url.name) for url in urls.urlpatterns if "voice_id" in str(url.pattern)}
    looks, presses = of_one - set(PRESSES) | {"voice-delete"}, of_one & set(PRESSES)
    assert (len(looks), len(presses)) == (2, 5)
    assert set(statuses(client.get, path, looks, slug="elsewhere").values()) == {404}
    assert set(statuses(client.post, path, presses, slug="elsewhere").values()) == {404}


def test_a_guest_is_asked_to_sign_in(client, path):
    for name in LOOKS + FORMS:
        assert client.get(path(name)).url.startswith("/accounts/login/?next=")


def test_a_viewer_presses_nothing_but_stars(client, vic, path, row):
    client.force_login(vic)
    assert set(statuses(client.post, path, PRESSES + OF_ADMINS).values()) == {403}
    assert client.post(f"{path('voice-star')}?on=1", {"ref": row.ref}).status_code == 302
    assert Favourite.objects.get().person == vic
    assert not Generation.objects.exists()
    assert (Voice.objects.get().rev, Keeping.objects.count()) == (0, 0)


def test_a_viewer_may_not_see_the_forms(client, vic, path):
    client.force_login(vic)
    assert set(statuses(client.get, path, FORMS).values()) == {403}


def test_a_look_at_a_press_presses_nothing(client, ada, path):
    client.force_login(ada)
    only_posts = [name for name in (*PRESSES, *OF_ADMINS, *OF_ALL) if name not in FORMS]
    assert set(statuses(client.get, path, only_posts).values()) == {405}


def test_a_removed_member_is_out_at_once(client, bo, team, path):
    client.force_login(bo)
    assert client.get(path("voices")).status_code == 200
    team.memberships.filter(user=bo).delete()
    assert client.get(path("voices")).status_code == 404
    assert client.post(path("voice-keep")).status_code == 404


def test_a_deleted_voice_is_unknown(client, ada, path, row):
    client.force_login(ada)
    row.change(deleted_at=row.made_at)
    assert client.get(path("voice-card")).status_code == 404
    assert client.post(path("voice-keep")).status_code == 404


def test_it_is_renamed_by_a_creator(client, bo, path):
    client.force_login(bo)
    page = client.post(path("voice-rename"), {"name": "  Quay  "}, headers={"HX-Request": "true"}).content.decode()
    assert (Voice.objects.get().name, "Quay" in page) == ("Quay", True)


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\0b"])
def test_a_name_that_is_none_changes_nothing(client, bo, path, name):
    client.force_login(bo)
    assert client.post(path("voice-rename"), {"name": name}).status_code == 302
    assert Voice.objects.get().name == "Harbour"
