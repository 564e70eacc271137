"""Fields of a speech request under the names of either dialect, each read with its type and range.

A refusal names the field as the caller's dialect writes it: `voice_setting.vol` or `volume`.
"""

from dataclasses import dataclass
from typing import Any

from .errors import InvalidParams

Names = dict[str, tuple[str, ...]]

# What both dialects send at the top of the request; the second spellings are older (official.md 4.1).
SHARED: Names = {
    "language_boost": ("language_boost",),
    "pronunciation": ("pronunciation_dict",),
    "weights": ("timbre_weights", "timber_weights"),
    "modify": ("voice_modify",),
    "subtitle_enable": ("subtitle_enable",),
    "subtitle_type": ("subtitle_type",),
    "output": ("output_format",),
    "stream": ("stream",),
    "stream_options": ("stream_options",),
    "watermark": ("aigc_watermark",),
    "continuous": ("continuous_sound",),
}
NATIVE: Names = {
    **SHARED,
    "voice": ("voice_setting.voice_id",),
    "speed": ("voice_setting.speed",),
    "volume": ("voice_setting.vol",),
    "pitch": ("voice_setting.pitch",),
    "emotion": ("voice_setting.emotion",),
    "normalize": (
        "voice_setting.text_normalization",
        "voice_setting.english_normalization",
        "text_normalization",
        "english_normalization",
    ),
    "latex": ("voice_setting.latex_read", "latex_read"),
    "format": ("audio_setting.format",),
    "rate": ("audio_setting.sample_rate",),
    "bitrate": ("audio_setting.bitrate",),
    "channel": ("audio_setting.channel",),
    "force_cbr": ("audio_setting.force_cbr",),
}
NATIVE_LONG: Names = {**NATIVE, "rate": ("audio_setting.audio_sample_rate",)}
REFERENCE: Names = {
    **SHARED,
    "voice": ("voice",),
    "speed": ("speed",),
    "volume": ("volume",),
    "pitch": ("pitch",),
    "emotion": ("emotion",),
    "normalize": ("text_normalization", "english_normalization"),
    "latex": ("latex_read",),
    "format": ("audio_format",),
    "rate": ("sample_rate",),
    "bitrate": ("bitrate",),
    "channel": ("channel",),
    "force_cbr": ("force_cbr",),
}


@dataclass(frozen=True)
class Fields:
    body: dict[str, Any]
    names: Names

    def find(self, what: str) -> tuple[str, Any]:
        """The field's name as it was written, and its value; None when it is absent or null."""
        for name in self.names[what]:
            value: Any = self.body
            for part in name.split("."):
                if not isinstance(value, dict):
                    raise InvalidParams(f"{name.partition('.')[0]} must be an object")
                value = value.get(part)
                if value is None:
                    break
            if value is not None:
                return name, value
        return self.names[what][0], None

    def number(self, what: str, least: float, most: float, default: float) -> float:
        """A `least` of 0 is left out of the range."""
        name, value = self.find(what)
        if value is None:
            return default
        if not is_number(value) or not least <= value <= most or value == least == 0:
            word = "above" if least == 0 else "from"
            raise InvalidParams(f"{name} must be a number {word} {least:g} to {most:g}")
        return float(value)

    def whole(self, what: str, least: int, most: int, default: int) -> int:
        name, value = self.find(what)
        return default if value is None else read_whole(name, value, least, most)

    def choice(self, what: str, allowed: tuple[Any, ...], default: Any) -> Any:
        name, value = self.find(what)
        if value is None:
            return default
        if isinstance(value, bool | list | dict) or value not in allowed:
            raise InvalidParams(f"{name} must be one of {', '.join(map(str, allowed))}")
        return value

    def flag(self, what: str) -> bool:
        name, value = self.find(what)
        if not isinstance(value, bool | None):
            raise InvalidParams(f"{name} must be true or false")
        return bool(value)

    def text(self, what: str, most: int) -> str:
        name, value = self.find(what)
        if not isinstance(value, str | None) or len(value or "") > most:
            raise InvalidParams(f"{name} must be a text of at most {most} characters")
        return value or ""


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_whole(name: str, value: Any, least: int, most: int) -> int:
    if not is_number(value) or not least <= value <= most or value != int(value):
        raise InvalidParams(f"{name} must be a whole number from {least} to {most}")
    return int(value)
