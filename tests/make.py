"""Plain builders for what tests need."""

import hashlib
import io
import uuid
from typing import Any

from PIL import Image

from studio.accounts.models import User
from studio.generations.actions import start_generation
from studio.generations.models import Generation
from studio.library import storage
from studio.library.models import Asset
from studio.library.words import words_of
from studio.teams.actions import create_team
from studio.teams.models import Membership, Team


def person(name: str, **fields: Any) -> User:
    return User.objects.create_user(f"{name.lower()}@example.org", "a long enough phrase", name=name, **fields)


def team(name: str, owner: User) -> Team:
    return create_team(name=name, owner=owner)


def member(team: Team, name: str, role: str) -> User:
    user = person(name)
    Membership.objects.create(team=team, user=user, role=role)
    return user


def wish(**changes: Any) -> dict[str, Any]:
    """A text-to-video request as the form makes it."""
    request = {
        "mode": "text",
        "model": "MiniMax-Hailuo-2.3",
        "prompt": "A lighthouse in a storm",
        "resolution": "768P",
        "duration": 6,
        "ratio": "16:9",
        "prompt_optimizer": True,
        "fast_pretreatment": False,
    }
    return request | changes


def generation(team: Team, author: User | None = None, **changes: Any) -> Generation:
    """A queued clip; `state=` and other columns are set behind the transition's back."""
    columns = {name: changes.pop(name) for name in list(changes) if hasattr(Generation, name) and name != "model"}
    author = author or team.memberships.order_by("id")[0].user
    gen = start_generation(team=team, author=author, kind="video", request=wish(**changes))
    if columns:
        Generation.objects.filter(pk=gen.pk).update(**columns)
        gen.refresh_from_db()
    return gen


def png(width: int = 640, height: int = 360, colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def asset(team: Team, content: bytes = b"", **fields: Any) -> Asset:
    """A kept picture with its bytes in place."""
    content = content or png()
    asset_id = uuid.uuid4()
    key = storage.key_for(team.public_id, asset_id, "png")
    draft = storage.draft(team.public_id, str(asset_id))
    draft.write_bytes(content)
    storage.keep(draft, key)
    facts = {
        "kind": "image",
        "origin": "uploaded",
        "mime": "image/png",
        "width": 640,
        "height": 360,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "title": "A picture",
    }
    asset = Asset(team=team, public_id=asset_id, key=key, **(facts | fields))
    asset.words = words_of(asset)
    asset.save()
    return asset
