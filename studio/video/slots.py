"""The pictures that a mode asks for: which, how the form shows them, and why MiniMax would refuse one."""

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.library.models import Asset

if TYPE_CHECKING:
    from studio.video.choices import Choices

SLOTS = {
    "image": ["first_frame"],
    "frames": ["first_frame", "last_frame"],
    "subject": ["subject"],
    "template": ["photo"],
}
# `<asset>`, or `<asset>#last` for the last frame of a clip
REFERENCE = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(#last)?")
# official.md 12: short side over 300 px, ratio 2:5 to 5:2
SHORT_SIDE, NARROWEST, WIDEST = 300, 2 / 5, 5 / 2


class Slot:
    """One picture of the form, as its fragment wants it."""

    LABELS: ClassVar[dict[str, Any]] = {
        "first_frame": gettext_lazy("First frame"),
        "last_frame": gettext_lazy("Last frame"),
        "subject": gettext_lazy("Subject"),
        "photo": gettext_lazy("Your picture"),
    }

    def __init__(self, form: "Choices", name: str) -> None:
        self.name = name
        self.label = self.LABELS[name]
        self.errors: list[str] = [str(told) for told in form.errors.get(name, ())] if form.is_bound else []
        found = form.picture(name)
        self.value = form.value(name) if found else ""
        self.src = self.alt = ""
        if found:
            asset, last = found
            view = "asset-last" if last else "asset-poster"
            self.src = reverse(view, args=[form.team.slug, asset.public_id])
            self.alt = asset.headline[:80]


def unfit(asset: Asset) -> str:
    """Why MiniMax would refuse this picture as a frame (official.md 5.1), or nothing."""
    width, height = asset.width or 0, asset.height or 0
    if min(width, height) <= SHORT_SIDE:
        told = {"width": width, "height": height}
        return _("It is %(width)s × %(height)s; MiniMax wants more than 300 px on the short side.") % told
    if not NARROWEST <= width / height <= WIDEST:
        return _("It is too long for a film: MiniMax takes shapes from 2:5 to 5:2.")
    return ""
