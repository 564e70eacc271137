"""What generations become that a conversation shows: replies end, fail, or wait again."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext_noop as _

from studio.chat import rounds
from studio.chat.models import Message
from studio.generations.collect import WRITTEN_OFF
from studio.generations.models import TERMINAL, State
from studio.generations.transition import hear, move

# Being done is told with the rest that is written down then.
TOLD = (TERMINAL | {State.UNCERTAIN, State.QUEUED}) - {State.DONE}


def follow(gen_id: int, kind: str, to: str) -> None:
    """A reply's message is drawn anew when its state is another one; what is written meanwhile travels by itself."""
    if kind == "chat_reply" and to in TOLD:
        for reply in Message.objects.filter(generation=gen_id).select_related("conversation", "generation"):
            reply.change()
    elif kind == "chat_title" and to == State.UNCERTAIN:
        transaction.on_commit(partial(give_up_title, gen_id))
    elif to in TERMINAL:
        rounds.follow_made(gen_id, to)


def give_up_title(gen_id: int) -> None:
    """Nobody is asked what became of a title: it costs next to nothing, and the first words stand there."""
    move(gen_id, State.UNCERTAIN, State.CANCELLED, by="chat", why=_("a title is not asked after"), note=WRITTEN_OFF)


hear(follow)
