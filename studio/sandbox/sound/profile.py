"""What makes one voice differ from another, small enough to keep as JSON."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

LOWEST, HIGHEST = 50.0, 600.0  # Hz that a profile's median pitch may have


@dataclass(frozen=True)
class Profile:
    """`pitch`: median in Hz. `pace`: words a minute. `variant`: espeak's. `language`: a name of `languages.LANGUAGES`.

    `range`: height of the melody as a share of the pitch. `formants`: 1 as the variant has them, more for a shorter
    throat. `brightness`: -1 dull to 1 sharp. `breath`: 0 clear to 1 whispered. `tremble`: 0 to 1. `robot`: a flat,
    metallic voice. `gain`: dB above the loudness of other voices.
    """

    pitch: float
    pace: float
    variant: str
    language: str
    range: float = 0.35
    formants: float = 1.0
    brightness: float = 0.0
    breath: float = 0.0
    tremble: float = 0.1
    robot: bool = False
    gain: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Profile":
        return cls(**{field.name: data[field.name] for field in fields(cls) if field.name in data})

    def limited(self) -> "Profile":
        """With every number inside what espeak speaks well."""
        return replace(
            self,
            pitch=round(_clamp(self.pitch, LOWEST, HIGHEST), 1),
            pace=round(_clamp(self.pace, 90, 260), 1),
            range=round(_clamp(self.range, 0.05, 0.9), 3),
            formants=round(_clamp(self.formants, 0.8, 1.3), 3),
            brightness=round(_clamp(self.brightness, -1, 1), 3),
            breath=round(_clamp(self.breath, 0, 1), 3),
            tremble=round(_clamp(self.tremble, 0, 1), 3),
            gain=round(_clamp(self.gain, -15, 6), 1),
        )


def mixed(parts: Sequence[tuple[Profile, float]]) -> Profile:
    """Voices in shares of their weights (`timbre_weights`, official.md 4.1). The heaviest gives the rest."""
    total = sum(weight for _, weight in parts)
    heaviest = max(parts, key=lambda part: part[1])[0]

    def mean(name: str) -> float:
        return sum(getattr(profile, name) * weight for profile, weight in parts) / total

    return replace(
        heaviest,
        pitch=math.exp(sum(math.log(profile.pitch) * weight for profile, weight in parts) / total),
        pace=mean("pace"),
        range=mean("range"),
        formants=mean("formants"),
        brightness=mean("brightness"),
        breath=mean("breath"),
        tremble=mean("tremble"),
        gain=mean("gain"),
    ).limited()


def _clamp(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))
