"""Which tools the assistant calls for which words, with which arguments; the offer is the studio's own."""

import json
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.sandbox.assistant.answer import answer
from studio.sandbox.assistant.conversation import Asked, Tool, Turn, Wanted

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TEXT = {"type": "string"}
ONE, OTHER, TASK = (f"0191d6a4-7a0b-4c1e-9b1f-01234567890{end}" for end in "abc")


def tool(name: str, *required: str, **fields: Any) -> Tool:
    return Tool(name, "", {"type": "object", "properties": fields, "required": list(required)})


def one_of(*choices: Any) -> dict[str, Any]:
    return {"type": "integer" if isinstance(choices[0], int) else "string", "enum": list(choices)}


STUDIO = [
    tool(
        "make_image",
        "prompt",
        prompt=TEXT,
        ratio=one_of("1:1", "16:9", "9:16"),
        count={"type": "integer", "minimum": 1, "maximum": 4},
        seed={"type": "integer"},
        model=one_of("image-01", "image-01-live"),
    ),
    tool(
        "make_video",
        "prompt",
        prompt=TEXT,
        first_frame=TEXT,
        last_frame=TEXT,
        resolution=one_of("768P", "1080P"),
        duration=one_of(6, 10),
    ),
    tool("make_song", "prompt", prompt=TEXT, lyrics=TEXT),
    tool("make_speech", "text", text=TEXT, voice=TEXT, speed={"type": "number", "minimum": 0.5, "maximum": 2}),
    tool("list_voices", words=TEXT, language=TEXT, gender=one_of("female", "male")),
    tool("search_library", words=TEXT, kind=one_of("image", "video", "audio")),
    tool("look_at_result", "id", id=TEXT),
    tool("calculate", "sum", sum=TEXT),
    tool("tell_time", zone=TEXT),
    tool("get_weather", "location", location=TEXT),
]


def reply(*turns: Turn, tools: list[Tool] = STUDIO):
    return answer(list(turns), now=NOW, rng=Random(1), offered=tools)


def calls(text: str, *before: Turn) -> list[tuple[str, dict[str, Any]]]:
    return [(one.name, dict(one.arguments)) for one in reply(*before, Turn("user", text)).calls]


def made(*ids: str, title: str = "a lighthouse") -> str:
    facts = [{"id": one, "kind": "image", "title": title, "size": "1024x768"} for one in ids]
    return json.dumps({"id": TASK, "state": "Done", "results": facts})


def answered(text: str, *answers: str) -> list[Turn]:
    """A message, the calls that it brings, and what came of them."""
    asked = reply(Turn("user", text)).calls
    assert len(asked) == len(answers)
    return [Turn("user", text), *round_of(asked, *answers)]


def round_of(asked: list[Wanted], *answers: str) -> list[Turn]:
    made_calls = tuple(Asked(f"call_{at}", one.name, one.as_json()) for at, one in enumerate(asked))
    told = [Turn("tool", text, call_id=call.id) for call, text in zip(made_calls, answers, strict=True)]
    return [Turn("assistant", calls=made_calls), *told]


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        (
            "Please draw me a picture of a fox in the snow, 16:9",
            "make_image",
            {"prompt": "a fox in the snow", "ratio": "16:9"},
        ),
        ("paint three pictures of a red fox", "make_image", {"prompt": "a red fox", "count": 3}),
        (
            "draw a fox with seed 42 with image-01-live",
            "make_image",
            {"prompt": "a fox", "seed": 42, "model": "image-01-live"},
        ),
        ("I want a picture of a castle", "make_image", {"prompt": "a castle"}),
        ("draw 3 cats", "make_image", {"prompt": "3 cats"}),
        ("draw a fox, 5:4", "make_image", {"prompt": "a fox, 5:4"}),
        (
            "make a 10 second clip of a horse at 1080p",
            "make_video",
            {"prompt": "a horse", "resolution": "1080P", "duration": 10},
        ),
        ("Can you film a train for 7 seconds?", "make_video", {"prompt": "a train", "duration": 6}),
        (
            f"make a video from {ONE} of the waves moving",
            "make_video",
            {"prompt": "the waves moving", "first_frame": ONE},
        ),
        ("compose a slow jazz song about rain", "make_song", {"prompt": "a slow jazz song about rain"}),
        (
            "write a song about rain: [Verse]\nIt rains",
            "make_song",
            {"prompt": "a song about rain", "lyrics": "[Verse]\nIt rains"},
        ),
        (
            'sing a song about rain with these lyrics: "It rains"',
            "make_song",
            {"prompt": "a song about rain", "lyrics": "It rains"},
        ),
        ('write a song called "Blue"', "make_song", {"prompt": 'a song called "Blue"'}),
        (
            "say: Good evening. Draw near, and film it!",
            "make_speech",
            {"text": "Good evening. Draw near, and film it!"},
        ),
        ('read "It was late" aloud', "make_speech", {"text": "It was late"}),
        ("say hello", "make_speech", {"text": "hello"}),
        (
            'say "hi" at 1.5x speed in the voice English_narrator',
            "make_speech",
            {"text": "hi", "voice": "English_narrator", "speed": 1.5},
        ),
        ("which female voices speak Japanese?", "list_voices", {"language": "Japanese", "gender": "female"}),
        ("list narrator voices", "list_voices", {"words": "narrator"}),
        ("find the stormy lighthouses in the library", "search_library", {"words": "stormy lighthouse"}),
        ("what pictures do we have of volcanoes?", "search_library", {"words": "volcano", "kind": "image"}),
        (f"look at {ONE}", "look_at_result", {"id": ONE}),
        ("What is 17.5% of 2,480?", "calculate", {"sum": "17.5 * 2480 / 100"}),
        ("what's the square root of 1764 minus 3?", "calculate", {"sum": "sqrt(1764) - 3"}),
        ("calculate sin(1) + 2", "calculate", {"sum": "sin(1) + 2"}),
        ("what time is it in Tokyo?", "tell_time", {"zone": "Asia/Tokyo"}),
        ("what time is it in san francisco", "tell_time", {"zone": "America/Los_Angeles"}),
        ("What time is it?", "tell_time", {}),
        ("will it rain in Oslo?", "get_weather", {"location": "Oslo"}),
    ],
)
def test_it_calls_the_tool_that_the_words_ask_for(text, name, arguments):
    assert calls(text) == [(name, arguments)]


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("帮我画三张灯塔的图，16:9", "make_image", {"prompt": "灯塔", "ratio": "16:9", "count": 3}),
        ("请画一只在雪里的狐狸", "make_image", {"prompt": "一只在雪里的狐狸"}),
        ("拍一段十秒的海浪视频", "make_video", {"prompt": "海浪", "duration": 10}),
        ("写一首关于大海的歌，歌词：海浪回家", "make_song", {"prompt": "关于大海的歌", "lyrics": "海浪回家"}),
        ("朗读：今天天气很好，我们去画画。", "make_speech", {"text": "今天天气很好，我们去画画。"}),
        ("有哪些女声的中文音色？", "list_voices", {"language": "Chinese", "gender": "female"}),
        ("在素材库里找灯塔的图片", "search_library", {"words": "灯塔", "kind": "image"}),
        ("3 加 4 是多少？", "calculate", {"sum": "3 + 4"}),
        ("东京现在几点？", "tell_time", {"zone": "Asia/Tokyo"}),
    ],
)
def test_it_understands_the_same_in_chinese(text, name, arguments):
    assert calls(text) == [(name, arguments)]


@pytest.mark.parametrize(
    "text",
    [
        "write a story about drawing a picture",
        "Write a story about a man who can sing, paint and draw a picture",
        "write a story about rain in Oslo",
        "write a poem about songs",
        "How do I draw a cat?",
        "What is a picture?",
        "Can you draw?",
        "draw a conclusion from this",
        "give me a list of pictures to draw",
        'translate "draw a cat" into French',
        "how much does a video cost?",
        "say why you think so",
        "compose an email to Bob",
        "film it",
        "what day is 2027-03-04?",
        "写一个关于画画的故事",
        "写一首关于歌的诗",
        "怎么画一只猫？",
        "你好",
    ],
)
def test_it_calls_nothing_for_questions_and_writing(text):
    assert calls(text) == []
    assert reply(Turn("user", text)).text


def test_it_says_hello_itself_where_nothing_speaks():
    assert reply(Turn("user", "say hello"), tools=[STUDIO[0]]).text.startswith("Hello.")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("draw a cat and a dog", [("make_image", "a cat"), ("make_image", "a dog")]),
        (
            "draw a cat, a red dog and a bird",
            [("make_image", "a cat"), ("make_image", "a red dog"), ("make_image", "a bird")],
        ),
        ("draw a cat and a dog playing together", [("make_image", "a cat and a dog playing together")]),
        ("draw a man with a hat and a stick", [("make_image", "a man with a hat and a stick")]),
        ("Draw Tom's cat and film Ann's dog", [("make_image", "Tom's cat"), ("make_video", "Ann's dog")]),
        (
            "draw a lighthouse, and compose a song about it",
            [("make_image", "a lighthouse"), ("make_song", "a song about a lighthouse")],
        ),
        ("画一只猫和一只狗", [("make_image", "一只猫"), ("make_image", "一只狗")]),
        ("画一座灯塔，再为它写一首歌", [("make_image", "一座灯塔"), ("make_song", "关于一座灯塔的歌")]),
    ],
)
def test_it_makes_a_call_for_each_thing(text, wanted):
    assert [(name, given["prompt"]) for name, given in calls(text)] == wanted


def test_settings_hold_for_each_thing():
    assert [given["ratio"] for _name, given in calls("draw a cat and a dog, 9:16")] == ["9:16", "9:16"]


def test_it_asks_the_time_of_each_place():
    zones = [given["zone"] for _name, given in calls("what time is it in New York and Paris")]
    assert zones == ["America/New_York", "Europe/Paris"]


def test_other_sentences_belong_to_the_picture():
    [(_name, given)] = calls("Draw a lighthouse. It stands on a red rock.")
    assert given == {"prompt": "a lighthouse. It stands on a red rock"}


@settings(max_examples=40)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9), st.integers(2, 4))
def test_it_keeps_any_words_and_numbers(word, count):
    prompt = f"a {word}x under the moon"
    assert calls(f"draw {count} pictures of {prompt}") == [("make_image", {"prompt": prompt, "count": count})]


def test_it_fits_tools_of_other_names():
    other = tool("text_to_image", "description", description=TEXT, aspect_ratio=TEXT, n={"type": "integer"})
    asked = reply(Turn("user", "draw two pictures of a fox, 3:2"), tools=[other]).calls
    assert [dict(one.arguments) for one in asked] == [{"description": "a fox", "aspect_ratio": "3:2", "n": 2}]


def test_a_tool_that_reckons_something_else_is_no_calculator():
    shipping = tool("calculate_shipping", "weight", weight={"type": "number"})
    assert reply(Turn("user", "What is 3 + 4?"), tools=[shipping]).calls == []


def test_it_films_the_picture_when_it_is_there():
    turns = answered("draw a lighthouse, then film it slowly turning", made(ONE))
    told = reply(*turns)
    assert [(one.name, dict(one.arguments)) for one in told.calls] == [
        ("make_video", {"prompt": "a lighthouse slowly turning", "first_frame": ONE})
    ]
    assert told.text == "Here is your picture: a lighthouse, 1024 × 768."
    assert reply(*turns, *round_of(told.calls, f"It has begun. Its id is {TASK}.")).calls == []


def test_it_films_each_of_several_pictures():
    told = reply(*answered("draw a cat and a dog, then film them", made(ONE, title="a cat"), made(OTHER)))
    assert [(one.arguments["prompt"], one.arguments["first_frame"]) for one in told.calls] == [
        ("a cat", ONE),
        ("a dog", OTHER),
    ]


def test_it_films_what_the_library_has():
    told = reply(
        *answered("find the lighthouse picture, then film it", json.dumps([{"id": ONE, "kind": "image", "title": "x"}]))
    )
    assert [one.arguments["first_frame"] for one in told.calls] == [ONE]


@pytest.mark.parametrize(
    ("came", "told"),
    [
        ("The person does not want this. Do not ask for it again.", "All right, I leave the picture alone."),
        (
            '{"state": "Failed", "results": [], "problem": "It was refused."}',
            "The picture could not be made: It was refused.",
        ),
        ('{"state": "Cancelled", "results": []}', "The picture was stopped before it was there."),
        ("prompt: Write at least one word.", "The picture could not be made: prompt: Write at least one word."),
    ],
)
def test_it_lets_go_of_what_did_not_come(came, told):
    said = reply(*answered("draw a lighthouse, then film it", came))
    assert said.calls == []
    assert said.text.startswith(told)


def test_it_means_the_last_picture_by_it():
    before = [*answered("draw a lighthouse", made(ONE)), Turn("assistant", "Here it is.")]
    assert calls("now film it", *before) == [("make_video", {"prompt": "a lighthouse", "first_frame": ONE})]
    assert calls("draw it again in blue", *before) == [("make_image", {"prompt": "a lighthouse in blue"})]
    assert calls("look at it", *before) == [("look_at_result", {"id": TASK})]


def test_a_broken_tool_call_is_half_an_object():
    [wanted] = reply(Turn("user", "draw a fox, broken tool call")).calls
    assert wanted.name == "make_image"
    assert wanted.as_json().startswith("{")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(wanted.as_json())
    turns = [Turn("user", "broken tool call"), *round_of([wanted], "The arguments are not one whole JSON object.")]
    assert reply(*turns).calls == []


def test_endless_tools_are_called_as_long_as_they_may_be():
    turns = [Turn("user", "endless tools")]
    for _round in range(5):
        [wanted] = reply(*turns).calls
        assert wanted.name == "calculate"
        turns += round_of([wanted], "2")
    assert reply(*turns, tools=[]).calls == []
    assert [one.name for one in reply(Turn("user", "endless tools"), tools=STUDIO[-1:]).calls] == ["get_weather"]
