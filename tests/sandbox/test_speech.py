"""Speech while the caller waits, in both dialects."""

import httpx
import pytest

from tests.sandbox.asking import Asker
from tests.sandbox.sound.hearing import decoded
from tests.sandbox.sound.sentences import SENTENCES
from tests.sandbox.speaking import (
    FEMALE,
    MODEL,
    NATIVE,
    REFERENCE,
    TEXT,
    brightness,
    loudness,
    native,
    pitch,
    reference,
    refused,
    seconds,
    sound,
    speak,
)


@pytest.mark.parametrize(("path", "body"), [(NATIVE, native()), (REFERENCE, reference())])
def test_it_speaks_with_every_documented_field(ask: Asker, path: str, body: dict) -> None:
    reply = speak(ask, body, path)
    data, facts = sound(reply), reply["extra_info"]
    assert set(reply) == {"data", "extra_info", "trace_id", "base_resp"}
    assert set(reply["data"]) == {"audio", "status"}
    assert reply["data"]["status"] == 2
    assert facts["audio_length"] == pytest.approx(1000 * seconds(data), abs=100)
    assert facts["audio_size"] == len(data)
    assert (facts["audio_format"], facts["audio_sample_rate"], facts["bitrate"], facts["audio_channel"]) == (
        "mp3",
        32000,
        128000,
        1,
    )
    assert (facts["usage_characters"], facts["word_count"], facts["invisible_character_ratio"]) == (len(TEXT), 14, 0)


@pytest.mark.parametrize(
    ("format", "decoder", "rate"),
    [("mp3", None, 24000), ("wav", None, 48000), ("flac", None, 44100), ("pcm", "s16le", 16000),
     ("pcmu_raw", "mulaw", 8000), ("pcmu_wav", None, 8000), ("opus", None, 48000)],
)  # fmt: skip
def test_it_speaks_every_format(ask: Asker, format: str, decoder: str | None, rate: int) -> None:
    audio = {"format": format, "sample_rate": 48000 if format == "opus" else rate, "channel": 2}
    reply = speak(ask, native("Hello there.", audio_setting=audio))
    options = {"sample_rate": str(rate), "ch_layout": "stereo"} if decoder else {}
    got_rate, channels, samples = decoded(sound(reply), decoder, **options)
    assert (got_rate, channels) == (rate, 2)
    assert samples.shape[1] / rate == pytest.approx(reply["extra_info"]["audio_length"] / 1000, abs=0.1)


@pytest.mark.parametrize("language", SENTENCES)
def test_it_speaks_every_language(ask: Asker, language: str) -> None:
    reply = speak(ask, native(SENTENCES[language], language_boost=language, audio_setting={"sample_rate": 16000}))
    assert 1 < seconds(sound(reply)) < 12


@pytest.mark.parametrize("speed", [0.5, 1.5, 2.0])
def test_it_is_faster_by_the_factor(ask: Asker, speed: float) -> None:
    plain = seconds(sound(speak(ask, native())))
    assert seconds(sound(speak(ask, native(voice={"speed": speed})))) == pytest.approx(plain / speed, rel=0.05)
    plain = seconds(sound(speak(ask, reference(), REFERENCE)))
    assert seconds(sound(speak(ask, reference(speed=speed), REFERENCE))) == pytest.approx(plain / speed, rel=0.05)


def test_it_takes_pitch_in_semitones_or_as_a_factor(ask: Asker) -> None:
    plain = pitch(sound(speak(ask, native())))
    assert pitch(sound(speak(ask, native(voice={"pitch": 12})))) == pytest.approx(2 * plain, rel=0.1)
    plain = pitch(sound(speak(ask, reference(), REFERENCE)))
    assert pitch(sound(speak(ask, reference(pitch=0.5), REFERENCE))) == pytest.approx(plain / 2, rel=0.1)
    assert pitch(sound(speak(ask, reference(pitch=1.5), REFERENCE))) == pytest.approx(1.5 * plain, rel=0.1)


def test_it_is_louder_by_volume(ask: Asker) -> None:
    levels = [loudness(sound(speak(ask, native(voice={"vol": volume})))) for volume in (0.5, 1, 2)]
    assert levels[0] + 4 < levels[1] < levels[2] - 4


def length(reply: dict) -> int:
    return reply["extra_info"]["audio_length"]


def test_every_manner_is_audible(ask: Asker) -> None:
    """The same words sound a little different each time, so what is compared is measured."""
    plain = speak(ask, native())
    assert length(speak(ask, native(voice={"emotion": "sad"}))) > 1.08 * length(plain)
    assert length(speak(ask, native(pronunciation_dict={"tone": ["fox/very old elephant"]}))) > 1.03 * length(plain)
    assert length(speak(ask, native(language_boost="German"))) != length(plain)
    assert length(speak(ask, native(continuous_sound=True))) == pytest.approx(length(plain) - 200, abs=50)
    deep, soft, crisp, echo = (
        speak(ask, native(voice_modify=given))
        for given in ({"pitch": -60}, {"intensity": 60}, {"timbre": 90}, {"sound_effects": "spacious_echo"})
    )
    assert pitch(sound(deep)) == pytest.approx(2 ** (-3 / 12) * pitch(sound(plain)), rel=0.05)
    assert loudness(sound(soft)) == pytest.approx(loudness(sound(plain)) - 3, abs=1)
    assert brightness(sound(crisp)) > 1.1 * brightness(sound(plain))
    assert length(echo) > length(plain) + 500


def test_weights_mix_voices(ask: Asker) -> None:
    def mixed(one: int, other: int, name: str = "timbre_weights") -> float:
        weights = [{"voice_id": FEMALE, "weight": one}, {"voice_id": "male-qn-jingying", "weight": other}]
        return pitch(sound(speak(ask, native(voice={"voice_id": ""}, **{name: weights}))))

    low, middle, high = mixed(1, 99), mixed(50, 50), mixed(99, 1)
    assert low * 1.1 < middle < high / 1.1
    assert mixed(50, 50, "timber_weights") == pytest.approx(middle, rel=0.03)


def test_a_watermark_is_a_tone_at_the_end(ask: Asker) -> None:
    plain, marked = (speak(ask, native(aigc_watermark=on, audio_setting={"format": "wav"})) for on in (False, True))
    rate, _, samples = decoded(sound(marked))
    assert seconds(sound(marked)) == pytest.approx(seconds(sound(plain)) + 0.91, abs=0.02)
    tail = samples[0, int(len(samples[0]) - 0.06 * rate) :]
    crossings = ((tail[1:] > 0) != (tail[:-1] > 0)).sum() / 2 / 0.06
    assert crossings == pytest.approx(880, rel=0.05)


def test_it_takes_the_spellings_of_older_clients(ask: Asker) -> None:
    plain = length(speak(ask, native("It is 5 km.")))
    for body in (
        native("It is 5 km.", voice={"english_normalization": True}),
        native("It is 5 km.", voice={"text_normalization": True}),
        native("It is 5 km.", text_normalization=True),
    ):
        assert length(speak(ask, body)) > plain + 100
    plain = length(speak(ask, native()))
    for tone in (
        {"tone": [{"text": "fox", "tone": "very old elephant"}]},
        {"fox": "very old elephant"},
        {"tone": {"fox": ["very old elephant"]}},
    ):
        assert length(speak(ask, native(pronunciation_dict=tone))) > 1.03 * plain
    assert length(speak(ask, native(voice={"emotion": "neutral"}, language_boost="auto"))) == pytest.approx(
        plain, abs=30
    )
    speak(ask, native(), "/v1/t2a_v2?GroupId=1234567890")


def test_interjections_are_sounds_with_the_2_8_models_only(ask: Asker) -> None:
    new = speak(ask, native("Well (laughs) yes."))
    old = speak(ask, {**native("Well (laughs) yes."), "model": "speech-2.6-hd"})
    assert new["extra_info"]["audio_length"] != old["extra_info"]["audio_length"]


def test_it_takes_a_voice_by_its_name_and_the_samples_of_the_reference(ask: Asker) -> None:
    by_id, by_name = (speak(ask, reference(voice=voice), REFERENCE) for voice in ("audiobook_male_1", "Audiobook male"))
    assert length(by_id) == pytest.approx(length(by_name), abs=30)
    assert pitch(sound(by_id)) == pytest.approx(pitch(sound(by_name)), rel=0.03)
    female, male = (pitch(sound(speak(ask, reference(voice=v), REFERENCE))) for v in ("female-gentle", "male-calm"))
    assert male < 155 < female


@pytest.mark.parametrize(("path", "body"), [(NATIVE, native("Hello.")), (REFERENCE, reference("Hello."))])
def test_it_gives_a_link_that_needs_no_key(ask: Asker, path: str, body: dict) -> None:
    address = speak(ask, {**body, "output_format": "url"}, path)["data"]["audio"]
    assert address.startswith(str(ask.api.base_url).rstrip("/") + "/downloads/")
    reply = httpx.get(address)
    assert reply.headers["content-type"] == "audio/mpeg"
    assert seconds(reply.content) == pytest.approx(seconds(sound(speak(ask, body, path))), abs=0.1)
    assert httpx.get(address, headers={"Sandbox-Clock": "+86000"}).status_code == 200
    assert httpx.get(address, headers={"Sandbox-Clock": "+86500"}).status_code == 403


@pytest.mark.parametrize(("kind", "count"), [(None, 2), ("sentence", 2), ("word", 14), ("word_streaming", 14)])
def test_it_links_to_subtitles(ask: Asker, kind: str | None, count: int) -> None:
    reply = speak(ask, native(subtitle_enable=True, subtitle_type=kind))
    lines = httpx.get(reply["data"]["subtitle_file"]).json()
    assert len(lines) == count
    assert "".join(line["text"] for line in lines).replace(" ", "") == TEXT.replace(" ", "")
    times = [time for line in lines for time in (line["time_begin"], line["time_end"])]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(reply["extra_info"]["audio_length"], abs=2)


BAD = [
    ({"model": "speech-9"}, "model"), ({"model": None}, "model"), ({"text": None}, "text"), ({"text": "  "}, "text"),
    ({"text": 7}, "text"), ({"text": "Hello <#0#>"}, "text"), ({"text": "..."}, "text"),
    ({"text": "Hello <#99#>" * 40}, "text"),
    ({"voice_setting": "x"}, "voice_setting"), ({"audio_setting": []}, "audio_setting"),
    ({"voice_setting": {}}, "voice_setting.voice_id"), ({"voice_setting": {"voice_id": 5}}, "voice_setting.voice_id"),
    ({"speed": 0.4}, "voice_setting.speed"), ({"speed": 2.1}, "voice_setting.speed"),
    ({"speed": "1"}, "voice_setting.speed"), ({"vol": 0}, "voice_setting.vol"), ({"vol": 10.5}, "voice_setting.vol"),
    ({"vol": True}, "voice_setting.vol"), ({"pitch": 13}, "voice_setting.pitch"),
    ({"pitch": 0.5}, "voice_setting.pitch"), ({"emotion": "bored"}, "voice_setting.emotion"),
    ({"emotion": "whisper"}, "voice_setting.emotion"), ({"latex_read": 1}, "voice_setting.latex_read"),
    ({"text_normalization": "yes"}, "voice_setting.text_normalization"), ({"format": "ogg"}, "audio_setting.format"),
    ({"sample_rate": 11025}, "audio_setting.sample_rate"), ({"bitrate": 100}, "audio_setting.bitrate"),
    ({"channel": 3}, "audio_setting.channel"), ({"force_cbr": "x"}, "audio_setting.force_cbr"),
    ({"language_boost": "Klingon"}, "language_boost"), ({"language_boost": 4}, "language_boost"),
    ({"language_boost": "Tamil", "model": "speech-02-hd"}, "language_boost"),
    ({"pronunciation_dict": ["a/b"]}, "pronunciation_dict"),
    ({"pronunciation_dict": {"tone": ["ab"]}}, "pronunciation_dict.tone[0]"),
    ({"pronunciation_dict": {"tone": [7]}}, "pronunciation_dict.tone[0]"),
    ({"timbre_weights": {"a": 1}}, "timbre_weights"),
    ({"timbre_weights": [{"voice_id": FEMALE, "weight": 0}]}, "timbre_weights[0].weight"),
    ({"timbre_weights": [{"weight": 5}]}, "timbre_weights[0].voice_id"),
    ({"timbre_weights": [{"voice_id": FEMALE, "weight": 5}] * 5}, "timbre_weights"),
    ({"voice_modify": 3}, "voice_modify"), ({"voice_modify": {"pitch": 101}}, "voice_modify.pitch"),
    ({"voice_modify": {"timbre": 1.5}}, "voice_modify.timbre"),
    ({"voice_modify": {"sound_effects": "cave"}}, "voice_modify.sound_effects"),
    ({"voice_modify": {"pitch": 1}, "format": "pcm"}, "voice_modify"),
    ({"voice_modify": {"pitch": 1}, "format": "wav", "stream": True}, "voice_modify"),
    ({"subtitle_enable": "yes"}, "subtitle_enable"),
    ({"subtitle_enable": True, "subtitle_type": "letter"}, "subtitle_type"),
    ({"output_format": "mp3"}, "output_format"), ({"output_format": "url", "stream": True}, "output_format"),
    ({"stream": "true"}, "stream"), ({"stream_options": 1}, "stream_options"),
    ({"stream_options": {"exclude_aggregated_audio": 1}}, "stream_options.exclude_aggregated_audio"),
    ({"aigc_watermark": "x"}, "aigc_watermark"),
    ({"continuous_sound": True, "model": "speech-2.6-hd"}, "continuous_sound"),
]  # fmt: skip
VOICE = {"speed", "vol", "pitch", "emotion", "latex_read", "text_normalization"}
AUDIO = {"format", "sample_rate", "bitrate", "channel", "force_cbr"}


@pytest.mark.parametrize(("fields", "name"), BAD)
def test_it_refuses_and_names_the_field(ask: Asker, fields: dict, name: str) -> None:
    body: dict = {"model": MODEL, "text": TEXT, "voice_setting": {"voice_id": FEMALE}, "audio_setting": {}}
    for field, value in fields.items():
        place = body["voice_setting"] if field in VOICE else body["audio_setting"] if field in AUDIO else body
        place[field] = value
    status, code, text = refused(ask, NATIVE, body)
    assert (status, code) == (200, 2013)
    assert name in text


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"voice": ""}, "voice "), ({"speed": 3}, "speed"), ({"volume": 0.05}, "volume"), ({"pitch": 2.5}, "pitch"),
     ({"pitch": 0}, "pitch"), ({"audio_format": "aac"}, "audio_format"), ({"sample_rate": "48000"}, "sample_rate"),
     ({"text": "a" * 10_001}, "text"), ({"bitrate": 1}, "bitrate"), ({"channel": True}, "channel")],
)  # fmt: skip
def test_the_reference_refuses_with_400_under_its_own_names(ask: Asker, fields: dict, name: str) -> None:
    status, code, text = refused(ask, REFERENCE, {**reference(), **fields})
    assert (status, code) == (400, 2013)
    assert f"invalid params, {name}" in text


def test_the_two_dialects_differ_at_exactly_ten_thousand_characters(ask: Asker) -> None:
    text = "<#0.01#>" + "word " * 2 + " " * 9_982
    assert len(text) == 10_000
    assert refused(ask, NATIVE, native(text))[1] == 2013
    assert speak(ask, reference(text), REFERENCE)["extra_info"]["usage_characters"] == 10_000


def test_it_refuses_what_cannot_be_seen_and_voices_that_are_not_there(ask: Asker) -> None:
    assert refused(ask, NATIVE, native("abcdefg\u200b"))[1] == 1042
    assert speak(ask, native("abcdefghij\u200b"))["extra_info"]["invisible_character_ratio"] == pytest.approx(
        1 / 11, abs=1e-4
    )
    assert refused(ask, NATIVE, native(voice={"voice_id": "nobody"}))[:2] == (200, 2054)
    assert refused(ask, REFERENCE, reference(voice="nobody"))[:2] == (400, 2054)
    mix = [{"voice_id": "nobody", "weight": 5}]
    assert refused(ask, NATIVE, native(timbre_weights=mix))[1] == 2054


@pytest.mark.parametrize(
    ("what", "code"), [("refuse", 1026), ("balance", 1008), ("throttle", 1002), ("fail", 1027), ("2056", 2056)]
)
def test_trouble_comes_by_a_word_or_a_header(ask: Asker, what: str, code: int) -> None:
    assert refused(ask, NATIVE, native(f"Hello sandbox:{what}"))[1] == code
    assert refused(ask, NATIVE, native("Hello"), **{"Sandbox-Misfortune": what})[1] == code


def test_the_answer_can_be_lost_and_the_order_is_not_spoken(ask: Asker) -> None:
    assert ask.api.post(NATIVE, json=native("Hello sandbox:lost")).status_code == 500
    with pytest.raises(httpx.RemoteProtocolError):
        ask.api.post(NATIVE, json=native("Hello sandbox:reset"))
    spoken = length(speak(ask, native("Hello sandbox:poll-500")))
    assert spoken == pytest.approx(length(speak(ask, native("Hello "))), abs=30)
