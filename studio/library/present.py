"""How assets are drawn in a list: each once per revision, language and star, then kept as a string."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from studio.library import storage
from studio.library.models import Asset

FOR_A_DAY = 24 * 3600
LOOKS = {"grid": "library/_tile.html", "list": "library/_row.html"}
OPENING = 1600  # bytes of a document that its tile shows


def render_tiles(assets: Sequence[Asset], look: str = "grid", starred: frozenset[int] = frozenset()) -> list[str]:
    """The tiles in order; all that are known come from the cache in one look. `starred`: the reader's favourites."""
    language = get_language()
    names = {asset.pk: f"{look}:{asset.pk}:{asset.rev}:{language}:{asset.pk in starred:d}" for asset in assets}
    known = cache.get_many(names.values())
    template = get_template(LOOKS[look])
    drawn = {}
    for asset in assets:
        if names[asset.pk] not in known:
            context = {"asset": asset, "slug": asset.team.slug, "starred": asset.pk in starred}
            if asset.kind == Asset.Kind.DOCUMENT:
                context["opening"] = storage.text_of(asset.key, OPENING)
            drawn[names[asset.pk]] = template.render(context)
    if drawn:
        cache.set_many(drawn, FOR_A_DAY)
    known |= drawn
    return [known[names[asset.pk]] for asset in assets]


def starred_among(assets: Iterable[Asset], user: Any) -> frozenset[int]:
    """Which of them are favourites of this person."""
    link = Asset.favoured_by.through
    keys = [asset.pk for asset in assets]
    return frozenset(link.objects.filter(user_id=user.pk, asset_id__in=keys).values_list("asset_id", flat=True))


def with_days(assets: Sequence[Asset], tiles: Sequence[str], before: Asset | None) -> list[tuple[str, str]]:
    """Each tile, with the day that begins with it where one does; `before`: the asset that stands in front of them."""
    today = timezone.localdate()
    last = day_of(before, today) if before else ""
    parts = []
    for asset, tile in zip(assets, tiles, strict=True):
        day = day_of(asset, today)
        parts.append((day if day != last else "", tile))
        last = day
    return parts


def day_of(asset: Asset, today: date) -> str:
    """Today, yesterday, a weekday of the last week, else the date."""
    day = timezone.localtime(asset.created_at).date()
    if day >= today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    if day > today - timedelta(days=7):
        return str(date_format(day, "l"))
    return str(date_format(day, "DATE_FORMAT"))
