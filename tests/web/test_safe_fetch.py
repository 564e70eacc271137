"""No address that a person or MiniMax gives leads the studio into its own network."""

import asyncio
import datetime
import hashlib
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from studio.web import safe_fetch as module
from studio.web.safe_fetch import (
    CutShort,
    FetchFailed,
    FetchRefused,
    TooLarge,
    WrongType,
    fetch_bytes,
    is_public,
    safe_fetch,
)
from tests.minimax import scripted as s

FILM = bytes(range(256)) * 9000
PUBLIC = "93.184.216.34"


def resolver(*addresses):
    async def resolve(host, port):
        return list(addresses)

    return resolve


@pytest.mark.parametrize(
    "address", [PUBLIC, "8.8.8.8", "2606:4700::6810:1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_it_takes_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::808:808", "2001:0:808:808::f7f7:f7f7",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "::ffff:0.0.0.0", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b::c0a8:101", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1",
        "2001:0:7f00:1::8080:8080", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fe80::1", "fe80::1%eth0",
        "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1",
        "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1", "2001:10::1", "2001:20::1", "", "example.org",
        "127.1", "2130706433", "0177.0.0.1", "0x7f.1",
    ],
)  # fmt: skip
def test_it_takes_no_other_address(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://2130706433/", "https://0177.0.0.1/", "https://0x7f000001/", "https://127.1/",
        "https://0/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
        "https://[fe80::1]/", "https://169.254.169.254/latest/meta-data/", "https://localhost/", "https://LOCALHOST/",
        "https://100.64.0.1/", "https://0.0.0.0/",
    ],
)  # fmt: skip
async def test_it_refuses_addresses_of_the_own_network(url, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr(module, "_open", lambda *given: opened.append(given))
    with pytest.raises(FetchFailed) as caught:
        await safe_fetch(url, to=tmp_path / "x", limit=100)
    # The system's resolver may not know a notation at all; what it knows is private and refused.
    assert isinstance(caught.value, FetchRefused) or "no such host" in str(caught.value)
    assert opened == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org/",
        "https://example.org:8443/", "https://example.org:22/", "https://user:secret@example.org/",
        "https://user@example.org/", "https:///x", "", "data:text/plain,x", "unix:///run/x", "https://" + "a" * 9000,
    ],
)  # fmt: skip
async def test_it_refuses_a_shape_before_looking_up_the_name(url):
    asked = []

    async def resolve(host, port):
        asked.append(host)
        return [PUBLIC]

    with pytest.raises(FetchRefused):
        await fetch_bytes(url, limit=100, resolve=resolve)
    assert asked == []


@pytest.mark.parametrize("addresses", [("10.0.0.1",), (PUBLIC, "127.0.0.1"), ("::1", PUBLIC), ("fe80::1%2",), ()])
async def test_it_refuses_a_name_with_any_private_address(addresses):
    with pytest.raises(FetchRefused):
        await fetch_bytes("https://rebind.test/", limit=100, resolve=resolver(*addresses))


async def fetch(server, path="/film", **rules):
    rules = {"limit": len(FILM), "allow_origin": server.root, **rules}
    return await fetch_bytes(server.root + path, **rules)


async def test_it_fetches_from_the_one_exempt_origin(tmp_path):
    first = []
    async with s.scripted(s.answer(FILM)) as server:
        got = await safe_fetch(
            server.root + "/film",
            to=tmp_path / "film.tmp",
            limit=len(FILM),
            allow_origin=server.root + "/sandbox",
            on_first_bytes=lambda: first.append(1),
        )
    assert (got.bytes, got.sha256) == (len(FILM), hashlib.sha256(FILM).hexdigest())
    assert got.path.read_bytes() == FILM
    assert got.mime_header == "application/json"
    assert first == [1]


@pytest.mark.parametrize("change", [("127.0.0.1", "localhost"), ("http:", "https:"), ("127.0.0.1", "127.0.0.2")])
async def test_it_exempts_no_neighbour_of_that_origin(change):
    async with s.scripted(s.answer(FILM)) as server:
        with pytest.raises(FetchRefused):
            await fetch_bytes(server.root.replace(*change), limit=99999, allow_origin=server.root)
        other_port = server.root[:-1] + ("1" if server.root[-1] != "1" else "2")
        with pytest.raises(FetchRefused):
            await fetch_bytes(other_port, limit=99999, allow_origin=server.root)
        assert server.requests == []


def redirect(to, status=302):
    return s.answer(b"", status, f"Location: {to}\r\n")


async def test_it_follows_three_hops_and_no_fourth():
    for hops, good in ((3, True), (4, False)):
        async with s.scripted(*[redirect("/next")] * hops, s.answer(FILM)) as server:
            if good:
                assert await fetch(server) == FILM
            else:
                with pytest.raises(FetchRefused):
                    await fetch(server)


@pytest.mark.parametrize(
    "inside", ["https://127.0.0.1/", "https://[::1]/", "http://169.254.169.254/", "file:///etc/passwd"]
)
async def test_it_checks_every_hop(inside):
    async with s.scripted(redirect(inside)) as server:
        with pytest.raises(FetchRefused):
            await fetch(server)


async def test_it_is_not_led_back_into_the_exempt_origin(monkeypatch):
    async with s.scripted(s.answer(FILM)) as sandbox, s.scripted(redirect(sandbox.root)) as outside:
        monkeypatch.setattr(module, "is_public", lambda address: True)
        monkeypatch.setattr(module, "PORTS", {int(outside.root.rsplit(":", 1)[1])})
        with pytest.raises(FetchRefused):
            await fetch_bytes(outside.root, limit=99, allow_origin=sandbox.root, allow_http=True)
        assert len(outside.requests) == 1
        assert sandbox.requests == []


async def test_it_gives_its_headers_to_the_first_origin_only(monkeypatch):
    async with s.scripted(s.answer(b"ok")) as other, s.scripted(redirect(other.root)) as server:
        monkeypatch.setattr(module, "is_public", lambda address: True)
        monkeypatch.setattr(module, "PORTS", {int(root.rsplit(":", 1)[1]) for root in (other.root, server.root)})
        await fetch_bytes(server.root, limit=9, allow_http=True, headers={"Authorization": "Bearer sesame"})
        assert b"sesame" in server.requests[0]
        assert b"sesame" not in other.requests[0]


async def test_it_says_when_the_file_was_cut_short(tmp_path):
    async with s.scripted(s.answer(FILM, cut=1000)) as server:
        with pytest.raises(CutShort):
            await safe_fetch(server.root, to=tmp_path / "x", limit=len(FILM), allow_origin=server.root)
    assert list(tmp_path.iterdir()) == []


async def test_it_stops_at_the_limit_whatever_is_promised(tmp_path):
    async with s.scripted(s.answer(FILM)) as server:
        with pytest.raises(TooLarge):
            await fetch(server, limit=len(FILM) - 1)

    async def endless(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(2000):
            writer.write(b"x" * 1000)
            await writer.drain()

    async with s.scripted(endless) as server:
        with pytest.raises(TooLarge):
            await safe_fetch(server.root, to=tmp_path / "x", limit=100_000, allow_origin=server.root)
    assert list(tmp_path.iterdir()) == []


async def test_it_counts_unpacked_bytes():
    async with s.scripted(s.bomb) as server:
        with pytest.raises(TooLarge):
            await fetch(server, limit=10_000_000)


async def test_it_gives_up_on_the_slow_and_the_endless(monkeypatch):
    async with s.scripted(s.drip) as server:
        with pytest.raises(FetchFailed, match="took longer"):
            await fetch(server, seconds=0.3)
    monkeypatch.setattr(module, "WINDOW_SECONDS", 0.3)
    async with s.scripted(s.drip) as server:
        with pytest.raises(FetchFailed, match="slower than"):
            await fetch(server)


@pytest.mark.parametrize("status", [206, 304, 403, 404, 410, 500])
async def test_it_takes_a_plain_200_only(status):
    async with s.scripted(s.answer(b"", status)) as server:
        with pytest.raises(FetchFailed) as caught:
            await fetch(server)
        assert caught.value.http_status == status


async def test_it_holds_the_server_to_the_expected_type():
    async with s.scripted(s.answer(FILM)) as server:
        with pytest.raises(WrongType):
            await fetch(server, expected_types=("video/", "image/"))
        assert await fetch(server, expected_types=("application/json",)) == FILM


async def test_it_leaves_nothing_behind_when_cancelled(tmp_path):
    async with s.scripted(s.drip) as server:
        task = asyncio.create_task(safe_fetch(server.root, to=tmp_path / "x", limit=9999, allow_origin=server.root))
        await asyncio.sleep(0.3)
        assert (tmp_path / "x").exists()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert list(tmp_path.iterdir()) == []


async def test_it_ignores_proxies(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with s.scripted(s.answer(b"direct")) as server:
        assert await fetch(server) == b"direct"


def certificate(name, folder):
    """A self-signed certificate and key for `name`, as two files."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(folder / "cert.pem"), str(folder / "key.pem")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_it_connects_to_the_checked_address_under_the_original_name(address, tmp_path, monkeypatch):
    cert, key = certificate("films.test", tmp_path)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(cert, key)
    names, requests = [], []
    serving.sni_callback = lambda _socket, name, _context: names.append(name)

    async def serve(reader, writer):
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, address, 0, ssl=serving)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setattr(module, "is_public", lambda given: ipaddress.ip_address(given).is_loopback)
    monkeypatch.setattr(module, "PORTS", {port})
    monkeypatch.setattr(module, "_tls", lambda: ssl.create_default_context(cafile=cert))
    async with server:
        # The first address answers nothing: the next one of the same name is tried.
        resolve = resolver("127.0.0.9" if address == "127.0.0.1" else "::1", address)
        assert await fetch_bytes(f"https://films.test:{port}/a", limit=9, resolve=resolve) == b"ok"
        with pytest.raises(FetchFailed):
            await fetch_bytes(f"https://other.test:{port}/a", limit=9, resolve=resolve)
    assert names == ["films.test", "other.test"]
    assert f"host: films.test:{port}".encode() in requests[0].lower()


def test_it_speaks_to_people():
    for kind in (FetchFailed, FetchRefused, TooLarge, WrongType, CutShort):
        assert issubclass(kind, FetchFailed)
        assert kind.cause.endswith(".")
        assert kind.next_step.endswith(".")
        assert "!" not in kind.cause + kind.next_step
