"""Reading a music request of either dialect, and holding it to the rules of official.md 7 and mapping.md 9."""

from dataclasses import dataclass, field
from typing import Any

from .errors import InvalidParams, unknown
from .facts import shipped
from .speech_fields import Fields, Names

SOURCES = ("audio_url", "audio_base64", "cover_feature_id")  # of a cover; one of them
WORDLESS = "music-2.0"  # the reference's model, whose lyrics are optional (reference.md)
NAMES: Names = {
    **{
        name: (name,)
        for name in ("duration", "is_instrumental", "lyrics_optimizer", "stream", "output_format", "aigc_watermark")
    },
    **{name: (f"audio_setting.{name}",) for name in ("format", "sample_rate", "bitrate", "channel")},
}


@dataclass(frozen=True)
class MusicRequest:
    """`seconds`: None for as long as the form takes. `setting`: format, sample_rate, bitrate (bits a second, of mp3
    only), channels. `cover`: the field that brings the source, and its value. `writes_lyrics`: from the prompt."""

    model: str
    prompt: str = ""
    lyrics: str = field(default="", repr=False)
    seconds: int | None = None
    instrumental: bool = False
    writes_lyrics: bool = False
    stream: bool = False
    output: str = "hex"
    setting: dict[str, Any] = field(default_factory=dict)
    cover: tuple[str, object] | None = field(default=None, repr=False)
    watermark: bool = False


def read_request(body: dict[str, Any]) -> MusicRequest:
    model, fields = find_model(body.get("model")), Fields(body, NAMES)
    facts = model["abilities"]
    cover = read_source(body)
    if facts["cover"] != (cover is not None):
        wanted = f"{model['name']} needs one of {', '.join(SOURCES)}"
        raise InvalidParams(f"{cover[0]}: only the music-cover models take a source" if cover else wanted)
    instrumental, optimizer = _flag(fields, "is_instrumental", model), _flag(fields, "lyrics_optimizer", model)
    prompt = _read_text(body, "prompt", _span(facts["prompt"], instrumental or optimizer))
    lyrics = _read_text(body, "lyrics", facts["lyrics"]) if body.get("lyrics") not in (None, "") else ""
    if not lyrics and not instrumental and not optimizer and not cover:
        if model["name"] != WORDLESS:
            raise InvalidParams("lyrics is required without is_instrumental and lyrics_optimizer")
        instrumental = True
    stream = fields.flag("stream")
    return MusicRequest(
        model=model["name"],
        prompt=prompt,
        lyrics=lyrics,
        seconds=fields.whole("duration", 1, facts["seconds"], 0) or None,
        instrumental=instrumental,
        writes_lyrics=optimizer and not lyrics,
        stream=stream,
        output=_output(fields, stream),
        setting=_setting(fields, facts),
        cover=cover,
        watermark=fields.flag("aigc_watermark"),
    )


def find_model(name: object) -> dict[str, Any]:
    for row in shipped("models"):
        if row["family"] == "music" and row["name"] == name:
            return row
    raise unknown("model", name)


def read_source(body: dict[str, Any]) -> tuple[str, object] | None:
    """The field that brings the song to cover, and its value."""
    given = [name for name in SOURCES if body.get(name) not in (None, "")]
    if len(given) > 1:
        raise InvalidParams(f"{given[0]} and {given[1]} exclude each other; send one")
    return (given[0], body[given[0]]) if given else None


def _flag(fields: Fields, name: str, model: dict[str, Any]) -> bool:
    wanted = fields.flag(name)
    if wanted and not model["abilities"][name.removeprefix("is_").removeprefix("lyrics_")]:
        raise InvalidParams(f"{name}: {model['name']} does not have it")
    return wanted


def _span(limits: list[int], needed: bool) -> list[int]:
    """Nothing but a prompt says what an instrumental or lyrics yet to be written are about."""
    return [max(1, limits[0]), limits[1]] if needed else limits


def _read_text(body: dict[str, Any], name: str, limits: list[int]) -> str:
    least, most = limits
    text = body.get(name)
    text = "" if text is None else text
    if not isinstance(text, str) or not least <= len(text.strip()) or len(text) > most:
        span = f"{least} to {most}" if least else f"at most {most}"
        raise InvalidParams(f"{name} must be a text of {span} characters")
    return text


def _output(fields: Fields, stream: bool) -> str:
    output = str(fields.choice("output_format", ("hex", "url"), "hex"))
    if stream and output == "url":
        raise InvalidParams("output_format: a stream is hex only")
    return output


def _setting(fields: Fields, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": str(fields.choice("format", tuple(facts["formats"]), "mp3")),
        "sample_rate": int(fields.choice("sample_rate", tuple(facts["rates"]), 44_100)),
        "bitrate": int(fields.choice("bitrate", tuple(facts["bitrates"]), 128_000)),
        "channels": int(fields.choice("channel", (1, 2), 2)),
    }
