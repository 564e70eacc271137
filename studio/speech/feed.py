"""The lines of scripts over the socket: drawn anew when they were edited, made, or have failed."""

from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string

from studio.live import feeds
from studio.live.feeds import RowFeed
from studio.speech.models import Binding, Line
from studio.speech.present import LineCard


def render_line(line: Line) -> str:
    script = line.script
    context = {"line": line, "card": LineCard(line, script), "script": script, "slug": script.team.slug}
    return render_to_string("speech/_line.html", context)


def lines(user: Any) -> QuerySet[Line]:
    rows = Line.objects.filter(script__team__memberships__user=user)
    return rows.select_related("script__team", "take__asset", "take__generation", "making__generation")


def bindings(user: Any) -> QuerySet[Binding]:
    return Binding.objects.filter(script__team__memberships__user=user).select_related("script__team", "asset")


def render_binding(binding: Binding) -> str:
    return render_to_string("speech/_binding.html", {"binding": binding, "slug": binding.script.team.slug})


feeds.register(["line"], RowFeed(lines, render_line))
feeds.register(["binding"], RowFeed(bindings, render_binding))
