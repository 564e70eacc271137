"""How assets are drawn in a list: each once per revision, language and star, then kept as a string."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from studio.library import storage
from studio.library.models import Asset

FOR_A_DAY = 24 * 3600
LOOKS = {"grid": "library/_tile.html", "list": "library/_row.html"}
OPENING = 1600  # bytes of a document that its tile shows


def render_tiles(assets: Sequence[Asset], look: str = "grid", starred: frozenset[int] = frozenset()) -> list[str]:
    """The tiles in order; all that are known come from the cache in one look, the others from one query.

    `starred`: the reader's favourites. The assets need not be loaded with more than `for_list`.
    """
    language = get_language()
    names = {asset.pk: f"{look}:{asset.pk}:{asset.rev}:{language}:{asset.pk in starred:d}" for asset in assets}
    known = cache.get_many(names.values())
    lacking = [pk for pk, name in names.items() if name not in known]
    if lacking:
        rows = Asset.objects.filter(pk__in=lacking).for_tiles()
        drawn = {names[asset.pk]: draw_tile(asset, look, asset.pk in starred) for asset in rows}
        cache.set_many(drawn, FOR_A_DAY)
        known |= drawn
    return [known.get(names[asset.pk], "") for asset in assets]


def draw_tile(asset: Asset, look: str, starred: bool) -> str:
    context = {"asset": asset, "slug": asset.team.slug, "starred": starred}
    if asset.kind == Asset.Kind.DOCUMENT:
        context["opening"] = storage.text_of(asset.key, OPENING)
    return get_template(LOOKS[look]).render(context)


def starred_among(assets: Iterable[Asset], user: Any) -> frozenset[int]:
    """Which of them are favourites of this person."""
    link = Asset.favoured_by.through
    keys = [asset.pk for asset in assets]
    return frozenset(link.objects.filter(user_id=user.pk, asset_id__in=keys).values_list("asset_id", flat=True))


def with_days(
    assets: Sequence[Asset],
    tiles: Sequence[str],
    before: datetime | None,
    key: str = "created_at",
    words: Callable[[date, date], str] | None = None,
) -> list[tuple[str, str]]:
    """Each tile, with the day that begins with it where one does, in `words` (day, today).

    `key`: the moment that they are sorted by; `before`: that of what stands in front.
    """
    today = timezone.localdate()
    last = timezone.localdate(before) if before else None
    parts = []
    for asset, tile in zip(assets, tiles, strict=True):
        day = timezone.localdate(getattr(asset, key))
        parts.append(((words or day_in_words)(day, today) if day != last else "", tile))
        last = day
    return parts


def day_in_words(day: date, today: date) -> str:
    """Today, yesterday, a weekday of the last week, else the date."""
    if day >= today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    if day > today - timedelta(days=7):
        return str(date_format(day, "l"))
    return str(date_format(day, "DATE_FORMAT"))


def time_left(day: date, today: date) -> str:
    """Until what was trashed on a day is deleted for good; without such an end, when it was trashed."""
    if not settings.TRASH_DAYS:
        return _("Trashed: %(day)s") % {"day": day_in_words(day, today)}
    left = settings.TRASH_DAYS - (today - day).days
    if left <= 0:
        return _("Deleted for good today")
    return ngettext("Deleted for good in %(count)s day", "Deleted for good in %(count)s days", left) % {"count": left}
