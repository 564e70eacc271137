"""Files that are left as they are: signed, marked already, unusual, broken. None of them is an error."""

import struct
import tempfile
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.library.stamps import Stamp, stamp_for
from tests.library.stamping import MIMES, ORIGIN, box, film, picture, sound

MARKED = b"<rdf:RDF><rdf:Description rdf:about='' Iptc4xmpExt:DigitalSourceType='digitalCapture'/></rdf:RDF>"
HERS = b"<rdf:RDF><rdf:Description rdf:about=''/></rdf:RDF>"
XAP, KEYWORD = b"http://ns.adobe.com/xap/1.0/\0", b"XML:com.adobe.xmp\0"
XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
SIGNED_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


@cache
def made(suffix, form=""):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{suffix}"
        if suffix == "mp4":
            film(path)
        elif MIMES[suffix].startswith("image/"):
            picture(path)
        else:
            sound(path, form)
        return path.read_bytes()


def stamp_of(suffix, content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{suffix}"
        path.write_bytes(content)
        return stamp_for(path, MIMES[suffix], ORIGIN)


# Each takes a good file and makes it strange.


def segment(marker, content):
    return lambda file: file[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + file[2:]


def chunk(name, content):
    whole = struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc32(name + content))
    return lambda file: file[:33] + whole + file[33:]


def riff(*chunks):
    def strange(file):
        behind = b"".join(struct.pack("<4sI", name, len(content)) + content for name, content in chunks)
        return file[:4] + struct.pack("<I", len(file) + len(behind) - 8) + file[8:] + behind

    return strange


def extended(flags):
    head = struct.pack("<4sI4B", b"VP8X", 10, flags, 0, 0, 0) + b"\x3c\0\0\x20\0\0"
    return lambda file: riff()(file[:12] + head + file[12:])


def tagged(version=4, flags=0, frames=b"", size=None):
    head = bytes([version, 0, flags]) + (size or bytes([0, 0, len(frames) >> 7, len(frames) & 127]))
    return lambda file: b"ID3" + head + frames + file


def frame(name, content):
    return name + struct.pack(">I", len(content)) + bytes(2) + content


def block(kind, content):
    return lambda file: file[:42] + bytes([kind]) + len(content).to_bytes(3) + content + file[42:]


def commented(content):
    """With these comments instead of its own, which become padding."""
    return lambda file: block(4, content)(put(42, bytes([file[42] - 3]))(file))


def put(at, content):
    return lambda file: file[:at] + content + file[at + len(content) :]


def both(*changes):
    def strange(file):
        for change in changes:
            file = change(file)
        return file

    return strange


def endless(file):
    """An MP4 whose last box goes to the end, wherever that is."""
    at = file.rindex(b"moov") - 4
    return put(at, bytes(4))(file)


COMMENTS = struct.pack("<I1sII", 1, b"v", 1, 26) + b"DigitalSourceType=whatever"
STRANGE = {
    "jpg": {
        "no beginning": put(0, b"\xff\xd9"),
        "filled": lambda file: file[:2] + b"\xff" + file[2:],
        "no marker": put(2, b"\xfe"),
        "only filling": segment(0xFF, b""),
        "no pixels": lambda file: file[:20],
        "signed": segment(0xEB, b"JP\0\1"),
        "of several pictures": segment(0xE2, b"MPF\0II"),
        "marked": segment(0xE1, XAP + MARKED),
        "two packets": both(segment(0xE1, XAP + HERS), segment(0xE1, XAP + HERS)),
        "in UTF-16": segment(0xE1, XAP + HERS.decode().encode("utf-16")),
        "no room": segment(0xE1, XAP + HERS.ljust(65_400)),
    },
    "png": {
        "no beginning": put(0, b"\x8aPNG"),
        "not whole": put(20, b"\0\1"),
        "no pixels": lambda file: file[:40],
        "signed": chunk(b"caBX", b"jumb"),
        "marked": chunk(b"iTXt", KEYWORD + bytes(4) + MARKED),
        "compressed": chunk(b"iTXt", KEYWORD + b"\1\0\0\0" + HERS),
        "two packets": both(*[chunk(b"iTXt", KEYWORD + bytes(4) + HERS)] * 2),
        "two packets in one": chunk(b"iTXt", KEYWORD + bytes(4) + HERS + HERS),
        "a packet far behind": both(chunk(b"iTXt", KEYWORD + bytes(4) + HERS), chunk(b"tEXt", bytes(2 << 20))),
        "a length beyond the end": put(33, b"\x7f\xff\xff\xff"),
    },
    "webp": {
        "a length that is not its own": put(4, b"\0\0\0\0"),
        "more behind it": lambda file: file + b"more",
        "with a packet": both(extended(0), riff((b"XMP ", HERS))),
        "with a packet, it says": extended(4),
        "signed": both(extended(0), riff((b"C2PA", b"jumb"))),
        "simple, with two chunks": riff((b"EXIF", b"II")),
        "of no size": put(26, bytes(4)),
        "of no known kind": put(12, b"VP8?"),
    },
    "mp4": {
        "endless": endless,
        "more behind it": lambda file: file + b"more",
        "no beginning": put(4, b"free"),
        "no index": lambda file: file.replace(b"moov", b"free"),
        "a box too small": lambda file: file + b"\0\0\0\7free",
        "a large box too small": lambda file: file + struct.pack(">I4sQ", 1, b"free", 12) + b"freehere",
        "with a packet": lambda file: file + box(b"uuid", XMP_BOX + HERS),
        "signed": lambda file: file + box(b"uuid", SIGNED_BOX + bytes(4)),
        "in fragments": lambda file: file + box(b"mfra", box(b"mfro", bytes(8))),
    },
    "mp3": {
        "no sound": lambda file: b"\0\0" + file,
        "another layer": put(1, b"\xf1"),
        "version 2": tagged(version=2),
        "unsynchronised": tagged(flags=0x80),
        "an extended head": tagged(flags=0x40),
        "a foot": tagged(flags=0x10),
        "a length of eight bits": tagged(size=b"\0\0\0\x80", frames=bytes(128)),
        "no sound behind the tag": tagged(size=b"\0\0\0\1"),
        "a frame too long": tagged(frames=b"TIT2\0\0\0\x50\0\0\0A"),
        "a frame of eight bits": tagged(frames=frame(b"TIT2", b"a" * 144)),
        "no frame": tagged(frames=frame(b"?\0?\0", b"abc")),
        "more behind its frames": tagged(frames=bytes(20) + b"more"),
        "marked": tagged(frames=frame(b"TXXX", b"\0DigitalSourceType\0whatever")),
        "marked in UTF-16": tagged(3, 0, frame(b"TXXX", b"\1" + "DigitalSourceType".encode("utf-16"))),
        "signed": tagged(frames=frame(b"GEOB", b"\0application/x-c2pa-manifest-store\0")),
    },
    "wav": {
        "of 64 bits": put(0, b"RF64"),
        "of unknown length": put(4, b"\xff\xff\xff\xff"),
        "more behind it": lambda file: file + b"more",
        "samples of unknown length": lambda file: put(file.index(b"data") + 4, b"\xff\xff\xff\xff")(file),
        "with a tag": riff((b"id3 ", b"ID3")),
        "signed": riff((b"C2PA", b"jumb")),
        "no format": put(12, b"junk"),
        "twice samples": riff((b"data", b"")),
    },
    "flac": {
        "a tag in front": tagged(),
        "no beginning": put(0, b"fLaX"),
        "no stream": put(4, b"\1"),
        "no sound": lambda file: file.replace(b"\xff\xf8", b"\0\0", 1),
        "ten thousand blocks": lambda file: file[:42] + b"\1\0\0\0" * 10_001 + file[42:],
        "marked": commented(COMMENTS),
        "more behind its comments": commented(struct.pack("<I1sI", 1, b"v", 0) + b"more"),
        "twice comments": block(4, struct.pack("<I1sI", 1, b"v", 0)),
        "a comment too long": lambda file: put(file.index(b"Lav") - 4, b"\xff\xff\xff\xff")(file),
    },
}
CASES = [(suffix, name) for suffix, changes in STRANGE.items() for name in changes]


@pytest.mark.parametrize(("suffix", "name"), CASES)
def test_it_is_left_as_it_is(suffix, name):
    good = made(suffix)
    assert stamp_of(suffix, good)
    strange = STRANGE[suffix][name](good)
    assert strange != good
    assert stamp_of(suffix, strange) is None


def test_a_file_that_is_not_there_has_no_stamp(tmp_path):
    assert stamp_for(tmp_path / "a.png", "image/png", ORIGIN) is None


@pytest.mark.parametrize("suffix", MIMES)
@pytest.mark.parametrize("content", [b"", b"\0", bytes(100_000), b"\xff" * 100_000, b"ID3\4\0\0\0\0\0\0" * 9])
def test_what_is_no_file_at_all_has_none(suffix, content):
    assert stamp_of(suffix, content) is None


edits = st.lists(st.tuples(st.integers(0, 200), st.binary(min_size=1, max_size=4)), max_size=4)


@pytest.mark.parametrize("suffix", sorted(STRANGE))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(edits=edits, cut=st.integers(0, 4000), back=st.booleans())
def test_whatever_is_broken_is_no_error(suffix, edits, cut, back):
    content = made(suffix, "tagged mp3" if suffix == "mp3" else "")
    for at, piece in edits:
        content = put(max(0, len(content) - 1 - at) if back and at else at, piece)(content)
    content = content[: max(0, len(content) - cut)] if cut > 2000 else content
    found = stamp_of(suffix, content)
    assert found is None or (isinstance(found, Stamp) and found.skip <= len(content) and len(found.head) < 10_000)


@given(st.sampled_from(sorted(STRANGE)), st.binary(max_size=300))
def test_any_bytes_behind_a_beginning_are_no_error(suffix, content):
    stamp_of(suffix, made(suffix)[:12] + content)
