"""One socket per tab.

Order: join the groups, accept, then wait for what the page says it has. What changed between drawing and
connecting differs in its revision and is sent; what changes after joining arrives as a notice. So nothing is
missed, and no notice needs to arrive: the page says again what it has every 30 s.
"""

import asyncio
import json
import logging
import time
from collections import Counter, deque
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from studio.jobs.db import look
from studio.live import feeds, words
from studio.live.feeds import Seen
from studio.live.notify import bind
from studio.live.wire import out_of_band

log = logging.getLogger(__name__)
GATHER = 0.1
LOOK_AGAIN = 60.0
MOST_SHOWN = 500
MESSAGES_A_MINUTE = 300
MOST_SOCKETS = 20
MOST_TOPICS, MOST_WORDS = 20, 200
SIGNED_OUT = 4401
# The page comes back by itself after a while; after other codes it would not.
TOO_MANY = 1013
# How many sockets each person has open in this process (threats.md 7).
_open: Counter[int] = Counter()


class LiveConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        bind(asyncio.get_running_loop())
        self.user = self.scope["user"]
        self.shown: dict[str, Seen] = {}
        self.scopes: str = ""
        self.language = settings.LANGUAGE_CODE
        self.dirty: set[str] = set()
        # The team that the page's frame speaks of, what its frame says, and whether that may be untrue by now.
        self.team: UUID | None = None
        self.mark = ""
        self.frame_dirty = False
        self.joined: set[str] = set()
        # What the page follows word by word, and the words that wait to be sent; of a page that is far behind the
        # oldest are dropped, and it asks for them.
        self.topics: set[str] = set()
        self.words: deque[str] = deque(maxlen=MOST_WORDS)
        self.saying: asyncio.Task[None] | None = None
        self.urgent = asyncio.Event()
        self.counted = False
        self.flushing: asyncio.Task[None] | None = None
        self.watching: asyncio.Task[None] | None = None
        self.asked: list[float] = []
        if not self.user.is_authenticated:
            # Accepted first: a refused handshake looks like a lost line, and the page would try for ever.
            await self.accept()
            await self.close(code=SIGNED_OUT)
            return
        if _open[self.user.pk] >= MOST_SOCKETS:
            await self.accept()
            await self.close(code=TOO_MANY)
            return
        _open[self.user.pk] += 1
        self.counted = True
        await self.join()
        await self.accept()
        self.watching = asyncio.create_task(self.look_again())

    async def disconnect(self, code: int) -> None:
        if self.counted:
            _open[self.user.pk] -= 1
        for task in (self.flushing, self.watching, self.saying):
            if task:
                task.cancel()
        for topic in self.topics:
            words.unfollow(topic, self.hear_words)
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels would go through a thread each time to close old connections, which `look` does where it matters."""
        await getattr(self, get_handler_name(message))(message)

    # Who may listen

    async def join(self) -> None:
        """Join the groups that this person may hear now, and leave the others."""
        session = self.scope["session"].session_key or ""
        mine = {f"s.{sha256(session.encode()).hexdigest()[:32]}", f"u.{self.user.pk}"}
        asked = set(self.topics)
        still = await look(allowed, self.user, self.topics)
        # Meanwhile the page may have asked for others.
        self.follow_only(still | (self.topics - asked))
        wanted = mine | await look(feeds.groups, self.user)
        for group in wanted:
            await self.channel_layer.group_add(group, self.channel_name)
        for group in self.joined - wanted:
            await self.channel_layer.group_discard(group, self.channel_name)
        self.joined = wanted

    async def auth_changed(self, event: dict[str, Any]) -> None:
        """Signed out, another password, another team: look again, and close if this is nobody any more."""
        if await look(is_signed_in, self.scope["session"].session_key, self.user):
            await self.join()
        else:
            await self.close(code=SIGNED_OUT)

    async def look_again(self) -> None:
        """Notices may be lost; nobody hears more than a minute beyond their right."""
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            await self.auth_changed({})

    # Up

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """`{"have": {id: [rev, fragment]}, "since": time, "list": scope, "team": [id, mark], "lang": code,
        "topics": {topic: what the page has of it}}`.

        Anything else is ignored. With nothing but topics: only what is missing of those is answered.
        """
        if self.too_many():
            await self.close(code=TOO_MANY)
            return
        try:
            message = json.loads(text_data or "")
            topics = dict(message.get("topics") or {})
            if message.keys() == {"topics"}:
                await self.follow(topics)
                return
            shown = {str(UUID(k)): Seen(int(v[0]), str(v[1])) for k, v in message.get("have", {}).items()}
            moment = parse_datetime(str(message.get("since", "")))
            since = moment - timedelta(seconds=60) if moment and moment.tzinfo else None
            team, mark = message.get("team") or ("", "")
            self.team, self.mark = UUID(team) if team else None, str(mark)
        except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError):
            return
        if len(shown) > MOST_SHOWN:
            await self.send(json.dumps({"reload": True}))
            return
        self.shown = shown
        self.scopes = str(message.get("list", ""))[:200]
        self.language = known_language(str(message.get("lang", "")))
        self.frame_dirty = self.team is not None
        await self.follow(topics)
        await self.catch_up(since)

    async def follow(self, topics: dict[str, Any]) -> None:
        """Follow these topics from now on, and send what the page lacks of each: first it is followed, then the rest is
        looked up, so that nothing falls between."""
        self.follow_only(await look(allowed, self.user, set(list(topics)[:MOST_TOPICS])))
        for topic in self.topics:
            for text in await look(rest_of, self.user, topic, topics[topic]):
                await self.send(text)

    def follow_only(self, topics: set[str]) -> None:
        for topic in self.topics - topics:
            words.unfollow(topic, self.hear_words)
        for topic in topics - self.topics:
            words.follow(topic, self.hear_words)
        self.topics = topics

    def hear_words(self, topic: str, text: str) -> None:
        """The next words, ready to be sent, in their order."""
        self.words.append(text)
        if self.saying is None or self.saying.done():
            self.saying = asyncio.create_task(self.say_words())

    async def say_words(self) -> None:
        while self.words:
            await self.send(self.words.popleft())

    def too_many(self) -> bool:
        now = time.monotonic()
        self.asked = [moment for moment in self.asked if moment > now - 60] + [now]
        return len(self.asked) > MESSAGES_A_MINUTE

    async def catch_up(self, since: datetime | None) -> None:
        for part, shown in feeds.sorted_by_feed(self.shown):
            self.dirty |= set(await look(part.stale, self.user, shown))
        feed = feeds.get(feeds.WORKS)
        if feed and self.scopes and since:
            await self.tell_fresh(await look(feed.fresh, self.user, self.scopes, since))
        self.gather()

    # Down

    async def thing_changed(self, event: dict[str, Any]) -> None:
        """Something that is drawn by itself: a page that shows it gets it anew, one with the list it is in is told."""
        seen = self.shown.get(event["id"])
        if seen is None and event.get("list", "") and event["list"] == self.scopes:
            await self.tell_fresh([event["id"]])
        elif seen and seen.rev < event["rev"]:
            self.dirty.add(event["id"])
            if event.get("last"):
                self.urgent.set()
            self.gather()

    async def gen_changed(self, event: dict[str, Any]) -> None:
        if event["id"] in self.shown:
            await self.thing_changed(event)
        elif self.scopes:
            feed = feeds.get(feeds.WORKS)
            moment = timezone.now() - timedelta(seconds=5)
            if feed and event["id"] in await look(feed.fresh, self.user, self.scopes, moment):
                await self.tell_fresh([event["id"]])

    async def team_changed(self, event: dict[str, Any]) -> None:
        """Its money or its connection, which the frame of its pages speaks of."""
        if event["id"] == str(self.team):
            self.frame_dirty = True
            self.gather()

    async def tell_standing(self) -> None:
        """If the frame is no longer true, the page fetches it by a plain GET. A stranger is told nothing."""
        self.frame_dirty = False
        mark = await look(feeds.mark, self.user, self.team) if self.team else None
        if mark not in (None, self.mark):
            self.mark = str(mark)
            await self.send(json.dumps({"standing": mark}))

    async def tell_fresh(self, ids: list[str]) -> None:
        """The page fetches what it lacks by a plain GET."""
        lacking = [name for name in ids if name not in self.shown]
        if lacking:
            await self.send(json.dumps({"fresh": lacking}))

    def gather(self) -> None:
        """The first change leaves at once, and so does an end; others of the next tenth of a second leave together."""
        if (self.dirty or self.frame_dirty) and (self.flushing is None or self.flushing.done()):
            self.flushing = asyncio.create_task(self.flush())

    async def flush(self) -> None:
        while self.dirty or self.frame_dirty:
            batch = {name: self.shown[name] for name in self.dirty if name in self.shown}
            self.dirty.clear()
            self.urgent.clear()
            drawn = await look(draw, self.language, self.user, batch)
            # Noted before it is sent: the same revision twice would interrupt a film that plays.
            for name, rev, _html in drawn:
                self.shown[name] = Seen(rev, batch[name].fragment)
            if drawn:
                await self.send(out_of_band([html for _name, _rev, html in drawn]))
            if self.frame_dirty:
                await self.tell_standing()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.urgent.wait(), GATHER)


def allowed(user: Any, topics: set[str]) -> set[str]:
    """Of these topics those that the person may follow at this moment."""
    found = {topic: feeds.find_topic(str(topic)) for topic in topics}
    return {topic for topic, part in found.items() if part and part[0].may_follow(user, part[1])}


def rest_of(user: Any, topic: str, have: Any) -> list[str]:
    part = feeds.find_topic(topic)
    return part[0].rest(user, part[1], have) if part else []


def known_language(code: str) -> str:
    """The language that the page was drawn in; the studio's own for a strange word."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def draw(language: str, user: Any, batch: dict[str, Seen]) -> list[feeds.Drawn]:
    with translation.override(language):
        return [drawn for feed, part in feeds.sorted_by_feed(batch) for drawn in feed.render(user, part)]


def is_signed_in(session_key: str | None, user: Any) -> bool:
    """Does the session still exist, and still mean this active person with this password?"""
    from django.contrib.auth import HASH_SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    fresh = get_user_model().objects.filter(pk=user.pk, is_active=True).first()
    if fresh is None or not session_key:
        return False
    stored = SessionStore(session_key).get(HASH_SESSION_KEY, "")
    return bool(stored == fresh.get_session_auth_hash())
