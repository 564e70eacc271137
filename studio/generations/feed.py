"""Generations over the socket: cards drawn once per revision and language, for everybody who may see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from studio.generations.models import Generation, State
from studio.generations.present import Card
from studio.live import feeds
from studio.live.feeds import Drawn, Seen

# Fragments that a page may show a generation with, and their templates.
FRAGMENTS = {
    "card": "generations/_card.html",
    "run": "generations/_run.html",
    "cell": "generations/_cell.html",
}
GONE = "generations/_gone.html"
FOR_A_DAY = 24 * 3600


def render_card(gen: Generation, fragment: str = "card") -> str:
    """The fragment as a string, from the cache when this revision was drawn before."""
    fragment = fragment if fragment in FRAGMENTS else "card"
    name = cache_name(gen, fragment)
    html: str | None = cache.get(name)
    if html is None:
        template = GONE if gen.hidden_at and fragment == "card" else FRAGMENTS[fragment]
        html = render_to_string(template, {"generation": gen, "card": Card(gen)})
        cache.set(name, html, FOR_A_DAY if gen.state == State.DONE else 30)
    return html


def render_cards(gens: Iterable[Generation], fragment: str = "card") -> list[str]:
    return [render_card(gen, fragment) for gen in gens]


def cache_name(gen: Generation, fragment: str) -> str:
    return f"{fragment}:{gen.pk}:{gen.rev}:{get_language()}"


class GenerationFeed:
    def render(self, user: Any, shown: dict[str, Seen]) -> list[Drawn]:
        """One query says what may be seen and changed; rows are loaded only for cards that nobody had drawn yet."""
        rows = Generation.objects.visible_to(user).filter(public_id__in=shown)
        changed = [gen for gen in rows.only("public_id", "rev") if gen.rev != shown[str(gen.public_id)].rev]
        known = cache.get_many([cache_name(gen, shown[str(gen.public_id)].fragment) for gen in changed])
        drawn = []
        for gen in changed:
            fragment = shown[str(gen.public_id)].fragment
            html = known.get(cache_name(gen, fragment))
            if html is None:
                gen = Generation.objects.for_card().get(pk=gen.pk)
                html = render_card(gen, fragment)
            drawn.append(Drawn(str(gen.public_id), gen.rev, html))
        return drawn

    def stale(self, user: Any, shown: dict[str, Seen]) -> list[str]:
        rows = Generation.objects.visible_to(user).filter(public_id__in=shown)
        return [str(pk) for pk, rev in rows.values_list("public_id", "rev") if shown[str(pk)].rev != rev]

    def fresh(self, user: Any, scope: str, since: datetime) -> list[str]:
        """Scope: a team's slug and a room's kinds, `acme:video,video_template`."""
        slug, _, kinds = scope.partition(":")
        rows = Generation.objects.visible_to(user).filter(team__slug=slug, updated_at__gte=since).shown()
        if kinds:
            rows = rows.of_kinds(kinds.split(","))
        return [str(pk) for pk in rows.order_by("id").values_list("public_id", flat=True)[:50]]


feeds.register(FRAGMENTS, GenerationFeed())
