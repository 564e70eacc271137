"""Songs as reference.md asks for them; the fields that it lacks go along under MiniMax's names."""

from studio.minimax.dialects.shared import music as shared
from studio.minimax.line import Call, json_body
from studio.minimax.music import MusicRequest
from studio.minimax.terms import Unsaid

read, read_part = shared.read, shared.read_part
write_lyrics, read_lyrics = shared.write_lyrics, shared.read_lyrics


def create(request: MusicRequest, stream: bool) -> Call:
    fields = {
        **shared.build_fields(request, stream),
        "lyrics": request.lyrics or None,
        "duration": request.duration,
        "is_instrumental": request.is_instrumental,
    }
    return Call("POST", "/v1/music_generation", json_body(fields), seconds=shared.MUSIC_SECONDS)


def find_unsaid(request: MusicRequest) -> list[Unsaid]:
    return []
