"""WAV: an ID3 tag in a chunk behind the others."""

from studio.library.stamps import id3, riff
from studio.library.stamps.origin import Origin
from studio.library.stamps.stored import Stamp, Stored

FORM, TAG = b"WAVE", b"id3 "
ALONE = {TAG, b"ID3 ", b"C2PA"}


def stamp(stored: Stored, origin: Origin) -> Stamp | None:
    """None also when it has a tag, is signed, or does not say how long it is."""
    names = [one.name for one in riff.chunks_of(stored, FORM)]
    if names.count(b"fmt ") != 1 or names.count(b"data") != 1 or ALONE.intersection(names):
        return None
    tail = riff.chunk_behind(stored.size, TAG, id3.tag(origin))
    return Stamp(riff.head(FORM, stored.size + len(tail)), riff.HEAD, tail)
