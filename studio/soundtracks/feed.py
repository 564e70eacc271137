"""Soundtracks over the socket: their rows drawn anew while they are made."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from studio.live import feeds
from studio.live.feeds import RowFeed
from studio.soundtracks.models import Soundtrack, SoundtrackQuerySet

FRAGMENT = "soundtrack"


def render_row(soundtrack: Soundtrack) -> str:
    return render_to_string("soundtracks/_row.html", {"soundtrack": soundtrack, "slug": soundtrack.team.slug})


def render_rows(soundtracks: Iterable[Soundtrack]) -> list[str]:
    return [render_row(soundtrack) for soundtrack in soundtracks]


def rows(user: Any) -> SoundtrackQuerySet:
    return Soundtrack.objects.visible_to(user).for_row()


feeds.register([FRAGMENT], RowFeed(rows, render_row))
