"""Audio in events: nothing that was paid for is dropped, and nothing is heard twice."""

import json

import pytest

from studio.minimax import (
    ContentRefused,
    Garbled,
    ImageRequest,
    MusicRequest,
    OutOfRange,
    SpeechRequest,
    Unclear,
    Unsaid,
)
from studio.minimax.dialects import tongue_of
from studio.minimax.dialects.official import images
from studio.minimax.line import Reply
from tests.minimax import scripted as s
from tests.minimax.test_chat import events, stream_of

FACTS = {"audio_length": "1124", "word_count": 1.5, "audio_size": 3}


def part(audio="", status=1, **more):
    return {"data": {"audio": audio, "status": status}, **more}


async def heard(connect, *bodies):
    async with s.scripted(stream_of(events(*bodies))) as server:
        api = connect(server.root)
        async with api.speech.stream(SpeechRequest("speech-2.6-hd", "Hello", "v")) as stream:
            chunks = [chunk async for chunk in stream]
        return b"".join(chunks), stream.facts


@pytest.mark.parametrize(("bodies", "audio"), [
    ([part("aabb"), part("ccdd"), part("aabbccdd", 2, extra_info=FACTS)], "aabbccdd"),
    ([part("aabb"), part("", 2, extra_info=FACTS)], "aabb"),
    ([part("aabb"), part("cc", 2, extra_info=FACTS)], "aabbcc"),
    ([part(""), part("aabbcc", 2, extra_info=FACTS)], "aabbcc"),
    ([part("aabbcc", 2, extra_info=FACTS)], "aabbcc"),
])  # fmt: skip
async def test_it_gives_out_every_byte_once(connect, bodies, audio):
    got, facts = await heard(connect, *bodies)
    assert got.hex() == audio
    assert (facts.seconds, facts.words, facts.size) == (1.124, None, 3)


async def test_a_stream_without_sound_is_no_speech(connect):
    with pytest.raises(Garbled):
        await heard(connect, part(""), part("", 2, extra_info=FACTS))


async def test_a_stream_that_breaks_off_says_so(connect):
    with pytest.raises(Unclear):
        await heard(connect, part("aabb"))


@pytest.mark.parametrize(("format_", "sent"), [("mp3", None), (None, None), ("wav", "url"), ("pcm", "url")])
def test_what_may_be_too_large_for_a_reply_comes_as_a_link(format_, sent):
    for tongue in map(tongue_of, ("official", "reference")):
        speech = tongue.speech.create(SpeechRequest("m", "t", "v", audio_format=format_))
        song = tongue.music.create(MusicRequest("m", "p", audio_format=format_), False)
        assert [json.loads(call.body).get("output_format") for call in (speech, song)] == [sent, sent]


def test_no_picture_at_all_is_a_refusal_of_the_content():
    with pytest.raises(ContentRefused):
        images.read(Reply({"data": {}, "metadata": {"success_count": "0", "failed_count": "2"}}, 200, "t"))


@pytest.mark.parametrize(("wishes", "unsaid"), [
    ({"size": "2000x1000", "ratio": "16:9"}, [Unsaid("ratio", "16:9", None)]),
    ({"size": "1024x1024", "ratio": "16:9"}, [Unsaid("ratio", "16:9", "1:1")]),
    ({"style": "水彩", "style_weight": 0.0}, [Unsaid("style_weight", 0.0, 0.01)]),
    ({"style": "woodcut", "style_weight": 0.5}, [Unsaid("style", "woodcut"), Unsaid("style_weight", 0.5)]),
])  # fmt: skip
def test_every_changed_wish_of_an_image_is_told(wishes, unsaid):
    assert images.find_unsaid(ImageRequest("image-01", "p", **wishes)) == unsaid


@pytest.mark.parametrize("size", ["wide", "1024 by 1024", "x"])
def test_a_size_that_is_none_is_refused_before_it_is_sent(size):
    with pytest.raises(OutOfRange) as caught:
        images.create(ImageRequest("image-01", "p", size=size))
    assert caught.value.said == "size"


def test_a_pitch_of_nothing_is_refused_before_it_is_sent():
    with pytest.raises(OutOfRange):
        tongue_of("official").speech.create(SpeechRequest("m", "t", "v", pitch=0.0))
