"""A zip of files that are stored as they are: all its bytes as parts, computed without reading one of the files.

The same entries give the same bytes, so that a download that broke goes on where it ended.
"""

import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from studio.library.parts import Part, size_of

FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
UTF8_NAMES, STORED = 0x0800, 0
PLAIN, ZIP64, UNIX = 20, 45, 3 << 8
READABLE = 0o100644 << 16  # a plain file that its owner may write
LOCAL = "<4s5H3I2H"
CENTRAL = "<4s6H3I5H2I"
END64, LOCATOR, END = "<4sQ2H2I4Q", "<4sIQI", "<4s4H2IH"

LONGEST_NAME = 150  # bytes
FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)
SUFFIX = re.compile(r"[A-Za-z0-9]{1,10}")
# Controls, formats (which the bidirectional ones are), halves of characters; but what joins letters may be spelling.
UNSEEN, JOINERS = {"Cc", "Cf", "Cs"}, "\u200c\u200d"
EDGES = " ." + JOINERS


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the zip: its name there, and its bytes as parts, with their number and their CRC-32."""

    name: str
    parts: Sequence[Part]
    size: int
    crc: int
    made_at: datetime


def layout(entries: Sequence[Entry]) -> list[Part]:
    """The whole zip; zip64 where a number is too large for the plain fields."""
    parts: list[Part] = []
    directory, at = [], 0
    for entry in entries:
        if size_of(entry.parts) != entry.size:
            raise ValueError(f"the parts of {entry.name!r} are not {entry.size} bytes")
        head = _local(entry)
        parts += [head, *entry.parts]
        directory.append(_central(entry, at))
        at += len(head) + entry.size
    central = b"".join(directory)
    parts.append(central + _end(len(entries), len(central), at))
    return parts


def _local(entry: Entry) -> bytes:
    """What stands before a file: with zip64 both sizes, as they belong together."""
    large = entry.size >= FULL32
    extra = _extra([entry.size] * 2 if large else [], entry.made_at)
    size, name = FULL32 if large else entry.size, entry.name.encode()
    needs = ZIP64 if large else PLAIN
    moment = _dos(entry.made_at)
    fields = (needs, UTF8_NAMES, STORED, *moment, entry.crc, size, size, len(name), len(extra))
    return struct.pack(LOCAL, b"PK\3\4", *fields) + name + extra


def _central(entry: Entry, at: int) -> bytes:
    """The same in the directory, with where it stands: with zip64 only the numbers that are too large."""
    numbers = (entry.size, entry.size, at)
    long = [number for number in numbers if number >= FULL32]
    extra, name = _extra(long, entry.made_at), entry.name.encode()
    size, _, at = (min(number, FULL32) for number in numbers)
    needs = ZIP64 if long else PLAIN
    moment = _dos(entry.made_at)
    fields = (UNIX | needs, needs, UTF8_NAMES, STORED, *moment, entry.crc, size, size, len(name), len(extra))
    return struct.pack(CENTRAL, b"PK\1\2", *fields, 0, 0, 0, READABLE, at) + name + extra


def _end(count: int, size: int, at: int) -> bytes:
    """What stands behind the directory, which has `size` bytes and begins at `at`."""
    short, long = min(count, FULL16), [min(number, FULL32) for number in (size, at)]
    end = struct.pack(END, b"PK\5\6", 0, 0, short, short, *long, 0)
    if short < FULL16 and max(long) < FULL32:
        return end
    end64 = struct.pack(
        END64, b"PK\6\6", struct.calcsize(END64) - 12, UNIX | ZIP64, ZIP64, 0, 0, count, count, size, at
    )
    return end64 + struct.pack(LOCATOR, b"PK\6\7", 0, at + size, 1) + end


def _extra(long: Sequence[int], moment: datetime) -> bytes:
    """What the plain fields have no room for: large numbers, and the second in UTC (32 bits, as Unix counts)."""
    zip64 = struct.pack(f"<2H{len(long)}Q", 1, 8 * len(long), *long) if long else b""
    seconds = int(moment.timestamp())
    return zip64 + (struct.pack("<2HBi", 0x5455, 5, 1, seconds) if abs(seconds) < 1 << 31 else b"")


def _dos(moment: datetime) -> tuple[int, int]:
    """Time and date as DOS has them, in UTC: every other second from 1980 to 2107."""
    utc = moment.astimezone(UTC)
    if not 1980 <= utc.year <= 2107:
        utc = utc.replace(year=min(max(utc.year, 1980), 2107), day=min(utc.day, 28))
    time = utc.hour << 11 | utc.minute << 5 | utc.second // 2
    return time, (utc.year - 1980) << 9 | utc.month << 5 | utc.day


def zip_names(names: Iterable[str]) -> list[str]:
    """The names as any system takes them, each different from the others even where case is not looked at."""
    taken: set[str] = set()
    counts: dict[str, int] = {}
    given = []
    for name in names:
        stem, suffix = _safe(name)
        number = first = counts.get(_folded(stem + suffix), 1)
        while _folded(fitting := _fitting(stem, suffix, number)) in taken:
            number += 1
        counts[_folded(stem + suffix)] = max(first, number)
        taken.add(_folded(fitting))
        given.append(fitting)
    return given


def _safe(name: str) -> tuple[str, str]:
    """A stem that is not empty, and a suffix with its dot, or none."""
    words = " ".join(unicodedata.normalize("NFC", name).split())
    seen = "".join(char for char in words if char in JOINERS or unicodedata.category(char) not in UNSEEN)
    text = FORBIDDEN.sub("-", seen).rstrip(EDGES)
    stem, dot, suffix = text.rpartition(".")
    if not SUFFIX.fullmatch(suffix) or not dot:
        stem, dot, suffix = text, "", ""
    stem = stem.strip(EDGES) or "file"
    return f"_{stem}" if DEVICES.match(stem) else stem, dot + suffix


def _fitting(stem: str, suffix: str, number: int) -> str:
    end = f" ({number}){suffix}" if number > 1 else suffix
    return stem.encode()[: LONGEST_NAME - len(end)].decode(errors="ignore").rstrip(EDGES) + end


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
