"""Copying into the library: once, by content; what is there already is led to."""

from pathlib import Path

import pytest

from studio.library.models import Asset
from studio.teams.models import Connection
from tests import make, tones
from tests.files.building import PAGE, ask, ended, text
from tests.voices.building import RATE, speech

pytestmark = pytest.mark.django_db(transaction=True)


def copy(who, file_id, *, htmx=True):
    return ask(who, f"{PAGE}{file_id}/copy/", {}, htmx=htmx)


def test_it_keeps_a_picture_and_leads_to_it(account, bo, team):
    file_id = account.upload("marsh.png", make.png(), "video_generation_input")
    answer = copy(bo, file_id)
    asset = Asset.objects.get()
    assert answer["HX-Redirect"] == f"/salt-marsh/assets/{asset.public_id}/"
    assert (asset.name, asset.kind, asset.author, asset.origin) == ("marsh.png", "image", bo, "uploaded")
    assert asset.sandbox
    assert "Kept here too:" in text(ask(bo, f"{PAGE}list/"))


def test_it_works_without_scripts(account, bo):
    file_id = account.upload("marsh.png", make.png(), "video_generation_input")
    assert copy(bo, file_id, htmx=False).url == f"/salt-marsh/assets/{Asset.objects.get().public_id}/"


def test_it_keeps_a_sound(account, bo, tmp_path: Path):
    wav = tones.write(tmp_path / "a.tmp", speech(2), "wav", RATE).read_bytes()
    copy(bo, account.upload("waves.wav", wav, "voice_clone"))
    assert Asset.objects.get().mime == "audio/wav"


@pytest.mark.parametrize("again", ["the same file", "the same bytes", "a result", "a made picture"])
def test_what_is_there_already_is_not_kept_twice(account, bo, team, again):
    file_id = account.upload("marsh.png", make.png(), "video_generation_input")
    if again == "a result":
        ended(team, file_id=file_id, asset=make.asset(team, make.png(colour="red")))
    elif again == "a made picture":
        make.asset(team, make.png(), origin="made")
    else:
        copy(bo, file_id)
        if again == "the same bytes":
            file_id = account.upload("marsh.png", make.png(), "video_generation_input")
    answer = copy(bo, file_id)
    assert answer["HX-Redirect"] == f"/salt-marsh/assets/{Asset.objects.get().public_id}/"


@pytest.mark.parametrize("origin", ["made", "uploaded"])
@pytest.mark.parametrize("sandbox", [True, False])
def test_what_was_there_already_is_told_beside_the_file(account, bo, team, origin, sandbox):
    file_id = account.upload("marsh.png", make.png(), "video_generation_input")
    known = make.asset(team, make.png(), origin=origin, sandbox=sandbox)
    assert "Kept here too:" not in text(ask(bo, f"{PAGE}list/"))
    copy(bo, file_id)
    known.refresh_from_db()
    assert known.file_id == f"sandbox:{file_id}"
    assert "Kept here too:" in text(ask(bo, f"{PAGE}list/"))


@pytest.mark.parametrize("what", ["a copy", "a result"])
def test_what_has_its_id_in_the_other_world_is_another_file(account, bo, team, what):
    """MiniMax may give a file the id that one of the sandbox has."""
    file_id = account.upload("marsh.png", make.png(), "video_generation_input")
    live = make.asset(team, make.png(colour="red"), file_id=file_id if what == "a copy" else "")
    if what == "a result":
        gen = ended(team, file_id=file_id, asset=live)
        gen.connection = Connection.objects.create(team=team, name="MiniMax", in_use=False)
        gen.save()
    copy(bo, file_id)
    assert Asset.objects.exclude(pk=live.pk).get().sandbox


def test_another_teams_asset_is_not_led_to(account, bo, cleo):
    other = make.asset(cleo.memberships.get().team)
    copy(bo, account.upload("marsh.png", make.png(), "video_generation_input"))
    assert Asset.objects.exclude(pk=other.pk).get().author == bo


def test_what_the_library_does_not_keep_is_refused_in_words(account, bo, settings):
    answer = copy(bo, account.upload("a.mp4", b"\0\0\0\x20ftypisom" + bytes(400), "video_understanding"))
    assert answer.status_code == 422
    assert "It was not copied." in text(answer)
    assert not Asset.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.tmp"))


def test_what_is_not_there_is_not_found(account, bo):
    assert copy(bo, "123456789012345").status_code == 404


def test_it_says_so_when_minimax_does_not_answer(silent, bo):
    assert "MiniMax could not be reached" in text(copy(bo, "123456789012345"))
