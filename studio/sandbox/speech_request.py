"""Reading a speech request of either dialect, and holding it to the rules of official.md 4.1 and 10."""

import math
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from . import misfortune, speech_fields
from .errors import InvalidParams, Refused, unknown
from .facts import shipped
from .sound.emotions import EMOTIONS
from .sound.formats import BITRATES, FORMATS, OPUS_RATES, RATES, AudioFormat
from .sound.languages import language_named
from .sound.speech import SOUND_EFFECTS
from .speech_fields import Fields, Names, read_whole

SUBTITLES = ("sentence", "word", "word_streaming")
MODIFIABLE = ("mp3", "wav", "flac")  # formats that take voice_modify
VOICES, WORDS = 4, 1000  # most of timbre_weights, of pronunciation_dict
INVISIBLE = 0.1
PAUSES, PAUSES_LONG = 3600.0, 6 * 3600.0  # seconds of all pauses of a text
_PAUSE = re.compile(r"<#\s*(\d+(?:\.\d*)?)\s*#>")
_COUNTED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿가-힣]|[^\W_぀-ヿ㐀-鿿豈-﫿가-힣]+")


@dataclass(frozen=True)
class Dialect:
    """`longest`: characters of a text. `factor`: pitch is a factor, not semitones. `channels`: when none are asked for.
    `live`: a socket, whose audio comes in pieces whatever `stream` says."""

    names: Names
    longest: int
    factor: bool = False
    channels: int = 1
    live: bool = False
    long: bool = False


NATIVE = Dialect(speech_fields.NATIVE, 9_999)
REFERENCE = Dialect(speech_fields.REFERENCE, 10_000, factor=True)
NATIVE_LIVE, REFERENCE_LIVE = replace(NATIVE, live=True), replace(REFERENCE, live=True)
NATIVE_LONG = Dialect(speech_fields.NATIVE_LONG, 50_000, channels=2, long=True)
REFERENCE_LONG = replace(REFERENCE, longest=1_000_000, long=True)


@dataclass(frozen=True)
class SpeechRequest:
    """`voices`: ids with their weights. `manner`: the fields of `sound.speech.Speech` but text and profile.
    `subtitles`: "" or one of `SUBTITLES`. `aggregated`: a stream's last event repeats the whole audio."""

    model: str
    voices: tuple[tuple[str, int], ...]
    manner: dict[str, Any] = field(repr=False)
    audio: AudioFormat
    text: str = field(default="", repr=False)
    subtitles: str = ""
    stream: bool = False
    aggregated: bool = True
    output: str = "hex"


def read_request(body: dict[str, Any], dialect: Dialect) -> SpeechRequest:
    """The whole request, its text without orders of trouble."""
    return replace(read_settings(body, dialect), text=read_text(body.get("text"), dialect.longest))


def read_settings(body: dict[str, Any], dialect: Dialect) -> SpeechRequest:
    """Everything but the text."""
    model, fields = find_model(body.get("model")), Fields(body, dialect.names)
    stream = fields.flag("stream") or dialect.live
    audio = _audio(fields, dialect)
    fields.flag("force_cbr")  # mp3 is always of a constant bitrate here
    return SpeechRequest(
        model=model["name"],
        voices=_voices(fields),
        manner={**_manner(fields, model, dialect), **_modify(fields, audio, stream)},
        audio=audio,
        subtitles=fields.choice("subtitle_type", SUBTITLES, "sentence") if fields.flag("subtitle_enable") else "",
        stream=stream,
        aggregated=not _excludes_aggregated(fields),
        output=_output(fields, stream),
    )


def read_text(text: object, longest: int, name: str = "text") -> str:
    """A text that can be spoken. Refuses with 1042 when too much of it cannot be seen."""
    if not isinstance(text, str) or not text.strip():
        raise InvalidParams(f"{name} is required")
    if len(text) > longest:
        raise InvalidParams(f"{name} must have at most {longest} characters, it has {len(text)}")
    if invisible_ratio(text) > INVISIBLE:
        raise Refused(1042, f"invisible character ratio limit: more than 10 % of {name} cannot be seen")
    most = PAUSES if longest <= REFERENCE.longest else PAUSES_LONG
    if sum(map(float, _PAUSE.findall(text))) > most:
        raise InvalidParams(f"{name}: its pauses may last {most / 3600:g} h together")
    return misfortune.without_orders(text)


def find_model(name: object) -> dict[str, Any]:
    for row in shipped("models"):
        if row["family"] == "speech" and row["name"] == name:
            return row
    raise unknown("model", name)


def language_for(boost: str, model: dict[str, Any] | None, name: str = "language_boost") -> str:
    """The language of a `language_boost`, "" for auto. Some came with the 2.6 models (official.md 10.2)."""
    try:
        language = language_named(boost) or ""
    except KeyError:
        raise InvalidParams(f"{name} must be a language of MiniMax's list or auto, not '{boost[:40]}'") from None
    since = next((row["since"] for row in shipped("languages") if row["name"] == language), "")
    if since and model and float(model["abilities"]["generation"]) < float(since):
        raise InvalidParams(f"{name}: {language} needs a model of {since} or newer, not {model['name']}")
    return language


def invisible_ratio(text: str) -> float:
    """The share of characters that are neither seen nor a space, a tab or the end of a line."""
    hidden = sum(unicodedata.category(c)[0] == "C" and c not in "\n\r\t" for c in text)
    return hidden / max(1, len(text))


def count_facts(text: str) -> dict[str, int | float]:
    """What extra_info tells of the text. `usage_characters`: each character counts one; `word_count`: a Han, kana or
    hangul sign counts as a word."""
    return {
        "word_count": len(_COUNTED.findall(text)),
        "invisible_character_ratio": round(invisible_ratio(text), 4),
        "usage_characters": len(text),
    }


def _manner(fields: Fields, model: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    continuous = fields.flag("continuous")
    if continuous and not model["abilities"]["interjections"]:
        raise InvalidParams(f"{fields.find('continuous')[0]}: only the 2.8 models have it, not {model['name']}")
    pitch = 12 * math.log2(fields.number("pitch", 0.5, 2, 1)) if dialect.factor else fields.whole("pitch", -12, 12, 0)
    return {
        "language": language_for(fields.text("language_boost", 40), model),
        "speed": fields.number("speed", 0.5, 2, 1),
        "pitch": pitch,
        "volume": fields.number("volume", 0.1 if dialect.factor else 0, 10, 1),
        "emotion": _emotion(fields, model),
        "interjections": bool(model["abilities"]["interjections"]),
        "tone": _tone(fields),
        "normalize": fields.flag("normalize"),
        "latex": fields.flag("latex"),
        "continuous": continuous,
        "watermark": fields.flag("watermark"),
    }


def _emotion(fields: Fields, model: dict[str, Any]) -> str:
    """`neutral` is in no list of MiniMax's, but clients send it."""
    emotion = str(fields.choice("emotion", (*EMOTIONS, ""), ""))
    if emotion not in ("", "neutral", *model["abilities"]["emotions"]):
        raise InvalidParams(f"{fields.find('emotion')[0]}: {model['name']} has no '{emotion}'")
    return emotion


def _audio(fields: Fields, dialect: Dialect) -> AudioFormat:
    format = str(fields.choice("format", FORMATS, "mp3"))
    opus = OPUS_RATES if dialect.long else tuple(sorted({*RATES, *OPUS_RATES}))
    rate = int(fields.choice("rate", opus if format == "opus" else RATES, 48_000 if format == "opus" else 32_000))
    bitrate = int(fields.choice("bitrate", BITRATES, 128_000))
    return AudioFormat(format, rate, bitrate, int(fields.choice("channel", (1, 2), dialect.channels)))


def _voices(fields: Fields) -> tuple[tuple[str, int], ...]:
    """The weighted voices, or the one voice; with weights, the voice may be left empty."""
    name, weights = fields.find("weights")
    single, voice = fields.find("voice")
    if voice is not None and (not isinstance(voice, str) or len(voice) > 256):
        raise InvalidParams(f"{single} must be a text of at most 256 characters")
    if not weights:
        if not voice:
            raise InvalidParams(f"{single} is required")
        return ((voice, 1),)
    if not isinstance(weights, list) or len(weights) > VOICES:
        raise InvalidParams(f"{name} must be a list of at most {VOICES} voices")
    return tuple(_weighted(f"{name}[{at}]", item) for at, item in enumerate(weights))


def _weighted(name: str, item: object) -> tuple[str, int]:
    if not isinstance(item, dict) or not isinstance(item.get("voice_id"), str) or not item["voice_id"]:
        raise InvalidParams(f"{name}.voice_id is required")
    return item["voice_id"], read_whole(f"{name}.weight", item.get("weight"), 1, 100)


def _tone(fields: Fields) -> tuple[str, ...]:
    """`{"tone": ["word/replacement"]}`; clients also send `{"text", "tone"}` objects, or any words with theirs."""
    name, given = fields.find("pronunciation")
    if given is None:
        return ()
    if not isinstance(given, dict):
        raise InvalidParams(f"{name} must be an object")
    entries = given.get("tone", given)
    if isinstance(entries, dict):
        entries = [{"text": word, "tone": said} for word, said in entries.items()]
    if not isinstance(entries or [], list) or len(entries or []) > WORDS:
        raise InvalidParams(f"{name}.tone must be a list of at most {WORDS} entries")
    return tuple(_tone_entry(f"{name}.tone[{at}]", entry) for at, entry in enumerate(entries or []))


def _tone_entry(name: str, entry: object) -> str:
    if isinstance(entry, dict):
        said = entry.get("tone")
        said = said[0] if isinstance(said, list) and len(said) == 1 else said
        entry = f"{entry.get('text')}/{said}" if isinstance(entry.get("text"), str) and isinstance(said, str) else None
    word, _, said = entry.partition("/") if isinstance(entry, str) else ("", "", "")
    if not (word.strip() and said.strip().strip("/")) or len(str(entry)) > 200:
        raise InvalidParams(f'{name} must be "word/replacement", at most 200 characters')
    return str(entry)


def _modify(fields: Fields, audio: AudioFormat, stream: bool) -> dict[str, Any]:
    name, given = fields.find("modify")
    if not given:
        return {}
    if not isinstance(given, dict):
        raise InvalidParams(f"{name} must be an object")
    allowed = MODIFIABLE[:1] if stream else MODIFIABLE
    if audio.format not in allowed:
        raise InvalidParams(f"{name} needs a format of {', '.join(allowed)}, not {audio.format}")
    effect = given.get("sound_effects") or ""
    if effect and effect not in SOUND_EFFECTS:
        raise InvalidParams(f"{name}.sound_effects must be one of {', '.join(SOUND_EFFECTS)}")
    amounts = {
        ours: read_whole(f"{name}.{theirs}", given[theirs], -100, 100)
        for ours, theirs in (("depth", "pitch"), ("intensity", "intensity"), ("timbre", "timbre"))
        if given.get(theirs) is not None
    }
    return {**amounts, "effect": effect}


def _excludes_aggregated(fields: Fields) -> bool:
    name, options = fields.find("stream_options")
    if options is not None and not isinstance(options, dict):
        raise InvalidParams(f"{name} must be an object")
    chosen = (options or {}).get("exclude_aggregated_audio")
    if not isinstance(chosen, bool | None):
        raise InvalidParams(f"{name}.exclude_aggregated_audio must be true or false")
    return bool(chosen)


def _output(fields: Fields, stream: bool) -> str:
    output = str(fields.choice("output", ("hex", "url"), "hex"))
    if output == "url" and stream:
        raise InvalidParams(f"{fields.find('output')[0]}: a stream is always hex")
    return output
