"""The client of a connection, on the wires that this process keeps open."""

from studio.minimax import Dialect, ImageRequest, MiniMax, MusicRequest, Unsaid, VideoRequest, Wires, open_wires
from studio.minimax.dialects import tongue_of
from studio.teams.models import Connection

_wires: Wires | None = None
_clients: dict[tuple[str, str, str], MiniMax] = {}


def api_for(connection: Connection) -> MiniMax:
    """The client for a connection; made once per host, dialect and key."""
    name = (connection.host_root, connection.dialect, connection.encrypted_key)
    client = _clients.get(name)
    if client is None:
        client = MiniMax(
            root=connection.host_root,
            key=connection.key,
            dialect=Dialect(connection.dialect),
            wires=get_wires(),
        )
        _clients[name] = client
    return client


def unsaid(connection: Connection, request: VideoRequest | ImageRequest | MusicRequest) -> list[Unsaid]:
    """What this connection cannot say of a request, so that the page can tell the person. Sends nothing."""
    tongue = tongue_of(Dialect(connection.dialect))
    if isinstance(request, ImageRequest):
        return tongue.images.find_unsaid(request)
    if isinstance(request, MusicRequest):
        return tongue.music.find_unsaid(request)
    return tongue.video.find_unsaid(request)


def get_wires() -> Wires:
    global _wires
    if _wires is None:
        _wires = open_wires()
    return _wires


async def close_wires() -> None:
    global _wires
    wires, _wires = _wires, None
    _clients.clear()
    if wires is not None:
        await wires.close()
