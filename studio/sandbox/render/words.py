"""What the prompt's words ask for: scene, light, weather, colours and subjects."""

import re
from dataclasses import dataclass

from .camera import read_commands, without_commands
from .noise import dice

SCENES = {
    "space": "space planet galaxy nebula asteroid orbit cosmos spaceship saturn mars spacewalk",
    "sea": "sea ocean beach coast harbour harbor wave waves shore bay lagoon island cliffs lighthouse boat ship "
    "sailboat surf port fishing whale dolphin underwater reef sailing marina pier",
    "city": "city street town skyline tram metropolis skyscraper neon downtown road traffic alley avenue market "
    "rooftop building buildings cyberpunk bridge taxi bus station car train subway",
    "desert": "desert dune dunes sand sahara camel canyon mesa oasis cactus",
    "forest": "forest wood woods jungle pine pines trees rainforest grove fir deer bear fox wolf woodland bamboo",
    "mountain": "mountain mountains peak peaks alps fjord valley ridge himalaya summit hills volcano glacier "
    "lake river waterfall cliff eagle hiker tibet",
    "field": "field meadow garden orchard farm grass prairie countryside vineyard park flowers flower blossom "
    "wheat tulips lavender horse cow sheep picnic spring rabbit dog butterfly",
    "room": "room kitchen table vase still life studio desk window cup coffee interior sphere spheres ball bowl "
    "book candle chair indoors bedroom piano teapot lamp apple bottle portrait museum",
    "sky": "sky cloud clouds balloon airplane plane kite aurora stars galaxy moon bird birds flying dragon rainbow",
}
LIGHTS = {
    "night": "night midnight moonlit moonlight stars starry aurora neon nocturnal dark moon",
    "dawn": "dawn sunrise morning daybreak early",
    "dusk": "dusk sunset evening twilight sundown",
    "storm": "storm stormy thunder lightning tempest hurricane gloomy overcast",
    "golden": "golden autumn warm amber afternoon honey",
    "noon": "noon midday day sunny bright summer daylight clear",
}
WEATHERS = {
    "rain": "rain rainy raining drizzle wet downpour storm stormy",
    "snow": "snow snowy snowing winter blizzard frost snowfall frozen",
    "fog": "fog foggy mist misty haze hazy steam smoke",
    "wind": "wind windy breeze gust leaves petals blowing autumn blossom",
    "aurora": "aurora borealis northern-lights",
    "stars": "stars starry milky constellation",
}
COLOURS = {
    "red": (0.80, 0.16, 0.14), "scarlet": (0.84, 0.14, 0.10), "crimson": (0.66, 0.08, 0.18),
    "orange": (0.93, 0.50, 0.14), "amber": (0.95, 0.66, 0.20), "gold": (0.86, 0.68, 0.24),
    "golden": (0.88, 0.70, 0.28), "yellow": (0.96, 0.82, 0.22), "green": (0.24, 0.60, 0.30),
    "emerald": (0.06, 0.56, 0.40), "olive": (0.46, 0.48, 0.20), "teal": (0.10, 0.52, 0.54),
    "turquoise": (0.18, 0.72, 0.70), "cyan": (0.20, 0.76, 0.86), "blue": (0.16, 0.36, 0.78),
    "navy": (0.08, 0.14, 0.38), "indigo": (0.24, 0.20, 0.62), "purple": (0.48, 0.22, 0.66),
    "violet": (0.54, 0.32, 0.78), "lavender": (0.70, 0.62, 0.88), "magenta": (0.80, 0.18, 0.60),
    "pink": (0.94, 0.56, 0.68), "rose": (0.90, 0.46, 0.54), "coral": (0.96, 0.50, 0.42),
    "brown": (0.46, 0.30, 0.18), "copper": (0.72, 0.42, 0.26), "beige": (0.84, 0.76, 0.62),
    "white": (0.93, 0.93, 0.92), "silver": (0.72, 0.75, 0.80), "grey": (0.50, 0.52, 0.54),
    "gray": (0.50, 0.52, 0.54), "black": (0.07, 0.07, 0.09),
}  # fmt: skip
SUBJECTS = {
    "lighthouse": "lighthouse beacon",
    "sailboat": "sailboat yacht sail sailing",
    "boat": "boat ship ferry fishing canoe trawler",
    "whale": "whale dolphin orca",
    "fish": "fish salmon shark koi",
    "cat": "cat kitten kitty",
    "dog": "dog puppy wolf fox hound",
    "horse": "horse pony deer camel unicorn cow",
    "bird": "bird birds gull gulls seagull eagle crane swallow dove owl",
    "butterfly": "butterfly moth",
    "balloon": "balloon balloons",
    "car": "car taxi truck van jeep",
    "tram": "tram train bus metro subway",
    "house": "house cabin cottage hut home barn temple",
    "castle": "castle tower palace fortress",
    "tree": "tree oak cherry maple",
    "flower": "flower flowers rose tulip sunflower daisy lotus",
    "person": "person man woman girl boy child hiker dancer monk astronaut traveller traveler someone figure "
    "surfer skier runner dancer knight king queen grandmother",
    "robot": "robot android machine",
    "rocket": "rocket spaceship shuttle spacecraft",
    "plane": "plane airplane aircraft jet",
    "cup": "cup coffee tea mug teapot",
    "apple": "apple orange peach fruit pear",
    "umbrella": "umbrella parasol",
    "kite": "kite",
    "sphere": "sphere spheres ball orb globe marble",
    "vase": "vase pot bottle jar",
}
STOP = {
    "the",
    "and",
    "with",
    "over",
    "under",
    "into",
    "from",
    "onto",
    "through",
    "across",
    "near",
    "behind",
    "above",
    "below",
    "this",
    "that",
    "these",
    "those",
    "very",
    "some",
    "many",
    "one",
    "two",
    "three",
    "four",
    "five",
    "its",
    "his",
    "her",
    "their",
    "our",
    "your",
    "while",
    "slow",
    "slowly",
    "camera",
    "shot",
    "video",
    "film",
    "scene",
    "view",
    "cinematic",
    "style",
    "beautiful",
    "light",
    "lights",
    "soft",
    "gentle",
    "wide",
    "close",
    "closeup",
    "frame",
    "background",
    "foreground",
    "quiet",
    "calm",
    "tiny",
    "little",
    "small",
    "large",
    "huge",
    "great",
    "old",
    "young",
    "sits",
    "stands",
    "walks",
    "runs",
    "flies",
    "sleeps",
    "jumps",
    "looks",
    "detailed",
    "realistic",
    "high",
    "quality",
    "time",
    "lapse",
}


@dataclass(frozen=True)
class Reading:
    """The prompt, understood as far as a painter needs it. `text` seeds everything random."""

    text: str
    scene: str
    light: str
    weather: frozenset[str]
    colours: tuple[tuple[float, float, float], ...]
    subjects: tuple[str, ...]
    subject_colour: tuple[float, float, float] | None
    moves: list[list[str]]
    sunny: bool
    moonlit: bool


def read(prompt: str, seed: object = "", optimized: bool = True) -> Reading:
    """Deterministic: the same prompt and seed are always understood alike. `optimized`: what the prompt leaves open
    is chosen for effect; else it is plain daylight over a field."""
    text = without_commands(prompt).lower().replace("northern lights", "aurora night")
    words = re.findall(r"[a-z][a-z'-]*|[^\x00-\x7f]+", text)
    rng = dice("reading", " ".join(words), seed)
    subjects, colour = _subjects(words)
    weather = frozenset(name for name, known in WEATHERS.items() if set(words) & set(known.split()))
    hours = ["dawn", "noon"] if "snow" in weather else ["dawn", "dusk", "golden", "noon"]
    places = ["sea", "mountain", "field", "desert", "sky"]
    light = _first(words, LIGHTS) or (str(rng.choice(hours)) if optimized else "noon")
    scene = _first(words, SCENES) or (str(rng.choice(places)) if optimized else "field")
    return Reading(
        text=f"{' '.join(words)}|{seed}",
        scene=scene,
        light=light,
        weather=weather,
        colours=tuple(COLOURS[word] for word in words if word in COLOURS)[:3],
        subjects=subjects,
        subject_colour=colour,
        moves=read_commands(prompt),
        sunny="sun" in words or light in ("dawn", "dusk", "golden"),
        moonlit="moon" in words or "moonlit" in words,
    )


def _first(words: list[str], groups: dict[str, str]) -> str | None:
    """The group most often named; the earlier word wins a tie."""
    known = {name: set(text.split()) for name, text in groups.items()}
    # What flies is over some place and who stands there is not the place, so those words count half.
    counts = {
        name: sum(0.5 if name == "sky" or _names_subject(word) else 1.0 for word in words if _singular(word, members))
        for name, members in known.items()
    }
    best = max(counts.values())
    if not best:
        return None
    tied = [name for name, count in counts.items() if count == best]
    return min(tied, key=lambda name: next(i for i, w in enumerate(words) if _singular(w, known[name])))


def _singular(word: str, members: set[str]) -> bool:
    return word in members or (word.endswith("s") and word[:-1] in members)


def _names_subject(word: str) -> bool:
    return any(_singular(word, set(known.split())) for known in SUBJECTS.values())


def _subjects(words: list[str]) -> tuple[tuple[str, ...], tuple[float, float, float] | None]:
    """Up to three subjects in the order named, and the colour said just before the first of them."""
    found: list[str] = []
    colour = None
    for number, word in enumerate(words):
        name = next((n for n, known in SUBJECTS.items() if _singular(word, set(known.split()))), None)
        if name is None or name in found:
            continue
        if not found:
            before = [w for w in words[max(0, number - 2) : number] if w in COLOURS]
            colour = COLOURS[before[-1]] if before else None
        found.append(name)
    return tuple(found[:3]) or _unknown(words), colour


def _unknown(words: list[str]) -> tuple[str, ...]:
    """The first noun-like word that no list knows, marked so that its shape is made from its letters."""
    known = set(" ".join([*SCENES.values(), *LIGHTS.values(), *WEATHERS.values()]).split()) | set(COLOURS) | STOP
    for word in words:
        plain = len(word) > 2 or not word.isascii()
        if plain and not _singular(word, known) and not re.search(r"(ing|ed|ly|ful|ous|ic)$", word):
            return (f"?{word}",)
    return ()
