"""The two HTTP wires (engine.md section 6).

`submit` writes things that may cost money: plain httpx, a fresh connection each time, no retry anywhere, so
that its errors say exactly whether something was written. `poll` carries free, repeatable questions and
downloads: pooled aiohttp, which costs a fraction of the CPU and whose errors need not be exact. `pool` is the
same connections without httpx around them, for the polls: at hundreds a second httpx is most of their cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

POLL_CONNECTIONS = 64
KEEPALIVE_SECONDS = 30


@dataclass(frozen=True)
class Wires:
    """Both clients of one process and event loop, shared by all connections; they hold no key."""

    submit: httpx.AsyncClient
    poll: httpx.AsyncClient
    pool: aiohttp.ClientSession

    async def close(self) -> None:
        await self.submit.aclose()
        await self.poll.aclose()
        await self.pool.close()


def open_wires() -> Wires:
    """Call it inside the event loop that uses the wires."""
    context = httpx.create_ssl_context(trust_env=False)
    submit = httpx.AsyncHTTPTransport(
        verify=context, trust_env=False, retries=0, limits=httpx.Limits(max_keepalive_connections=0)
    )
    pool = _session(context)
    poll = AiohttpTransport(verify=context, trust_env=False, client=pool)
    return Wires(submit=_client(submit), poll=_client(poll), pool=pool)


def _client(transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False, cookies=_no_cookies())


def _session(context: object) -> aiohttp.ClientSession:
    # Our own session, because the transport's own would keep cookies across teams and wait for a free
    # connection without an order that we can bound.
    connector = aiohttp.TCPConnector(
        limit=POLL_CONNECTIONS,
        keepalive_timeout=KEEPALIVE_SECONDS,
        ssl=context,  # type: ignore[arg-type]
        ttl_dns_cache=60,
    )
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, trust_env=False
    )


def _no_cookies() -> CookieJar:
    """A jar that keeps nothing: two teams' keys share these wires."""
    return CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
