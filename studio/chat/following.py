"""What generations become that a conversation shows: replies end, fail, or wait again."""

from studio.chat import rounds
from studio.chat.models import Message
from studio.generations.models import TERMINAL, State
from studio.generations.transition import hear

TOLD = TERMINAL | {State.UNCERTAIN, State.QUEUED}


def follow(gen_id: int, kind: str, to: str) -> None:
    """A reply's message is drawn anew when its state is another one; what is written meanwhile travels by itself."""
    if kind == "chat_reply" and to in TOLD:
        for reply in Message.objects.filter(generation=gen_id).select_related("conversation", "generation"):
            reply.change()
    elif to in TERMINAL:
        rounds.follow_made(gen_id, to)


hear(follow)
