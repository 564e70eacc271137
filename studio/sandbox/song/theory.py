"""Pitches, scales and chords. A pitch is a MIDI number: 69 is the A of 440 Hz, 12 to an octave."""

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
}
FIVE_TONE = {"major": (0, 1, 2, 4, 5), "minor": (0, 2, 3, 4, 6)}  # the steps of a scale that a pentatonic melody uses
KEYS = {"c": 0, "c#": 1, "db": 1, "d": 2, "d#": 3, "eb": 3, "e": 4, "f": 5, "f#": 6, "gb": 6, "g": 7, "g#": 8, "ab": 8,
        "a": 9, "a#": 10, "bb": 10, "b": 11}  # fmt: skip


def hertz(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def degree(step: int, key: int, mode: str) -> int:
    """The pitch of a scale's step: 0 is the key note in the octave of middle C; steps go on below and above."""
    scale = SCALES[mode]
    octave, place = divmod(step, len(scale))
    return 60 + key + 12 * octave + scale[place]


def chord(root: int, key: int, mode: str, rich: bool = False) -> tuple[int, ...]:
    """The triad on a step, with its seventh and ninth when `rich`, in root position."""
    steps = (0, 2, 4, 6, 8) if rich else (0, 2, 4)
    return tuple(degree(root + step, key, mode) for step in steps)


def voiced(pitches: tuple[int, ...], around: int) -> tuple[int, ...]:
    """The chord's notes, each moved by octaves to lie nearest to `around`, in ascending order."""
    moved = {around + (pitch - around + 6) % 12 - 6 for pitch in pitches}
    return tuple(sorted(moved))
