"""The one way to fetch an address that a person or MiniMax gave (threats.md 5).

    FetchFailed
    ├── FetchRefused    the address is not one that the studio fetches from; nothing was asked there
    ├── TooLarge        more bytes than the limit, after unpacking
    ├── WrongType       the server calls it something else than was expected
    └── CutShort        it ended before it was complete

A name is resolved once, every address it has must be public, and the connection goes to one of exactly these
addresses, with the name in Host and TLS. The exemption is one exact origin: the studio's own sandbox.
"""

import asyncio
import contextlib
import functools
import hashlib
import ipaddress
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpcore
import httpx

Resolve = Callable[[str, int], Awaitable[list[str]]]
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {80, 443}
HOPS = 3
ANSWERED, DONE = {200}, {200, 201, 202, 203, 204}
WRITE_BYTES = 1024 * 1024
TIMEOUT = {"connect": 10.0, "read": 20.0, "write": 20.0, "pool": 10.0}
WINDOW_SECONDS = 15.0
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NOT_PUBLIC = [ipaddress.ip_network(net) for net in ("192.88.99.0/24", "2001::/23", "2001:db8::/32", "3fff::/20")]
ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")


def gettext_noop(text: str) -> str:
    """Mark a text for makemessages; whoever shows it translates it."""
    return text


class FetchFailed(Exception):
    """`cause` and `next_step` are sentences for people; `retryable`: the same address may work in a moment."""

    cause = gettext_noop("The file could not be downloaded.")
    next_step = gettext_noop("Try again in a few minutes.")
    retryable = True

    def __init__(self, detail: str = "", *, http_status: int | None = None) -> None:
        self.detail, self.http_status = detail[:300], http_status
        super().__init__(f"{self.cause} ({self.detail})" if detail else self.cause)


class FetchRefused(FetchFailed):
    cause = gettext_noop("The studio does not download from this address.")
    next_step = gettext_noop("Use an https address on the public internet.")
    retryable = False


class TooLarge(FetchFailed):
    cause = gettext_noop("The file is larger than the studio takes.")
    next_step = gettext_noop("Use a smaller file.")
    retryable = False


class WrongType(FetchFailed):
    cause = gettext_noop("The address holds another kind of file than expected.")
    next_step = gettext_noop("Check that the address leads to the file itself, not to a page about it.")
    retryable = False


class CutShort(FetchFailed):
    cause = gettext_noop("The download ended before the file was complete.")


@dataclass(frozen=True)
class Fetched:
    """`bytes`: how many were written to `path`. `mime_header`: what the server claims, not a fact."""

    bytes: int
    sha256: str
    mime_header: str
    path: Path


@dataclass(frozen=True)
class Rules:
    """What one fetch may do. `seconds` in all, `slowest` in bytes a second over 15 seconds. With a `body` it is posted,
    once: then no redirect is followed, and whoever did what was asked may say so without an answer (201 to 204)."""

    limit: int
    allow_origin: str | None = None
    allow_http: bool = False
    headers: Mapping[str, str] | None = None
    body: bytes | None = None
    expected_types: tuple[str, ...] | None = None
    resolve: Resolve | None = None
    seconds: float = 1800.0
    slowest: int = 4096


async def safe_fetch(
    url: str, *, to: Path, limit: int, on_first_bytes: Callable[[], object] | None = None, **rules: Any
) -> Fetched:
    """Stream the file to `to`, which the caller renames; it is gone again after any failure.

    `limit` in bytes; more arguments: see `Rules`. `headers` go to the first address's origin only.
    """
    digest, size, buffer = hashlib.sha256(), 0, bytearray()
    file = await asyncio.to_thread(to.open, "wb")

    def flush() -> None:
        digest.update(buffer)
        file.write(buffer)
        buffer.clear()

    try:
        async with _reading(url, Rules(limit, **rules)) as (response, chunks):
            async for chunk in chunks:
                if not size and on_first_bytes:
                    on_first_bytes()
                size += len(chunk)
                buffer += chunk
                if len(buffer) >= WRITE_BYTES:
                    await asyncio.to_thread(flush)
            await asyncio.to_thread(flush)
        await asyncio.to_thread(file.close)
        return Fetched(size, digest.hexdigest(), response.headers.get("content-type", "")[:200], to)
    except BaseException:
        file.close()
        to.unlink(missing_ok=True)  # noqa: ASYNC240 - also on cancellation, when nothing may be awaited
        raise


async def fetch_bytes(url: str, *, limit: int, **rules: Any) -> bytes:
    """The same for what fits in memory."""
    async with _reading(url, Rules(limit, **rules)) as (_response, chunks):
        return b"".join([chunk async for chunk in chunks])


@contextlib.asynccontextmanager
async def _reading(url: str, rules: Rules) -> AsyncIterator[tuple[httpx.Response, AsyncIterator[bytes]]]:
    """The checked reply and its metered chunks; every failure becomes one of ours."""
    try:
        async with asyncio.timeout(rules.seconds):
            async with contextlib.AsyncExitStack() as stack:
                response = await _follow(url, rules, stack)
                _check_reply(response, rules)
                yield response, _metered(response, rules)
    except (httpcore.RemoteProtocolError, httpcore.ReadError) as failure:
        raise CutShort(type(failure).__name__) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpx.HTTPError) as failure:
        raise FetchFailed(f"{type(failure).__name__}: {failure}") from None
    except TimeoutError:
        raise FetchFailed(f"took longer than {rules.seconds:g} s") from None


async def _follow(url: str, rules: Rules, stack: contextlib.AsyncExitStack) -> httpx.Response:
    """The first reply that is no redirect. Every hop passes the same gate as the first address."""
    target = first = _parse(url)
    exempt = rules.allow_origin is not None and _origin(first) == _origin(_parse(rules.allow_origin))
    for _hop in range(HOPS + 1):
        exempt = exempt and _origin(target) == _origin(first)
        addresses = await _gate(target, rules, exempt)
        # The caller's headers may hold a key, so they stay at the origin that they were given for.
        headers = rules.headers if _origin(target) == _origin(first) else None
        response = await stack.enter_async_context(_open(target, addresses, headers or {}, rules))
        if (
            rules.body is not None
            or response.status_code not in (301, 302, 303, 307, 308)
            or "location" not in response.headers
        ):
            return response
        target = _parse(str(target.join(response.headers["location"])))
    raise FetchRefused(f"more than {HOPS} redirects")


async def _gate(url: httpx.URL, rules: Rules, exempt: bool) -> list[str]:
    """The addresses to connect to. Raises `FetchRefused` unless all of them may be asked."""
    if not exempt:
        if url.scheme != "https" and not (rules.allow_http and url.scheme == "http"):
            raise FetchRefused(f"scheme {url.scheme[:20]}")
        if _port(url) not in PORTS:
            raise FetchRefused(f"port {_port(url)}")
    try:
        addresses = await (rules.resolve or resolve_name)(url.raw_host.decode("ascii"), _port(url))
    except (OSError, UnicodeError):
        raise FetchFailed(f"no such host: {url.host[:100]}") from None
    if not addresses or not (exempt or all(is_public(address) for address in addresses)):
        raise FetchRefused(f"host {url.host[:100]}")
    return addresses


async def resolve_name(host: str, port: int) -> list[str]:
    """All addresses of a name, or of an address in any notation that the system's resolver knows."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(text: str) -> bool:
    """Whether the address is public unicast, with every IPv4 address inside an IPv6 one public as well."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    inner = list(_wrapped(address))
    if inner:
        return all(_is_plainly_public(each) for each in inner)
    return _is_plainly_public(address)


def _is_plainly_public(address: IPAddress) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address not in GLOBAL_UNICAST or address.scope_id):
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in NOT_PUBLIC)


def _wrapped(address: IPAddress) -> Iterable[ipaddress.IPv4Address]:
    """The IPv4 addresses that a gateway would take from this IPv6 address.

    IPv4-compatible and Teredo addresses hold some too, but lie in blocks that are refused as a whole.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address in NAT64 or address.packed[8:12] in ISATAP:
        yield ipaddress.IPv4Address(address.packed[12:])


class _PinnedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the checked addresses, whatever the name would resolve to by now."""

    def __init__(self, addresses: list[str]) -> None:
        self._addresses, self._network = addresses, httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        for address in self._addresses[:-1]:
            with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._network.connect_tcp(address, port, timeout)
        return await self._network.connect_tcp(self._addresses[-1], port, timeout)


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk


@contextlib.asynccontextmanager
async def _open(
    url: httpx.URL, addresses: list[str], headers: Mapping[str, str], rules: Rules
) -> AsyncIterator[httpx.Response]:
    """One request on a connection of its own; no proxy, no cookies, no environment."""
    body = rules.body
    # A file begins at once; whoever is asked to do something may take all the time that the caller gives.
    timeout = TIMEOUT if body is None else {**TIMEOUT, "read": rules.seconds}
    asked = {"accept": "*/*", "accept-encoding": "identity", "user-agent": "minimax-studio", **headers}
    if body is not None:
        asked["content-length"] = str(len(body))
    pairs = [("host", url.netloc.decode("ascii")), *((name.lower(), value) for name, value in asked.items())]
    parts = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=_port(url), target=url.raw_path)
    pool = httpcore.AsyncConnectionPool(ssl_context=_tls(), network_backend=_PinnedBackend(addresses))
    sent: dict[str, Any] = {"headers": pairs, "content": body, "extensions": {"timeout": timeout}}
    async with pool, pool.stream("GET" if body is None else "POST", parts, **sent) as reply:
        yield httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply.stream))


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _check_reply(response: httpx.Response, rules: Rules) -> None:
    if response.status_code not in (ANSWERED if rules.body is None else DONE):
        raise FetchFailed(f"the server answered {response.status_code}", http_status=response.status_code)
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > rules.limit:
        raise TooLarge(f"{length} bytes, at most {rules.limit}")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    known = kind not in ("", "application/octet-stream", "binary/octet-stream")
    if rules.expected_types and known and not kind.startswith(rules.expected_types):
        raise WrongType(kind)


async def _metered(response: httpx.Response, rules: Rules) -> AsyncIterator[bytes]:
    """The unpacked bytes, within the limit and not slower than allowed. The network layer below notices a
    body that is shorter than its Content-Length."""
    size, seen, since = 0, 0, time.monotonic()
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > rules.limit:
            raise TooLarge(f"more than {rules.limit} bytes")
        if (passed := time.monotonic() - since) >= WINDOW_SECONDS:
            if size - seen < rules.slowest * passed:
                raise FetchFailed(f"slower than {rules.slowest} bytes a second")
            seen, since = size, time.monotonic()
        yield chunk


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError):
        raise FetchRefused("not an address") from None
    if parsed.scheme not in ("http", "https") or not parsed.host or len(url) > 8192:
        raise FetchRefused("not an http address")
    if parsed.userinfo:
        raise FetchRefused("a name or password in the address")
    return parsed


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host.lower(), _port(url)
