"""The lines of scripts over the socket: drawn anew when they were edited, made, or have failed."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from studio.live import feeds
from studio.live.feeds import Drawn, Seen
from studio.speech.models import Binding, Line
from studio.speech.present import LineCard


def render_line(line: Line) -> str:
    script = line.script
    context = {"line": line, "card": LineCard(line, script), "script": script, "slug": script.team.slug}
    return render_to_string("speech/_line.html", context)


class LineFeed:
    def render(self, user: Any, shown: dict[str, Seen]) -> list[Drawn]:
        rows = Line.objects.filter(public_id__in=shown, script__team__memberships__user=user)
        rows = rows.select_related("script__team", "take__asset", "take__generation", "making__generation")
        changed = [line for line in rows if line.rev != shown[str(line.public_id)].rev]
        return [Drawn(str(line.public_id), line.rev, render_line(line)) for line in changed]

    def stale(self, user: Any, shown: dict[str, Seen]) -> list[str]:
        rows = Line.objects.filter(public_id__in=shown, script__team__memberships__user=user)
        return [str(pk) for pk, rev in rows.values_list("public_id", "rev") if shown[str(pk)].rev != rev]

    def fresh(self, user: Any, scope: str, since: datetime) -> list[str]:
        return []


class BindingFeed:
    def render(self, user: Any, shown: dict[str, Seen]) -> list[Drawn]:
        rows = Binding.objects.filter(public_id__in=shown, script__team__memberships__user=user)
        rows = rows.select_related("script__team", "asset")
        changed = [binding for binding in rows if binding.rev != shown[str(binding.public_id)].rev]
        return [Drawn(str(binding.public_id), binding.rev, render_binding(binding)) for binding in changed]

    def stale(self, user: Any, shown: dict[str, Seen]) -> list[str]:
        rows = Binding.objects.filter(public_id__in=shown, script__team__memberships__user=user)
        return [str(pk) for pk, rev in rows.values_list("public_id", "rev") if shown[str(pk)].rev != rev]

    def fresh(self, user: Any, scope: str, since: datetime) -> list[str]:
        return []


def render_binding(binding: Binding) -> str:
    return render_to_string("speech/_binding.html", {"binding": binding, "slug": binding.script.team.slug})


feeds.register(["line"], LineFeed())
feeds.register(["binding"], BindingFeed())
