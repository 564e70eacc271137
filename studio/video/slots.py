"""The pictures that a mode asks for, and why MiniMax would refuse one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.library.models import Asset
from studio.workroom.pictures import SlotRule

SLOTS = {
    "image": ["first_frame"],
    "frames": ["first_frame", "last_frame"],
    "subject": ["subject"],
    "template": ["photo"],
}
# official.md 12: short side over 300 px, ratio 2:5 to 5:2
SHORT_SIDE, NARROWEST, WIDEST = 300, 2 / 5, 5 / 2
LABELS = {
    "first_frame": gettext_lazy("First frame"),
    "last_frame": gettext_lazy("Last frame"),
    "subject": gettext_lazy("Subject"),
    "photo": gettext_lazy("Your picture"),
}
RULES = {
    name: SlotRule(
        label,
        help=gettext_lazy("JPG, PNG or WebP, over 300 px"),
        least=SHORT_SIDE,
        small=gettext_lazy("Kept, but too small for a film: MiniMax wants more than 300 px on the short side."),
    )
    for name, label in LABELS.items()
}
PICTURES = tuple(LABELS)


def unfit(asset: Asset) -> str:
    """Why MiniMax would refuse this picture as a frame (official.md 5.1), or nothing."""
    width, height = asset.width or 0, asset.height or 0
    if min(width, height) <= SHORT_SIDE:
        told = {"width": width, "height": height}
        return _("It is %(width)s × %(height)s; MiniMax wants more than 300 px on the short side.") % told
    if not NARROWEST <= width / height <= WIDEST:
        return _("It is too long for a film: MiniMax takes shapes from 2:5 to 5:2.")
    return ""
