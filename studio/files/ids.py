"""How the library writes down what lies in MiniMax's store: an id alone may be MiniMax's or the sandbox's."""

from studio.library.models import Asset
from studio.teams.models import Connection

SANDBOX = "sandbox:"  # before an id that the sandbox gave


def write_id(connection: Connection, file_id: str) -> str:
    """As `Asset.file_id` has it."""
    return f"{SANDBOX}{file_id}" if connection.sandbox else file_id


def read_id(asset: Asset) -> tuple[str, bool]:
    """The id, and whether it is one of the sandbox."""
    return asset.file_id.removeprefix(SANDBOX), asset.file_id.startswith(SANDBOX)
