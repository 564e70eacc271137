"""The assistant's own work, with values that nobody could have written down before."""

import json
import time
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sandbox.assistant import snippets, tokens
from studio.sandbox.assistant.answer import answer
from studio.sandbox.assistant.arithmetic import find_sum
from studio.sandbox.assistant.conversation import Asked, Tool, Turn
from studio.sandbox.assistant.dates import find_dates
from studio.sandbox.assistant.schema import Filler
from studio.sandbox.chat_reply import cut
from studio.sandbox.chat_request import ChatRequest

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
WEATHER = Tool(
    "get_weather",
    "Get current weather for a location",
    {
        "type": "object",
        "properties": {
            "location": {"type": "string", "description": "City name"},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["location"],
    },
)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9).map(str.capitalize)
# Not "Christmas", nor "May", which are days.
NAMES = LETTERS.filter(lambda name: not find_dates(name, NOW.date()))
QUICK = settings(max_examples=60)


def say(text: str, **more) -> str:
    return answer([Turn("user", text)], now=NOW, rng=Random(1), **more).text


def call(text: str, *tools: Tool):
    return answer([Turn("user", text)], now=NOW, rng=Random(1), offered=list(tools or [WEATHER])).calls


@QUICK
@given(
    st.integers(0, 10**6),
    st.integers(1, 10**6),
    st.sampled_from(["plus", "minus", "times", "+", "*", "加", "减", "乘以"]),
)
def test_it_computes(a, b, sign):
    wanted = {"plus": a + b, "+": a + b, "加": a + b, "minus": a - b, "减": a - b}.get(sign, a * b)
    assert f"{wanted:,}" in say(f"What is {a} {sign} {b}?") or str(wanted) in say(f"What is {a} {sign} {b}?")


@QUICK
@given(st.integers(1, 999), st.integers(1, 999), st.integers(1, 99))
def test_it_keeps_the_order_of_signs(a, b, c):
    assert f"= {a + b * c:,}." in say(f"compute {a} + {b} * {c}")
    assert f"= {(a + b) * c:,}." in say(f"compute ({a} + {b}) * {c}")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("15% of 80", "12"),
        ("the square root of 1764", "42"),
        ("2 to the power of 64", "18446744073709551616"),
        ("7 squared", "49"),
        ("1,250 / 4", "312.5"),
        ("10 divided by 0", "undefined, because it divides by zero"),
        ("6!", "720"),
        ("-3 * -4", "12"),
        ("9 ** 9 ** 9", "a number too large to write down here"),
        ("1/3", "about 0.3333333333"),
    ],
)
def test_it_knows_roots_powers_and_shares(text, result):
    found = find_sum(text)
    assert found is not None
    assert found[1] == result


@QUICK
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_it_knows_every_weekday(day):
    assert f"{day:%A}, {day.day} {day:%B} {day.year}" in say(f"What day is {day.isoformat()}?")


@QUICK
@given(st.integers(1, 3000), st.sampled_from(["day", "week"]))
def test_it_counts_days(count, unit):
    day = NOW.date() + timedelta(days=count * (7 if unit == "week" else 1))
    assert f"{day.day} {day:%B} {day.year}" in say(f"What date is in {count} {unit}s?")
    assert f"it is {(day - NOW.date()).days} day" in say(f"How many days until {day.isoformat()}?")


@QUICK
@given(NAMES)
def test_it_takes_the_place_from_the_sentence(name):
    for text in (f"What's the weather in {name}?", f"Please tell me the weather for {name}. Use the tool."):
        [wanted] = call(text)
        assert wanted.arguments == {"location": name}


@QUICK
@given(NAMES, NAMES)
def test_it_calls_once_for_each_place(one, other):
    calls = call(f"How is the weather in {one} and {other} in fahrenheit?")
    assert [wanted.arguments for wanted in calls] == [
        {"location": one, "unit": "fahrenheit"},
        {"location": other, "unit": "fahrenheit"},
    ]


def test_it_calls_no_tool_that_nobody_asked_for():
    assert call("What is 3 plus 4?") == []
    assert call("Hello") == []


def test_it_chooses_between_tools():
    draw = Tool(
        "make_image",
        "Draw a picture",
        {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]},
    )
    [wanted] = call("draw me a fox in the snow", WEATHER, draw)
    assert (wanted.name, wanted.arguments) == ("make_image", {"prompt": "a fox in the snow"})
    assert [wanted.name for wanted in call("will it rain in Oslo?", draw, WEATHER)] == ["get_weather"]


@QUICK
@given(st.integers(1, 9999), NAMES, st.emails(domains=st.just("example.org")))
def test_it_fills_a_schema_of_any_shape(count, name, mail):
    schema = {
        "type": "object",
        "properties": {
            "count": {"type": "integer"},
            "city": {"type": "string"},
            "email": {"type": "string"},
            "day": {"type": "string", "format": "date"},
            "urgent": {"type": "boolean"},
            "size": {"enum": ["small", "large"]},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["count", "city", "day", "size"],
    }
    text = f"Order {count} large chairs to be delivered in {name} on 2027-03-04, write to <{mail}>"
    found = Filler(text, NOW).object(schema)
    assert (found["count"], found["city"], found["day"], found["size"]) == (count, name, "2027-03-04", "large")
    assert found.get("email", mail) in mail
    assert "urgent" not in found


def test_it_answers_in_the_shape_of_a_schema():
    schema = {"type": "object", "properties": {"answer": {"type": "integer"}}, "required": ["answer"]}
    assert json.loads(say("give me 17", schema=schema)) == {"answer": 17}


def test_it_puts_a_tools_answer_into_words():
    turns = [
        Turn("user", "Weather in Oslo?"),
        Turn("assistant", calls=(Asked("c1", "get_weather", "{}"),)),
        Turn("tool", '{"temperature": -7, "sky": "clear"}', call_id="c1"),
    ]
    told = answer(turns, now=NOW, rng=Random(1), offered=[WEATHER])
    assert told.text == "get_weather says: temperature -7, sky clear."
    assert told.calls == []


@pytest.mark.parametrize("sentences", [1, 3, 7])
def test_it_writes_as_much_as_was_asked_for(sentences):
    told = say(f"Tell a story about a heron in {sentences} sentences.").split("\n\n")[0]
    assert told.count(".") == sentences
    assert "heron" in told
    words = say("write a story of 120 words about foxes").rsplit("\n\n", 1)[0].split()
    assert len(words) == 120


def test_it_makes_tables_lists_and_code_that_runs():
    table = say("Make a table of squares with 4 rows").split("\n")
    assert table[0].startswith("| n |")
    assert "| 4 | 16 | 64 |" in table
    assert say("list five ideas for a garden").count("**") == 10
    code = say("write a python function for the factorial").split("```python\n")[1].split("```")[0]
    scope: dict = {}
    exec(code, scope)
    assert scope["factorial"](5) == 120


def test_every_snippet_does_what_it_is_for():
    assert [snippets.fibonacci(n) for n in range(7)] == [0, 1, 1, 2, 3, 5, 8]
    assert snippets.is_prime(97)
    assert not snippets.is_prime(91)
    assert snippets.quicksort([3, 1, 2]) == [1, 2, 3]
    assert snippets.is_palindrome("Never odd or even")
    assert snippets.count_words("a b a") == {"a": 2, "b": 1}
    assert (snippets.reverse("abc"), snippets.mean([1, 2]), snippets.factorial(4)) == ("cba", 1.5, 24)


def test_it_remembers_what_was_said():
    turns = [Turn("user", "Hello, my name is Ada."), Turn("assistant", "Hello."), Turn("user", "What is my name?")]
    assert answer(turns, now=NOW, rng=Random(1)).text == "Your name is Ada."


def test_it_says_what_it_is_and_makes_nothing_up():
    assert "sandbox" in say("Explain the causes of the First World War")
    assert "know nothing of the world" in say("Explain the causes of the First World War")
    assert "not from a MiniMax model" in say("What is 2 + 2?")
    turns = [Turn("system", "You are terse."), Turn("user", "What is 2 + 2?")]
    assert answer(turns, now=NOW, rng=Random(1)).text == "2 + 2 = 4."


def test_it_answers_chinese_in_chinese():
    assert say("3 加 4 是多少？").startswith("3 + 4 = 7")
    assert "沙盒" in say("你好")
    assert "星期二" in say("今天星期几？")


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_it_never_fails_and_its_tokens_are_the_text(text):
    assert "".join(tokens.pieces(text)) == text
    answer([Turn("user", text)], now=NOW, rng=Random(1), offered=[WEATHER])


@pytest.mark.parametrize(
    "text",
    [
        "x" + " " * 15_000 + "y",
        "((9^4000)^50)^30",
        "(" * 50 + "9^4000" + ")^100" * 50,
        "what date is it in 99999 years from now?",
        "what date was 30000 months ago?",
        "a@" * 30_000,
        "'" * 50_000,
        "“" * 50_000,
        " ".join(f"word{number}" for number in range(20_000)),
        "1" * 5_000 + " + 1",
        "translate" + " please" * 20_000,
    ],
    ids=lambda text: text[:24],
)
def test_it_answers_at_once_whatever_is_sent(text):
    began = time.process_time()
    answer([Turn("user", text)], now=NOW, rng=Random(1), offered=[WEATHER])
    assert time.process_time() - began < 1.5


@pytest.mark.parametrize("field", [{"default": "ten"}, {"minimum": [1]}, {"maximum": True}, {"minimum": 1e400}])
def test_it_fills_numbers_whatever_the_schema_says(field):
    schema = {"type": "object", "properties": {"n": {"type": "integer", **field}}, "required": ["n"]}
    assert Filler("say something", NOW).object(schema) == {"n": 1}
    assert isinstance(Filler("9" * 400, NOW).object(schema)["n"], int)


def test_the_dearer_tier_is_written_faster():
    requests = [ChatRequest("MiniMax-M2.1", [Turn("user", "hi")], priority=priority) for priority in (False, True)]
    plain, dear = (cut(request, "", "hello", []) for request in requests)
    assert dear.pace == 1.5 * plain.pace
