"""Binding a script: its takes as one sound with chapters, or as a zip; put together beside everything else."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from studio.accounts.models import User
from studio.jobs.db import at_length, db
from studio.jobs.work import work
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.keeping import derive, keep_draft
from studio.library.marks import Project
from studio.library.models import RAW, Asset
from studio.library.pool import in_own_child
from studio.speech.binding import GAP_MS, Part, Placed, bind, bind_zip, told
from studio.speech.models import Binding, Line, Script
from studio.speech.subtitles import Cue, heard, split_long, write_srt, write_vtt
from studio.speech.takes import with_takes

log = logging.getLogger(__name__)
BROKE = _("The studio could not put it together; its log says why.")
FORMATS = {"mp3": "MP3", "m4a": "M4A", "wav": "WAV", "flac": "FLAC", "zip": "ZIP"}


@transaction.atomic
def begin_binding(*, script: Script, who: User, format: str, project: Project | None = None) -> Binding:
    """Ask for a file; while one of this format is being put together, that one."""
    busy = script.bindings.filter(format=format, state__in=[Binding.State.WAITING, Binding.State.MAKING]).first()
    return busy or Binding.objects.create(script=script, author=who, format=format, project=project)


def made_lines(script: Script) -> list[Line]:
    """The lines that can be heard, in order."""
    return [line for line in with_takes(script) if line.take and line.take.asset and not line.take.asset.trashed_at]


def srt_of(script: Script) -> str:
    """Subtitles with the times that `bind` gives the takes."""
    cues, start = [], 0
    for line in made_lines(script):
        asset = line.take and line.take.asset
        end = start + ((asset and asset.duration_ms) or 0)
        said = heard(line.take.said) if line.take else ""
        cues.append(Cue(start, end, told(line.speaker, said)))
        start = end + GAP_MS
    return write_srt(split_long(cues))


@work.sweep(timedelta(seconds=5))
async def bind_next() -> None:
    """Put together what waits, one after the other. What an earlier process left half done is begun anew."""
    while (found := await db(take_next)) is not None:
        binding, parts = found
        try:
            ended = await at_length(put_together, binding, parts)
        except Unreadable as error:
            ended = {"state": Binding.State.FAILED, "problem": str(error)[:300]}
        except Exception:
            log.exception("binding %s broke", binding.public_id)
            ended = {"state": Binding.State.FAILED, "problem": BROKE}
        await db(end, binding, ended)


def take_next() -> tuple[Binding, list[Part]] | None:
    rows = Binding.objects.select_related("script__team", "author", "project").order_by("id")
    binding = rows.filter(state__in=[Binding.State.WAITING, Binding.State.MAKING]).first()
    if binding is None:
        return None
    binding.change(state=Binding.State.MAKING)
    return binding, [part_of(line) for line in made_lines(binding.script)]


def part_of(line: Line) -> Part:
    assert line.take is not None
    asset = line.take.asset
    assert asset is not None
    raw_rate = asset.sample_rate if asset.mime == RAW else None
    return Part(storage.path_of(asset.key), line.speaker, heard(line.take.said), raw_rate)


def put_together(binding: Binding, parts: list[Part]) -> dict[str, Any]:
    """Blocking, and long; in the end a file under the binding's own id. What it found, as columns."""
    team = binding.script.team.public_id
    folder = storage.folder_of(team, binding.public_id)
    if binding.format == "zip":
        target = folder / "script.zip"
        in_own_child(bind_zip, parts, target)
        key = str(target.relative_to(storage.root()))
        return {"state": Binding.State.DONE, "key": key, "bytes": target.stat().st_size}
    draft = storage.draft(team, str(binding.public_id))
    placed = in_own_child(bind, parts, draft, binding.format, title=binding.script.title)  # type: ignore[arg-type]
    write_subtitles(folder, placed)
    asset = keep_sound(binding, draft)
    return {"state": Binding.State.DONE, "asset": asset, "bytes": asset.bytes}


def keep_sound(binding: Binding, draft: Path) -> Asset:
    """An asset of its own, under the binding's id, with its subtitles beside it."""
    asset = keep_draft(
        draft,
        asset_id=binding.public_id,
        team=binding.script.team,
        kind=Asset.Kind.SPEECH,
        author=binding.author,
        origin=Asset.Origin.MADE,
        title=binding.script.title,
        project=binding.project,
        has_subtitles=True,
        recipe={"kind": "script", "request": {"title": binding.script.title}},
    )
    derive(asset)
    return asset


def write_subtitles(folder: Path, placed: list[Placed]) -> None:
    cues = [Cue(one.start_ms, one.end_ms, told(one.speaker, one.text)) for one in placed]
    cues = split_long(cues)
    (folder / "subtitles.srt").write_text(write_srt(cues), encoding="utf-8")
    (folder / "subtitles.vtt").write_text(write_vtt(cues), encoding="utf-8")


def end(binding: Binding, ended: dict[str, Any]) -> None:
    """Say how it ended; older zips of the script go."""
    binding.change(guard=Q(state=Binding.State.MAKING), **ended)
    if not binding.key:
        return
    for old in binding.script.bindings.filter(format="zip", id__lt=binding.pk).exclude(key=""):
        storage.delete_folder(binding.script.team.public_id, old.public_id)
        old.delete()
