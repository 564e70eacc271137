"""Generations over the socket: cards drawn once per revision and language, for everybody who may see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from studio.generations.models import Generation
from studio.generations.present import Card
from studio.live import feeds
from studio.live.feeds import Drawn, Seen

# Fragments that a page may show a generation with, and their templates.
FRAGMENTS = {"card": "generations/_card.html", "run": "generations/_run.html"}
GONE = "generations/_gone.html"
FOR_A_DAY = 24 * 3600


def render_card(gen: Generation, fragment: str = "card") -> str:
    """The fragment as a string, from the cache when this revision was drawn before."""
    name = cache_name(gen, fragment)
    html: str | None = cache.get(name)
    if html is None:
        template = GONE if gen.hidden_at and fragment == "card" else FRAGMENTS[fragment]
        html = render_to_string(template, {"generation": gen, "card": Card(gen)})
        cache.set(name, html, FOR_A_DAY if gen.is_finished else 30)
    return html


def render_cards(gens: Iterable[Generation], fragment: str = "card") -> list[str]:
    return [render_card(gen, fragment) for gen in gens]


def cache_name(gen: Generation, fragment: str) -> str:
    return f"{fragment}:{gen.pk}:{gen.rev}:{get_language()}"


class GenerationFeed:
    def render(self, user: Any, shown: dict[str, Seen]) -> list[Drawn]:
        rows = Generation.objects.visible_to(user).filter(public_id__in=shown).for_card()
        seen = {gen: shown[str(gen.public_id)] for gen in rows}
        return [
            Drawn(str(gen.public_id), gen.rev, render_card(gen, has.fragment))
            for gen, has in seen.items()
            if gen.rev != has.rev
        ]

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


feeds.register("gen", GenerationFeed())
