"""What is asked of the speaker, and what it tells about the time. Light: the web process imports it."""

from dataclasses import dataclass

from .profile import Profile

SOUND_EFFECTS = ("spacious_echo", "auditorium_echo", "lofi_telephone", "robotic")


@dataclass(frozen=True)
class Speech:
    """What is to be spoken and how; the fields and limits are those of official.md 4.1.

    `language`: a name of `languages.LANGUAGES`, or "" to go by the script. `speed`: 0.5 to 2. `pitch`: semitones.
    `volume`: above 0, to 10.
    `emotion`: of `emotions.EMOTIONS`, or "" to take it from the text. `interjections`: whether `(laughs)` is a sound,
    as with the 2.8 models, or words. `tone`: entries of `pronunciation_dict.tone`.
    `depth`, `intensity`, `timbre`: `voice_modify`, -100 to 100. `effect`: one of `SOUND_EFFECTS` or "".
    `continuous`: sentences follow each other closely (`continuous_sound`). `watermark`: the audio ends with the sign
    for machine-made sound (`aigc_watermark`).
    """

    text: str
    profile: Profile
    language: str = ""
    speed: float = 1.0
    pitch: float = 0.0
    volume: float = 1.0
    emotion: str = ""
    interjections: bool = False
    tone: tuple[str, ...] = ()
    normalize: bool = False
    latex: bool = False
    depth: int = 0
    intensity: int = 0
    timbre: int = 0
    effect: str = ""
    continuous: bool = False
    watermark: bool = False


@dataclass(frozen=True)
class Subtitle:
    """`begin`, `end`: milliseconds from the start of the audio. A sentence's `words` cover it."""

    text: str
    begin: float
    end: float
    words: tuple["Subtitle", ...] = ()

    def to_json(self) -> dict[str, str | int]:
        """As in MiniMax's subtitle file (official.md 4.1)."""
        return {"text": self.text, "time_begin": round(self.begin), "time_end": round(self.end)}
