"""Real files to stamp, what they show and sound like, and what somebody else reads out of them."""

import struct
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import av
from PIL import Image, ImageSequence

from studio.library.stamps import Origin, Stamp, stamp_for
from tests.tones import tone, write
from tests.upstream import tiny_film

ORIGIN = Origin(
    model="MiniMax-Hailuo-2.3",
    by="MiniMax sandbox",
    made_at=datetime(2026, 11, 30, 18, 47, 2, tzinfo=UTC),
    asset_id=UUID("0d7fdbb8-6f0b-4f6f-9d4e-7a5a3e6ff111"),
)
FACTS = {
    "DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    "CreatorTool": "MiniMax-Hailuo-2.3",
    "Credit": "MiniMax sandbox",
    "CreateDate": "2026-11-30T18:47:02+00:00",
    "identifier": "urn:uuid:0d7fdbb8-6f0b-4f6f-9d4e-7a5a3e6ff111",
}
MIMES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
}


def mime_of(path: Path) -> str:
    return MIMES[path.suffix[1:]]


def stamp(path: Path, origin: Origin = ORIGIN) -> Stamp | None:
    return stamp_for(path, mime_of(path), origin)


def export(path: Path, origin: Origin = ORIGIN) -> Path:
    """The file as it is sent; it has to have a stamp."""
    made = stamp(path, origin)
    assert made
    stored, target = path.read_bytes(), path.with_stem("exported")
    target.write_bytes(made.head + stored[made.skip :] + made.tail)
    assert target.stat().st_size == made.size_of(len(stored))
    return target


# Files


def gradient(mode: str = "RGB") -> Image.Image:
    """Of odd sides; with a channel for what is clear where the mode has one."""
    bands = [Image.linear_gradient("L").resize((61, 33)).rotate(90 * at) for at in range(len(mode))]
    return Image.merge(mode, bands)


def picture(path: Path, mode: str = "RGB", **options: object) -> Path:
    gradient(mode).save(path, **options)
    return path


def film(path: Path) -> Path:
    path.write_bytes(tiny_film())
    return path


def sound(path: Path, form: str = "") -> Path:
    return write(path, tone(0.5, 48_000), form or path.suffix[1:], 48_000)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


# What they hold


def shown(path: Path) -> list[bytes]:
    with Image.open(path) as image:
        return [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(image)]


def played(path: Path) -> list[bytes]:
    """Each frame of the first stream, decoded."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray().tobytes() for frame in container.decode(container.streams[0])]


def held(path: Path) -> list[bytes]:
    return shown(path) if mime_of(path).startswith("image/") else played(path)


def facts_in(path: Path) -> dict[str, str]:
    """What Pillow and FFmpeg find in it; of XMP all properties by their names."""
    if mime_of(path).startswith("image/"):
        with Image.open(path) as image:
            return properties(image.info["xmp"])
    with av.open(str(path), options={"export_xmp": "1"}) as container:
        found = dict(container.metadata)
    return properties(found["xmp"].encode()) if "xmp" in found else found


def properties(packet: bytes) -> dict[str, str]:
    about = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    found = {}
    for description in ElementTree.fromstring(packet.strip(b"\0")).iter(f"{about}Description"):
        found |= {name.partition("}")[2]: text for name, text in description.attrib.items()}
    return found
