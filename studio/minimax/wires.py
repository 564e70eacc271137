"""The HTTP wires (engine.md section 6).

`submit` writes things that may cost money: plain httpx, a fresh connection each time, no retry anywhere, so
that its errors say exactly whether something was written. `poll` carries free, repeatable questions and
downloads: pooled aiohttp, which costs a fraction of the CPU and whose errors need not be exact. `pool` is the
same connections without httpx around them, for the polls: at hundreds a second httpx is most of their cost.
`stream` is for paid requests that are answered piece by piece: aiohttp on a fresh connection each time, since plain
httpx costs twice as much for each piece; who uses it sorts aiohttp's own errors, which are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

POLL_CONNECTIONS = 64
KEEPALIVE_SECONDS = 30


@dataclass(frozen=True)
class Wires:
    """The clients of one process and event loop, shared by all connections; they hold no key."""

    submit: httpx.AsyncClient
    poll: httpx.AsyncClient
    pool: aiohttp.ClientSession
    stream: aiohttp.ClientSession

    async def close(self) -> None:
        await self.submit.aclose()
        await self.poll.aclose()
        await self.pool.close()
        await self.stream.close()


def open_wires() -> Wires:
    """Call it inside the event loop that uses the wires."""
    context = httpx.create_ssl_context(trust_env=False)
    submit = httpx.AsyncHTTPTransport(
        verify=context, trust_env=False, retries=0, limits=httpx.Limits(max_keepalive_connections=0)
    )
    pool = _session(context, limit=POLL_CONNECTIONS, keepalive_timeout=KEEPALIVE_SECONDS)
    poll = AiohttpTransport(verify=context, trust_env=False, client=pool)
    stream = _session(context, limit=0, force_close=True)  # how many there may be is admission's to say
    return Wires(submit=_client(submit), poll=_client(poll), pool=pool, stream=stream)


def _client(transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False, cookies=_no_cookies())


def _session(context: object, **limits: Any) -> aiohttp.ClientSession:
    # Our own session, because the transport's own would keep cookies across teams and wait for a free
    # connection without an order that we can bound.
    connector = aiohttp.TCPConnector(ssl=context, ttl_dns_cache=60, **limits)  # type: ignore[arg-type]
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, trust_env=False
    )


def _no_cookies() -> CookieJar:
    """A jar that keeps nothing: two teams' keys share these wires."""
    return CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
