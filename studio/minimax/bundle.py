"""What a long speech task leaves behind: the audio itself, or a tar archive of audio, subtitles and facts.

The archive's layout is not documented (official.md 4.3), so its members are told by what they are.
"""

import json
import shutil
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.minimax.errors import Garbled
from studio.minimax.readers import read_objects

AUDIO = {".mp3", ".wav", ".flac", ".pcm", ".opus", ".ogg"}
MEMBERS = 32
JSON_BYTES = 256 * 1024 * 1024
AUDIO_BYTES = 2 * 1024 * 1024 * 1024


@dataclass(frozen=True)
class SpeechBundle:
    """`audio`: the file. `subtitles`: `{text, time_begin, time_end}` each, in milliseconds. `facts`: extra_info."""

    audio: Path
    subtitles: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def read_bundle(path: Path, into: Path) -> SpeechBundle:
    """The result at `path`; an archive's audio is written to the file `into`. Blocking. Raises `Garbled`."""
    if not tarfile.is_tarfile(path):
        return SpeechBundle(path)
    audio, subtitles, facts = None, [], {}
    try:
        with tarfile.open(path, "r:*") as archive:
            for _ in range(MEMBERS):
                member = archive.next()
                source = archive.extractfile(member) if member and member.isfile() else None
                if member is None:
                    break
                kind = Path(member.name).suffix.lower()
                if source and kind in AUDIO and audio is None:
                    # Packed sound may unpack without end (threats.md 8).
                    if member.size > AUDIO_BYTES:
                        raise Garbled
                    with into.open("wb") as target:
                        shutil.copyfileobj(source, target)
                    audio = into
                elif source and member.size <= JSON_BYTES and kind in (".json", ".titles", ".title", ".extra"):
                    found = json.loads(source.read())
                    if isinstance(found, list):
                        subtitles = read_objects({"subtitles": found}, "subtitles", 1_000_000)
                    elif isinstance(found, dict):
                        facts = found
    except (tarfile.TarError, ValueError, EOFError, RecursionError):
        raise Garbled from None
    if audio is None:
        raise Garbled
    return SpeechBundle(audio, subtitles, facts)
