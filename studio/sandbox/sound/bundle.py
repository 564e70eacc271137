"""A long speech as a file: the audio itself, or an archive of audio, subtitles and facts (official.md 4.3).

Everything goes to disk sentence by sentence, so a million characters need no more memory than a few thousand.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from .encoding import Encoder
from .formats import EXTENSIONS, AudioFormat, AudioInfo
from .profile import Profile
from .speaking import speak
from .speech import Speech, Subtitle

BLOCK = 1 << 20


def make_speech_file(recipe: dict[str, Any], inputs: Path, target: Path) -> None:
    """Speak the recipe's text and put the result at `target`, complete or not at all.

    A recipe is a dict: `text`, the name of a file in `inputs`; `speech`, the other fields of a `Speech`; `audio`, those
    of an `AudioFormat`; `facts`, what else extra_info says; `bundle`, whether it becomes an archive; `stem`, what its
    members are called. With `titles` the subtitles lie under that name beside `target`, and are there before it; by
    the word if `subtitles` says so. Beside the text, `<text>.heard` remembers the audio's SHA-256 and its seconds.
    """
    text = inputs / recipe["text"]
    wanted, audio = read_speech(recipe["speech"], text.read_text(encoding="utf-8")), AudioFormat(**recipe["audio"])
    with _drafts(target, ("sound", "titles", "whole")) as (sound, titles, whole):
        info = write_audio(wanted, audio, sound, titles, by_word=recipe.get("subtitles", "").startswith("word"))
        if recipe["bundle"]:
            _pack(whole, recipe["stem"], sound, titles, {**asdict(info), **recipe["facts"]})
        _remember(text.with_name(f"{text.name}.heard"), sound, info)
        if name := recipe.get("titles"):
            os.replace(titles, target.with_name(str(name)))
        os.replace(whole if recipe["bundle"] else sound, target)


def read_speech(fields: dict[str, Any], text: str) -> Speech:
    """A `Speech` from its fields as JSON."""
    return Speech(
        **{**fields, "text": text, "profile": Profile.from_json(fields["profile"]), "tone": tuple(fields["tone"])}
    )


def write_audio(wanted: Speech, audio: AudioFormat, sound: Path, titles: Path, *, by_word: bool = False) -> AudioInfo:
    """The audio to one file, a JSON list of its sentences, or words, with their times to the other."""
    with sound.open("wb") as file, titles.open("w", encoding="utf-8") as list_:
        encoder, mark = Encoder(audio, into=file), "["
        for piece in speak(wanted):
            encoder.feed(piece.samples)
            for item in _timed(piece.sentence, by_word):
                list_.write(mark + json.dumps(item.to_json(), ensure_ascii=False))
                mark = ",\n"
        encoder.finish()
        list_.write("]" if mark != "[" else "[]")
        return encoder.info()


def _timed(sentence: Subtitle | None, by_word: bool) -> tuple[Subtitle, ...]:
    if sentence is None:
        return ()
    return sentence.words if by_word else (sentence,)


def _pack(whole: Path, stem: str, sound: Path, titles: Path, facts: dict[str, Any]) -> None:
    suffix = EXTENSIONS[facts["audio_format"]]
    extra = titles.with_name(f"{titles.name}.extra")
    extra.write_text(json.dumps(facts), encoding="utf-8")
    try:
        with tarfile.open(whole, "w") as tar:
            tar.add(sound, f"{stem}/{stem}.{suffix}", filter=_plain)
            tar.add(titles, f"{stem}/{stem}_titles.json", filter=_plain)
            tar.add(extra, f"{stem}/{stem}_extra.json", filter=_plain)
    finally:
        extra.unlink()


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the owner and the rights that the file has here."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


def _remember(note: Path, sound: Path, info: AudioInfo) -> None:
    with sound.open("rb") as file:
        note.write_text(json.dumps({"sha256": _digest(file), "seconds": info.audio_length / 1000}))


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


@contextmanager
def _drafts(target: Path, names: tuple[str, ...]) -> Iterator[list[Path]]:
    """Files beside the target that are gone in the end."""
    paths = [target.with_name(f".{target.name}.{os.getpid()}.{name}") for name in names]
    try:
        yield paths
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
