"""What of MiniMax's store this studio needs: by results, by work under way, by voices, by what is kept here.

Always look here after the list has come from MiniMax: what was begun before a file appeared is then in the tables.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from studio.files.ids import read_id, write_id
from studio.files.uses import Hold, Standing, Use, of_asset, of_generation, of_voice
from studio.generations.collect import PARTLY
from studio.generations.models import Generation, Result, State
from studio.generations.recipes import shared_kinds
from studio.library.models import Asset
from studio.minimax import FilePurpose, RemoteFile
from studio.teams.models import Connection, Team
from studio.voices.models import Voice

# The purposes of what a family's work uploads and leaves at MiniMax.
OF_FAMILY = {
    "video": (FilePurpose.VIDEO, FilePurpose.VIDEO_INPUT),
    "image": (FilePurpose.VIDEO_INPUT,),
    "speech": (FilePurpose.SPEECH, FilePurpose.SPEECH_TEXT),
    "voice_clone": (FilePurpose.VOICE_CLONE, FilePurpose.PROMPT_AUDIO),
}
SAMPLES = (FilePurpose.VOICE_CLONE, FilePurpose.PROMPT_AUDIO)
# How far MiniMax's clock may be behind ours.
SLACK = timedelta(hours=1)
MOST_NAMED = 20


Uses = dict[str, list[Use]]


def find_standings(team: Team, connection: Connection, files: Iterable[RemoteFile]) -> dict[str, Standing]:
    """By id, how each file stands. Blocking; a few queries however many files."""
    files = list(files)
    account = same_account(connection)
    uses: Uses = defaultdict(list)
    add_results(team, connection, files, uses)
    add_work(team, account, files, uses)
    add_samples(team, account, files, uses)
    add_copies(team, connection, files, uses)
    return {file.file_id: Standing(uses[file.file_id]) for file in files}


def same_account(connection: Connection) -> Any:
    """The connections that may lead to the same store: a key says nothing of whose account it is, but the sandbox's
    are one account each."""
    if connection.sandbox:
        return Connection.objects.filter(pk=connection.pk)
    return Connection.objects.filter(sandbox=False, root=connection.root)


def add_results(team: Team, connection: Connection, files: list[RemoteFile], uses: Uses) -> None:
    """Results of any team: whose key it was found with does not matter, but the sandbox's ids are its own."""
    ids = [file.file_id for file in files]
    rows = Result.objects.filter(file_id__in=ids, generation__connection__sandbox=connection.sandbox)
    for result in rows.select_related("asset", "generation__team", "generation__author"):
        if use := of_result(team, result):
            uses[result.file_id].append(use)


def of_result(team: Team, result: Result) -> Use | None:
    """None: it was kept, and deleted here for good since. What another team deleted stays that team's."""
    gen, asset = result.generation, result.asset
    if asset is not None:
        return of_asset(team, asset)
    if gen.state not in (State.DONE, State.FAILED, State.CANCELLED):
        return of_generation(team, gen, Hold.NEEDED)
    if gen.state == State.DONE and gen.note != PARTLY and gen.team_id == team.pk:
        return None
    return of_generation(team, gen, Hold.UNFETCHED)


def add_work(team: Team, account: Any, files: list[RemoteFile], uses: Uses) -> None:
    """What unfinished work names, and what it may have uploaded or left there since it was asked for."""
    rows = Generation.objects.unfinished().filter(connection__in=account, family__in=OF_FAMILY)
    known = {file_id for file_id, found in uses.items() if found}
    ids = {file.file_id for file in files}
    for gen in rows.select_related("team").order_by("id"):
        named = ids_in(gen.request) & ids
        for file_id in named:
            uses[file_id].append(of_generation(team, gen, Hold.NEEDED))
        # What waits for its place has nothing there yet.
        if gen.state == State.QUEUED:
            continue
        for file in files:
            if file.file_id not in known | named and may_be_of(gen, file):
                uses[file.file_id].append(of_generation(team, gen, Hold.PERHAPS))
                known.add(file.file_id)


def may_be_of(gen: Generation, file: RemoteFile) -> bool:
    """Is it of a purpose that such work has, or of none that is told, and no older than the work?"""
    if file.purpose and file.purpose not in OF_FAMILY[gen.family]:
        return False
    return file.created_at is None or file.created_at > gen.created_at - SLACK


def ids_in(request: dict[str, Any]) -> set[str]:
    return set(re.findall(r"[\w-]+", json.dumps(request), re.ASCII))


def add_samples(team: Team, account: Any, files: list[RemoteFile], uses: Uses) -> None:
    """The recordings of cloned voices that MiniMax may still delete: the tables hold no id of them, but their size."""
    alive = Voice.objects.alive(timezone.now()).unused().filter(connection__in=account)
    cloned = alive.filter(origin=Voice.Origin.CLONED).select_related("team", "sample").order_by("id")
    by_size = group_by_size(list(cloned))
    for file in files:
        if file.purpose in SAMPLES:
            uses[file.file_id] += [of_voice(team, voice) for voice in by_size.get(file.size, [])]


def group_by_size(voices: list[Voice]) -> dict[int | None, list[Voice]]:
    """The voices by the bytes of their samples and prompts. One query."""
    names = {name for voice in voices if (name := prompt_of(voice))}
    rows = Asset.objects.filter(public_id__in=names).values_list("team", "public_id", "bytes")
    prompts = {(team_id, str(name)): size for team_id, name, size in rows}
    found: dict[int | None, list[Voice]] = defaultdict(list)
    for voice in voices:
        sample = voice.sample.bytes if voice.sample else None
        for size in {sample, prompts.get((voice.team_id, prompt_of(voice)))} - {None}:
            found[size].append(voice)
    return found


def prompt_of(voice: Voice) -> str:
    """The name of the asset that was sent beside its sample, or nothing."""
    name = str(voice.recipe.get("prompt_audio") or "")
    return name if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name) else ""


def add_copies(team: Team, connection: Connection, files: list[RemoteFile], uses: Uses) -> None:
    """What was copied into the library from this page, or was there already, of the sandbox or of MiniMax."""
    ids = [write_id(connection, file.file_id) for file in files]
    for asset in Asset.objects.for_team(team).filter(file_id__in=ids):
        uses[read_id(asset)[0]].append(of_asset(team, asset))


def find_named(team: Team, file: RemoteFile) -> list[Use]:
    """Ended work whose request names the file. Reads every request, so it is asked of one file only."""
    rows = Generation.objects.for_team(team).filter(kind__in=shared_kinds(), request__icontains=file.file_id)
    ended = rows.filter(finished_at__isnull=False).order_by("-id")[:MOST_NAMED]
    return [of_generation(team, gen, Hold.NAMED) for gen in ended if file.file_id in ids_in(gen.request)]
