"""Going on with a reply that was broken off: the sandbox says the rest of what it had begun."""

import json
from datetime import UTC, datetime

import pytest

from studio.chat.history import GO_ON
from studio.sandbox.assistant.conversation import Asked, Turn
from studio.sandbox.assistant.resuming import asks_to_go_on, conclude, find_begun, rest_of
from studio.sandbox.chat_reply import _write
from studio.sandbox.chat_request import ChatRequest
from tests.sandbox.asking import Asker

NATIVE, OPENAI, ANTHROPIC = "/v1/text/chatcompletion_v2", "/v1/chat/completions", "/anthropic/v1/messages"
STORY = Turn("user", "Tell a story about a heron in nine sentences.")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def said(text: str) -> Turn:
    return Turn("assistant", text)


def write(*turns: Turn, **fields) -> str:
    return _write(ChatRequest("MiniMax-M2.1", list(turns), **fields), NOON.timestamp()).text


def go_on(*turns: Turn, **fields) -> str:
    return write(*turns, Turn("user", GO_ON), **fields)


def talk(ask: Asker, path: str, stream: bool, *turns: Turn) -> tuple[str, str]:
    """(its reasoning, its text)"""
    messages = [{"role": turn.role, "content": turn.text} for turn in turns]
    fields = {"reasoning_split": True} if path != ANTHROPIC else {"max_tokens": 2000}
    reply = ask.api.post(path, json={"model": "MiniMax-M2.1", "messages": messages, "stream": stream, **fields})
    assert reply.status_code == 200
    lines = [line[5:] for line in reply.text.split("\n") if line.startswith("data: {")]
    parts = [part for frame in map(json.loads, lines or [reply.text]) for part in pieces(frame, stream)]
    return tuple("".join(part.get(name) or "" for part in parts) for name in ("reasoning", "text"))


def pieces(frame: dict, stream: bool) -> list[dict]:
    """What a frame of any surface adds; the whole at the end of a native stream says everything again."""
    if "choices" in frame:
        parts = [choice.get("delta" if stream else "message") or {} for choice in frame["choices"]]
        return [{"reasoning": part.get("reasoning_content"), "text": part.get("content")} for part in parts]
    parts = [frame.get("delta", {})] if stream else frame["content"]
    return [{"reasoning": part.get("thinking"), "text": part.get("text")} for part in parts]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", [NATIVE, OPENAI, ANTHROPIC])
def test_it_says_the_rest_exactly(ask: Asker, path: str, stream: bool) -> None:
    thoughts, whole = talk(ask, path, stream, STORY)
    begun = whole[: len(whole) // 2].rstrip()
    fewer, rest = talk(ask, path, stream, STORY, said(begun), Turn("user", GO_ON))
    assert begun + rest == whole
    assert 0 < len(fewer) < 60 < len(thoughts)


@pytest.mark.parametrize("temperature", [0, 1])
@pytest.mark.parametrize("question", ["Tell a story in 300 words.", "Explain tides", "你好", "What is 6 times 7?"])
def test_it_goes_on_with_whatever_it_had_begun(question: str, temperature: float) -> None:
    asked = Turn("user", f"{question} sandbox:short")
    whole = write(asked, temperature=temperature)
    for at in (1, len(whole) // 3, len(whole) - 1):
        rest = go_on(asked, said(whole[:at]), temperature=temperature)
        # The first letters may be those of several takes.
        assert rest == whole[at:] or (at == 1 and rest)


def test_it_goes_on_more_than_once_and_from_before_its_first_word():
    whole = write(STORY, temperature=0)
    parts = [said(whole[:50].rstrip()), said(whole[50:120].strip())]
    rest = go_on(STORY, *parts)
    assert "".join((whole[:120] + rest).split()) == "".join(whole.split())
    assert go_on(STORY, parts[0], Turn("user", GO_ON), parts[1]) == rest
    assert go_on(STORY) == go_on(STORY, said("<think>\nThe user wri")) == whole
    assert go_on(STORY, said(f"<think>\nSo.\n</think>\n\n{whole[:50]}")) == whole[50:]


def test_it_goes_on_where_its_length_ended():
    cold = {"thinks": False, "temperature": 0}
    begun = write(STORY, max_tokens=20, **cold)
    assert begun + go_on(STORY, said(begun), **cold) == write(STORY, **cold)
    more = go_on(STORY, said(begun), max_tokens=20, **cold)
    assert write(STORY, max_tokens=40, **cold) == begun + more


def test_it_goes_on_with_what_it_told_of_a_tool():
    asked = Turn("assistant", calls=(Asked("c1", "get_weather", "{}"),))
    turns = [Turn("user", "Weather in Oslo?"), asked, Turn("tool", '{"sky": "clear"}', call_id="c1")]
    assert go_on(*turns, said("get_weather says:")) == " sky clear."


@pytest.mark.parametrize(
    ("question", "begun", "rest"),
    [
        ("Why do herons stand still?", "They wait for fish and", " … That is all that I can say of herons, stand and"),
        ("Why do herons stand still?", "They wait for fish.", " That is all that I can say of herons, stand and"),
        (
            "What is 6 times 7?",
            "6 × 7 = 42.\n\n(From the sandbox's local assistant, not from a MiniMax model.)",
            " That",
        ),
        ("鹭为什么站着？", "它们在等", "……关于鹭为什么站着，我只能说到这里。"),
    ],
)
def test_it_comes_to_an_end_where_it_knows_no_rest(question: str, begun: str, rest: str) -> None:
    told = go_on(Turn("user", question), said(begun))
    assert told.startswith(rest)
    assert not {"last", "message", "stopped", "exactly", "Repeat"} & set(told.split())


def test_an_end_does_not_speak_of_files():
    question = Turn("user", "Why herons?\n\nThe file a.txt:\n\nBecause of fish.")
    assert conclude([question], "So. ").startswith("That is all that I can say of herons. ")


@pytest.mark.parametrize(
    "text",
    [
        GO_ON,
        "Continue.",
        "please go on",
        "Your last message was cut off. Please continue from exactly where it stopped.",
        "Pick up where you left off, without repeating yourself.",
        "From where you stopped, continue.",
        "Resume your previous reply at the very character at which it ended.",
        "继续吧",
        "请从上次停下的地方继续。",
        "接着你刚才中断的地方写",
    ],
)
def test_it_knows_when_the_rest_is_asked_for(text: str) -> None:
    assert asks_to_go_on(Turn("user", text))


@pytest.mark.parametrize(
    "text",
    [
        "Write about a bus that goes on where it stopped",
        "Tell me about dogs. Go on.",
        "Continue the story of the fox",
        "How do I continue where I left off in the game?",
        "Finish the last sentence of my poem: roses are",
        "如果你停下来，我就继续",
        "Give a title of at most six words.\n\nGo on where you stopped",
        GO_ON + " Some other text." * 40,
        "",
    ],
)
def test_it_does_not_take_other_words_for_that(text: str) -> None:
    assert not asks_to_go_on(Turn("user", text))


def test_there_is_nothing_to_go_on_with_where_nothing_was_asked():
    go = Turn("user", GO_ON)
    assert find_begun([go]) is None
    assert find_begun([Turn("system", "Be brief."), said("Hello."), go]) is None
    assert find_begun([STORY, said("One"), said(" day"), go]) == ([STORY], "One day")


@pytest.mark.parametrize(
    ("whole", "begun", "rest"),
    [
        ("One day it rained.", "One d", "ay it rained."),
        ("One day it rained.", "One day", " it rained."),
        ("One day it rained.", "One day ", "it rained."),
        ("One\n\nday", "One day", ""),
        ("One\n\n- day", "One\n", "\n- day"),
        ("One\n\nday it", "One day ", "it"),
        ("One day", "", "One day"),
        ("One day", "Two", None),
        ("One day", "One day it", None),
    ],
)
def test_the_rest_is_what_follows(whole: str, begun: str, rest: str | None) -> None:
    assert rest_of(whole, begun) == rest
