"""Texts that are made, not looked up: lists, tables, code, stories, poems. All of it from the message's own words."""

import keyword
import re
from random import Random

from . import snippets
from .schema import split_list, subject_of
from .wording import (
    FORM_WORDS,
    NUMBER_WORDS,
    is_chinese,
    listed,
    number_before,
    quoted,
    says,
    stem,
    topics_of,
    words_of,
)

LONGEST = 4000  # words
FORMS = {stem(word) for word in FORM_WORDS}
CODE_WORDS = {
    stem(word) for word in ("python", "function", "code", "program", "script", "javascript", "snippet", "implement")
}
OPENINGS = [
    "One morning",
    "On a quiet evening",
    "Before anyone else was awake",
    "At the edge of the town",
    "Long after the rain",
]
DEEDS = ["looked for", "listened to", "remembered", "drew", "walked around", "waited for", "spoke of", "found"]
SETTINGS = [
    "by the harbour",
    "under the old bridge",
    "in the small library",
    "behind the hills",
    "near the mill",
    "on the last train",
]
TURNS = [
    "Then the light changed",
    "Nobody had expected that",
    "It was not what it seemed",
    "Something had to be decided",
    "The wind turned",
]
ENDS = ["and nothing was lost", "and the day was kept", "and everybody went home content", "and it was told for years"]
FEELINGS = ["calm", "bright", "patient", "strange", "soft", "certain", "restless", "clear"]
RHYMES = [
    ("night", "light"),
    ("sea", "tree"),
    ("day", "bay"),
    ("stone", "bone"),
    ("rain", "plain"),
    ("hill", "mill"),
    ("snow", "glow"),
]


def answer(text: str, rng: Random) -> tuple[str, str] | None:
    """(the text, what kind it is), or None when nothing is to be written."""
    lower = text.lower()
    said = {stem(word) for word in words_of(lower)}
    if re.search(r"\bcount\b.*\b(?:to|from|down)\b|数到", lower) and (counted := count(lower)):
        return counted, "counting"
    if says(said, "reverse backward uppercase lowercase spell sort alphabetical") and (changed := change(text, said)):
        return changed, "a change of the given words"
    if says(said, "code function program script snippet implement") or "代码" in text:
        return code(text, said), "code"
    if says(said, "table") or "表格" in text:
        return table(text), "a table"
    if says(said, "poem verse haiku rhyme 诗") or "诗" in text:
        return poem(text, rng), "a poem"
    if says(said, "story tale essay article paragraph blog letter novel") or re.search(r"故事|文章|作文", text):
        return story(text, rng), "a story"
    if says(said, "list bullet step idea tip outline markdown") or re.search(r"列出|清单|步骤", text):
        return outline(text, rng), "a list"
    return None


def count(text: str) -> str | None:
    spelled = [str(NUMBER_WORDS[word]) for word in words_of(text) if word in NUMBER_WORDS and len(word) > 2]
    numbers = [int(number) for number in re.findall(r"\d{1,4}", text) or spelled]
    first, last = (numbers[0], numbers[1]) if len(numbers) > 1 else (1, numbers[0] if numbers else 0)
    if "down" in text or "backward" in text:
        first, last = (numbers[0], numbers[1] if len(numbers) > 1 else 1) if numbers else (first, last)
    step = 1 if last >= first else -1
    if not 0 < abs(last - first) <= 2000:
        return None
    return ", ".join(str(number) for number in range(first, last + step, step)) + "."


def change(text: str, said: set[str]) -> str | None:
    given = quoted(text) or ([text.rsplit(":", 1)[1].strip()] if ":" in text else [])
    if not given:
        return None
    what = given[0]
    if says(said, "sort alphabetical"):
        return listed(sorted(split_list(what) or what.split(), key=str.lower)) + "."
    if says(said, "reverse backward"):
        return what[::-1]
    if says(said, "spell"):
        return "-".join(what.upper())
    return what.upper() if says(said, "uppercase") else what.lower()


def table(text: str) -> str:
    """Of numbers with their squares, of a multiplication table, or of the things that were named."""
    rows = min(number_before(text, r"rows?|lines?|numbers?|entries|行") or 5, 100)
    lower = text.lower()
    if "multiplication" in lower or "乘法" in lower:
        size = min(next((int(found) for found in re.findall(r"\d+", text)), 9), 20)
        head = ["×", *map(str, range(1, size + 1))]
        return _markdown(head, [[str(a), *(str(a * b) for b in range(1, size + 1))] for a in range(1, size + 1)])
    if re.search(r"square|cube|power|平方", lower):
        return _markdown(["n", "n²", "n³"], [[str(n), str(n * n), str(n**3)] for n in range(1, rows + 1)])
    things = (
        quoted(text)
        or split_list(re.sub(r"^.*?\b(?:table|comparing|compare|of|with)\b", "", text, flags=re.IGNORECASE | re.DOTALL))
        or topics_of(text, 6)
    )
    things = [thing for thing in things if stem(thing) != stem("table")] or [subject_of(text)]
    head = [
        "中文" if is_chinese(text) else "What",
        "字数" if is_chinese(text) else "Letters",
        "首字" if is_chinese(text) else "Begins with",
    ]
    return _markdown(
        head, [[thing, str(len(thing.replace(" ", ""))), thing[0].upper()] for thing in things[:rows] if thing]
    )


def code(text: str, said: set[str]) -> str:
    """Python that runs. What it cannot think through it says in the function's own body."""
    if found := snippets.find(said):
        return f"```python\n{found}```"
    words = [word.lower() for word in topics_of(text, 12) if word.isascii() and word.isalpha()]
    name = "_".join([word for word in words if stem(word) not in CODE_WORDS][:3]) or "solve"
    name += "_" * keyword.iskeyword(name)
    wish = subject_of(text).replace('"""', "'''").replace("\\", "/")
    lines = [
        f"def {name}(*arguments):",
        f'    """{wish[:200]}"""',
        '    raise NotImplementedError("the sandbox can name this function, but not think it through")',
    ]
    return "\n".join(["```python", *lines, "```"])


def story(text: str, rng: Random) -> str:
    """As many sentences, paragraphs or words as were asked for."""
    if is_chinese(text):
        return story_zh(text, rng)
    sentences = number_before(text, r"(?:short )?sentences?")
    paragraphs = number_before(text, r"(?:short )?paragraphs?") or 1
    words = min(number_before(text, r"words?") or 0, LONGEST)
    subjects = _subjects(text)
    if words:
        return _of_words(words, subjects, rng)
    each = min(sentences or (4 if paragraphs > 1 else 5), 300)
    return "\n\n".join(" ".join(_tale(each, subjects, rng)) for _ in range(min(paragraphs, 60)))


def story_zh(text: str, rng: Random) -> str:
    who = (topics_of(re.sub(r"写|一个|一篇|关于|故事|的|讲|给我|请|句话|短", " ", text)) or ["旅人"])[0]
    count_ = min(number_before(text, r"句") or 4, 200)
    when, where = ["清晨", "傍晚", "雨后", "深夜"], ["在港口", "在桥下", "在山后", "在小图书馆里"]
    deeds, feelings = ["寻找光", "听风", "画下天空", "等待列车", "想起旧友"], ["安静", "明亮", "耐心", "奇妙"]
    return "".join(
        f"{rng.choice(when)}，{who}{rng.choice(where)}{rng.choice(deeds)}，心里很{rng.choice(feelings)}。"
        for _ in range(count_)
    )


def poem(text: str, rng: Random) -> str:
    if is_chinese(text):
        return poem_zh(text, rng)
    lines = min(number_before(text, r"lines?|verses?") or 4, 100)
    subjects, made = _subjects(text), []
    for first, second in (rng.choice(RHYMES) for _ in range((lines + 1) // 2)):
        who = rng.choice(subjects)
        made.append(f"The {who} is {rng.choice(FEELINGS)} beneath the {first},")
        made.append(f"and {rng.choice(DEEDS)} a {rng.choice(FEELINGS)} thing beside the {second}.")
    return "\n".join(made[:lines])


def poem_zh(text: str, rng: Random) -> str:
    who = (topics_of(re.sub(r"写|一首|关于|诗|的|给我|请", " ", text)) or ["风"])[0]
    things, ends = ["春水", "远山", "明月", "夜雨"], ["不问来处", "与我同行", "落在窗前", "一路生光"]
    return "\n".join(f"{who}{rng.choice('照行归见听')}{rng.choice(things)}，{rng.choice(ends)}。" for _ in range(4))


def outline(text: str, rng: Random) -> str:
    """A Markdown list with a heading; three entries unless told otherwise."""
    named = split_list(text.rsplit(":", 1)[1]) if ":" in text else []
    wanted = min(
        number_before(
            text, r"(?:\w+ )?(?:things?|items?|steps?|ideas?|tips?|points?|bullets?|facts?|reasons?|names?|条|个|点)"
        )
        or 3,
        50,
    )
    subjects = named or _subjects(text)
    heading = subject_of(text).strip(" .:") or listed(subjects)
    if is_chinese(text):
        return f"## {heading}\n\n" + "\n".join(
            f"{n}. 关于{subjects[(n - 1) % len(subjects)]}的第{n}点" for n in range(1, wanted + 1)
        )
    deeds = rng.sample(DEEDS, len(DEEDS))
    entries = [
        f"{n}. **{subjects[(n - 1) % len(subjects)].capitalize()}**: {deeds[n % len(deeds)]} it {rng.choice(SETTINGS)}"
        for n in range(1, wanted + 1)
    ]
    return f"## {heading[:1].upper()}{heading[1:]}\n\n" + "\n".join(
        (named and [f"{n}. {name}" for n, name in enumerate(named, 1)]) or entries
    )


def _subjects(text: str) -> list[str]:
    found = [word.lower() for word in topics_of(text) if stem(word) not in FORMS]
    return list(dict.fromkeys(found)) or ["traveller", "lighthouse"]


def _tale(sentences: int, subjects: list[str], rng: Random) -> list[str]:
    told = []
    for at in range(sentences):
        who, other = rng.sample(subjects if len(subjects) > 1 else [*subjects, "lighthouse"], 2)
        if at == sentences - 1 and sentences > 1:
            told.append(f"In the end the {who} was {rng.choice(FEELINGS)}, {rng.choice(ENDS)}.")
        elif at % 3 == 2:
            told.append(f"{rng.choice(TURNS)}, and the {who} {rng.choice(DEEDS)} the {rng.choice(FEELINGS)} {other}.")
        else:
            scene = f"the {who} {rng.choice(DEEDS)} a {rng.choice(FEELINGS)} {other} {rng.choice(SETTINGS)}"
            told.append(f"{rng.choice(OPENINGS)} {scene}.")
    return told


def _of_words(words: int, subjects: list[str], rng: Random) -> str:
    sentences: list[str] = []
    left = words
    while left > 0:
        told = _tale(1, subjects, rng)[0].split()
        sentences.append(" ".join(told[:left]).rstrip(".,") + ".")
        left -= len(told)
    return "\n\n".join(" ".join(sentences[at : at + 6]) for at in range(0, len(sentences), 6))


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
