"""Prepares a data folder from outside: `python -m tests.seed 20 kind=speech rpm=600 concurrency=40`."""

import sys
from typing import Any

import django


def main() -> None:
    django.setup()
    from studio.catalogue.models import Limit
    from studio.generations.actions import start_generation
    from studio.prepare import prepare
    from studio.teams.models import Membership

    prepare()
    limits = dict(word.split("=") for word in sys.argv[2:])
    kind = limits.pop("kind", "video")
    if limits:
        Limit.objects.filter(plan="sandbox").update(**{name: int(value) for name, value in limits.items()})
    owner = Membership.objects.select_related("team", "user").first()
    assert owner
    for number in range(int(sys.argv[1])):
        if kind == "chat":
            talk(owner, number)
            continue
        request = clip(number) if kind == "video" else speech(number)
        start_generation(team=owner.team, author=owner.user, kind=kind, request=request)


def talk(owner: Any, number: int) -> None:
    """A conversation in which something was said."""
    from studio.chat.actions import Words, begin_conversation, say

    given = {"model": "MiniMax-M2.1", "title": "A storm", "named": "person", "has_tools": False}
    conversation = begin_conversation(team=owner.team, author=owner.user, **given)
    say(conversation=conversation, words=Words(f"reply {number}"))


def clip(number: int) -> dict[str, Any]:
    return {
        "mode": "text",
        "model": "MiniMax-Hailuo-2.3",
        "prompt": f"clip {number}",
        "resolution": "768P",
        "duration": 6,
        "ratio": "16:9",
        "prompt_optimizer": True,
        "fast_pretreatment": False,
    }


def speech(number: int) -> dict[str, Any]:
    voice = "English_expressive_narrator"
    said = {"text": f"speech {number}", "model": "speech-2.8-turbo", "voice": voice, "voice_id": voice}
    return {**said, "mode": "short", "format": "mp3", "sample_rate": 32000}


if __name__ == "__main__":
    main()
