"""Lyrics, written or edited (official.md 7)."""

import asyncio
import secrets
from typing import Any

from django.http.response import HttpResponseBase

from . import misfortune
from .door import Call, answer, call, read_json
from .errors import InvalidParams, Style
from .speech_fields import Fields, Names

WRITE, EDIT = "write_full_song", "edit"
LONGEST = {"prompt": 2000, "lyrics": 3500, "title": 200}  # characters
NAMES: Names = {name: (name,) for name in ("mode", *LONGEST)}


@call(Style.NATIVE)
async def create(call: Call) -> HttpResponseBase:
    fields = Fields(await read_json(call.request), NAMES)
    mode = fields.choice("mode", (WRITE, EDIT), "")
    if not mode:
        raise InvalidParams(f"mode is required: {WRITE} or {EDIT}")
    prompt, lyrics, title = (fields.text(name, most) for name, most in LONGEST.items())
    if mode == EDIT and not lyrics.strip():
        raise InvalidParams("lyrics is required in mode edit")
    what = misfortune.ordered(call.request, prompt)
    if struck := await misfortune.strike(what, call.style):
        return struck
    await misfortune.before(what)
    written = await asyncio.to_thread(write, misfortune.without_orders(prompt), lyrics if mode == EDIT else "", title)
    return misfortune.after(what, call.style) or answer(written)


def write(prompt: str, lyrics: str, title: str) -> dict[str, Any]:
    """A new song's words, or the given lyrics changed; another text each time."""
    from .song.lyrics import edit_lyrics, write_song

    seed = secrets.token_hex(8)
    made = edit_lyrics(lyrics, prompt, title, seed) if lyrics else write_song(prompt, title, seed)
    return dict(zip(("song_title", "style_tags", "lyrics"), made, strict=True))
