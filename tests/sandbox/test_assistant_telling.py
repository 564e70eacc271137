"""What the assistant says of a tool's result, and which title it gives."""

import json
import re

import pytest

from studio.sandbox.assistant.conversation import Asked, Look, Turn
from tests.sandbox.test_assistant_calls import ONE, OTHER, TASK, made, reply

LOOK = Look("PNG", 1024, 768, ("blue",), "dark")


def tell(question: str, name: str, text: str, arguments: str = "{}", *more: Turn) -> str:
    asked = Turn("assistant", calls=(Asked("c", name, arguments),))
    return reply(Turn("user", question), asked, Turn("tool", text, call_id="c"), *more).text


def found(*facts: dict) -> str:
    return json.dumps(list(facts))


@pytest.mark.parametrize(
    ("question", "name", "result", "said"),
    [
        ("picture?", "make_image", made(ONE, OTHER), "Here are your 2 pictures: a lighthouse, 1024 × 768."),
        ("x", "make_video", f"It has begun. Its id is {TASK}.", "It is being filmed; you will see it here."),
        ("x", "make_song", "It has begun, and so on.", "It is being composed; you will hear it here."),
        (
            "x",
            "make_speech",
            '{"results": [{"title": "hi", "seconds": 1.4}]}',
            "Here is your recording: hi, 1.4 seconds.",
        ),
        ("what is 17.5% of 2480?", "calculate", "17.5 * 2480 / 100 = 434.0", "17.5 % of 2,480 is 434."),
        ("(3+4)*2", "calculate", "(3 + 4) * 2 = 14", "(3 + 4) × 2 is 14."),
        (
            "1/0",
            "calculate",
            "This cannot be worked out: division by zero",
            "This cannot be worked out: division by zero.",
        ),
        ("x", "search_library", "Nothing in the library has these words.", "Nothing in the library has these words."),
        (
            "x",
            "search_library",
            found({"id": ONE, "kind": "video", "title": "a wave", "seconds": 6}),
            "I found one: a wave (clip, 6 seconds).",
        ),
        (
            "x",
            "look_at_result",
            f'{{"id": "{TASK}", "state": "Being made", "results": []}}',
            "It is not there yet: being made.",
        ),
        (
            "x",
            "get_weather",
            f'{{"temperature": -7, "sky": "clear", "station_id": "{ONE}"}}',
            "get_weather says: temperature -7, sky clear.",
        ),
        ("x", "get_weather", '{"error": "no such city"}', "get_weather did not work: no such city."),
        ("画", "make_image", made(ONE, title="灯塔"), "这是你的图片：灯塔，1024 × 768。"),
        ("拍", "make_video", "It has begun.", "正在拍摄，完成后会显示在这里。"),
    ],
)
def test_it_tells_results_in_plain_words(question, name, result, said):
    assert tell(question, name, result) == said


def test_it_tells_the_time_where_it_was_asked_for():
    said = tell("time in Tokyo?", "tell_time", "Tuesday 2026-11-24 17:00:00 JST", '{"zone": "Asia/Tokyo"}')
    assert said == "In Tokyo it is 17:00 on Tuesday, 2026-11-24 (JST)."


def test_it_lists_what_was_found():
    voices = [{"id": f"v_{n}", "name": f"Voice {n}", "language": "English", "gender": "female"} for n in range(12)]
    lines = tell("which voices?", "list_voices", found(*voices)).split("\n")
    assert lines[0] == "I found 12:"
    assert lines[2] == "- Voice 0 (English, female)"
    assert lines[-1] == "And 2 more."


def test_it_reads_ids_only_when_asked():
    result = found({"id": ONE, "kind": "image", "title": "a wave"})
    assert ONE not in tell("find the wave picture", "search_library", result)
    assert ONE in tell("what is the id of the wave picture?", "search_library", result)


def test_it_says_what_it_sees_of_a_picture_that_a_tool_shows():
    shown = Turn("user", "The picture that you looked at.", looks=(LOOK,))
    said = tell(
        "look at it", "look_at_result", found({"id": ONE, "kind": "image", "title": "a wave"})[1:-1], "{}", shown
    )
    assert said.startswith("It is a wave (picture).")
    assert "mostly blue" in said


@pytest.mark.parametrize(
    ("beginning", "title"),
    [
        ("Draw me a lighthouse in a storm, please", "Lighthouse in a storm"),
        ("Hello! Can you help me with my taxes?", "Help me with my taxes"),
        ("User: Tell me all about the lighthouses of the wild north of Scotland", "Lighthouses wild north Scotland"),
        ("请帮我写一首关于大海和远方的歌曲，谢谢", "大海和远方的歌曲"),
        ("", "Conversation"),
    ],
)
def test_it_gives_a_title(beginning, title):
    text = f"Give a title of at most six words to what begins like this.\n\n{beginning}"
    said = reply(Turn("user", text))
    assert (said.text, said.calls) == (title, [])


@pytest.mark.parametrize("beginning", ["very " * 50 + "long", "长" * 50, '"Quoted" and ended.', "x" * 500, "?!"])
def test_a_title_is_short_and_bare(beginning):
    said = reply(Turn("user", f"Give a title of at most six words.\n\n{beginning}")).text
    assert 0 < len(said.split()) <= 6
    assert len(re.findall(r"[\u3400-\u9fff]", said)) <= 12
    assert not set('".') & set(said)
