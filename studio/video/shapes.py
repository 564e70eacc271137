"""The shapes that a clip may have, and whether a connection can ask for one."""

from studio.generations.wires import unsaid
from studio.minimax import VideoRequest
from studio.teams.models import Connection

SHAPES = ["16:9", "9:16", "1:1", "4:3", "3:4", "21:9"]


def honours_shape(connection: Connection) -> bool:
    """Can this connection say a shape? The client knows what it cannot say."""
    wish = VideoRequest(model="any", prompt="any", ratio="9:16")
    return not any(item.field == "ratio" for item in unsaid(connection, wish))
