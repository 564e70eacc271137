# /// script
# requires-python = ">=3.11"
# dependencies = ["minimax-mcp==0.0.19", "mcp==2.3.0"]
# [tool.uv]
# exclude-newer = "2026-11-24T00:00:00Z"
# ///
"""MiniMax's own MCP server, over stdio as an editor runs it, in both of its modes."""

import asyncio
import math
import re
import struct
import sys
import tempfile
import urllib.request
import wave
from pathlib import Path

from mcp import ClientSession, StdioServerParameters, stdio_client

root, key = sys.argv[1:]


def hum(path: Path, seconds: int = 12, rate: int = 16_000) -> None:
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        for at in range(seconds * rate):
            sound = sum(math.sin(2 * math.pi * 150 * n * at / rate) / n for n in range(1, 7))
            writer.writeframes(struct.pack("<h", round(9000 * sound)))


def fetched(text: str) -> bytes:
    """The bytes behind the link in a tool's answer, got without a key."""
    return urllib.request.urlopen(re.search(r"https?://[^\s'\]]+", text)[0], timeout=30).read()


async def with_server(mode: str, folder: Path) -> None:
    environment = {
        "MINIMAX_API_KEY": key,
        "MINIMAX_API_HOST": root,
        "MINIMAX_MCP_BASE_PATH": str(folder),
        "MINIMAX_API_RESOURCE_MODE": mode,
    }
    server = StdioServerParameters(command=sys.executable, args=["-m", "minimax_mcp.server"], env=environment)
    async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
        await session.initialize()

        async def use(tool: str, **arguments: object) -> str:
            result = await session.call_tool(tool, arguments)
            text = result.content[0].text
            assert "Success" in text or "cloned successfully" in text, f"{tool}: {text}"
            return text

        tools = {tool.name for tool in (await session.list_tools()).tools}
        assert {
            "text_to_audio",
            "list_voices",
            "voice_clone",
            "generate_video",
            "text_to_image",
            "voice_design",
        } <= tools
        assert "female-shaonv" in await use("list_voices")
        spoken = await use("text_to_audio", text="Hello from the client test.")
        if mode == "url":
            assert fetched(spoken)[0] == 0xFF
            pictures = await use("text_to_image", prompt="A red apple on a table", aspect_ratio="16:9", n=2)
            assert fetched(pictures)[:3] == b"\xff\xd8\xff"
            film = await use("generate_video", prompt="A cat walks [Pan left]")
            assert fetched(film)[4:8] == b"ftyp"
            return
        hum(folder / "reference.wav")
        await use(
            "voice_clone", voice_id="MyVoice0001", file=str(folder / "reference.wav"), text="This is the cloned voice."
        )
        await use("text_to_audio", text="Once more.", voice_id="MyVoice0001", format="flac")
        assert "MyVoice0001" in await use("list_voices", voice_type="voice_cloning")
        await use("voice_design", prompt="A calm older narrator with a deep voice", preview_text="Once upon a time.")
        kinds = {path.suffix for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 1000}
        assert {".mp3", ".flac", ".wav"} <= kinds, kinds


async def main() -> None:
    for mode in ("url", "local"):
        with tempfile.TemporaryDirectory() as folder:
            await with_server(mode, Path(folder))
    print("accepted")


asyncio.run(main())
