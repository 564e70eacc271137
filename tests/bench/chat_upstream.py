"""What `chat_many` measures against: a MiniMax that answers every request with the same tokens at the same pace, and a
bare Django that relays it. `python -m tests.bench.chat_upstream far | bare ROOT` prints where it serves.
"""

import asyncio
import json
import sys
from typing import Any

RATE, TOKENS, WAIT = 40, 1600, 0.25


def main() -> None:
    import uvloop

    if sys.argv[1] == "far":
        uvloop.run(be_far())
    else:
        be_bare(sys.argv[2])


async def be_far() -> None:
    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=500)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request, one reply: HTTP by hand, so that the measure costs little itself."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.split(b":")[1]))
    kind = b"content-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    loop = asyncio.get_running_loop()
    due = loop.time() + WAIT
    await asyncio.sleep(WAIT)
    writer.write(b"HTTP/1.1 200 OK\r\n" + kind)
    for number in range(TOKENS):
        writer.write(chunked(event(f" w{number}")))
        due += 1 / RATE
        await asyncio.sleep(max(0.0, due - loop.time()))
    usage = {"prompt_tokens": 10, "completion_tokens": TOKENS, "total_tokens": TOKENS + 10}
    writer.write(
        chunked(event("", "stop")) + chunked(event("", usage=usage)) + chunked(b"data: [DONE]\n\n") + b"0\r\n\r\n"
    )
    await writer.drain()
    writer.close()


def event(text: str, finish: str | None = None, usage: dict[str, int] | None = None) -> bytes:
    delta = {"role": "assistant", "name": "MiniMax AI", "audio_content": "", "content": text}
    body: dict[str, Any] = {
        "id": "x" * 32,
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "MiniMax-M2.1",
        "choices": [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}],
        "usage": usage,
        "input_sensitive": False,
        "output_sensitive": False,
    }
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def chunked(part: bytes) -> bytes:
    return f"{len(part):x}\r\n".encode() + part + b"\r\n"


def be_bare(far: str) -> None:
    """One async view that passes each token on as it comes."""
    import django
    import httpx
    import uvicorn
    from django.conf import settings
    from django.http import HttpRequest, StreamingHttpResponse
    from django.urls import path

    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="of no worth", USE_TZ=True)
    django.setup()
    client = httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None), trust_env=False)

    async def relay(request: HttpRequest) -> StreamingHttpResponse:
        async def words() -> Any:
            async with client.stream("POST", f"{far}/v1/chat/completions", content=request.body) as reply:
                async for line in reply.aiter_lines():
                    if line.startswith("data: {") and (choices := json.loads(line[6:])["choices"]):
                        yield choices[0]["delta"]["content"]

        return StreamingHttpResponse(words())

    global urlpatterns
    urlpatterns = [path("relay", relay)]
    from django.core.asgi import get_asgi_application

    config = uvicorn.Config(get_asgi_application(), host="127.0.0.1", port=0, log_level="error", lifespan="off")
    listener = config.bind_socket()
    listener.listen(500)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    asyncio.run(uvicorn.Server(config).serve([listener]))


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main()
