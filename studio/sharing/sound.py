"""Sound for strangers: the same packets in a file of its own, and nothing else that stood in the old one.

What a model made says so, in the metadata that the format has for it. Runs in the child; knows no Django.
"""

import os
import shutil
from pathlib import Path

from studio.library.audio_reading import open_audio, packets_of
from studio.library.examine import Unreadable
from studio.library.stamps import Origin, stamp_for

# What writes each type. The last two say where they come from by themselves, the others have a stamp.
MUXERS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/mp4": "mp4",
    "audio/ogg": "ogg",
    "audio/webm": "webm",
}
SAY_IT_THEMSELVES = ("audio/ogg", "audio/webm")
# No name of the program that writes it, an index where a format has one, and no tag that is not ours.
BARE = {"fflags": "+bitexact"}
OPTIONS = {"mp3": {"id3v2_version": "0"}, "mp4": {"movflags": "faststart"}, "wav": {"rf64": "auto"}}


def copy_sound(source: str, target: str, mime: str, raw_rate: int | None, origin: Origin | None) -> None:
    """Write `target` as `mime`; `origin` is None for what a person brought. Raises Unreadable, leaves nothing then."""
    import av

    # A draft by its name as well: what a killed child leaves is swept up.
    bare = Path(target).with_stem(f"{Path(target).stem}-bare")
    try:
        _write(source, str(bare), mime, raw_rate, origin)
        _finish(bare, Path(target), mime, origin)
    except (av.FFmpegError, ValueError) as error:
        Path(target).unlink(missing_ok=True)
        raise Unreadable("It cannot be copied.") from error
    finally:
        bare.unlink(missing_ok=True)


def _write(source: str, target: str, mime: str, raw_rate: int | None, origin: Origin | None) -> None:
    import av

    muxer = MUXERS[mime]
    options = BARE | OPTIONS.get(muxer, {})
    with open_audio(source, raw_rate) as before, av.open(target, "w", format=muxer, container_options=options) as after:
        if origin and mime in SAY_IT_THEMSELVES:
            after.metadata.update(origin.facts | {"Comment": origin.words})
        sound = after.add_stream_from_template(before.streams.audio[0])
        for packet in packets_of(before):
            if packet.dts is not None:
                packet.stream = sound
                after.mux(packet)


def _finish(bare: Path, target: Path, mime: str, origin: Origin | None) -> None:
    """What the stamp says goes around it."""
    stamp = stamp_for(bare, mime, origin) if origin else None
    if stamp is None:
        os.replace(bare, target)
        return
    with bare.open("rb") as file, target.open("wb") as copy:
        copy.write(stamp.head)
        file.seek(stamp.skip)
        shutil.copyfileobj(file, copy)
        copy.write(stamp.tail)
