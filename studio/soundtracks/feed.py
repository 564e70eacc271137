"""Soundtracks over the socket: their rows drawn anew while they are made."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from studio.live import feeds
from studio.live.feeds import Drawn, Seen
from studio.soundtracks.models import Soundtrack

FRAGMENT = "soundtrack"


def render_row(soundtrack: Soundtrack) -> str:
    return render_to_string("soundtracks/_row.html", {"soundtrack": soundtrack, "slug": soundtrack.team.slug})


def render_rows(soundtracks: Iterable[Soundtrack]) -> list[str]:
    return [render_row(soundtrack) for soundtrack in soundtracks]


class SoundtrackFeed:
    def render(self, user: Any, shown: dict[str, Seen]) -> list[Drawn]:
        rows = Soundtrack.objects.visible_to(user).filter(public_id__in=shown).for_row()
        changed = [row for row in rows if row.rev != shown[str(row.public_id)].rev]
        return [Drawn(str(row.public_id), row.rev, render_row(row)) for row in changed]

    def stale(self, user: Any, shown: dict[str, Seen]) -> list[str]:
        rows = Soundtrack.objects.visible_to(user).filter(public_id__in=shown)
        return [str(pk) for pk, rev in rows.values_list("public_id", "rev") if shown[str(pk)].rev != rev]

    def fresh(self, user: Any, scope: str, since: datetime) -> list[str]:
        return []


feeds.register([FRAGMENT], SoundtrackFeed())
