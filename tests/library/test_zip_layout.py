"""Zips computed without reading: what others' programs open, the same each time, whole in any range."""

import asyncio
import io
import shutil
import struct
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.library.parts import Slice, read_parts, size_of
from studio.library.zip_layout import Entry, layout, zip_names

MADE_AT = datetime(2026, 11, 30, 18, 47, 2, tzinfo=UTC)
HUGE = 5 << 30


def entry(name="a.txt", content=b"content", made_at=MADE_AT):
    return Entry(name, [content], len(content), crc32(content), made_at)


def sparse(path, size):
    """A file that is as large as said and takes no place."""
    with path.open("wb") as file:
        file.truncate(size)
    return Slice(path, 0, size)


def bytes_of(parts, start=0, end=None):
    async def read():
        return b"".join([chunk async for chunk in read_parts(parts, start, size_of(parts) if end is None else end)])

    return asyncio.run(read())


def save(parts, path):
    """A zip as a file, with holes where the files in it have holes."""
    with path.open("wb") as file:
        for part in parts:
            if isinstance(part, bytes):
                file.write(part)
            else:
                file.seek(part.length, 1)
    return path


def test_others_open_it(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"0123456789")
    parts = [b"head", Slice(file, 2, 8), b"tail"]
    stamped = Entry("Clip é.mp4", parts, 16, crc32(b"head23456789tail"), MADE_AT)
    whole = bytes_of(layout([stamped, entry("b.txt"), entry("empty", b"")]))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["Clip é.mp4", "b.txt", "empty"]
        assert opened.read("Clip é.mp4") == b"head23456789tail"
        assert opened.infolist()[0].date_time == (2026, 11, 30, 18, 47, 2)


def test_it_is_small_for_what_it_holds():
    many = layout([entry(f"clip {number}.mp4", b"x") for number in range(10_000)])
    assert sum(len(part) for part in many if isinstance(part, bytes)) < 2_000_000


@pytest.mark.skipif(not shutil.which("unzip"), reason="there is no unzip")
def test_unzip_finds_no_errors(tmp_path):
    path = tmp_path / "all.zip"
    path.write_bytes(bytes_of(layout([entry("日本語.txt"), entry("b.txt", bytes(1000))])))
    answer = subprocess.run(["unzip", "-t", path], capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "No errors detected" in answer.stdout


def test_nothing_at_all_is_a_zip():
    with zipfile.ZipFile(io.BytesIO(bytes_of(layout([])))) as opened:
        assert opened.namelist() == []


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=60), max_size=4), st.integers(0, 800), st.integers(0, 800))
def test_any_range_is_that_of_the_whole(contents, one, other):
    start, end = sorted((one, other))
    with tempfile.TemporaryDirectory() as folder:
        entries = []
        for number, content in enumerate(contents):
            file = Path(folder) / str(number)
            file.write_bytes(content)
            entries.append(
                Entry(f"{number}.bin", [Slice(file, 0, len(content))], len(content), crc32(content), MADE_AT)
            )
        parts = layout(entries)
        whole = bytes_of(parts)
        assert bytes_of(parts, start, end) == whole[start:end]
        assert layout(entries) == parts
        assert size_of(parts) == len(whole)


# Large ones


def test_more_than_four_gigabytes(tmp_path):
    first = Entry("large.mp4", [sparse(tmp_path / "large", HUGE)], HUGE, 0, MADE_AT)
    parts = layout([first, entry("behind.txt")])
    with zipfile.ZipFile(save(parts, tmp_path / "all.zip")) as opened:
        large, behind = opened.infolist()
        assert (large.file_size, large.compress_size, large.header_offset) == (HUGE, HUGE, 0)
        assert behind.header_offset > HUGE
        assert opened.read("behind.txt") == b"content"
        assert opened.open("large.mp4").read(10) == bytes(10)
    # What `zipfile` does not look at: both sizes in front of the file, and where the end of the directory is.
    assert parts[0][-9 - 20 : -9] == struct.pack("<HHQQ", 1, 16, HUGE, HUGE)
    locator = parts[-1].index(b"PK\6\7")
    (found,) = struct.unpack_from("<Q", parts[-1], locator + 8)
    assert found == size_of(parts[:-1]) + parts[-1].index(b"PK\6\6")


def test_many_that_are_large_only_together(tmp_path):
    part, number = sparse(tmp_path / "part", 1 << 30), 1 << 30
    parts = layout([Entry(f"{at}.mp4", [part], number, 0, MADE_AT) for at in range(5)])
    with zipfile.ZipFile(save(parts, tmp_path / "all.zip")) as opened:
        assert [one.header_offset >> 30 for one in opened.infolist()] == [0, 1, 2, 3, 4]
        assert opened.open("4.mp4").read(10) == bytes(10)


@pytest.mark.skipif(not shutil.which("unzip"), reason="there is no unzip")
def test_unzip_lists_a_large_one(tmp_path):
    first = Entry("large.mp4", [sparse(tmp_path / "large", HUGE)], HUGE, 0, MADE_AT)
    path = save(layout([first, entry("behind.txt")]), tmp_path / "all.zip")
    listed = subprocess.run(["unzip", "-l", path], capture_output=True, text=True)
    assert (listed.returncode, str(HUGE) in listed.stdout) == (0, True)
    assert subprocess.run(["unzip", "-p", path, "behind.txt"], capture_output=True).stdout == b"content"


@pytest.mark.parametrize("size", [(1 << 32) - 2, (1 << 32) - 1, 1 << 32])
def test_just_around_four_gigabytes(tmp_path, size):
    first = Entry("large", [sparse(tmp_path / "large", size)], size, 0, MADE_AT)
    needs = 45 if size >= 0xFFFFFFFF else 20
    parts = layout([first, entry("behind")])
    with zipfile.ZipFile(save(parts, tmp_path / "all.zip")) as opened:
        assert opened.getinfo("large").file_size == size
        assert (opened.getinfo("large").extract_version, parts[0][4]) == (needs, needs)
        assert opened.read("behind") == b"content"


@pytest.mark.parametrize("count", [65_534, 65_535, 65_536])
def test_more_files_than_the_plain_field_counts(count):
    parts = layout([entry(f"{number}", b"") for number in range(count)])
    plain = b"PK\6\6" not in parts[-1]
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as opened:
        assert (len(opened.infolist()), plain) == (count, count < 65_535)


def test_parts_that_are_not_as_many_bytes_as_said_are_refused():
    with pytest.raises(ValueError, match="not 3 bytes"):
        layout([Entry("a", [b"four"], 3, 0, MADE_AT)])


@pytest.mark.parametrize(
    ("made_at", "seen"),
    [
        (datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=9))), (2025, 12, 31, 16, 0, 0)),
        (datetime(1912, 2, 29, tzinfo=UTC), (1980, 2, 28, 0, 0, 0)),
        (datetime(2999, 1, 1, tzinfo=UTC), (2107, 1, 1, 0, 0, 0)),
    ],
)
def test_times_are_those_of_greenwich_and_of_dos(made_at, seen):
    with zipfile.ZipFile(io.BytesIO(bytes_of(layout([entry(made_at=made_at)])))) as opened:
        assert opened.infolist()[0].date_time == seen


# Names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("A song.mp3", "A song.mp3"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Windows\\a.txt", "C-Windows-a.txt"),
        (" .hidden. ", "file.hidden"),
        ("..not seen", "not seen"),
        ("", "file"),
        (".", "file"),
        ("...", "file"),
        (".mp4", "file.mp4"),
        ("a. .mp4", "a.mp4"),
        ("a\nb\tc.txt", "a b c.txt"),
        ("a\0b\x7f.txt", "ab.txt"),
        ("evil\u202e4pm.exe", "evil4pm.exe"),
        ("\u2066a\u2069\u200f.png", "a.png"),
        ('what? "this" <is> | it*.png', "what- -this- -is- - it-.png"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Com1.tar.gz", "_Com1.tar.gz"),
        ("lpt9 .txt", "_lpt9.txt"),
        ("COM¹.mp4", "_COM¹.mp4"),
        ("console.mp4", "console.mp4"),
        ("\ud800.mp4", "file.mp4"),
        ("می\u200cخواهم.mp3", "می\u200cخواهم.mp3"),
        ("\u200c.mp3", "file.mp3"),
        ("e\u0301.png", "é.png"),
    ],
)
def test_a_name_is_what_any_system_takes(name, safe):
    assert zip_names([name]) == [safe]


def test_equal_names_are_numbered():
    names = ["a.mp4", "A.MP4", "a.mp4", "a (2).mp4", "b", "b", "é.png", "e\u0301.png", "con", "CON"]
    assert zip_names(names) == [
        "a.mp4",
        "A (2).MP4",
        "a (3).mp4",
        "a (2) (2).mp4",
        "b",
        "b (2)",
        "é.png",
        "é (2).png",
        "_con",
        "_CON (2)",
    ]


def test_long_names_keep_their_suffix_and_differ():
    names = zip_names(["灯" * 200 + ".mp4"] * 12)
    assert all(len(name.encode()) <= 150 and name.endswith(".mp4") for name in names)
    assert names[11].endswith("灯 (12).mp4")
    assert len(set(names)) == 12
    assert zip_names(["a " * 100 + ".mp4"]) == ["a " * 72 + "a.mp4"]


def test_ten_thousand_equal_names_take_no_time():
    assert zip_names(["clip.mp4"] * 10_000)[-1] == "clip (10000).mp4"


@given(st.lists(st.text(max_size=200), max_size=6))
def test_whatever_they_are_they_are_safe_and_differ(names):
    given_ = zip_names(names)
    assert len({name.casefold() for name in given_}) == len(names)
    for name in given_:
        assert name == name.strip(" .")
        assert name
        assert len(name.encode()) <= 150
        assert not set(name) & set('\\/:*?"<>|\r\n\0\u202e\u2066')
