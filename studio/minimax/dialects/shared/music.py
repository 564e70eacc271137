"""Songs and lyrics: replies, and the fields that both dialects share (official.md 7)."""

import base64
from typing import Any

from studio.minimax import readers
from studio.minimax.dialects.shared.speech import LAST, find_audio, output_of
from studio.minimax.line import Call, Reply, json_body
from studio.minimax.music import Lyrics, LyricsRequest, MusicRequest, Song

MUSIC_SECONDS = 900.0
LYRICS = 20_000


def build_fields(request: MusicRequest, stream: bool) -> dict[str, Any]:
    """All but the lyrics and the duration. A stream is hex only."""
    audio = {"sample_rate": request.sample_rate, "bitrate": request.bitrate, "format": request.audio_format}
    given = {name: value for name, value in audio.items() if value is not None}
    return {
        "model": request.model,
        "prompt": request.prompt or None,
        "lyrics_optimizer": request.lyrics_optimizer,
        "audio_setting": given or None,
        "stream": True if stream else None,
        "output_format": None if stream else output_of(request.output, request.audio_format),
        "audio_url": request.cover_url,
        "audio_base64": None if request.cover is None else base64.b64encode(request.cover).decode(),
        "cover_feature_id": request.cover_feature_id,
        "aigc_watermark": request.aigc_watermark,
    }


def read(reply: Reply) -> Song:
    return read_part(reply)[0]


def read_part(reply: Reply) -> tuple[Song, bool]:
    """A whole reply or one event of a stream, and whether it is the last."""
    data = readers.find_object(reply.body, "data") or {}
    facts = readers.find_object(reply.body, "extra_info")
    is_last = bool(facts) or readers.fact(readers.find_whole, data, "status", 9) == LAST
    facts = facts or {}
    audio, url = find_audio(data)
    length = readers.fact(readers.find_number, facts, "music_duration", 1e10)
    song = Song(
        audio=audio,
        url=url,
        seconds=None if length is None else length / 1000,
        sample_rate=readers.fact(readers.find_whole, facts, "music_sample_rate", 1_000_000),
        channels=readers.fact(readers.find_whole, facts, "music_channel", 16),
        bitrate=readers.fact(readers.find_whole, facts, "bitrate", 10**9),
        size=readers.fact(readers.find_whole, facts, "music_size"),
        trace_id=reply.trace_id,
    )
    return song, is_last


def write_lyrics(request: LyricsRequest) -> Call:
    fields = {
        "mode": request.mode,
        "prompt": request.prompt or None,
        "lyrics": request.lyrics,
        "title": request.title,
    }
    return Call("POST", "/v1/lyrics_generation", json_body(fields))


def read_lyrics(reply: Reply) -> Lyrics:
    return Lyrics(
        title=readers.fact(readers.find_text, reply.body, "song_title", 500) or "",
        style_tags=readers.fact(readers.find_text, reply.body, "style_tags", 1000) or "",
        text=readers.find_text(reply.body, "lyrics", LYRICS) or "",
        trace_id=reply.trace_id,
    )
