"""Whatever stands where words can stand stays words: no page gets an element, an attribute or an address from them."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from studio.chat.models import Conversation, Message, Snapshot
from studio.chat.team_models import TeamTool
from studio.generations.models import State
from studio.search.words import split
from tests import make
from tests.chat.building import address, ask, ended, exchange, own_tool, quiet, talk
from tests.chat.test_markup import ALLOWED

pytestmark = pytest.mark.django_db
# Each has this mark, so that whatever came of it is known.
MARK = "zqx"
PLAIN = f"plain {MARK} words"
NASTY = {
    "script": "<script>zqx()</script><style>*{zqx:1}</style>",
    "picture": '"><img src=x onerror=zqx()><zqx-tag>',
    "single quotes": "'><svg/onload=zqx()>' onmouseover='zqx()",
    "attribute": '" onfocus="zqx()" autofocus zqx="',
    "backticks": "`` onclick=zqx() ` <zqx-tag a=`b`>",
    "ends": "</textarea></title></script></style></pre></option></summary></template><zqx-tag zqx>",
    "comment": "<!-- zqx --><!zqx><?zqx?><![CDATA[<zqx-tag>]]>",
    "entities": "&lt;zqx-tag&gt;&#60;zqx-tag&#62;&#x3c;zqx-tag&#x3e;&amp;lt;zqx-tag&amp;gt;&zqx;",
    "address": "javascript:zqx() JaVaScRiPt&colon;zqx() java\tscript:zqx()",
    "links": "[zqx](javascript:zqx()) [zqx](data:text/html,zqx) <javascript:zqx()> [zqx]: javascript:zqx()",
    "remote picture": "![zqx](https://evil.example/zqx.png) [![zqx](//evil.example/zqx.png)](vbscript:zqx)",
    "link title": '[a](https://a.example/ "zqx\\" onclick=\\"zqx()") <a href="https://zqx.example" onclick=zqx()>b</a>',
    "django": "{{ zqx }}{% zqx %}{% load zqx %}{# zqx #}{{ request.user.password|safe }}",
    "formats": "%s %(zqx)s {0} {zqx!r} ${zqx} <%= zqx %> \\x3czqx-tag\\x3e",
    "bidi": "\u202ezqx\u202d\u2066\u2067\u2069\u200b\u200f\ufeff\u061c\u00ad",
    "marks": "zqx" + "\u0301\u0489\u20dd" * 40,
    "long word": "zqx" * 3000,
    "sql": "zqx'; DROP TABLE chat_message; -- ' OR 1=1 /* \\' \" UNION SELECT * FROM accounts_user",
    "fts5": 'zqx* NEAR("a" b, 5) AND OR NOT ^zqx words:zqx {col}:( "unclosed',
    "lines": "zqx\r\nSet-Cookie: zqx=1\r\n\r\n<zqx-tag>\u2028\u2029\x0b\x1b[31m",
    "hx": '<div hx-get="/zqx" hx-trigger="load" hx-on::load="zqx()" data-hx-post="/zqx"></div>',
}


class Page(HTMLParser):
    """Its elements, each with its attributes, and the words inside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.strange: list[str] = []
        self.inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.inside = tag

    def handle_data(self, data):
        if self.inside in ("script", "style") and MARK in data:
            self.strange.append(data)

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_comment(self, data):
        if MARK in data:
            self.strange.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    @property
    def shapes(self) -> set[tuple[str, frozenset[str]]]:
        return {(tag, frozenset(attrs)) for tag, attrs in self.elements if not is_prose(tag, attrs)}


def is_prose(tag: str, attrs: dict[str, str]) -> bool:
    """May a model's words become this? What they may hold, the tests of markup tell."""
    return tag in ALLOWED and attrs.keys() <= ALLOWED[tag].keys()


WORDLESS = ("gauge", "in", "talks", "edit", "found", "message")
ADDRESSES = ("href", "src", "action", "formaction", "poster", "srcset", "data")


def leads_out(attrs: dict[str, str]) -> list[str]:
    """Addresses that are neither of this studio nor plain links."""
    found = [attrs[name].strip().lower() for name in ADDRESSES if name in attrs]
    return [one for one in found if not one.startswith(("/", "?", "#", "https://", "http://", "mailto:")) and one]


# A room full of them


@pytest.fixture
def room(team, ada):
    """Fill every place of a conversation with some words; the conversation."""
    return lambda words: fill(team, ada, words)


def fill(team, ada, words: str) -> Conversation:
    ada.name = words[:60]
    ada.save()
    quiet(team, system=words)
    own_tool(team, name=words[:60], description=words[:1000], parameters={"type": "object", "title": words})
    conversation = talk(team, ada, system=words)
    asset = make.asset(team, title=words[:200], name=words[:200])
    ended(ask(conversation, words, pictures=[asset], files=[(words[:255], words)]))
    exchange(conversation, words, words, reasoning=words, reasoning_ms=1)
    row = exchange(conversation, words, f"```{words}\n{words}\n```\n\n~~~zqx {words}\n{words}", reasoning=words)
    call(row, "tell_time", words, "done")
    call(row, words[:200], json.dumps({"prompt": words}), "failed")
    call(row, "make_image", json.dumps({"prompt": words}), "asking")
    row.change(note="stopped")
    failed = ended(ask(conversation, words), State.FAILED, error=problem(words))
    Message.objects.filter(pk=failed.pk).update(words=split(words))
    return conversation


def call(row: Message, name: str, arguments: str, state: str) -> None:
    told = {"name": name, "arguments": arguments, "result": arguments, "state": state}
    row.calls.create(index=row.calls.count(), call_id=arguments[:200], **told)


def problem(words: str) -> dict:
    return {"cause": words, "next_step": words, "retryable": False, "code": 1026, "detail": words}


def pages(client: Client, team, conversation: Conversation, words: str) -> Iterator[tuple[str, str]]:
    """Every page and fragment of the room, by a name."""
    room = f"/{team.slug}/chat/"
    assert client.post(address(conversation, "rename/"), {"title": words}).status_code == 302
    assert client.post(address(conversation, "folder/"), {"folder": words}).status_code == 302
    assert client.post(address(conversation, "share/")).status_code == 302
    snapshot, tool = Snapshot.objects.get(), TeamTool.objects.get()
    said = Message.objects.filter(role="user").earliest("id")
    asked = {
        "conversation": address(conversation),
        "thread": address(conversation, "thread/"),
        "message": address(conversation, f"messages/{said.public_id}/"),
        "edit": address(conversation, f"messages/{said.public_id}/edit/"),
        "gauge": address(conversation, "gauge/"),
        "snapshot": f"{room}shared/{snapshot.public_id}/",
        "settings": f"{room}settings/",
        "tool": f"{room}settings/tools/{tool.public_id}/",
    }
    for name, place in asked.items():
        yield name, body(client.get(place))
    queries = {
        "new": (room, "text"),
        "search": (f"{room}search/", "q"),
        "talks": (room, "talks"),
        "in": (room, "folder"),
    }
    for name, (place, field) in queries.items():
        yield name, body(client.get(place, {field: words}))
    yield "found", body(client.get(f"{room}search/", {"q": words}, headers={"HX-Request": "true"}))
    again = {"text": words, "model": words, "against": words, "pictures": words, "after": words, "client_key": words}
    yield "refused", body(client.post(address(conversation, "say/"), again), 422)
    yield "refused first", body(client.post(room, again), 422)
    yield (
        "saved wrongly",
        body(client.post(f"{room}settings/", {"model": words, "system": words, "rounds": words}), 422),
    )
    wrong = {"name": words, "description": words, "url": words, "timeout": words, "parameters": words}
    yield "tool wrongly", body(client.post(f"{room}settings/tools/", wrong), 422)
    assert client.post(address(conversation, "delete/")).status_code == 302
    yield "deleted", body(client.get(room, {"deleted": str(conversation.public_id)}))


def body(answer, status: int = 200) -> str:
    list(get_messages(answer.wsgi_request))
    assert answer.status_code == status, answer.wsgi_request.path
    return answer.content.decode()


_plain: dict[str, set] = {}


@pytest.fixture
def shapes(client, team, ada, room):
    """Of every page the elements that it has with harmless words; looked at once."""
    client.force_login(ada)
    if not _plain:
        conversation = room(PLAIN)
        _plain.update({name: Page(html).shapes for name, html in pages(client, team, conversation, PLAIN)})
        for rows in (Snapshot.objects, TeamTool.objects, Message.objects, Conversation.objects):
            rows.all().delete()
    return _plain


@pytest.mark.parametrize("kind", NASTY)
def test_they_stay_words_on_every_page(client, team, room, shapes, kind):
    words = NASTY[kind]
    for name, html in pages(client, team, room(words), words):
        page = Page(html)
        assert MARK in html or name in WORDLESS, name
        assert page.strange == [], name
        assert page.shapes - shapes[name] == set(), name
        assert [found for _tag, attrs in page.elements for found in leads_out(attrs)] == [], name
        assert not any(MARK in tag or MARK in "".join(attrs) for tag, attrs in page.elements), name


@pytest.mark.parametrize("kind", ["django", "formats", "bidi", "entities", "script"])
def test_they_are_shown_as_they_are(client, team, ada, kind):
    from html import escape

    client.force_login(ada)
    quiet(team)
    conversation = talk(team)
    exchange(conversation, NASTY[kind], "Yes.")
    assert escape(NASTY[kind]) in body(client.get(address(conversation)))


@pytest.mark.parametrize("kind", NASTY)
def test_they_leave_as_files(client, team, ada, kind):
    client.force_login(ada)
    conversation = talk(team)
    exchange(conversation, NASTY[kind], NASTY[kind])
    client.post(address(conversation, "rename/"), {"title": NASTY[kind]})
    for form, kind_of_file in (("md", "text/markdown"), ("json", "application/json")):
        answer = client.get(address(conversation, f"export/{form}/"))
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind_of_file)
        assert answer["Content-Disposition"].startswith("attachment")
        assert not set("\r\n<>") & set(answer["Content-Disposition"])


@pytest.mark.parametrize("kind", NASTY)
def test_they_are_found_or_not_but_always_answered(client, team, ada, kind):
    client.force_login(ada)
    exchange(talk(team), NASTY[kind], "Yes.")
    for query in (NASTY[kind], NASTY[kind][:7], NASTY[kind][::-1], "zqx"):
        assert client.get(f"/{team.slug}/chat/search/", {"q": query}).status_code == 200


def test_a_snapshot_keeps_no_tag_of_them(client, team, ada, room):
    client.force_login(ada)
    client.post(address(room(NASTY["picture"]), "share/"))
    content = Snapshot.objects.get().content
    assert any("zqx-tag" in part["html"] for part in content)
    assert not any("<zqx" in part["html"] or "<img" in part["html"] for part in content)
