# /// script
# requires-python = ">=3.11"
# dependencies = ["livekit-plugins-minimax-ai==1.8.9"]
# [tool.uv]
# exclude-newer = "2026-11-24T00:00:00Z"
# ///
"""LiveKit's MiniMax voice: over HTTP as a stream, and over the WebSocket."""

import asyncio
import sys

import aiohttp
from livekit.agents import APIConnectionError, APIError, APIStatusError
from livekit.plugins import minimax

root, key = sys.argv[1:]
TEXT = "Hello from the client test, this is a whole sentence. And this is another one."


async def heard(frames: object) -> float:
    """Seconds of audio in the frames."""
    return sum([event.frame.duration async for event in frames])  # type: ignore[attr-defined]


async def main() -> None:
    async with aiohttp.ClientSession() as session:

        def voice(**more: object) -> minimax.TTS:
            return minimax.TTS(**{"api_key": key, "base_url": root, "http_session": session, **more})

        plain = await heard(voice().synthesize(TEXT))
        assert plain > 3, plain
        quick = await heard(
            voice(speed=1.5, vol=2.0, pitch=2, language_boost="English", intensity=10, timbre=-10).synthesize(TEXT)
        )
        assert 0.55 < quick / plain < 0.8, quick / plain

        stream = voice().stream()
        stream.push_text(TEXT)
        stream.end_input()
        live = await heard(stream)
        await stream.aclose()
        assert abs(live - plain) < 0.25 * plain, (live, plain)

        try:
            await heard(voice(voice="nobody-speaks-like-this").synthesize("Hello."))
        except (APIError, APIStatusError, APIConnectionError):
            print("accepted")


asyncio.run(main())
