"""What a person does with MiniMax's store: upload, copy into the library, delete one file or many.

All of it waits for MiniMax in the event loop; the tables are met in short calls between.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from studio import audit
from studio.files.ids import write_id
from studio.files.present import Row
from studio.files.sending import fetch_to, name_of
from studio.files.standing import find_standings
from studio.files.store import fetch_store
from studio.files.uses import Standing
from studio.generations.problems import Problem, is_of_account, problem_of
from studio.generations.wires import api_for
from studio.jobs.db import aside, at_length, db, look
from studio.library import storage
from studio.library.intake import take_in
from studio.library.models import Asset
from studio.minimax import MiniMaxError, NotConnected, NotFound, RemoteFile, Throttled, Unclear
from studio.teams.models import Connection, Team

# Files that one press deletes; the next press deletes the next.
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Caller:
    """Who presses, for which team, over which connection. `request`: the record notes where it came from."""

    who: Any
    team: Team
    connection: Connection
    request: Any = None

    def record(self, what: str, file: RemoteFile, **detail: Any) -> None:
        facts = {"file_id": file.file_id, "purpose": file.purpose, "bytes": file.size, **detail}
        audit.record(self.who, what, self.team, request=self.request, **facts)


# Upload


@contextmanager
def lying(file: UploadedFile, team: Team) -> Iterator[Path]:
    """Where an upload lies on the disk; a small one, which Django holds in memory, is written to a draft. Blocking."""
    if isinstance(file, TemporaryUploadedFile):
        yield Path(file.temporary_file_path())
        return
    draft = storage.draft(team.public_id, str(uuid.uuid4()))
    try:
        draft.write_bytes(file.read())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


async def upload(caller: Caller, *, name: str, path: Path, mime: str, purpose: str) -> RemoteFile:
    """Send a file to MiniMax, once. Raises `MiniMaxError`."""
    api = api_for(caller.connection)
    file = await api.files.upload(name=name, content=path, mime=mime, purpose=purpose)
    await db(caller.record, "files.uploaded", file, purpose=purpose)
    return file


# Copy


async def copy(caller: Caller, file: RemoteFile) -> tuple[Asset, bool]:
    """The team's asset with these bytes, and whether it is new. Raises what fetching and keeping raise."""
    if known := await look(find_kept, caller, file.file_id):
        return known, False
    draft = storage.draft(caller.team.public_id, str(uuid.uuid4()))
    try:
        sha256 = await fetch_to(api_for(caller.connection), file.file_id, draft)
        if known := await look(find_same, caller.team, sha256):
            await db(note_copy, caller, known, file)
            return known, False
        return await at_length(keep_copy, caller, file, draft), True
    finally:
        draft.unlink(missing_ok=True)


def find_kept(caller: Caller, file_id: str) -> Asset | None:
    """The result that it is, or its earlier copy; one that is damaged is none. The sandbox counts for itself: its ids
    say nothing of what lies at MiniMax."""
    sandbox = caller.connection.sandbox
    whole = Asset.objects.for_team(caller.team).kept().filter(damage="").order_by("id")
    made = whole.filter(results__file_id=file_id, results__generation__connection__sandbox=sandbox)
    copied = whole.filter(file_id=write_id(caller.connection, file_id))
    return made.first() or copied.first()


def find_same(team: Team, sha256: str) -> Asset | None:
    return Asset.objects.for_team(team).kept().filter(sha256=sha256, damage="").order_by("id").first()


def note_copy(caller: Caller, asset: Asset, file: RemoteFile) -> None:
    """Of what was here already, say where else it lies."""
    Asset.objects.filter(pk=asset.pk, file_id="").update(file_id=write_id(caller.connection, file.file_id))


def keep_copy(caller: Caller, file: RemoteFile, draft: Path) -> Asset:
    return take_in(
        team=caller.team,
        author=caller.who,
        draft=draft,
        name=name_of(file),
        sandbox=caller.connection.sandbox,
        file_id=write_id(caller.connection, file.file_id),
        recipe={"purpose": file.purpose},
    )


# Delete


async def delete(caller: Caller, file: RemoteFile) -> None:
    """Delete one file at MiniMax; what is gone already is as good. Raises `MiniMaxError`."""
    try:
        await api_for(caller.connection).files.delete(file.file_id, file.purpose or None)
    except NotFound as gone:
        # Without MiniMax's own code it may be some gateway's word.
        if gone.code is None:
            raise
        return
    except Unclear:
        await db(caller.record, "files.deleted", file, outcome="unknown")
        raise
    await db(caller.record, "files.deleted", file)


@dataclass
class Cleaned:
    """What became of each. `missing`: no longer in MiniMax's list; `left`: not tried after one that stopped all."""

    deleted: list[RemoteFile] = field(default_factory=list)
    spared: list[Row] = field(default_factory=list)
    failed: list[tuple[RemoteFile, Problem]] = field(default_factory=list)
    missing: int = 0
    left: int = 0

    @property
    def size(self) -> int:
        return sum(file.size or 0 for file in self.deleted)


async def clean(caller: Caller, ids: Sequence[str], group: str) -> Cleaned:
    """Delete these and no others, one after the other, each only if it still stands as the question said.

    Raises `MiniMaxError` when MiniMax's list cannot be had: nothing is deleted then.
    """
    store = await fetch_store(api_for(caller.connection))
    standings = await aside(find_standings, caller.team, caller.connection, store.files)
    done, wanted = Cleaned(), list(dict.fromkeys(ids))[:MOST_AT_ONCE]
    for number, file_id in enumerate(wanted, start=1):
        file = store.find(file_id)
        if file is None:
            done.missing += 1
        elif (standing := standings.get(file_id, Standing())).group != group:
            done.spared.append(Row(file, standing))
        elif await _delete_told(caller, file, done):
            done.left = len(wanted) - number
            break
    return done


async def _delete_told(caller: Caller, file: RemoteFile, done: Cleaned) -> bool:
    """Delete one and note what became of it; True when the next would fare no better."""
    try:
        await delete(caller, file)
    except MiniMaxError as problem:
        done.failed.append((file, problem_of(problem)))
        return isinstance(problem, NotConnected | Throttled | Unclear) or is_of_account(problem)
    done.deleted.append(file)
    return False
