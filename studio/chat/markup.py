"""What a model wrote, as safe HTML: CommonMark with tables, code in colours, nothing that loads or runs."""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import groupby
from time import thread_time

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, _TokenType

# Bytes of text that are read as Markdown.
LONGEST = 64 * 1024
# Characters of one block that are coloured, and seconds of a processor for all blocks of a text: some lexers need
# time that grows with the square of what they read, and say nothing of it.
LONGEST_CODE = 16 * 1024
PATIENCE = 0.3
# Characters of all addresses of a text: a thousand references may name one long address.
ADDRESSES = 256 * 1024
# Steps of the reader: quotes and brackets that never close are read again from every line, and that is not read to its
# end. Tables, lists and code of LONGEST bytes need a fraction of it.
MOST_STEPS = 200_000
LABEL = 120
LOWEST_HEADING = 6
ADDRESS = re.compile(r"https?://|mailto:", re.IGNORECASE)
LANGUAGE = re.compile(r"[a-z0-9][a-z0-9+#._-]{0,29}")
SIDES = {"text-align:right": "prose__end", "text-align:center": "prose__middle"}

# A short list: those that take their steps one by one, so that they can be stopped between two.
NAMES = """
    bash bat c c++ clojure cmake cpp cs csharp css dart diff django docker dockerfile elixir erlang fsharp go golang
    graphql groovy haskell hcl html http ini java javascript jinja js json jsonld julia kotlin latex less lua make
    makefile md markdown mysql nasm nginx nim objective-c objectivec pascal perl php pl postgres
    postgresql powershell properties protobuf ps1 py pycon python python3 r rb rs ruby rust sass scala scss sh shell
    solidity sql swift terraform tex toml ts typescript udiff vb.net vim xml yaml zig zsh
"""
LANGUAGES = frozenset(NAMES.split())
SPELLINGS = {
    "c#": "csharp",
    "console": "bash",
    "jsonc": "json",
    "jsx": "javascript",
    "shell-session": "bash",
    "tsx": "typescript",
    "yml": "yaml",
}

# Few colours: what has no class here is ink.
COLOURS: dict[_TokenType, str] = {
    Comment: "c",
    Keyword: "k",
    Operator.Word: "k",
    Number: "m",
    String: "s",
    Literal: "m",
    Name.Attribute: "na",
    Name.Builtin: "nb",
    Name.Class: "nc",
    Name.Decorator: "nd",
    Name.Function: "nf",
    Name.Tag: "nt",
    Generic.Deleted: "gd",
    Generic.Inserted: "gi",
    Generic.Heading: "gh",
    Generic.Subheading: "gh",
}

# Between two lines: scripts that write without spaces, their stops, and the quotes that they share with others.
WIDE = (
    r"\u2e80-\u303f\u3041-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\U00020000-\U0003ffff"
)
STOPS = r"\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
QUOTES = r"\u2014\u2018-\u201d\u2026"
JOINED = re.compile(rf"[{WIDE}][{WIDE}{QUOTES}]|[{QUOTES}][{WIDE}]|[{STOPS}].|.[{STOPS}]")

GROUP = {"role": {"group"}, "tabindex": {"0"}}
PLAIN_TAGS = {"p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "s", "blockquote", "ul", "ol", "li"}
CLEANER = nh3.Cleaner(
    tags=PLAIN_TAGS | {"a", "code", "code-block", "div", "pre", "span", "table", "tbody", "td", "th", "thead", "tr"},
    attributes={"a": {"href"}, "code": {"class"}, "div": {"aria-label"}, "ol": {"start"}, "pre": {"aria-label"}},
    tag_attribute_values={"div": GROUP, "pre": GROUP, "th": {"scope": {"col"}}},
    allowed_classes={
        "code-block": {"code"},
        "div": {"prose__scroll"},
        "p": {"prose__plain"},
        "span": set(COLOURS.values()),
        "table": {"prose__table"},
        "td": set(SIDES.values()),
        "th": set(SIDES.values()),
    },
    attribute_filter=lambda tag, name, value: _kept(tag, name, value),
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener nofollow noreferrer",
)


def render_markdown(text: str) -> str:
    """Safe HTML for any text, without a word of ours in it. It takes up to about a second: not for the event loop.

    What is longer than LONGEST bytes, or more tangled than anybody writes, is shown whole, as plain paragraphs.
    """
    text = text.encode(errors="replace").decode()
    return CLEANER.clean(_plain(text) if len(text.encode()) > LONGEST else _read(text))


def _read(text: str) -> str:
    try:
        return str(READER.render(text, {}))
    except Tangled:
        return _plain(text)


def _plain(text: str) -> str:
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return "".join(f'<p class="prose__plain">{escape(part)}</p>\n' for part in parts if part.strip())


def _kept(tag: str, name: str, value: str) -> str | None:
    """The attribute's value, or None where the lists cannot say what is allowed."""
    if name == "class" and tag == "code":
        return value if value.startswith("language-") and LANGUAGE.fullmatch(value, len("language-")) else None
    if name == "href":
        return value if ADDRESS.match(value) else None
    return value if name != "start" or value.isdecimal() else None


class Tangled(Exception):
    """The reader took MOST_STEPS and is not at the end."""


def _count_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    return _count(state.env)


def _count_inline(state: StateInline, silent: bool) -> bool:
    return _count(state.env)


def _count(env: EnvType) -> bool:
    """A rule that is tried before every other one and never applies."""
    env["steps"] = env.get("steps", 0) + 1
    if env["steps"] > MOST_STEPS:
        raise Tangled
    return False


class Reader(MarkdownIt):
    """Markdown whose links lead to the web or to a mailbox; any other link stays the text that it is."""

    def validateLink(self, url: str) -> bool:
        return ADDRESS.match(url) is not None


class Writer(RendererHTML):
    """The HTML of each part that CommonMark would write differently."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<{_lowered(tokens[idx])}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</{_lowered(tokens[idx])}>\n"

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "" if JOINED.fullmatch(_edge(tokens, idx, -1) + _edge(tokens, idx, 1)) else "\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[idx].attrs["href"])
        env["spent"] = env.get("spent", 0) + len(address)
        env["open"] = address != "" and env["spent"] <= ADDRESSES
        return f'<a href="{escape(address)}">' if env["open"] else ""

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</a>" if env.pop("open", False) else ""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link with the words of the picture: the picture itself would tell its server who reads."""
        source = str(tokens[idx].attrs["src"])
        words = escape(self.renderInlineAsText(tokens[idx].children, options, env).strip() or source[:LABEL])
        if "open" in env:
            return words
        link = Token("link_open", "a", 1, attrs={"href": source})
        return self.link_open([link], 0, options, env) + words + self.link_close([link], 0, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        named = LANGUAGE.match(unescapeAll(tokens[idx].info).strip(" {.").lower())
        return _code(tokens[idx].content, named[0] if named else "", env)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _code(tokens[idx].content, "", env)

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        label = _label(self._columns(tokens, idx, options, env))
        return f'<div class="prose__scroll" role="group" tabindex="0"{label}><table class="prose__table">\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<th scope="col"{_side(tokens[idx])}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<td{_side(tokens[idx])}>"

    def _columns(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """What a table is about: the words of its head."""
        words = ""
        while tokens[idx].type != "thead_close" and len(words) < LABEL:
            if tokens[idx].type == "inline":
                words += ", " + self.renderInlineAsText(tokens[idx].children, options, env).strip()
            idx += 1
        return words.strip(", ")[:LABEL]


def _lowered(heading: Token) -> str:
    """The page has the first two levels for itself."""
    return f"h{min(int(heading.tag[1:]) + 2, LOWEST_HEADING)}"


def _label(words: str) -> str:
    return f' aria-label="{escape(words)}"' if words else ""


def _side(cell: Token) -> str:
    side = SIDES.get(str(cell.attrGet("style")))
    return f' class="{side}"' if side else ""


def _edge(tokens: Sequence[Token], idx: int, step: int) -> str:
    """The character that stands on one side of a line break, past any marks between."""
    idx += step
    while 0 <= idx < len(tokens) and tokens[idx].type not in ("softbreak", "hardbreak"):
        if tokens[idx].content:
            return tokens[idx].content[min(step, 0)]
        idx += step
    return ""


def _code(code: str, language: str, env: EnvType) -> str:
    named = f' class="language-{language}"' if language else ""
    start = f'<code-block class="code"><pre role="group" tabindex="0"{_label(language)}><code{named}>'
    until = env.setdefault("until", thread_time() + PATIENCE)
    return f"{start}{_coloured(code, SPELLINGS.get(language, language), until)}</code></pre></code-block>\n"


def _coloured(code: str, language: str, until: float) -> str:
    """The code with its colours, or without any where the language, the length or the time forbids them."""
    if language not in LANGUAGES or len(code) > LONGEST_CODE or thread_time() > until:
        return escape(code)
    pieces = []
    try:
        for kind, piece in _lexer(language).get_tokens(code):
            pieces.append((_class_of(kind), piece))
            if thread_time() > until:
                return escape(code)
    except Exception:  # some lexer's own mistake: it costs the colours, not the reply
        return escape(code)
    runs = groupby(pieces, key=lambda piece: piece[0])
    return "".join(_span(name, "".join(piece for _name, piece in run)) for name, run in runs)


def _lexer(language: str) -> Lexer:
    return _lexer_class(language)(stripnl=False, ensurenl=False)


@cache
def _lexer_class(language: str) -> type[Lexer]:
    return find_lexer_class_by_name(language)


@cache
def _class_of(kind: _TokenType) -> str:
    return next((name for parent, name in COLOURS.items() if kind in parent), "")


def _span(name: str, code: str) -> str:
    return f'<span class="{name}">{escape(code)}</span>' if name else escape(code)


READER = Reader("commonmark", {"html": False}, renderer_cls=Writer).enable(["table", "strikethrough"])
READER.block.ruler.before("table", "count", _count_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
READER.inline.ruler.before("text", "count", _count_inline)
