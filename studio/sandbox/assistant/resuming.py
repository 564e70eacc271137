"""Going on with a reply that was broken off: who asks for that, what had been said, and what is left to say."""

import re

from .conversation import Turn, find_person
from .deeds import POLITE
from .reading import lay_aside
from .titles import beginning_of
from .wording import is_chinese, listed, topics_of

LONGEST = 400  # characters of a message that asks for nothing else
ENDS = ".!?:)”。！？：）"  # of a sentence
_VERB = r"(?:go on|carry on|keep (?:going|writing)|continue|proceed|resume|pick (?:it )?up|finish)\b"
_PART = r"(?:message|reply|answer|response|text|output|turn|sentence)"
_SPEAKER = rf"(?:you|it|that|this|we|(?:your|the|that|this) (?:[\w-]+ ){{0,2}}{_PART})"
_STOP = r"(?:stop(?:ped|s)|end(?:ed|s)|left (?:it )?off|broke off|(?:cut|broken|interrupted|truncated)\b)"
_BEGINS = re.compile(rf"{_VERB}|from\b", re.IGNORECASE)
_GOES_ON = re.compile(_VERB, re.IGNORECASE)
_PLACE = re.compile(
    rf"\b(?:where|which) (?:exactly )?{_SPEAKER} (?:(?:was|were|got|is|had|has|have|just|been) ){{0,3}}{_STOP}"
    r"|\b(?:from|after|at) the (?:last|very) (?:word|letter|character)\b"
    r"|\b(?:your|the) (?:last|previous|interrupted|unfinished|broken-off) (?:message|reply|answer|response)\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:go on|carry on|keep going|continue|继续(?:吧|写|说|下去)?)(?:,? please)?\W*", re.IGNORECASE)
_CHINESE = re.compile(
    r"(?:请|麻烦)?你?(?=从|接着|继续)(?=.*(?:继续|接着)).*(?:你|上一?[条次]|刚才|消息|回[复答]|地方|处).{0,12}(?:停|断)"
)
_SENTENCE = re.compile(r"[.!?]\s+|[。！？\n]\s*")
_THINKING = re.compile(r"\s*<think>.*?(?:</think>\s*|$)", re.DOTALL)


def asks_to_go_on(turn: Turn) -> bool:
    """Whether all that a person wants is the rest of the last message."""
    if turn.role != "user" or len(turn.text) > LONGEST or beginning_of(turn.text) is not None:
        return False
    is_bare = _BARE.fullmatch(_without_manners(turn.text.strip())) is not None
    return is_bare or any(_asks(sentence.strip()) for sentence in _SENTENCE.split(turn.text))


def _asks(sentence: str) -> bool:
    is_begun = _BEGINS.match(_without_manners(sentence))
    is_english = is_begun and _GOES_ON.search(sentence) and _PLACE.search(sentence)
    return bool(is_english or _CHINESE.match(sentence))


def _without_manners(sentence: str) -> str:
    polite = POLITE.match(sentence)
    return sentence[polite.end() :] if polite else sentence


def find_begun(turns: list[Turn]) -> tuple[list[Turn], str] | None:
    """(the turns that were being answered, the answer so far) where the last turn asks for the rest; else None.

    The answer may have been broken off more than once, and before its first word.
    """
    if not asks_to_go_on(turns[-1]):
        return None
    at, said = len(turns), list[str]()
    while at and (_is_answer(turns[at - 1]) or asks_to_go_on(turns[at - 1])):
        at -= 1
        said += [_THINKING.sub("", turns[at].text, count=1)] if turns[at].role == "assistant" else []
    if not at or turns[at - 1].role not in ("user", "tool"):
        return None
    return turns[:at], "".join(reversed(said))


def _is_answer(turn: Turn) -> bool:
    return turn.role == "assistant" and not turn.calls


def rest_of(whole: str, begun: str) -> str | None:
    """What follows in `whole`, or None where it begins with other words. White space on the way may have been lost."""
    if whole.startswith(begun):
        return whole[len(begun) :]
    marks = [at for at, letter in enumerate(whole) if not letter.isspace()]
    said = "".join(begun.split())
    if "".join(whole[at] for at in marks[: len(said)]) != said:
        return None
    rest = whole[marks[len(said) - 1] + 1 :] if said else whole
    return rest.lstrip() if begun[-1:].isspace() else rest


def conclude(asked: list[Turn], begun: str) -> str:
    """An end for a reply whose rest nobody knows."""
    question = lay_aside(asked, [])[max(find_person(asked), 0)].text
    chinese = is_chinese(begun or question)
    topics = listed(topics_of(question, 4), chinese)
    is_ended = not begun.strip() or begun.rstrip()[-1] in ENDS
    if chinese:
        return f"{'' if is_ended else '……'}关于{topics or '这个'}，我只能说到这里。我是沙盒的本地助手，不编造更多。"
    between = " … " if not is_ended else "" if not begun or begun[-1].isspace() else " "
    return (
        f"{between}That is all that I can say of {topics or 'this'}. "
        "I am the sandbox's local assistant and make nothing up."
    )
