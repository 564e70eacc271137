"""Pictures for a form's fields, as `<asset>` or `<asset>#last` (the last frame of a clip), and their bytes."""

import asyncio
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from studio.jobs.db import db
from studio.library import storage
from studio.library.examine import Unreadable
from studio.library.intake import FIELD_BYTES
from studio.library.models import Asset
from studio.minimax import Picture
from studio.teams.models import Team

if TYPE_CHECKING:
    from studio.workroom.forms import WishForm

TOO_LARGE = gettext_lazy("It is larger than 20 MB.")
REFERENCE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(#last)?")


class Chosen(NamedTuple):
    """A picture that a field names. `last`: the last frame of a clip is meant."""

    asset: Asset
    last: bool


@dataclass(frozen=True)
class SlotRule:
    """What a field says of the picture that it wants. `most` in bytes; `least` in pixels of the short side, where
    `small` tells of a picture that is kept and too small; `last`: the last frame of a clip will do."""

    label: Any
    help: Any
    accept: str = "image/jpeg,image/png,image/webp"
    most: int = FIELD_BYTES
    large: Any = TOO_LARGE
    least: int = 0
    small: Any = ""
    last: bool = True


class Slot:
    """One picture of a form, as its fragment wants it."""

    def __init__(self, form: "WishForm", name: str, rule: SlotRule) -> None:
        self.name, self.rule = name, rule
        self.errors: list[str] = [str(told) for told in form.errors.get(name, ())]
        found = form.picture(name)
        self.value = form.value(name) if found else ""
        self.src = self.alt = ""
        if found:
            view = "asset-last" if found.last else "asset-poster"
            self.src = reverse(view, args=[form.team.slug, found.asset.public_id])
            self.alt = found.asset.headline[:80]


def find_picture(team: Team, reference: str) -> Chosen | None:
    """What a reference names, if it is a picture in the team's library and not in the trash."""
    found = REFERENCE.fullmatch(reference)
    if not found:
        return None
    asset = Asset.objects.for_team(team).kept().filter(public_id=uuid.UUID(found[1])).first()
    kind = Asset.Kind.VIDEO if found[2] else Asset.Kind.IMAGE
    return Chosen(asset, bool(found[2])) if asset and asset.kind == kind else None


async def load_pictures(team: Team, request: dict[str, Any], slots: tuple[str, ...]) -> dict[str, Picture]:
    """The bytes of the pictures that a request names, by slot. Raises Unreadable for one that is gone."""
    return {
        slot: await asyncio.to_thread(_load, await db(_locate, team, request[slot]))
        for slot in slots
        if request.get(slot)
    }


def _locate(team: Team, reference: str) -> tuple[str, str, str]:
    """Storage key, type and name."""
    name, _hash, last = reference.partition("#")
    asset = Asset.objects.for_team(team).filter(public_id=UUID(name)).first()
    if asset is None:
        raise Unreadable(_("A picture of this request is no longer in the library."))
    if last:
        return asset.sibling("last.jpg"), "image/jpeg", "last.jpg"
    return asset.key, asset.mime, asset.key.rsplit("/", 1)[1]


def _load(where: tuple[str, str, str]) -> Picture:
    key, mime, name = where
    try:
        return Picture(content=storage.path_of(key).read_bytes(), mime=mime, name=name)
    except FileNotFoundError as error:
        raise Unreadable(_("The file of a picture of this request is gone.")) from error
