"""What a model wrote becomes HTML that can neither run nor load anything, and loses nothing."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.chat import markup
from studio.chat.markup import render_markdown

GROUP = {"role": r"group", "tabindex": "0", "aria-label": r".+"}
ALLOWED = {
    "a": {"href": r"(?i)(https?://|mailto:).*", "rel": "noopener nofollow noreferrer"},
    "code": {"class": r"language-[a-z0-9][a-z0-9+#._-]*"},
    "code-block": {"class": "code"},
    "div": {"class": "prose__scroll", **GROUP},
    "ol": {"start": r"\d+"},
    "p": {"class": "(prose__plain)?"},
    "pre": GROUP,
    "span": {"class": "c|k|m|s|n[abcdft]|g[dih]"},
    "table": {"class": "prose__table"},
    "td": {"class": "prose__(end|middle)"},
    "th": {"class": "prose__(end|middle)", "scope": "col"},
}
BARE = ["blockquote", "br", "em", "h3", "h4", "h5", "h6", "hr", "li", "s", "strong", "tbody", "thead", "tr", "ul"]
ALLOWED |= {tag: {} for tag in BARE}


class Page(HTMLParser):
    """What a browser would make of it: every tag with its attributes, and the words between."""

    def __init__(self, html: str):
        super().__init__()
        self.tags, self.words, self.strange = [], "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def handle_comment(self, data):
        self.strange.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def forbidden(page: Page) -> list:
    found = list(page.strange)
    for tag, attrs in page.tags:
        allowed = ALLOWED.get(tag)
        if allowed is None:
            found.append(tag)
            continue
        found += [(tag, name, value) for name, value in attrs.items() if not fits(allowed.get(name), value)]
    return found


def fits(pattern, value) -> bool:
    return pattern is not None and re.fullmatch(pattern, value, re.DOTALL) is not None


BAD = "<img src=x onerror=alert(1)>"
ATTACKS = [
    "<script>alert(1)</script>",
    BAD,
    f"# {BAD}",
    f"**{BAD}** `{BAD}`",
    f"    {BAD}",
    f"```\n{BAD}\n```",
    f"```python\nx = '{BAD}'\n```",
    f"```html\n{BAD}<script>alert(1)</script>\n```",
    '```x"onclick="alert(1)\n1\n```',
    "```&quot;&gt;&lt;script&gt;\n1\n```",
    '```python style="x" id=y hx-get=/z\n1\n```',
    f"| {BAD} |\n|---|\n| {BAD} |",
    '| "><script> |\n|---|\n| x |',
    f'[{BAD}](https://a.example "{BAD}")',
    "[x](https://a.example '\" onmouseover=\"alert(1)')",
    '[x](https://a.example/"onclick="alert(1))',
    '<https://a.example/"onclick="alert(1)>',
    "<https://a.example/?a=<script>>",
    f"![{BAD}](https://a.example/x.png)",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "<div hx-get='/acme/' hx-trigger='load' data-x='1' style='position:fixed' id='main' class='app'>x</div>",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg/onload=alert(1)><math><style><!--</style><img title='--&gt;&lt;img src onerror=alert(1)&gt;'>",
    "<!-- x --><?php x ?><![CDATA[x]]><!DOCTYPE html>",
    f"> - 1. {BAD}",
    "[x]: https://a.example '\"><script>'\n\n[x]",
]
SCHEMES = """
javascript:alert(1)|JaVaScRiPt:alert(1)|java\tscript:alert(1)|java&#10;script:alert(1)|&#106;avascript:alert(1)
\x01javascript:alert(1)|javascript&colon;alert(1)|vbscript:x|VBScript:x|data:text/html,<script>alert(1)</script>
data:image/png;base64,AAAA|DATA:image/svg+xml,x|file:///etc/passwd|blob:https://a.example/x|//a.example/x
/acme/settings/|#main|x.html|https:x|http:/x|view-source:https://a.example|"""


@pytest.mark.parametrize("text", ATTACKS)
def test_it_lets_nothing_run(text):
    page = Page(render_markdown(text))
    assert forbidden(page) == []
    assert page.tags != []


@pytest.mark.parametrize("address", SCHEMES.strip("\n").replace("\n", "|").split("|"))
@pytest.mark.parametrize("form", ["[x]({})", "[x](<{}>)", "![x]({})", "<{}>", "[x]\n\n[x]: {}", "[x]\n\n[x]: <{}>"])
def test_it_links_nothing_but_the_web_and_mailboxes(form, address):
    page = Page(render_markdown(form.format(address)))
    assert page.named("a") == []
    assert forbidden(page) == []


@pytest.mark.parametrize("address", ["https://a.example/x?y=1#z", "HTTP://a.example", "mailto:ada@a.example"])
@pytest.mark.parametrize("form", ["[x]({})", "<{}>", "[x]\n\n[x]: {}", "![x]({})"])
def test_it_links_the_web_and_mailboxes_and_tells_them_nothing(form, address):
    (link,) = Page(render_markdown(form.format(address))).named("a")
    assert link == {"href": address, "rel": "noopener nofollow noreferrer"}


def test_it_cleans_what_the_reader_would_have_let_through():
    html = (
        '<p style="x" id="y" class="app" onclick="z" data-a="b" hx-get="/c">x</p><a href="/d" target="_blank">y</a>'
        '<a href="https:d">y</a><a href="https:/d">y</a>'
        '<img src="https://a.example"><code class="language-x y"></code><ol start="1x"><pre tabindex="5" role="alert">'
        '<span class="k app"><iframe></iframe><form><input></form><code-block class="code b" is="c"></code-block>'
    )
    page = Page(markup.CLEANER.clean(html))
    assert forbidden(page) == []
    assert "app" not in str(page.tags)
    assert ("span", {"class": "k"}) in page.tags


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![a *lamp*](https://a.example/x.png 'title')", "a lamp"),
        ("![](https://a.example/x.png)", "https://a.example/x.png"),
    ],
)
def test_it_shows_no_picture_but_a_link_to_it(text, html):
    page = Page(render_markdown(text))
    assert page.named("img") == []
    assert page.named("a")[0]["href"] == "https://a.example/x.png"
    assert page.words.strip() == html


def test_it_puts_no_link_into_a_link():
    page = Page(render_markdown("[![lamp](https://a.example/x.png)](https://b.example)"))
    assert [link["href"] for link in page.named("a")] == ["https://b.example"]
    assert page.words.strip() == "lamp"


def test_it_leaves_the_first_levels_to_the_page():
    html = render_markdown("\n\n".join("#" * level + f" level{level}" for level in range(1, 7)) + "\n\nunder\n=====")
    levels = re.findall(r"<(h\d)>(\w+)</\1>", html)
    assert [tag for tag, _ in levels] == ["h3", "h4", "h5", "h6", "h6", "h6", "h3"]


def test_it_lets_a_table_scroll_with_the_keyboard():
    page = Page(render_markdown('| Shot | **Length** "x" |\n|:--|--:|\n| 1 | 6 s |'))
    name = 'Shot, Length "x"'
    assert page.named("div") == [{"class": "prose__scroll", "role": "group", "tabindex": "0", "aria-label": name}]
    assert page.named("th") == [{"scope": "col"}, {"scope": "col", "class": "prose__end"}]
    assert page.named("td") == [{}, {"class": "prose__end"}]


def test_it_invents_no_name_for_what_has_none():
    page = Page(render_markdown("| | |\n|-|-|\n| 1 | 2 |\n\n```\nx\n```"))
    assert page.named("div") == [{"class": "prose__scroll", "role": "group", "tabindex": "0"}]
    assert page.named("pre") == [{"role": "group", "tabindex": "0"}]


def test_it_nests_lists():
    html = render_markdown("3. one\n   - two\n     > three ~~four~~\n4. five")
    assert re.sub(r"\s+", "", html) == (
        '<olstart="3"><li>one<ul><li>two<blockquote><p>three<s>four</s></p></blockquote></li></ul></li><li>five</li></ol>'
    )


def test_it_colours_code():
    html = render_markdown("```python title=x\ndef lamp(x):  # on\n    return 'a'\n```")
    start = '<code-block class="code"><pre role="group" tabindex="0" aria-label="python"><code class="language-python">'
    assert html.startswith(start + '<span class="k">def</span> <span class="nf">lamp</span>(x):')
    assert '<span class="c"># on</span>' in html
    assert "<span class=\"s\">'a'</span>" in html


@pytest.mark.parametrize("info", ["", "mermaid", "no-such-thing", "{python}", "rust,ignore", "C#", "c++ main.cpp"])
def test_it_keeps_code_as_it_was(info):
    code = "\n\n  <b> & \"x\" 'y'\n\tif (a) { return 1; }\n\n"
    page = Page(render_markdown(f"```{info}\n{code}```"))
    assert page.words.strip("\n") == code.strip("\n")
    assert page.words.startswith(code)
    assert page.named("code") == (
        [{"class": f"language-{info.lower().strip('{}').split(',')[0].split()[0]}"}] if info else [{}]
    )


@pytest.mark.parametrize("language", sorted(markup.LANGUAGES | set(markup.SPELLINGS)))
def test_it_knows_every_language_of_its_list(language):
    assert markup._lexer(markup.SPELLINGS.get(language, language))


def test_it_leaves_long_code_plain():
    code = "x = 1\n" * 4000
    page = Page(render_markdown(f"```python\n{code}```"))
    assert page.named("span") == []
    assert page.words == code + "\n"


def test_it_leaves_code_plain_when_its_time_is_spent(monkeypatch):
    monkeypatch.setattr(markup, "PATIENCE", -1)
    assert Page(render_markdown("```python\nx = 1\n```")).named("span") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("生成\n图像", "生成图像"),
        ("生成，\n图像。\n好", "生成，图像。好"),
        ("パリは\nいつも", "パリはいつも"),
        ("*生成*\n**图像**", "生成图像"),
        ("他说：\n“好”", "他说：“好”"),
        ("end，\nend", "end，end"),
        ("生成\nimage", "生成\nimage"),
        ("image\n生成", "image\n生成"),
        ("한국어\n한국어", "한국어\n한국어"),
        ("one\ntwo", "one\ntwo"),
        ("“one”\n“two”", "“one”\n“two”"),
        ("one\n`生`\n成", "one\n生成"),
    ],
)
def test_it_joins_lines_as_their_script_does(text, words):
    assert Page(render_markdown(text)).words.strip() == words


def test_it_breaks_a_line_that_asks_for_it():
    assert "<br>" in render_markdown("生成  \n图像")
    assert "<br>" not in render_markdown("生成\n图像")


def test_it_shows_a_very_long_text_whole_and_plain():
    text = "# one <b>\n  two\n\n" * 6000
    page = Page(render_markdown(text))
    assert {tag for tag, _ in page.tags} == {"p"}
    assert len(page.tags) == 6000
    assert page.words.split() == text.split()


@pytest.mark.parametrize("knot", ["\n](\n> `````" * 6000, "[a\n" * 30_000, "> " * 300 + "a\n" * 40_000])
def test_it_shows_a_tangled_text_whole_and_plain(knot):
    text = knot[: markup.LONGEST]
    page = Page(render_markdown(text))
    assert {tag for tag, _ in page.tags} == {"p"}
    assert page.words.split() == text.split()


def test_it_counts_bytes_and_not_signs():
    assert "<h3>" in render_markdown("# " + "x" * (markup.LONGEST - 2))
    assert "<h3>" not in render_markdown("# " + "生" * (markup.LONGEST // 3))


def test_it_repeats_no_address_beyond_measure():
    text = f"[a]: https://a.example/{'x' * 20_000}\n\n" + "[a] " * 10_000
    page = Page(render_markdown(text))
    assert 1 < len(page.named("a")) < 20
    assert page.words.count("a") == 10_000


@pytest.mark.parametrize(
    "sign", ["\0", "\ud800", "\x01", "\ufeff", "\u202e", "\r", "&#0;", "&#xD800;", "%", "[a](https://%\ud800)"]
)
def test_it_takes_any_sign(sign):
    assert forbidden(Page(render_markdown(f"one {sign} two\n\n```python\n{sign}\n```\n"))) == []


BOMBS = [
    "[",
    "![[",
    "[a](",
    "*a **a ",
    "_(a ",
    "> ",
    "- ",
    "1. ",
    "`",
    "```\n",
    "|a",
    "|-\n",
    "~~a ",
    "<a ",
    "&",
    "\\",
    "[a]: b\n",
]


@pytest.mark.parametrize("bomb", BOMBS)
def test_it_survives_a_bomb(bomb):
    page = Page(render_markdown(bomb * (markup.LONGEST // len(bomb))))
    assert forbidden(page) == []


MARKS = [
    *"[]()*_`>#|-+~\\<&!:=\"'\n \t",
    "```",
    "```python\n",
    "](",
    "![",
    "https://",
    "javascript:",
    "&#x",
    "<script>",
]
MARKS += ["<!--", "\n\n", "    ", "1. ", "- ", "|-|-|\n", "mailto:", " on=", "class=", "生", "\0", "\ud800"]


@given(st.lists(st.sampled_from(MARKS) | st.text(max_size=8), max_size=60).map("".join))
def test_it_makes_only_what_is_allowed_of_any_text(text):
    assert forbidden(Page(render_markdown(text))) == []
