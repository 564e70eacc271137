"""CRC-32 of bytes put together: what zlib says of the whole."""

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.library.crc import combine, crc_of_stamped
from studio.library.stamps import Stamp

CONTENT = bytes(range(256)) * 5


@given(st.binary(), st.binary())
def test_it_is_that_of_both_together(one, other):
    assert combine(crc32(one), crc32(other), len(other)) == crc32(one + other)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 65_536, 1_000_003, 20_000_000])
def test_it_knows_long_runs(size):
    assert combine(crc32(b"in front"), crc32(bytes(size)), size) == crc32(bytes(size), crc32(b"in front"))


@pytest.mark.parametrize("size", [1_000_003, 2_000_000_011, 1 << 40])
def test_a_run_of_terabytes_is_three_runs_of_a_third(size):
    crc = crc32(b"in front")
    assert combine(crc, 0, 3 * size) == combine(combine(combine(crc, 0, size), 0, size), 0, size)


@given(st.binary(max_size=50), st.integers(0, len(CONTENT)), st.binary(max_size=50))
def test_it_is_that_of_the_stamped_file(head, skip, tail):
    stamp = Stamp(head, skip, tail)
    found = crc_of_stamped(crc32(CONTENT), CONTENT[:skip], len(CONTENT), stamp)
    assert found == crc32(head + CONTENT[skip:] + tail)


def test_it_wants_just_the_bytes_that_are_left_out():
    with pytest.raises(ValueError, match="3 bytes are not the 4"):
        crc_of_stamped(0, b"abc", 10, Stamp(b"", 4, b""))
