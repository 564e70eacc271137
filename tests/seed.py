"""Prepares a data folder from outside: `python -m tests.seed 20 rpm=600 concurrency=40`."""

import sys

import django


def main() -> None:
    django.setup()
    from studio.catalogue.models import Limit
    from studio.generations.actions import start_generation
    from studio.prepare import prepare
    from studio.teams.models import Membership

    prepare()
    limits = dict(word.split("=") for word in sys.argv[2:])
    if limits:
        Limit.objects.filter(plan="sandbox").update(**{name: int(value) for name, value in limits.items()})
    owner = Membership.objects.select_related("team", "user").first()
    assert owner
    for number in range(int(sys.argv[1])):
        request = {
            "mode": "text",
            "model": "MiniMax-Hailuo-2.3",
            "prompt": f"clip {number}",
            "resolution": "768P",
            "duration": 6,
            "ratio": "16:9",
            "prompt_optimizer": True,
            "fast_pretreatment": False,
        }
        start_generation(team=owner.team, author=owner.user, kind="video", request=request)


if __name__ == "__main__":
    main()
