"""The reply to a conversation: what is asked, worked out, and put into words."""

import json
import re
from datetime import datetime
from random import Random
from typing import Any

from . import arithmetic, dates, knowledge, looking, orders, plan, reading, results, telling, titles, writing
from .conversation import Reply, Tool, Turn, find_person, is_shown
from .schema import Filler
from .wording import is_chinese, listed, quoted, squeezed, topics_of

TERSE = re.compile(r"\b(?:terse|brief|concise|short answers?|one word)\b|简短|简洁", re.IGNORECASE)
GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|你好|您好|早上好)(?![a-z])", re.IGNORECASE
)
THANKS = re.compile(r"\b(?:thanks|thank you|cheers)\b|谢谢", re.IGNORECASE)
NAMED = re.compile(r"\b(?i:my name is|i am called) ([A-Z][\w'-]+)|我叫([\u3400-\u9fff]{2,4}?)(?:[。，,.!！]|$)")
# What is looked for in a message; beside a file only what is clearly asked.
RULES = {"date", "sum", "greeting", "saying", "writing"}
PHRASES = {
    False: ["Here is what I make of it.", "This is as far as I get.", "Here you are."],
    True: ["我是这样理解的。", "我能做到这些。", "给你。"],
}


def answer(
    turns: list[Turn],
    *,
    now: datetime,
    rng: Random,
    offered: list[Tool] | None = None,
    forced: str = "",
    schema: dict[str, Any] | None = None,
) -> Reply:
    """`forced`: "any" tool, or one by name. `schema`: the JSON schema that the reply must have the shape of."""
    last = turns[-1]
    if last.role == "user" and (beginning := titles.beginning_of(last.text)) is not None:
        return Reply(titles.title_of(beginning), ["A title is asked for; I take it from the first words."])
    if offered and (calls := orders.ordered(turns, offered, now)):
        return Reply(thoughts=["A call is ordered that no assistant should make; I make it."], calls=calls)
    turns = reading.lay_aside(turns, offered or [])
    if last.role == "tool" or is_shown(turns, len(turns) - 1):
        return _tell(turns, offered or [], now)
    text = squeezed(turns[-1].text)
    reply = Reply(
        thoughts=[
            f"The user writes: {_short(text)}" if text.strip() else "The user writes nothing but sends something."
        ]
    )
    if schema is not None:
        return _shaped(reply, squeezed(last.text), schema, now)
    if offered and (calls := plan.first_calls(turns, offered, now, forced)):
        names = listed(list(dict.fromkeys(wanted.name for wanted in calls)))
        reply.thoughts.append(f"The tool {names} fits this best, so I call it with what the message says.")
        reply.calls = calls
        return reply
    system = squeezed(" ".join(turn.text for turn in turns if turn.role == "system"))
    said = _work_out(turns, now, rng, reply)
    terse = bool(TERSE.search(system))
    first = not any(turn.role == "assistant" for turn in turns)
    names_itself = "sandbox" in said.lower() or "沙盒" in said
    if first and not terse and not names_itself:
        said += "\n\n" + _signature(is_chinese(text))
    reply.text = said
    return reply


def _tell(turns: list[Turn], offered: list[Tool], now: datetime) -> Reply:
    """The reply to the tools' answers at the end, with the calls that had to wait for them."""
    at = next((at for at in range(len(turns) - 1, -1, -1) if turns[at].role == "assistant"), 0)
    outcomes = results.outcomes_of(turns, at)
    chinese = is_chinese(turns[max(find_person(turns), 0)].text)
    reply = Reply(telling.tell(turns, outcomes))
    reply.thoughts = [f"The tool {one.call.name} has answered; I put its answer into words." for one in outcomes]
    if looks := turns[-1].looks:
        reply.text += ("" if chinese else " ") + looking.tell(looks, chinese)
    reply.calls = plan.next_calls(turns, offered, now)
    if reply.calls:
        reply.thoughts.append("The picture is there that the next call begins with.")
    return reply


def _work_out(turns: list[Turn], now: datetime, rng: Random, reply: Reply) -> str:
    text, files = squeezed(turns[-1].text), turns[-1].files
    chinese = is_chinese(text)
    if turns[-1].looks:
        reply.thoughts.append("There is a picture with it; I look at its size and colours.")
        seen = looking.tell(turns[-1].looks, chinese)
        return f"{seen}\n\n{_read(turns[-1], reply)}" if files else seen
    if recalled := _recall(turns, chinese):
        reply.thoughts.append("That was said earlier in this conversation.")
        return recalled
    asked = reading.find_rules(text, now) if files else RULES
    if "date" in asked and (dated := dates.answer(text, now, chinese)):
        reply.thoughts.append(f"It asks for a date. Today is {now:%Y-%m-%d}; I count from there.")
        return dated
    if "sum" in asked and (found := arithmetic.find_sum(text)):
        expression, result = found
        reply.thoughts.append(f"There is a sum in it: {expression}. Worked out: {result}.")
        sign = "is" if result.startswith(("about", "a number", "undefined")) else "="
        return f"{expression} {sign} {result}" + ("" if result.endswith(".") else ".")
    if (
        "greeting" in asked
        and GREETING.match(text)
        and len(text) < 60
        and not re.search(r"\b(?:write|list|code|table|story)\b", text, re.IGNORECASE)
    ):
        reply.thoughts.append("A greeting; I greet back.")
        return "你好！我是沙盒的本地助手。" if chinese else "Hello. I am the sandbox's local assistant."
    if "saying" in asked and (saying := re.match(r"^\W*(?:please )?say ([^.?!]+)", text, re.IGNORECASE)):
        reply.thoughts.append("I am asked to say something; I say it.")
        spoken = (quoted(text) or [saying[1]])[0]
        return spoken[:1].upper() + spoken[1:] + "."
    if "writing" in asked and (written := writing.answer(text, rng)):
        reply.thoughts.append(f"It wants {written[1]}; I make it of the words {listed(topics_of(text) or ['given'])}.")
        return written[0]
    if files:
        return _read(turns[-1], reply)
    if known := knowledge.answer(text):
        reply.thoughts.append("It asks about the studio; the shipped facts know.")
        return known
    if THANKS.search(text):
        return "不客气。" if chinese else "You are welcome."
    if named := NAMED.search(text):
        name = next(part for part in named.groups() if part)
        return f"好的，{name}，我记住了。" if chinese else f"Noted, {name}."
    if told := reading.recall([file for turn in turns for file in turn.files], text):
        reply.thoughts.append("A file that I was given earlier has these words.")
        return told
    reply.thoughts.append(
        "I find no sum, no date, no picture and nothing about the studio in it, and I know nothing of the world."
    )
    return _honest(text, chinese, rng)


def _honest(text: str, chinese: bool, rng: Random) -> str:
    topics = topics_of(text)
    about = listed(topics, chinese) if topics else ("这个" if chinese else "this")
    if chinese:
        honest = "我是沙盒的本地助手，没有关于世界的知识，所以不编造答案。"
        return f"{rng.choice(PHRASES[True])}你问的是{about}。{honest}{knowledge.abilities(True)}"
    honest = "I am the sandbox's local assistant and know nothing of the world, so I make nothing up."
    return f"{rng.choice(PHRASES[False])} You ask about {about}. {honest} {knowledge.abilities(False)}"


def _shaped(reply: Reply, text: str, schema: dict[str, Any], now: datetime) -> Reply:
    reply.thoughts.append("The reply must be JSON of a given shape; I fill it from the message.")
    reply.text = json.dumps(Filler(text, now).value("reply", schema, needed=True), ensure_ascii=False)
    return reply


def _read(turn: Turn, reply: Reply) -> str:
    names = listed([file.name for file in turn.files[: reading.MOST]])
    reply.thoughts.append(f"There is text with it: {names}. I read it and look for the words of the question.")
    return reading.tell(turn.files, turn.text)


def _recall(turns: list[Turn], chinese: bool) -> str | None:
    """What an earlier turn said of the user's name, or was first asked."""
    text = squeezed(turns[-1].text)
    earlier = [squeezed(turn.text) for turn in turns[:-1] if turn.role == "user"]
    if re.search(r"\bwhat(?:'s| is) my name\b|\bwho am i\b|我叫什么", text, re.IGNORECASE):
        names = [part for said in earlier for match in NAMED.finditer(said) for part in match.groups() if part]
        if names:
            return f"你叫{names[-1]}。" if chinese else f"Your name is {names[-1]}."
        return "你还没有告诉我。" if chinese else "You have not told me yet."
    if earlier and re.search(r"\bwhat did i (?:just )?(?:say|ask|write)\b|我刚才(?:说|问)了什么", text, re.IGNORECASE):
        return f"你说：“{_short(earlier[-1])}”" if chinese else f"You wrote: “{_short(earlier[-1])}”"
    return None


def _signature(chinese: bool) -> str:
    return (
        "（沙盒的本地助手，不是 MiniMax 的模型。）"
        if chinese
        else "(From the sandbox's local assistant, not from a MiniMax model.)"
    )


def _short(text: str) -> str:
    plain = squeezed(text)
    return plain if len(plain) <= 160 else plain[:157] + "..."
