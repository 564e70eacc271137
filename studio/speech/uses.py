"""Which scripts use a voice: asked before it is deleted."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from studio.speech.models import Line
from studio.voices.models import Voice
from studio.voices.use import Use, register


def uses_in_scripts(voice: Voice) -> list[Use]:
    rows = Line.objects.filter(script__team=voice.team, script__deleted_at=None, voice=voice.ref)
    found = rows.values_list("script__public_id", "script__title").annotate(count=Count("id")).order_by("-script_id")
    return [Use(words(title, count), reverse("script", args=[voice.team.slug, key])) for key, title, count in found]


def words(title: str, count: int) -> str:
    said = {"title": title, "count": count}
    return ngettext("%(title)s: %(count)s line", "%(title)s: %(count)s lines", count) % said


register(uses_in_scripts)
