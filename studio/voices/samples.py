"""Recordings of a voice: kept, measured, and checked by MiniMax's rules before anything is sent (official.md 4.4)."""

from math import ceil, floor
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.library import storage
from studio.library.audio import examine_audio, make_wav
from studio.library.audio_sample import measure_sample
from studio.library.examine import Unreadable
from studio.library.intake import FIELD_BYTES, upload
from studio.library.models import Asset
from studio.library.pool import in_child
from studio.teams.models import Team

# What MiniMax takes; what a browser records, and other lossless sound, is turned into WAV.
TAKEN = ("audio/mpeg", "audio/wav", "audio/mp4")
SHORTEST, LONGEST, PROMPT_LONGEST = 10.0, 300.0, 8.0
# Beyond this share of silence nobody speaks; below this loudness nobody is heard.
MOST_SILENCE, QUIETEST_DB = 0.9, -45.0
CLIPPED, QUIET_DB, PAUSES = 0.002, -33.0, 0.5


def keep_recording(*, team: Team, author: User | None, file: UploadedFile) -> Asset:
    """Keep a recording that was dropped or made in the browser.

    Raises Unreadable with the reason when it is no sound, too large or cut short.
    """
    return upload(team=team, author=author, file=file, kind=Asset.Kind.SOUND, mend=_mend)


def _mend(draft: Path) -> dict[str, Any]:
    """Make it what MiniMax takes, and note how good it is."""
    if in_child(examine_audio, str(draft)).mime not in TAKEN:
        converted = draft.with_suffix(".wav.tmp")
        try:
            in_child(make_wav, str(draft), str(converted))
            converted.replace(draft)
        finally:
            converted.unlink(missing_ok=True)
    facts = vars(in_child(measure_sample, str(draft)))
    return {"recipe": {"sample": facts}}


def check_sample(asset: Asset) -> str:
    """Why MiniMax would refuse it as a sample, or why nothing good would come of it; nothing when it fits."""
    seconds = asset.seconds or 0.0
    if seconds < SHORTEST:
        # Rounded away from the limit: "10.0 s" would not be too short.
        return _("It lasts %(seconds)s s; MiniMax wants at least 10 s.") % {
            "seconds": f"{floor(seconds * 10) / 10:.1f}"
        }
    if seconds > LONGEST:
        minutes = "{}:{:02}".format(*divmod(ceil(seconds), 60))
        return _("It lasts %(minutes)s min; MiniMax takes at most 5 min.") % {"minutes": minutes}
    return _check_bytes(asset)


def check_prompt(asset: Asset) -> str:
    seconds = asset.seconds or 0.0
    if seconds >= PROMPT_LONGEST:
        return _("It lasts %(seconds)s s; MiniMax takes less than 8 s here.") % {"seconds": f"{seconds:.1f}"}
    return _check_bytes(asset)


def _check_bytes(asset: Asset) -> str:
    if asset.bytes > FIELD_BYTES:
        return _("It is larger than 20 MB.")
    if asset.mime not in TAKEN:
        return _("MiniMax takes MP3, M4A or WAV here. Download it and bring the file itself: then it is converted.")
    facts = asset.recipe.get("sample") or measured(asset)
    if facts.get("silent_share", 0) > MOST_SILENCE or facts.get("loudness_db", 0) < QUIETEST_DB:
        return _("It is silent, or almost. Record it again, closer to the microphone.")
    return ""


def measured(asset: Asset) -> dict[str, Any]:
    """How good a sound of the library is as a sample: looked at once, and noted."""
    try:
        facts = dict(vars(in_child(measure_sample, str(storage.path_of(asset.key)))))
    except (Unreadable, OSError):
        return {}
    asset.recipe = {**asset.recipe, "sample": facts}
    Asset.objects.filter(pk=asset.pk).update(recipe=asset.recipe)
    return facts


def remarks(asset: Asset) -> list[str]:
    """What is not wrong but could be better."""
    facts = asset.recipe.get("sample", {})
    found = []
    if facts.get("clipped_share", 0) > CLIPPED:
        found.append(_("It is too loud in places and crackles there; a quieter recording clones better."))
    if facts.get("loudness_db", 0) < QUIET_DB:
        found.append(_("It is rather quiet; switch on “Even out the loudness”, or record closer."))
    if facts.get("silent_share", 0) > PAUSES:
        found.append(_("More than half of it is silence; speech without long pauses clones better."))
    return found
