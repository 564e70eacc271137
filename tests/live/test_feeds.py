"""Who is drawn what: members alone, and only what their page does not have in its newest state."""

import pytest

from studio.live import feeds
from studio.live.feeds import Seen
from studio.soundtracks.models import Soundtrack
from studio.speech.models import Binding, Line, Script
from tests import make
from tests.voices import building


def soundtrack(team, ada):
    clip, song = make.asset(team, kind="video", mime="video/mp4"), make.asset(team, kind="sound", mime="audio/mpeg")
    return Soundtrack.objects.create(team=team, author=ada, clip=clip, song=song, cut={})


def line(team, ada):
    script = Script.objects.create(team=team, author=ada, title="The bell", settings={"model": "speech-2.8-hd"})
    return Line.objects.create(script=script, position=1, voice="system:any", text="Did you hear the bell?")


def binding(team, ada):
    script = Script.objects.create(team=team, author=ada, title="The bell")
    return Binding.objects.create(script=script, author=ada, format="mp3")


ROWS = {
    "card": lambda team, ada: make.generation(team, ada),
    "voice": lambda team, ada: building.voice(team),
    "line": line,
    "binding": binding,
    "soundtrack": soundtrack,
}


@pytest.mark.parametrize("fragment", ROWS)
def test_members_alone_are_drawn_what_changed(team, ada, cleo, fragment):
    row = ROWS[fragment](team, ada)
    type(row).objects.filter(pk=row.pk).update(rev=3)
    feed, name = feeds.get(fragment), str(row.public_id)
    old, new = {name: Seen(2, fragment)}, {name: Seen(3, fragment)}
    [drawn] = feed.render(ada, old)
    assert (drawn.id, drawn.rev) == (name, 3)
    assert name in drawn.html
    assert feed.stale(ada, old) == [name]
    assert feed.render(ada, new) == feed.stale(ada, new) == []
    assert feed.render(cleo, old) == feed.stale(cleo, old) == []
