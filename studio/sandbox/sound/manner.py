"""How a profile is spoken: its emotion, `voice_modify`, and the lines that make espeak's voice of it."""

from dataclasses import dataclass, replace

from . import espeak
from .emotions import EMOTIONS
from .languages import Language
from .profile import Profile

FLOOR = 0.943  # the median of a voice without any melody, in shares of its lowest pitch; measured


@dataclass(frozen=True)
class Manner:
    """A profile after emotion and `voice_modify`; `gain`: a factor on the samples."""

    profile: Profile
    gain: float


def manner(
    profile: Profile,
    *,
    emotion: str = "neutral",
    semitones: float = 0,
    depth: int = 0,
    intensity: int = 0,
    timbre: int = 0,
) -> Manner:
    """`semitones`: -12 to 12. `depth`, `intensity`, `timbre`: pitch, intensity and timbre of `voice_modify`,
    -100 to 100: deeper to brighter, stronger to softer, fuller to crisper."""
    mood, soft = EMOTIONS[emotion], intensity / 100
    spoken = replace(
        profile,
        pitch=profile.pitch * mood.pitch * 2 ** ((semitones + 5 * depth / 100) / 12),
        pace=profile.pace * mood.pace,
        range=min(1.2, profile.range * mood.range * (1 - 0.35 * soft)),
        formants=profile.formants * (1 + 0.1 * depth / 100),
        brightness=profile.brightness + mood.brightness + 0.9 * timbre / 100 - 0.3 * soft,
        breath=min(1.0, profile.breath + mood.breath + max(0.0, 0.35 * soft)),
        tremble=min(1.0, profile.tremble + mood.tremble),
    )
    return Manner(spoken, 10 ** ((profile.gain + mood.gain - 5 * soft) / 20))


def voice_lines(profile: Profile, language: Language) -> tuple[str, ...]:
    """espeak's voice lines for this profile, so that its median pitch is met in this language."""
    lowest = profile.pitch / (FLOOR + language.lift * profile.range)
    lines = [
        f"pitch {round(lowest)} {max(round(lowest) + 1, round(lowest * (1 + profile.range)))}",
        f"flutter {round(20 * profile.tremble)}",
    ]
    for number, (frequency, height, width) in espeak.variant_formants(profile.variant).items():
        scale = profile.formants if number else 1.0
        # Each formant above the first two gets 30 % more or less of its height at full brightness.
        tilt = (1 + 0.3 * profile.brightness) ** (number - 1.5) if number else 1.0
        lines.append(f"formant {number} {round(frequency * scale)} {round(min(255, height * tilt))} {width}")
    return tuple(lines)
