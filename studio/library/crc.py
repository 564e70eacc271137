"""CRC-32 of bytes put together, known from the CRC-32 of each, without the bytes.

To append n zero bytes multiplies a CRC, taken as a polynomial over GF(2), by x to the power of 8n; the highest of its
32 bits stands for x to the power of 0.
"""

from functools import cache
from zlib import crc32

from studio.library.stamps import Stamp

POLYNOMIAL = 0xEDB88320
ONE, ONE_BYTE = 1 << 31, 1 << 23


def combine(first: int, second: int, length: int) -> int:
    """The CRC of one run of bytes and another behind it, which has `length` bytes."""
    return _shift(first, length) ^ second


def crc_of_stamped(crc: int, prefix: bytes, size: int, stamp: Stamp) -> int:
    """The CRC of a stamped file, from the stored one's: its `crc`, its first `stamp.skip` bytes, its `size`."""
    if len(prefix) != stamp.skip:
        raise ValueError(f"{len(prefix)} bytes are not the {stamp.skip} that the stamp leaves out")
    # What stands in front is another, of any length; what stands behind it is the same.
    changed = crc ^ _shift(crc32(prefix) ^ crc32(stamp.head), size - stamp.skip)
    return combine(changed, crc32(stamp.tail), len(stamp.tail))


def _shift(crc: int, length: int) -> int:
    """`crc` times x to the power of 8 `length`: one multiplication for each byte of the number `length`."""
    for place, digit in enumerate(length.to_bytes(8, "little")):
        if digit:
            crc = _times(crc, _power(digit, place))
    return crc


@cache
def _power(digit: int, place: int) -> int:
    """x to the power of 8 * `digit` * 256 ** `place`."""
    if digit == 1:
        return _times(_power(128, place - 1), _power(128, place - 1)) if place else ONE_BYTE
    half = digit // 2
    return _times(_power(half, place), _power(digit - half, place))


def _times(one: int, other: int) -> int:
    product = 0
    while one:
        if one & ONE:
            product ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ POLYNOMIAL if other & 1 else other >> 1
    return product
