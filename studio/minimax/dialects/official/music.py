"""Songs on the live service (official.md 7, mapping.md 9)."""

import re

from studio.minimax.dialects.shared import music as shared
from studio.minimax.line import Call, json_body
from studio.minimax.music import MusicRequest
from studio.minimax.terms import Unsaid

read, read_part = shared.read, shared.read_part
write_lyrics, read_lyrics = shared.write_lyrics, shared.read_lyrics
# The tags that MiniMax knows, by what writers put before a section.
TAGS = {
    "intro": "Intro",
    "verse": "Verse",
    "pre chorus": "Pre Chorus",
    "chorus": "Chorus",
    "refrain": "Chorus",
    "interlude": "Interlude",
    "bridge": "Bridge",
    "outro": "Outro",
    "post chorus": "Post Chorus",
    "transition": "Transition",
    "break": "Break",
    "hook": "Hook",
    "build up": "Build Up",
    "inst": "Inst",
    "instrumental": "Inst",
    "solo": "Solo",
}
_HEADING = re.compile(r"[ \t]*([A-Za-z]+(?:[ -][A-Za-z]+)?)[ \t]*\d*[ \t]*:[ \t]*(.*)")


def create(request: MusicRequest, stream: bool) -> Call:
    """There is no duration. Without lyrics a song is instrumental unless its lyrics are to be written."""
    lyrics = request.lyrics and tagged(request.lyrics)
    is_cover = bool(request.cover_url or request.cover or request.cover_feature_id)
    instrumental = request.is_instrumental
    if instrumental is None and not lyrics and not request.lyrics_optimizer and not is_cover:
        instrumental = True
    fields = {**shared.build_fields(request, stream), "lyrics": lyrics or None, "is_instrumental": instrumental}
    return Call("POST", "/v1/music_generation", json_body(fields), seconds=shared.MUSIC_SECONDS)


def find_unsaid(request: MusicRequest) -> list[Unsaid]:
    return [Unsaid("duration", request.duration)] if request.duration is not None else []


def tagged(lyrics: str) -> str:
    """Lines like `Verse 1:` as `[Verse]`; what follows the colon is a line of its own."""
    lines = []
    for line in lyrics.splitlines():
        found = _HEADING.fullmatch(line)
        tag = TAGS.get(found[1].lower().replace("-", " ")) if found else None
        if found is None or tag is None:
            lines.append(line)
            continue
        lines.append(f"[{tag}]")
        if found[2]:
            lines.append(found[2])
    return "\n".join(lines)
