"""MP3: an ID3 tag in front; where there is one, its frames stay behind ours, under a head that counts both."""

from studio.library.audio_reading import is_mp3_frame
from studio.library.stamps import id3
from studio.library.stamps.origin import Origin
from studio.library.stamps.stored import Misformed, Stamp, Stored


def stamp(stored: Stored, origin: Origin) -> Stamp | None:
    """None also for a tag whose head has a flag: unsynchronised, or with an extended head or a foot."""
    head = stored.take(0, id3.HEAD)
    if not head.startswith(b"ID3"):
        return Stamp(id3.tag(origin), 0, b"") if is_mp3_frame(head) else None
    version, flags, size = head[3], head[5], id3.from_syncsafe(head[6:])
    if version not in (3, 4) or flags:
        return None
    end = id3.HEAD + size
    old = list(id3.frames_in(stored, id3.HEAD, end, version))
    if not is_mp3_frame(stored.take(end, 4)):
        raise Misformed
    if any(one.tells_source or one.is_signature for one in old):
        return None
    frames = id3.frames(origin, version)
    return Stamp(id3.head(version, len(frames) + size) + frames, id3.HEAD, b"")
