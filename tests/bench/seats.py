"""Prepares a studio for many readers: `python -m tests.bench.seats 200` prints a JSON list of their places.

A person may have 20 sockets open, so there is one for each 20 conversations.
"""

import json
import sys

import django

EACH = 20


def main() -> None:
    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client

    from studio.catalogue.models import Limit
    from studio.chat.actions import begin_conversation
    from studio.prepare import prepare
    from studio.teams.models import Membership

    prepare()
    Limit.objects.filter(family="chat").update(rpm=60_000, concurrency=500, submits=500)
    owner = Membership.objects.select_related("team").first()
    assert owner
    seats = []
    for number in range(-(-int(sys.argv[1]) // EACH)):
        reader = get_user_model().objects.create_user(f"reader{number}@example.org", "a long enough phrase")
        Membership.objects.create(team=owner.team, user=reader, role="creator")
        client = Client()
        client.force_login(reader)
        token = "a" * 32
        cookies = (
            "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()) + f"; csrftoken={token}"
        )
        for _ in range(EACH):
            talk = begin_conversation(
                team=owner.team, author=reader, model="MiniMax-M2.1", title="A bench", named="person"
            )
            seats.append({"cookies": cookies, "token": token, "conversation": str(talk.public_id)})
    print(json.dumps(seats[: int(sys.argv[1])]))


if __name__ == "__main__":
    main()
