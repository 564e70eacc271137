"""What MiniMax's store holds, as far as MiniMax tells."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from studio.minimax import FilePurpose, InvalidRequest, MiniMax, RemoteFile

CAPACITY = 100 * 1024**3
# What is asked for at once. The reference shows 100; more is tried first, for a sum is worth little without the rest.
MOST, AS_DOCUMENTED = 1000, 100


@dataclass(frozen=True)
class Store:
    """`is_cut`: there may be more than MiniMax handed over."""

    files: list[RemoteFile]
    is_cut: bool = False

    def find(self, file_id: str) -> RemoteFile | None:
        return next((file for file in self.files if file.file_id == file_id), None)

    @property
    def size(self) -> int:
        """Bytes, as far as they are told."""
        return sum(file.size or 0 for file in self.files)

    @property
    def is_sure(self) -> bool:
        """Is `size` all of it?"""
        return not self.is_cut and all(file.size is not None for file in self.files)


async def fetch_store(api: MiniMax) -> Store:
    """Everything, asked in the first way that MiniMax takes. Raises `MiniMaxError`."""
    asked: InvalidRequest | None = None
    for ask in ASKS:
        try:
            return await ask(api)
        except InvalidRequest as problem:
            asked = problem
    assert asked is not None
    raise asked


async def _ask_for_all(api: MiniMax) -> Store:
    """A list of whole hundreds may be one that a server cuts without a word."""
    files = await api.files.list(limit=MOST)
    return Store(files, bool(files) and len(files) % AS_DOCUMENTED == 0)


async def _ask_by_purpose(api: MiniMax) -> Store:
    """MiniMax's page calls the purpose required (official.md 8). What has another purpose is not told then."""
    parts = [await api.files.list(purpose, MOST) for purpose in FilePurpose]
    return Store([file for part in parts for file in part], is_cut=True)


async def _ask_for_few(api: MiniMax) -> Store:
    files = await api.files.list(limit=AS_DOCUMENTED)
    return Store(files, len(files) >= AS_DOCUMENTED)


ASKS: tuple[Callable[[MiniMax], Awaitable[Store]], ...] = (_ask_for_all, _ask_by_purpose, _ask_for_few)
