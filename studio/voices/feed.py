"""Voices over the socket: drawn anew when they are made, used, kept, lost or renamed."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from studio.live import feeds
from studio.live.feeds import Drawn, Seen
from studio.voices.models import Voice
from studio.voices.present import VoiceCard

FRAGMENT = "voice"


def render_voice(voice: Voice) -> str:
    """Its card; of a deleted one the empty place, so that other pages let go of it."""
    if voice.deleted_at:
        return render_to_string("voices/_gone.html", {"voice": voice})
    return render_to_string("voices/_voice.html", {"voice": voice, "card": VoiceCard(voice), "slug": voice.team.slug})


class VoiceFeed:
    def render(self, user: Any, shown: dict[str, Seen]) -> list[Drawn]:
        rows = Voice.objects.visible_to(user).filter(public_id__in=shown).for_card()
        changed = [voice for voice in rows if voice.rev != shown[str(voice.public_id)].rev]
        return [Drawn(str(voice.public_id), voice.rev, render_voice(voice)) for voice in changed]

    def stale(self, user: Any, shown: dict[str, Seen]) -> list[str]:
        rows = Voice.objects.visible_to(user).filter(public_id__in=shown)
        return [str(pk) for pk, rev in rows.values_list("public_id", "rev") if shown[str(pk)].rev != rev]

    def fresh(self, user: Any, scope: str, since: datetime) -> list[str]:
        return []


feeds.register([FRAGMENT], VoiceFeed())
