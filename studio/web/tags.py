"""Template tags that need no load: icons, ids, money, lengths of time."""

from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.formats import number_format
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from studio.web.money import Money

register = template.Library()


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """A drawing of the sprite: `{% icon "video" %}`, `{% icon "play" "small" %}`; words stand beside it."""
    extra = "".join(f" icon--{word}" for word in kind.split())
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', extra, _sprite(), name)


@register.simple_tag
def sprite() -> str:
    """The address of the sprite, for a drawing with a label of its own."""
    return _sprite()


@cache
def _sprite() -> str:
    return staticfiles_storage.url("icons.svg")


@register.simple_tag
def dom_id(thing: Any, part: str = "") -> str:
    """`generation-<public id>` or `generation-<public id>-<part>`: the id of a fragment's root."""
    return "-".join(filter(None, [thing._meta.model_name, str(thing.public_id), part]))


@register.simple_tag
def wave(peaks: bytes | None) -> str:
    """The path of a waveform in a box of 240 by 40: 120 bars, each the louder of two peaks."""
    if not peaks:
        return ""
    pairs = [max(peaks[at : at + 2]) for at in range(0, len(peaks), 2)]
    heights = [max(1, round(19 * (peak / 255) ** 0.7)) for peak in pairs]
    return "".join(f"M{2 * at + 1} {20 - height}v{2 * height}" for at, height in enumerate(heights))


@register.simple_tag
def mark(part: float) -> str:
    """Where a part of the time lies in the box of a waveform."""
    return f"{240 * part:.1f}"


@register.filter
def unlocalized(number: float) -> str:
    """A number as scripts read it."""
    return f"{number:g}"


@register.filter
def money(amount: Decimal | None, currency: str = "USD") -> str:
    """`$0.28`; empty for an unknown amount."""
    return "" if amount is None else str(Money(Decimal(amount), currency))


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, to go through them."""
    return text.split()


@register.filter
def clock(seconds: float | str | None) -> str:
    """Seconds as minutes and seconds: 98 is 1:38, 3700 is 1:01:40."""
    if seconds in (None, ""):
        return ""
    minutes, rest = divmod(round(float(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@register.filter
def grouped(count: int) -> str:
    """A count for people: 1,000,000."""
    return number_format(count, force_grouping=True)


@register.filter
def size(count: int) -> str:
    """Bytes for people: 3.4 MB."""
    value = float(count)
    for unit in ("bytes", "KB", "MB"):
        if value < 1024 or unit == "MB":
            return f"{value:.0f} {unit}" if unit == "bytes" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1024
    return ""


@register.filter
def plain(html: str) -> str:
    """The words of a piece of HTML, items of a list kept apart."""
    return " ".join(strip_tags(html.replace("</li>", " ")).split())
