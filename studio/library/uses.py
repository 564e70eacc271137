"""Where an asset can go next: the fields of other pages that take it, and what of its recipe can be used again."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from studio.library.models import AUDIO, Asset

# By medium: the words, the page's name, the field that takes it, and what else the address says.
FIELDS: dict[str, list[tuple[Any, str, str, dict[str, str]]]] = {
    "image": [
        (gettext_lazy("First frame of a clip"), "video", "first_frame", {"mode": "image"}),
        (gettext_lazy("Last frame of a clip"), "video", "last_frame", {"mode": "frames"}),
        (gettext_lazy("Subject of a clip"), "video", "subject", {"mode": "subject"}),
        (gettext_lazy("Person of an image"), "image", "reference", {"mode": "person"}),
        (gettext_lazy("Ask about it in a chat"), "chat", "picture", {}),
    ],
    "document": [
        (gettext_lazy("Have it spoken"), "speech", "document", {}),
        (gettext_lazy("Ask about it in a chat"), "chat", "document", {}),
    ],
    "video": [(gettext_lazy("Put a song under it"), "soundtrack-new", "clip", {})],
    AUDIO: [
        (gettext_lazy("Put under a clip"), "soundtrack-new", "song", {}),
        (gettext_lazy("Cover it as a song"), "music", "source", {"mode": "cover"}),
        (gettext_lazy("Clone its voice"), "voice-clone", "sample", {}),
    ],
}


@dataclass(frozen=True)
class Use:
    """A link to a page whose form is filled with it. `fill` and `value`: the one field that it sets, where it is one,
    so that a page which has that field need not be left."""

    label: Any
    href: str
    fill: str = ""
    value: str = ""


def uses_of(asset: Asset) -> list[Use]:
    """What takes it as its input."""
    return [
        Use(label, _to(asset, page, {**more, field: str(asset.public_id)}))
        for label, page, field, more in FIELDS.get(asset.medium, [])
    ]


def reuses_of(asset: Asset) -> list[Use]:
    """What of its recipe can fill the form that asked for it: everything, or a part."""
    asked, page = asset.recipe.get("request", {}), asset.recipe.get("room", "")
    if page not in ("image", "music", "video", "speech"):
        return []
    again = {"again": asset.recipe["generation"]}
    found = [Use(gettext_lazy("Everything"), _to(asset, page, again))]
    if asset.recipe.get("request"):
        compared = _to(asset, page, {"compare": str(asset.public_id)})
        found.append(Use(gettext_lazy("Compare with the form"), compared))
    if asked.get("seed") is not None:
        found.append(Use(gettext_lazy("Everything but the seed"), _to(asset, page, {**again, "take": "but-seed"})))
        found.append(_part(asset, page, again, gettext_lazy("Seed"), "seed"))
    if asked.get("prompt"):
        found.append(_part(asset, page, again, gettext_lazy("Prompt"), "prompt"))
    if asked.get("lyrics"):
        found.append(_part(asset, page, again, gettext_lazy("Lyrics"), "lyrics"))
    return found


def _part(asset: Asset, page: str, again: dict[str, str], label: Any, name: str) -> Use:
    href = _to(asset, page, {**again, "take": name})
    return Use(label, href, fill=name, value=str(asset.recipe["request"][name]))


def _to(asset: Asset, page: str, query: dict[str, str]) -> str:
    return f"{reverse(page, args=[asset.team.slug])}?{urlencode(query)}#compose"
