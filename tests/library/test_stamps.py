"""Stamps: each format says where a file comes from, and holds what it held."""

import re
import struct
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from studio.library.stamps import stamp_for
from tests.library.stamping import (
    FACTS,
    ORIGIN,
    box,
    export,
    facts_in,
    film,
    gradient,
    held,
    picture,
    sound,
    stamp,
)

FILES = {
    "a JPEG": lambda at: picture(at / "a.jpg"),
    "a progressive JPEG": lambda at: picture(at / "a.jpg", progressive=True, comment=b"by hand"),
    "a JPEG from a camera": lambda at: picture(at / "a.jpg", exif=camera()),
    "a PNG": lambda at: picture(at / "a.png"),
    "a clear PNG with colours of its own": lambda at: picture(at / "a.png", "RGBA", icc_profile=b"p" * 300),
    "a WebP": lambda at: picture(at / "a.webp"),
    "an exact WebP": lambda at: picture(at / "a.webp", lossless=True),
    "an exact and clear WebP": lambda at: picture(at / "a.webp", "RGBA", lossless=True),
    "a clear WebP": lambda at: picture(at / "a.webp", "RGBA"),
    "a moving WebP": lambda at: picture(at / "a.webp", save_all=True, append_images=[gradient().rotate(180)]),
    "a film": lambda at: film(at / "a.mp4"),
    "an M4A": lambda at: sound(at / "a.m4a"),
    "a bare MP3": lambda at: sound(at / "a.mp3"),
    "a tagged MP3": lambda at: sound(at / "a.mp3", "tagged mp3"),
    "a WAV": lambda at: sound(at / "a.wav"),
    "a FLAC": lambda at: sound(at / "a.flac"),
}


def camera():
    exif = Image.Exif()
    exif[0x010F] = "A maker"
    return exif


def found(path):
    """The facts as they are in a file; Vorbis comments are written large."""
    facts = {name.lower(): text for name, text in facts_in(path).items()}
    return {name: facts.get(name.lower()) for name in FACTS}


@pytest.mark.parametrize("make", FILES.values(), ids=FILES)
def test_it_says_where_it_comes_from_and_holds_what_it_held(tmp_path, make):
    path = make(tmp_path)
    exported = export(path)
    assert found(exported) == FACTS
    assert held(exported) == held(path)
    assert stamp(exported) is None


def test_nothing_else_is_said_in_a_picture(tmp_path):
    assert facts_in(export(picture(tmp_path / "a.png"))) == FACTS | {"about": ""}


def test_a_composite_is_called_one(tmp_path):
    exported = export(picture(tmp_path / "a.png"), replace(ORIGIN, composite=True))
    assert found(exported)["DigitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")


def test_people_can_read_it_in_a_sound(tmp_path):
    facts = facts_in(export(sound(tmp_path / "a.mp3")))
    assert facts["Origin"] == "Made by AI: MiniMax-Hailuo-2.3, MiniMax sandbox"


@pytest.mark.parametrize(("mode", "clear"), [("RGB", 0), ("RGBA", 0x10)])
def test_the_head_that_a_simple_webp_gets_says_whether_it_is_clear(tmp_path, mode, clear):
    exported = export(picture(tmp_path / "a.webp", mode, lossless=True)).read_bytes()
    assert (exported[12:16], exported[20]) == (b"VP8X", 0x04 | clear)
    assert exported[24:30] == bytes([60, 0, 0, 32, 0, 0])


def test_a_long_fact_has_a_length_of_seven_bits(tmp_path):
    exported = export(sound(tmp_path / "a.mp3"), replace(ORIGIN, model="long " * 40))
    assert facts_in(exported)["CreatorTool"] == "long " * 40
    assert b"TXXX" + bytes([0, 0, 1, 85]) in exported.read_bytes()


@pytest.mark.parametrize("name", ["a.png", "a.mp3", "a.wav", "a.flac"])
def test_any_words_come_through(tmp_path, name):
    origin = replace(ORIGIN, model='海螺 "2" <&>\0\n', made_at=ORIGIN.made_at.astimezone(timezone(timedelta(hours=8))))
    path = tmp_path / name
    exported = export(picture(path) if name.endswith("png") else sound(path), origin)
    assert found(exported) == FACTS | {"CreatorTool": '海螺 "2" <&>'}


def test_the_same_origin_makes_the_same_stamp(tmp_path):
    path = picture(tmp_path / "a.png")
    assert stamp(path) == stamp(path)
    assert stamp(path).tag != stamp(path, replace(ORIGIN, by="MiniMax")).tag


def test_only_what_is_in_front_is_read(tmp_path):
    """A film of many gigabytes, nearly all of which is not there."""
    path = film(tmp_path / "a.mp4")
    with path.open("r+b") as file:
        end = file.seek(0, 2)
        file.write(struct.pack(">I4sQ", 1, b"free", 1 << 35))
        file.truncate(end + (1 << 35))
    assert len(stamp(path).tail) < 1000


# What was said before


def packet(*properties):
    """As another program writes it, with room at its end."""
    opening = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    said = f"<rdf:Description rdf:about='uuid:1' xmlns:a='http://ns.adobe.com/xap/1.0/' {' '.join(properties)}/>"
    return f"{opening}{said}</rdf:RDF></x:xmpmeta>{' ' * 100}".encode()


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_packet_of_before_is_kept_and_ours_added(tmp_path, name):
    path, old = tmp_path / name, packet("a:Label='Hers'", "a:CreatorTool='Her tool'")
    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", old.decode())
    picture(path, **({"pnginfo": text} if name == "a.png" else {"xmp": old, "exif": camera()}))
    exported = export(path)
    facts = facts_in(exported)
    assert (facts["Label"], facts["CreatorTool"], facts["about"]) == ("Hers", "Her tool", "uuid:1")
    assert found(exported) == FACTS | {"CreatorTool": "Her tool"}
    assert held(exported) == held(path)
    assert exported.read_bytes().count(b"</rdf:RDF>") == 1


def test_a_camera_stays_in_front(tmp_path):
    exported = export(picture(tmp_path / "a.jpg", exif=camera()))
    assert exported.read_bytes().index(b"Exif\0") < exported.read_bytes().index(b"xpacket")
    with Image.open(exported) as image:
        assert image.getexif()[0x010F] == "A maker"


@pytest.mark.parametrize("version", [3, 4])
def test_a_tag_of_before_is_kept(tmp_path, version):
    path = sound(tmp_path / "a.mp3")
    cover = b"APIC" + (b"\0\0\x4e\x20" if version == 3 else b"\0\1\x1c\x20") + bytes(2)
    cover += (b"\0image/png\0\3\0" + b"\x89PNG").ljust(20_000, b"c")
    frames = b"TIT2\0\0\0\7\0\0\0A song" + cover + bytes(500)
    size = bytes(len(frames) >> shift & 127 for shift in (21, 14, 7, 0))
    bare = path.read_bytes()
    path.write_bytes(b"ID3" + bytes([version, 0, 0]) + size + frames + bare)
    origin = replace(ORIGIN, model="海螺")
    assert len(stamp(path, origin).head) < 500
    exported = export(path, origin)
    assert facts_in(exported)["title"] == "A song"
    assert found(exported) == FACTS | {"CreatorTool": "海螺"}
    assert exported.read_bytes().endswith(bytes(500) + bare)
    # Version 3 knows no UTF-8.
    assert ("海螺".encode("utf-16-le") in exported.read_bytes()) == (version == 3)


@pytest.mark.parametrize("pad", [b"", b"\0"])
def test_a_wav_of_odd_length(tmp_path, pad):
    path = tmp_path / "a.wav"
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    chunks = fmt + struct.pack("<4sI", b"data", 801) + bytes(range(1, 90)) * 9 + pad
    path.write_bytes(struct.pack("<4sI4s", b"RIFF", len(chunks) + 4, b"WAVE") + chunks)
    exported = export(path)
    content = exported.read_bytes()
    assert found(exported) == FACTS
    assert held(exported) == held(path)
    assert content.index(b"id3 ") % 2 == len(content) % 2 == 0
    assert struct.unpack("<I", content[4:8]) == (len(content) - 8,)


def without_comments(path, blocks=None):
    """A FLAC without its comments; with `blocks` other blocks behind the first instead of all that it has."""
    content = path.read_bytes()
    first, rest = content[4:42], content[42:]
    sound_at = 42 + re.search(rb"\xff\xf8", rest).start()
    last = 0 if blocks else 0x80
    path.write_bytes(b"fLaC" + bytes([last]) + first[1:] + (blocks or b"") + content[sound_at:])
    return path


PADDING = b"\x81\0\0\4" + bytes(4)


@pytest.mark.parametrize("blocks", [None, PADDING])
def test_a_flac_without_comments(tmp_path, blocks):
    path = without_comments(sound(tmp_path / "a.flac"), blocks)
    exported = export(path)
    assert found(exported) == FACTS
    assert held(exported) == held(path)
    assert exported.read_bytes()[4] == 0


def test_comments_of_before_are_kept(tmp_path):
    before = facts_in(path := sound(tmp_path / "a.flac"))
    after = facts_in(export(path))
    assert before["encoder"].startswith("Lav")
    assert before.items() <= after.items()


def test_a_film_with_a_box_of_64_bits(tmp_path):
    path = film(tmp_path / "a.mp4")
    path.write_bytes(path.read_bytes() + struct.pack(">I4sQ", 1, b"free", 20) + b"here" + box(b"free", b""))
    exported = export(path)
    assert found(exported) == FACTS
    assert held(exported) == held(path)


def test_a_format_without_stamps_goes_out_as_it_is(tmp_path):
    assert stamp(sound(tmp_path / "a.ogg")) is None
    assert stamp_for(film(tmp_path / "a.mp4"), "text/plain", ORIGIN) is None
