"""Voices over the socket: drawn anew when they are made, used, kept, lost or renamed."""

from typing import Any

from django.template.loader import render_to_string

from studio.live import feeds
from studio.live.feeds import RowFeed
from studio.voices.models import Voice, VoiceQuerySet
from studio.voices.present import VoiceCard

FRAGMENT = "voice"


def render_voice(voice: Voice) -> str:
    """Its card; of a deleted one the empty place, so that other pages let go of it."""
    if voice.deleted_at:
        return render_to_string("voices/_gone.html", {"voice": voice})
    return render_to_string("voices/_voice.html", {"voice": voice, "card": VoiceCard(voice), "slug": voice.team.slug})


def rows(user: Any) -> VoiceQuerySet:
    return Voice.objects.visible_to(user).for_card()


feeds.register([FRAGMENT], RowFeed(rows, render_voice))
