"""Every address under which bytes of the library lie, walked as another team, as nobody, as a viewer."""

import shutil
import uuid

import pytest
from django.urls import get_resolver, reverse

from studio.library import storage
from studio.library.exporting import pack
from studio.library.models import Asset
from tests import make, tones

# What each pattern of the asset's addresses sends; the others are pages and presses.
BYTES = {
    "asset-original": {},
    "asset-poster": {},
    "asset-last": {},
    "asset-sound": {},
    "asset-subtitles": {"suffix": "srt"},
}
PAGES = {"asset", "asset-uses", "asset-recipe", "asset-technical"}


@pytest.fixture
def asset(team, bo, tmp_path):
    """A sound that has everything which lies beside some asset."""
    path = tones.write(tmp_path / "t.mp3", tones.tone(1), "mp3")
    asset = make.asset(team, path.read_bytes(), kind="sound", mime="audio/mpeg", author=bo, has_subtitles=True)
    for name in ("poster.jpg", "last.jpg", "subtitles.srt"):
        shutil.copy(path, storage.path_of(asset.sibling(name)))
    return asset


def addresses(team, asset) -> dict[str, str]:
    found = {name: reverse(name, args=[team.slug, asset.public_id, *more.values()]) for name, more in BYTES.items()}
    packed = pack(team=team, author=asset.author, assets=Asset.objects.filter(pk=asset.pk), name="x")
    return found | {
        "saved": f"{found['asset-original']}?download",
        "library-pack": reverse("library-pack", args=[team.slug, packed.public_id]),
        **{name: reverse(name, args=[team.slug, asset.public_id]) for name in PAGES},
    }


def names_under(prefix: str) -> set[str]:
    """The names of all patterns whose route begins so."""
    found = set()
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) == prefix:
            found |= {one.name for one in pattern.url_patterns}
    return found


def test_no_address_is_forgotten(team, asset):
    presses = {f"asset-{act}" for act in ("describe", "favour", "tag", "place", "trash", "restore", "purge")}
    names = names_under("<slug:slug>/assets/")
    assert names, "this test looks at nothing"
    assert names == set(BYTES) | PAGES | presses


@pytest.mark.parametrize("role", ["owner", "creator", "viewer"])
def test_a_member_sees_them_all(client, team, ada, bo, vic, asset, role):
    client.force_login({"owner": ada, "creator": bo, "viewer": vic}[role])
    for name, address in addresses(team, asset).items():
        assert client.get(address).status_code == 200, name
        assert client.head(address).status_code == 200, name


def test_nobody_is_sent_to_the_door_and_told_nothing(client, team, asset):
    for name, address in addresses(team, asset).items():
        answer = client.get(address)
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith("/accounts/login/"), name


def test_another_team_finds_nothing_under_either_name(client, team, cleo, asset):
    client.force_login(cleo)
    theirs = cleo.memberships.get().team
    for name, address in addresses(team, asset).items():
        assert client.get(address).status_code == 404, name
        assert client.get(address.replace(f"/{team.slug}/", f"/{theirs.slug}/")).status_code == 404, name


def test_a_foreign_and_an_unknown_one_look_the_same(client, team, cleo, asset):
    client.force_login(cleo)
    theirs = cleo.memberships.get().team
    for name in (*BYTES, *PAGES):
        more = BYTES.get(name, {}).values()
        foreign, unknown = (
            client.get(reverse(name, args=[theirs.slug, one, *more])) for one in (asset.public_id, uuid.uuid4())
        )
        assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content), name


def test_bytes_carry_what_keeps_them_from_doing_anything(client, team, bo, asset):
    client.force_login(bo)
    for name, address in addresses(team, asset).items():
        if name in PAGES:
            continue
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert "sandbox" in headers["Content-Security-Policy"], name
        assert "private" in headers["Cache-Control"], name


def test_who_is_taken_out_of_the_team_sees_nothing_more(client, team, bo, asset):
    client.force_login(bo)
    found = addresses(team, asset)
    bo.memberships.all().delete()
    assert {client.get(address).status_code for address in found.values()} == {404}
