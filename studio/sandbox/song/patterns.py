"""Rhythms and progressions: sixteen steps to a bar of four beats; `x` is a full stroke, `o` a soft one, `.` none."""

DRUMS: dict[str, dict[str, str]] = {
    "pop": {"kick": "x.....o.x.......", "snare": "....x.......x...", "hat": "x.o.x.o.x.o.x.oo"},
    "soft": {"kick": "x.........o.....", "rim": "....x.......x...", "shaker": "o.o.x.o.o.o.x.o."},
    "rock": {"kick": "x.....x.x.x.....", "snare": "....x.......x..o", "hat": "x.x.x.x.x.x.x.x."},
    "metal": {"kick": "x.xxx.xxx.xxx.xx", "snare": "....x.......x...", "ride": "x...x...x...x..."},
    "swing": {
        "ride": "x...x.o.x...x.o.",
        "hat": "....x.......x...",
        "kick": "o.......o.......",
        "brush": "......o.......o.",
    },
    "shuffle": {"kick": "x.......x.o.....", "snare": "....x.......x...", "hat": "x.o.x.o.x.o.x.o."},
    "lofi": {"kick": "x......o..x.....", "snare": "....x.......x...", "hat": "o.o.o.o.o.o.o.oo"},
    "taiko": {"taiko": "x..o..x.....x.oo", "tom": "......o.......o."},
    "four": {
        "kick": "x...x...x...x...",
        "clap": "....x.......x...",
        "hat": "..x...x...x...x.",
        "shaker": "o.o.o.o.o.o.o.o.",
    },
    "gated": {"kick": "x.......x.x.....", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."},
    "shaker": {"kick": "x.......o.......", "shaker": "x.o.x.o.x.o.x.o.", "rim": "....o.......o..."},
    "trap": {"kick": "x.....x...x.....", "clap": "........x.......", "hat": "x.x.x.xxx.x.xxxx"},
    "soul": {"kick": "x..o......x..o..", "rim": "....x.......x..o", "hat": "x.o.x.o.x.o.x.o."},
    "disco": {"kick": "x...x...x...x...", "snare": "....x.......x...", "hat": "o.x.o.x.o.x.o.x."},
    "bossa": {"kick": "x.....o.x.....o.", "rim": "x..x..x...x..x..", "shaker": "o.o.o.o.o.o.o.o."},
    "onedrop": {"kick": "........x.......", "rim": "........x.......", "hat": "..x...x...x...x."},
    "temple": {"taiko": "x.......o.......", "wood": "....o..o....o...", "shaker": "..o...o...o...o."},
    "none": {},
}
FILL = {"snare": "............xoxx", "tom": "........x.ox...."}

# How the chords are played, by a genre's `comping`. Numbers of an arpeggio count the chord's notes upwards.
STROKES = {
    "block": "x.....x...x.....",
    "lazy": "x.........o.....",
    "eighths": "x.o.x.o.x.o.x.o.",
    "gallop": "x.oox.oox.oox.oo",
    "charleston": "x.....x.........",
    "offbeat": "..x...x...x...x.",
    "sixteenths": "x..x..o.x..o.x..",
    "bossa": "x..x...x..x...x.",
    "skank": "....x.......x...",
    "ostinato": "x.oox.oox.oox.oo",
    "slow": "x...............",
}
ARPEGGIOS = {
    "arpeggio": (0, 1, 2, 3, 4, 3, 2, 1),
    "picking": (0, 2, 1, 3, 0, 2, 3, 2),
    "roll": (0, 1, 2, 3, 4, 5, 4, 2),
}
PROGRESSIONS: dict[str, dict[str, tuple[tuple[int, ...], ...]]] = {
    "major": {
        "verse": ((0, 4, 5, 3), (0, 5, 3, 4), (0, 2, 3, 4), (0, 3, 0, 4)),
        "chorus": ((3, 0, 4, 5), (0, 4, 5, 3), (5, 3, 0, 4)),
        "bridge": ((5, 2, 3, 4), (3, 4, 2, 5), (1, 4, 5, 3)),
    },
    "minor": {
        "verse": ((0, 5, 2, 6), (0, 3, 5, 6), (0, 6, 5, 6)),
        "chorus": ((5, 6, 0, 2), (0, 5, 2, 6), (3, 5, 0, 6)),
        "bridge": ((5, 2, 6, 0), (3, 0, 5, 4)),
    },
    "dorian": {
        "verse": ((0, 3, 0, 3), (0, 6, 3, 0)),
        "chorus": ((1, 3, 0, 6), (3, 6, 0, 0)),
        "bridge": ((6, 3, 0, 3),),
    },
    "mixolydian": {
        "verse": ((0, 6, 3, 0), (0, 0, 3, 0)),
        "chorus": ((3, 6, 0, 0), (0, 4, 6, 3)),
        "bridge": ((6, 3, 6, 4),),
    },
    "lydian": {
        "verse": ((0, 1, 0, 1), (0, 4, 1, 5)),
        "chorus": ((5, 1, 0, 4), (0, 1, 5, 4)),
        "bridge": ((5, 4, 1, 0),),
    },
}
JAZZ = {"verse": ((1, 4, 0, 5), (0, 5, 1, 4)), "chorus": ((3, 4, 2, 5), (1, 4, 2, 5)), "bridge": ((5, 1, 4, 0),)}

# How loud a section is, 0 to 1; what is below 0.6 has no full drums.
LEVELS = {
    "intro": 0.50, "verse": 0.68, "pre chorus": 0.78, "chorus": 1.0, "post chorus": 0.95, "hook": 1.0,
    "interlude": 0.72, "bridge": 0.66, "outro": 0.62, "transition": 0.62, "break": 0.42, "build up": 0.80, "inst": 0.90,
    "solo": 0.92,
}  # fmt: skip
