"""The mark of origin, drawn into copies of pictures and films. Runs in the child; knows no Django."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.library.examine import Unreadable

if TYPE_CHECKING:
    from av import VideoFrame
    from numpy import ndarray
    from PIL.Image import Image

# Marks a text for translation; whoever shows it translates it.
_ = str
NO_FILM = _("It does not open as a video.")
PAPER, INK = (20, 22, 24, 176), (250, 250, 250, 255)
SMALLEST = 5


def mark_picture(source: str, target: str, text: str, most: int) -> None:
    """Save a JPEG with the mark in its upper left corner, no side longer than `most`, and nothing else in the file."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = 40_000_000
    try:
        with Image.open(source, formats=["JPEG", "PNG", "WEBP"]) as image:
            image.draft("RGB", (most, most))
            colours = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
            whole = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(_("It does not open as a JPG, PNG or WebP picture.")) from error
    whole.thumbnail((most, most), Image.Resampling.LANCZOS)
    mark = draw_mark(whole.size, text)
    canvas = Image.new("RGBA", whole.size, "white")
    canvas.alpha_composite(whole)
    canvas.alpha_composite(mark, place_of(whole.size, mark))
    canvas.convert("RGB").save(target, "JPEG", quality=90, optimize=True, icc_profile=colours)


def draw_mark(size: tuple[int, int], text: str) -> "Image":
    """Pale letters on dark, a 36th of the short side high; smaller where they would take over half the width."""
    from PIL import Image, ImageDraw, ImageFont

    high = max(11, min(size) // 36)
    font = ImageFont.load_default(high)
    if (wide := font.getlength(text) + high) > size[0] / 2:
        high = max(SMALLEST, int(high * size[0] / 2 / wide))
        font = ImageFont.load_default(high)
    box = (min(size[0], round(font.getlength(text)) + high), min(size[1], high * 7 // 4))
    mark = Image.new("RGBA", box, PAPER)
    ImageDraw.Draw(mark).text((box[0] / 2, box[1] / 2), text, fill=INK, anchor="mm", font=font)
    return mark


def place_of(size: tuple[int, int], mark: "Image") -> tuple[int, int]:
    """Its upper left corner, far from a player's keys; on even numbers, for a film has one colour for four points."""
    edge = min(size) // 40
    return min(edge, size[0] - mark.width) & ~1, min(edge, size[1] - mark.height) & ~1


# Films


def mark_film(source: str, target: str, text: str) -> None:
    """Write an MP4 with the mark in every picture, as long and as large as it was; its sound is copied as it is.

    Nothing else of the file goes along. Nothing is left at `target` when it fails. Raises Unreadable when what is
    read is no film, and OSError when something else went wrong, such as the disk on which it is written.
    """
    import av

    if hasattr(os, "nice"):
        os.nice(10)
    try:
        _write(source, target, text)
    except (StopIteration, ValueError, IndexError, EOFError, av.error.DecoderNotFoundError) as error:
        Path(target).unlink(missing_ok=True)
        raise Unreadable(NO_FILM) from error
    except av.FFmpegError as error:
        Path(target).unlink(missing_ok=True)
        # FFmpeg's own does not come through to the parent.
        raise OSError(error.errno, str(error)) from error
    except BaseException:
        Path(target).unlink(missing_ok=True)
        raise


def _write(source: str, target: str, text: str) -> None:
    import av

    local = {"protocol_whitelist": "file"}
    with av.open(source, options=local) as first:
        pen = Pen(next(first.decode(video=0)), text)
    with av.open(source, options=local) as before:
        seen: Any = before.streams.video[0]
        heard: Any = next(iter(before.streams.audio), None)
        # The same clock, so that no time stamp is rounded.
        options = {"movflags": "faststart", "video_track_timescale": str(seen.time_base.denominator)}
        with av.open(target, "w", format="mp4", container_options=options) as after:
            picture = _add_picture(after, seen, pen)
            sound: Any = after.add_stream_from_template(heard) if heard else None
            for packet in before.demux([stream for stream in (seen, heard) if stream]):
                if packet.stream is heard:
                    if packet.dts is not None:
                        packet.stream = sound
                        after.mux(packet)
                    continue
                frames: Any = packet.decode()
                for frame in frames:
                    after.mux(picture.encode(pen.mark(frame)))
            after.mux(picture.encode(None))


def _add_picture(after: Any, seen: Any, pen: "Pen") -> Any:
    # One thread: whoever uses the studio meanwhile comes first.
    picture = after.add_stream("libx264", rate=seen.average_rate or 25, options={"preset": "veryfast", "crf": "20"})
    picture.width, picture.height = pen.size
    picture.pix_fmt = "yuv420p"
    context, old = picture.codec_context, seen.codec_context
    context.thread_count = 1
    context.time_base = picture.time_base = seen.time_base
    for name in ("color_range", "color_primaries", "color_trc", "colorspace"):
        setattr(context, name, getattr(old, name))
    return picture


class Pen:
    """Draws the mark into pictures like a first one, in their own colours. What lies on its side is turned upright."""

    def __init__(self, frame: "VideoFrame", text: str) -> None:
        import numpy as np

        self.turns = round(frame.rotation / 90) % 4
        self.flat = (frame.width & ~1, frame.height & ~1)
        self.size = self.flat[::-1] if self.turns % 2 else self.flat
        mark = draw_mark(self.size, text)
        mark = mark.crop((0, 0, mark.width + mark.width % 2, mark.height + mark.height % 2))
        self.at = place_of(self.size, mark)
        pixels = np.asarray(mark, np.float32)
        veil, light = pixels[..., 3] / 255, 16 + pixels[..., 1] * (219 / 255)
        pale = veil.reshape(veil.shape[0] // 2, 2, veil.shape[1] // 2, 2).mean((1, 3))
        grey = np.full_like(pale, 128)
        self.planes = [(veil, light, 1), (pale, grey, 2), (pale, grey, 2)]

    def mark(self, frame: "VideoFrame") -> "VideoFrame":
        import av
        import numpy as np

        marked = av.VideoFrame(*self.size, "yuv420p")
        for target, plane, (veil, colour, step) in zip(marked.planes, self._planes_of(frame), self.planes, strict=True):
            x, y = self.at[0] // step, self.at[1] // step
            corner = plane[y : y + veil.shape[0], x : x + veil.shape[1]]
            corner[:] = corner * (1 - veil) + colour * veil
            rows = np.frombuffer(target, np.uint8).reshape(-1, target.line_size)  # type: ignore[call-overload]
            rows[: plane.shape[0], : plane.shape[1]] = plane
        marked.pts, marked.time_base = frame.pts, frame.time_base
        return marked

    def _planes_of(self, frame: "VideoFrame") -> "list[ndarray]":
        import numpy as np

        wide, high = self.flat
        points = frame.reformat(wide, high, "yuv420p").to_ndarray().reshape(-1).copy()
        light, *colours = np.split(points, [wide * high, wide * high * 5 // 4])
        planes = [light.reshape(high, wide), *(one.reshape(high // 2, wide // 2) for one in colours)]
        return [np.rot90(plane, self.turns) for plane in planes]
