"""Words on their way: from who writes them, straight to the sockets of this process that follow (docs/decisions/0027).

The channel layer in memory looks at everybody's groups and queues for each message; at thousands of messages a second
that is most of what a reply costs. What is lost on the way is asked for by the page, which knows where its text ends.
"""

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
Hear = Callable[[str, str], None]
_followers: dict[str, set[Hear]] = {}


def follow(topic: str, hear: Hear) -> None:
    """`hear(topic, text)` is called in the event loop, and must not wait."""
    _followers.setdefault(topic, set()).add(hear)


def unfollow(topic: str, hear: Hear) -> None:
    followers = _followers.get(topic)
    if followers:
        followers.discard(hear)
        if not followers:
            del _followers[topic]


def tell(topic: str, text: str) -> None:
    """Call it in the event loop. `text` is what the page gets, as it is. A page's fault is nobody else's."""
    for hear in tuple(_followers.get(topic, ())):
        try:
            hear(topic, text)
        except Exception:
            log.exception("words of %s could not be told to a page", topic)
