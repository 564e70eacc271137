"""What tests of voices build: recordings, voices without their making, drivers run to their end."""

import asyncio
import hashlib
import uuid
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from studio.generations import driver
from studio.generations.actions import start_generation
from studio.generations.models import Generation, State
from studio.generations.transition import move
from studio.generations.wires import close_wires
from studio.library import storage
from studio.library.models import Asset
from studio.spend.models import Entry
from studio.teams.models import Team
from studio.voices import actions
from studio.voices.models import UNUSED, Consent, Voice
from tests import tones

RATE = 16_000
PROMPT, TEXT = "An old sailor, deep and slow", "Good evening."


@cache
def speech(seconds: float = 11.0, level: float = 0.3) -> np.ndarray:
    """int16 samples at RATE: harmonics of 180 Hz that swell like syllables."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * 180 * n * time) / n for n in range(1, 7))
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    return np.round(sound * swell / 2 * level * 32767).astype(np.int16)


def file(folder: Path, samples: np.ndarray, form: str = "wav") -> SimpleUploadedFile:
    """The samples as an uploaded file in one of `tones.FORMATS`."""
    rate = 48_000 if form in ("webm", "ogg") else RATE
    if rate != RATE:
        samples = np.repeat(samples, rate // RATE)
    path = tones.write(folder / "recording.tmp", samples, form, rate)
    return SimpleUploadedFile(f"recording.{form}", path.read_bytes())


def sample(team: Team, **facts: Any) -> Asset:
    """A kept recording that fits, without its bytes; `facts` are columns, `measured` what was found in it."""
    measured = {"loudness_db": -20.0, "silent_share": 0.1, "clipped_share": 0.0} | facts.pop("measured", {})
    name = uuid.uuid4()
    columns = {
        "public_id": name,
        "key": f"{team.public_id}/{name}/original.wav",
        "kind": "sound",
        "origin": "uploaded",
        "mime": "audio/wav",
        "duration_ms": 12_000,
        "bytes": 400_000,
        "sha256": hashlib.sha256(name.bytes).hexdigest(),
        "listed": False,
        "recipe": {"sample": measured},
    }
    return Asset.objects.create(team=team, **(columns | facts))


def wish(**changes: Any) -> dict[str, Any]:
    """A request for a clone, as the form makes it."""
    request = {"voice_id": actions.new_voice_id("Harbour"), "language": "", "text": "", "model": actions.PREVIEW_MODEL}
    flags = {"noise_reduction": False, "volume_normalization": False, "prompt_audio": "", "prompt_text": ""}
    return request | flags | changes


def typed(team: Team, **changes: Any) -> dict[str, Any]:
    """What a person sends who clones a voice, with a kept recording that fits unless another is named."""
    given = {"client_key": str(uuid.uuid4()), "name": "Harbour", "consent": "own"}
    return given | {"sample": str(sample(team).public_id)} | changes


def clone(team: Team, recording: Asset, **changes: Any) -> Voice:
    """Asked for, with a consent to this very recording."""
    author = team.memberships.order_by("id")[0].user
    consent = actions.give_consent(team=team, who=author, speaker="Ada", statement="Yes.", sample=recording)
    columns = {name: changes.pop(name) for name in ("name", "client_key") if name in changes}
    about = {"name": "Harbour", "client_key": uuid.uuid4()} | columns
    return actions.clone_voice(
        team=team, author=author, sample=recording, consent=consent, request=wish(**changes), **about
    )


def design(team: Team, count: int = 1, **changes: Any) -> list[Voice]:
    """Candidates, asked for."""
    about = {"prompt": PROMPT, "text": TEXT, "name": "", "language": "", "client_key": uuid.uuid4()} | changes
    author = team.memberships.order_by("id")[0].user
    return actions.design_voices(team=team, author=author, count=count, **about)


def voice(team: Team, hours_left: float = 100.0, **columns: Any) -> Voice:
    """A voice that was made; `hours_left` counts while it is unused."""
    about = {
        "team": team,
        "connection": team.connection,
        "author": team.memberships.order_by("id")[0].user,
        "origin": Voice.Origin.CLONED,
        "voice_id": actions.new_voice_id("Harbour"),
        "name": "Harbour",
        "made_at": timezone.now() - UNUSED + timedelta(hours=hours_left),
    }
    return Voice.objects.create(**(about | columns))


def consented(team: Team, recording: Asset, **columns: Any) -> Voice:
    """The same with its sample and the consent to it."""
    consent = Consent.objects.create(
        team=team, by_name="Ada", speaker="Ada", statement="Yes.", sample_sha256=recording.sha256
    )
    return voice(team, sample=recording, consent=consent, recipe=wish(), **columns)


def say(voice: Voice, text: str = TEXT, kind: str = "speech", **changes: Any) -> Generation:
    """Ask for a speech with it, as the speech room does."""
    request = {"text": text, "model": "speech-02-turbo", "voice": voice.ref, "voice_id": voice.voice_id}
    author = voice.team.memberships.order_by("id")[0].user
    return start_generation(team=voice.team, author=author, kind=kind, request=request | changes)


def drive(gen: Generation | None) -> Generation:
    """Admit it if it waits, drive it as the runner would, and read what became of it."""
    assert gen is not None
    move(gen.pk, State.QUEUED, State.ADMITTED)
    asyncio.run(_drive(gen.pk))
    return Generation.objects.select_related("team", "connection").get(pk=gen.pk)


async def _drive(gen_id: int) -> None:
    try:
        await asyncio.wait_for(driver.drive(gen_id), 60)
    finally:
        await close_wires()


def made(voice: Voice) -> Voice:
    """Drive its making to the end."""
    gen = drive(voice.generation)
    assert gen.state == State.DONE, gen.error
    voice.refresh_from_db()
    return voice


def fail(gen: Generation, code: int | None = None, cause: str = "no") -> None:
    """As if MiniMax had refused it."""
    error = {"cause": cause, "next_step": "", "retryable": True, "code": code}
    Generation.objects.filter(pk=gen.pk, submit_started_at=None).update(submit_started_at=timezone.now())
    move(gen.pk, State.QUEUED, State.FAILED, error=error)


def finish(gen: Generation) -> None:
    """As if it had been made, without MiniMax."""
    steps = (State.QUEUED, State.ADMITTED, State.SUBMITTING, State.FETCHING, State.FINISHING, State.DONE)
    for frm, to in pairwise(steps):
        assert move(gen.pk, frm, to, **({"accepted_at": timezone.now()} if to == State.FETCHING else {}))


def money() -> tuple[str, str]:
    """What is spent and held by everybody, in dollars."""
    totals = Entry.objects.totals("2020-01-01T00:00Z")
    return f"{totals['spent'].normalize():f}", f"{totals['held'].normalize():f}"


class Minimax(httpx.Client):
    """The account at the sandbox."""

    def __init__(self, root: str, key: str) -> None:
        super().__init__(base_url=root, headers={"Authorization": f"Bearer {key}"}, timeout=30)

    def voices(self) -> set[str]:
        """Ids of the cloned and designed voices that it lists: those that were used."""
        found = self.post("/v1/get_voice", json={"voice_type": "all"}).json()
        return {row["voice_id"] for kind in ("voice_cloning", "voice_generation") for row in found[kind]}

    def files(self) -> list[dict[str, Any]]:
        """What was uploaded to it."""
        found: list[dict[str, Any]] = self.get("/v1/files/list", params={"purpose": "voice_clone"}).json()["files"]
        return found

    def forget(self, voice_id: str, kind: str = "voice_cloning") -> int:
        """Delete a voice behind the studio's back; MiniMax's code."""
        body = {"voice_type": kind, "voice_id": voice_id}
        return int(self.post("/v1/delete_voice", json=body).json()["base_resp"]["status_code"])

    def clone(self, recording: Asset, voice_id: str, clock: str) -> int:
        """Clone behind the studio's back, so many seconds ago (`-3600`) by the sandbox's clock; MiniMax's code."""
        headers = {"Sandbox-Clock": clock}
        content = {"file": ("sample.wav", storage.path_of(recording.key).read_bytes())}
        uploaded = self.post("/v1/voice_clone/upload", files=content, headers=headers).json()
        body = {"voice_id": voice_id, "file_id": uploaded["file_id"]}
        made = self.post("/v1/voice_clone/create", json=body, headers=headers).json()
        return int(made["base_resp"]["status_code"])

    def speak(self, voice_id: str) -> int:
        """Use a voice behind the studio's back; MiniMax's code."""
        body = {"model": "speech-02-turbo", "text": "a", "voice_setting": {"voice_id": voice_id}}
        return int(self.post("/v1/t2a_v2", json=body).json()["base_resp"]["status_code"])
