"""Speaking with the sandbox, in both dialects: at once, as a stream, over a socket, as a long task."""

import asyncio
import io

import av
import httpx
import pytest

from studio.minimax import (
    BalanceSpent,
    ContentRefused,
    Dialect,
    NotFound,
    SpeechRequest,
    TaskStatus,
    Throttled,
    TimbreWeight,
    VoiceModify,
    VoiceProblem,
)
from studio.minimax.bundle import read_bundle
from studio.minimax.dialects.shared.speech import read_long
from studio.minimax.line import Reply

MODEL, VOICE = "speech-2.8-hd", "English_expressive_narrator"
TEXT = "Good morning, today is a beautiful day. Nobody knows where the fox has gone."
EVERYTHING = SpeechRequest(
    MODEL, TEXT, VOICE, speed=1.25, volume=0.8, pitch=2 ** (3 / 12), audio_format="wav", sample_rate=24000,
    bitrate=64000, channels=2, force_cbr=True, emotion="happy", language_boost="English", pronunciation=("fox/cat",),
    timbre_weights=(TimbreWeight(VOICE, 30), TimbreWeight("female-shaonv", 70)),
    voice_modify=VoiceModify(10, -20, 30, "robotic"), text_normalization=True, latex_read=False, subtitles="word",
    aigc_watermark=True,
)  # fmt: skip


def seconds(audio):
    with av.open(io.BytesIO(audio)) as file:
        return sum(frame.samples for frame in file.decode(audio=0)) / file.streams.audio[0].rate


async def fetch(url, headers=None):
    async with httpx.AsyncClient() as client:
        return (await client.get(url, headers=headers)).content


async def test_it_speaks_at_once(api):
    spoken = await api.speech.speak(SpeechRequest(MODEL, TEXT, VOICE))
    assert seconds(spoken.audio) == pytest.approx(spoken.seconds, abs=0.1)
    assert (spoken.audio_format, spoken.sample_rate, spoken.channels, spoken.bitrate) == ("mp3", 32000, 1, 128000)
    assert (spoken.characters, spoken.words, spoken.size) == (len(TEXT), 14, len(spoken.audio))


async def test_it_speaks_with_every_field_and_links(api):
    spoken = await api.speech.speak(EVERYTHING)
    assert (spoken.audio_format, spoken.sample_rate, spoken.channels) == ("wav", 24000, 2)
    assert len(httpx.get(spoken.subtitle_url).json()) == 14
    linked = await api.speech.speak(SpeechRequest(MODEL, TEXT, VOICE, output="url"))
    assert linked.audio is None
    assert seconds(await fetch(linked.url)) == pytest.approx(linked.seconds, abs=0.1)


async def test_a_stream_joins_to_the_whole(api):
    async with api.speech.stream(SpeechRequest(MODEL, TEXT, VOICE)) as stream:
        chunks = [chunk async for chunk in stream]
    assert len(chunks) > 2
    assert stream.facts.size == len(b"".join(chunks))
    assert seconds(b"".join(chunks)) == pytest.approx(stream.facts.seconds, abs=0.1)


async def test_it_speaks_text_after_text_on_the_line(api):
    async with api.speech.live(SpeechRequest(MODEL, "", VOICE)) as live:
        for text in ("Good morning.", "How are you?"):
            audio = b"".join([chunk async for chunk in live.say(text)])
            assert live.spoken.size == len(audio)
            assert live.spoken.characters == len(text)


@pytest.mark.parametrize("uploaded", [False, True])
async def test_a_long_text_becomes_a_file(api, tmp_path, uploaded):
    text = TEXT if not uploaded else TEXT + " " * 50_000 * (api.dialect is Dialect.OFFICIAL)
    request = await api.speech.prepare_long(SpeechRequest(MODEL, text, VOICE, audio_format="mp3"))
    assert bool(request.text_file_id) == (uploaded and api.dialect is Dialect.OFFICIAL)
    created = await api.speech.create_long(request)
    assert (created.status, created.characters) == (TaskStatus.PROCESSING, len(text))
    async with asyncio.timeout(30):
        while not (task := await api.speech.query_long(created.task_id)).status.finished:
            await asyncio.sleep(0.1)
    assert task.status is TaskStatus.SUCCESS
    source = await api.speech.source(task)
    (tmp_path / "result").write_bytes(await fetch(source.url, source.headers))
    bundle = read_bundle(tmp_path / "result", tmp_path / "audio")
    assert 3 < seconds(bundle.audio.read_bytes()) < 8
    if api.dialect is Dialect.OFFICIAL:
        assert [line["text"] for line in bundle.subtitles] == TEXT.replace(". ", ".|").split("|")
        assert bundle.facts["audio_length"] == pytest.approx(1000 * seconds(bundle.audio.read_bytes()), abs=100)


async def test_the_subtitles_of_a_long_task_lie_beside_the_audio_or_within(api, tmp_path):
    request = SpeechRequest(MODEL, TEXT, VOICE, audio_format="mp3", subtitles="sentence")
    task = await api.speech.create_long(request)
    assert task.subtitle_url is None
    async with asyncio.timeout(30):
        while not (task := await api.speech.query_long(task.task_id)).status.finished:
            await asyncio.sleep(0.1)
    (tmp_path / "result").write_bytes(await fetch((await api.speech.source(task)).url))
    packed = read_bundle(tmp_path / "result", tmp_path / "audio").subtitles
    apart = httpx.get(task.subtitle_url).json() if task.subtitle_url else []
    assert (bool(packed), bool(apart)) == (api.dialect is Dialect.OFFICIAL, api.dialect is Dialect.REFERENCE)
    assert [line["text"] for line in packed or apart] == TEXT.replace(". ", ".|").split("|")


@pytest.mark.parametrize("odd", [7, "", "ftp://x/y", ["http://x/y"], None])
def test_an_odd_link_to_subtitles_is_as_good_as_none(odd):
    body = {"task_id": "1", "status": "Success", "file_id": "2", "subtitle_file": odd}
    task = read_long(Reply(body, 200, ""))
    assert (task.status, task.subtitle_url) == (TaskStatus.SUCCESS, None)


async def test_it_says_why_a_long_task_failed(api):
    created = await api.speech.create_long(SpeechRequest(MODEL, "Hello sandbox:fail", VOICE))
    task = await api.speech.query_long(created.task_id)
    assert task.status is TaskStatus.FAILED
    assert type(task.problem) is ContentRefused
    with pytest.raises(NotFound):
        await api.speech.source(task)
    with pytest.raises(NotFound):
        await api.speech.query_long("123456789012345")


async def ask(api, how, request):
    if how == "speak":
        await api.speech.speak(request)
    elif how == "stream":
        async with api.speech.stream(request) as stream:
            [chunk async for chunk in stream]
    elif how == "long":
        await api.speech.create_long(request)
    else:
        async with api.speech.live(request) as live:
            [chunk async for chunk in live.say(request.text)]


@pytest.mark.parametrize("how", ["speak", "stream", "long", "live"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello sandbox:refuse", ContentRefused),
        ("Hello sandbox:balance", BalanceSpent),
        ("Hello sandbox:throttle", Throttled),
    ],
)
async def test_it_tells_refusals_apart(api, how, text, kind):
    with pytest.raises(kind):
        await ask(api, how, SpeechRequest(MODEL, text, VOICE))


@pytest.mark.parametrize("how", ["speak", "stream", "long", "live"])
async def test_it_says_that_a_voice_does_not_exist(api, how):
    with pytest.raises(VoiceProblem):
        await ask(api, how, SpeechRequest(MODEL, TEXT, "nobody"))
