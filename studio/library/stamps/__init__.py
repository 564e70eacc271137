"""Where an exported file says that it comes from a model, and from which: in the metadata that its format has for that.

The stored bytes stay as they are; what is sent has another beginning, or more behind its end. Never in it: the prompt,
and the name of a person. A file that is not wholly understood, or is signed, goes out as it is. Knows no table.
"""

import struct
from collections.abc import Callable
from pathlib import Path

from studio.library.stamps import flac, jpeg, mp3, mp4, png, wav, webp
from studio.library.stamps.origin import Origin
from studio.library.stamps.stored import Stamp, Stored

__all__ = ["Origin", "Stamp", "stamp_for"]

FORMATS: dict[str, Callable[[Stored, Origin], Stamp | None]] = {
    "image/jpeg": jpeg.stamp,
    "image/png": png.stamp,
    "image/webp": webp.stamp,
    "video/mp4": mp4.stamp,
    "audio/mp4": mp4.stamp,
    "audio/mpeg": mp3.stamp,
    "audio/wav": wav.stamp,
    "audio/flac": flac.stamp,
}


def stamp_for(path: str | Path, mime: str, origin: Origin) -> Stamp | None:
    """What a file is to be sent with; None when it goes out as it is. Reads some kilobytes, so not in the loop."""
    stamp = FORMATS.get(mime)
    if not stamp:
        return None
    try:
        with open(path, "rb") as file:
            return stamp(Stored(file), origin)
    # Misformed is a ValueError; struct's own is of a length that its field cannot hold.
    except (OSError, ValueError, struct.error):
        return None
