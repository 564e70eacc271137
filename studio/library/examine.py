"""Looking into files that somebody else wrote. Runs in a child process with little memory and time.

Knows no Django; PyAV and Pillow are imported by the child alone (threats.md 4).
"""

import io
import multiprocessing
import os
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

# Marks a text for translation; whoever shows it translates it.
_ = str

POSTER_WIDTH = 768
POSTER_BYTES = 40 * 1024
LONGEST_SECONDS = 3600


class Unreadable(Exception):
    """The file is not what it should be; the text says why, in words for people."""


@dataclass(frozen=True)
class Facts:
    mime: str
    suffix: str
    width: int
    height: int
    duration_ms: int | None = None


def limit_child() -> None:
    """Give up rather than take the machine down: 4 GiB of address space in all. Killed, a parent takes us along."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(0)


def has_picture(path: str) -> bool:
    """Is there a film in an MP4, or only sound? Raises Unreadable when it does not open."""
    import av

    try:
        with av.open(path, options={"protocol_whitelist": "file"}) as container:
            # A cover is a picture, too.
            return any(stream.codec_context.name not in ("mjpeg", "png") for stream in container.streams.video)
    except (av.FFmpegError, ValueError) as error:
        raise Unreadable(_("It does not open as a video.")) from error


def examine_video(path: str) -> Facts:
    """What an MP4 holds; raises Unreadable unless it opens, has a picture and its last packet is there."""
    import av

    try:
        with av.open(path, options={"protocol_whitelist": "file"}) as container:
            if "mp4" not in container.format.name or not container.streams.video:
                raise Unreadable(_("It is not an MP4 with a picture."))
            stream = container.streams.video[0]
            next(container.decode(stream))
            seconds = float(container.duration or 0) / av.time_base
            tick = float(stream.time_base or 0)
            last = max((p.pts * tick for p in container.demux(stream) if p.pts is not None), default=0.0)
            if not 0 < seconds <= LONGEST_SECONDS or last < seconds - 1.0:
                raise Unreadable(_("It ends before its time."))
            return Facts("video/mp4", "mp4", stream.width, stream.height, round(seconds * 1000))
    except (av.FFmpegError, StopIteration, ValueError) as error:
        raise Unreadable(_("It does not open as a video.")) from error


def draw_poster(path: str, poster: str, last: str) -> None:
    """Save the first frame small (at most 40 KB) and the last frame whole, both as JPEG."""
    import av

    with av.open(path, options={"protocol_whitelist": "file"}) as container:
        stream = container.streams.video[0]
        first = next(container.decode(stream)).to_image()
        end = float((stream.duration or 0) * (stream.time_base or 0))
        container.seek(int(max(0.0, end - 1.0) / float(stream.time_base or 1)), stream=stream)
        frame = deque(container.decode(stream), maxlen=1)
    _save_small(first, poster)
    (frame[0].to_image() if frame else first).save(last, "JPEG", quality=95, subsampling=0)


def examine_image(path: str) -> Facts:
    """What a PNG, JPEG or WebP holds, by its content; a bomb, a stub and a mislabelled file are Unreadable."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = 40_000_000
    kinds = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}
    try:
        with Image.open(path, formats=list(kinds)) as image:
            if image.width * image.height > Image.MAX_IMAGE_PIXELS:
                raise Unreadable(_("It has more than 40 million pixels."))
            mime, suffix = kinds[str(image.format)]
            size = _upright(image)
            image.load()
            return Facts(mime, suffix, *size)
    except Image.DecompressionBombError as error:
        raise Unreadable(_("It has more than 40 million pixels.")) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Unreadable(_("It does not open as a JPG, PNG or WebP picture.")) from error


def draw_thumbnail(path: str, poster: str) -> None:
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        image.draft("RGB", (POSTER_WIDTH, POSTER_WIDTH))
        _save_small(ImageOps.exif_transpose(image).convert("RGB"), poster)


def to_jpeg(content: bytes) -> bytes:
    """A picture of any kind that we keep, as a JPG, upright; what is clear in it is white."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as image:
        whole = ImageOps.exif_transpose(image).convert("RGBA")
    white = Image.new("RGBA", whole.size, "white")
    file = io.BytesIO()
    Image.alpha_composite(white, whole).convert("RGB").save(file, "JPEG", quality=95)
    return file.getvalue()


def _upright(image: "object") -> tuple[int, int]:
    """The size as people see it: a camera may have noted that the picture lies on its side."""
    turned = image.getexif().get(0x0112, 1) >= 5  # type: ignore[attr-defined]
    width, height = image.size  # type: ignore[attr-defined]
    return (height, width) if turned else (width, height)


def _save_small(image: "object", path: str) -> None:
    """A JPEG of at most POSTER_BYTES: first less quality, then fewer pixels."""
    for width in (POSTER_WIDTH, POSTER_WIDTH // 2, POSTER_WIDTH // 4):
        small = image.copy()  # type: ignore[attr-defined]
        small.thumbnail((width, width))
        for quality in (82, 70, 55, 40):
            small.save(path, "JPEG", quality=quality, optimize=True, progressive=True)
            if Path(path).stat().st_size <= POSTER_BYTES:
                return
