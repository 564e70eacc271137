"""Requests on the wire, field by field, for speech, voices, images and music (mapping.md 4, 5, 8, 9)."""

import json

import pytest

from studio.minimax import (
    CloneRequest,
    DesignRequest,
    Dialect,
    EmbeddingKind,
    ImageRequest,
    LyricsRequest,
    MusicRequest,
    Picture,
    Recording,
    SpeechRequest,
    TimbreWeight,
    Unprepared,
    Unsaid,
    VoiceKind,
    VoiceModify,
)
from studio.minimax.dialects import tongue_of
from studio.minimax.line import Upload

official, reference = tongue_of(Dialect.OFFICIAL), tongue_of(Dialect.REFERENCE)
MODEL = "speech-2.6-hd"


def fields(call):
    return json.loads(call.body)


# Speech


SPEECH = SpeechRequest(
    MODEL, "Hello", "female-shaonv", speed=1.5, volume=2.0, pitch=2.0, audio_format="wav", sample_rate=24000,
    bitrate=64000,
    channels=2, force_cbr=True, emotion="happy", language_boost="English", pronunciation=("omg/oh my god",),
    timbre_weights=(TimbreWeight("a", 30), TimbreWeight("b", 70)), voice_modify=VoiceModify(10, -20, 30, "robotic"),
    text_normalization=True, latex_read=False, subtitles="word", output="url", aigc_watermark=True,
)  # fmt: skip


def test_the_official_dialect_says_every_field_of_speech():
    call = official.speech.create(SPEECH)
    assert call.path == "/v1/t2a_v2"
    assert fields(call) == {
        "model": MODEL,
        "text": "Hello",
        "stream": False,
        "voice_setting": {
            "voice_id": "female-shaonv",
            "speed": 1.5,
            "vol": 2.0,
            "pitch": 12,
            "emotion": "happy",
            "text_normalization": True,
            "latex_read": False,
        },
        "audio_setting": {"sample_rate": 24000, "bitrate": 64000, "format": "wav", "channel": 2, "force_cbr": True},
        "language_boost": "English",
        "pronunciation_dict": {"tone": ["omg/oh my god"]},
        "timbre_weights": [{"voice_id": "a", "weight": 30}, {"voice_id": "b", "weight": 70}],
        "voice_modify": {"pitch": 10, "intensity": -20, "timbre": 30, "sound_effects": "robotic"},
        "subtitle_enable": True,
        "subtitle_type": "word",
        "output_format": "url",
        "aigc_watermark": True,
    }


def test_the_reference_says_its_own_fields_and_takes_the_others_along():
    call = reference.speech.create(SPEECH)
    sent = fields(call)
    assert call.path == "/v1/tts"
    own = {
        name: sent.pop(name)
        for name in ("model", "text", "voice", "speed", "volume", "pitch", "audio_format", "sample_rate", "stream")
    }
    assert own == {
        "model": MODEL, "text": "Hello", "voice": "female-shaonv", "speed": 1.5, "volume": 2.0, "pitch": 2.0,
        "audio_format": "wav",
        "sample_rate": 24000, "stream": False,
    }  # fmt: skip
    assert sent["emotion"] == "happy"
    assert sent["voice_modify"]["sound_effects"] == "robotic"
    assert reference.speech.find_unsaid(SPEECH) == []


@pytest.mark.parametrize(
    ("factor", "semitones"), [(None, None), (0.5, -12), (1.0, 0), (1.5, 7), (2.0, 12), (2 ** (3 / 12), 3), (4.0, 12)]
)
def test_it_turns_a_pitch_factor_into_semitones(factor, semitones):
    sent = fields(official.speech.create(SpeechRequest(MODEL, "a", "v", pitch=factor)))
    assert sent["voice_setting"].get("pitch") == semitones


def test_it_admits_a_pitch_between_semitones_and_a_rate_beyond_its_own():
    request = SpeechRequest(MODEL, "a", "v", pitch=1.1, sample_rate=48000)
    assert fields(official.speech.create(request))["audio_setting"] == {"sample_rate": 44100}
    assert official.speech.find_unsaid(request) == [
        Unsaid("pitch", 1.1, 2 ** (2 / 12)),
        Unsaid("sample_rate", 48000, 44100),
    ]
    assert official.speech.find_unsaid(SpeechRequest(MODEL, "a", "v", pitch=1.1224620483, sample_rate=24000)) == []
    assert official.speech.find_unsaid(SpeechRequest(MODEL, "a", "v", audio_format="opus", sample_rate=48000)) == []


def test_a_stream_leaves_the_whole_out_of_its_end():
    for tongue in (official, reference):
        sent = fields(tongue.speech.create_stream(SPEECH))
        assert sent["stream"] is True
        assert sent["stream_options"] == {"exclude_aggregated_audio": True}
        assert "output_format" not in sent


def test_a_long_speech_has_fields_of_its_own():
    request = SpeechRequest(MODEL, "Long", "v", sample_rate=32000, audio_format="mp3")
    call = official.speech.create_long(request)
    assert call.path == "/v1/t2a_async_v2"
    assert fields(call)["audio_setting"] == {"format": "mp3", "audio_sample_rate": 32000}
    call = reference.speech.create_long(request)
    assert call.path == "/v1/text_to_speech/async"
    assert fields(call) == {"model": MODEL, "text": "Long", "voice": "v", "audio_format": "mp3", "sample_rate": 32000}
    uploaded = SpeechRequest(MODEL, "", "v", text_file_id="123456789012345")
    assert fields(official.speech.create_long(uploaded)) == {
        "model": MODEL,
        "text_file_id": 123456789012345,
        "voice_setting": {"voice_id": "v"},
    }
    assert fields(reference.speech.create_long(uploaded))["text_file_id"] == "123456789012345"


def test_a_long_speech_is_asked_after_by_path_or_by_query():
    assert official.speech.query_long("9").path == "/v1/query/t2a_async_query_v2?task_id=9"
    assert reference.speech.query_long("9").path == "/v1/text_to_speech/async/9"


# Voices


def test_cloning_takes_the_sample_by_its_id():
    request = CloneRequest(
        "my_voice_01", Recording(file_id="123456789012345"), Recording(file_id="7"), "as said", "Hi", MODEL,
        "English", True,
        False, "what it says", 0.8, True,
    )  # fmt: skip
    both = {
        "voice_id": "my_voice_01", "clone_prompt": {"prompt_audio": 7, "prompt_text": "as said"}, "text": "Hi",
        "model": MODEL,
        "language_boost": "English", "need_noise_reduction": True, "need_volume_normalization": False,
        "text_validation": "what it says", "accuracy": 0.8, "aigc_watermark": True,
    }  # fmt: skip
    call = official.voices.clone(request)
    assert (call.path, fields(call)) == ("/v1/voice_clone", {**both, "file_id": 123456789012345})
    call = reference.voices.clone(request)
    assert (call.path, fields(call)) == ("/v1/voice_clone/create", {**both, "file_id": "123456789012345"})
    for tongue in (official, reference):
        with pytest.raises(Unprepared):
            tongue.voices.clone(CloneRequest("my_voice_01", Recording(content=b"x")))


def test_a_sample_is_uploaded_where_each_dialect_wants_it():
    sample = Upload("a.wav", b"x", "audio/wav", {"purpose": "voice_clone"})
    prompt = Upload("p.wav", b"x", "audio/wav", {"purpose": "prompt_audio"})
    assert (official.voices.upload(sample).path, official.voices.upload(sample).upload.fields) == (
        "/v1/files/upload",
        {"purpose": "voice_clone"},
    )
    assert (reference.voices.upload(sample).path, reference.voices.upload(sample).upload.fields) == (
        "/v1/voice_clone/upload",
        {},
    )
    assert reference.voices.upload(prompt).path == "/v1/files/upload"


def test_a_design_has_a_model_here_and_a_preview_there():
    request = DesignRequest("a calm narrator", "my_voice_02", model="speech-02-hd")
    sent = fields(official.voices.design(request))
    assert set(sent) == {"prompt", "preview_text", "voice_id"}
    assert 0 < len(sent["preview_text"]) <= 500
    assert official.voices.find_unsaid(request) == [Unsaid("model", "speech-02-hd")]
    call = reference.voices.design(request)
    assert call.path == "/v1/voice_design/create"
    assert fields(call) == {"model": "speech-02-hd", "prompt": "a calm narrator", "voice_id": "my_voice_02"}
    assert reference.voices.find_unsaid(request) == []


def test_listing_and_deleting_are_minimaxs_own_in_both():
    for tongue in (official, reference):
        assert (tongue.voices.list_all("all").path, fields(tongue.voices.list_all("all"))) == (
            "/v1/get_voice",
            {"voice_type": "all"},
        )
        call = tongue.voices.delete("my_voice_01", VoiceKind.CLONED)
        assert (call.path, fields(call)) == (
            "/v1/delete_voice",
            {"voice_type": "voice_cloning", "voice_id": "my_voice_01"},
        )


# Images


FACE = Picture(content=b"\x89PNG", mime="image/png")


def test_the_official_dialect_says_every_field_of_an_image():
    request = ImageRequest(
        "image-01-live", "a boat", ratio="16:9", count=3, seed=7, reference=FACE, style="水彩", style_weight=0.4,
        prompt_optimizer=True, output="base64", aigc_watermark=False,
    )  # fmt: skip
    assert fields(official.images.create(request)) == {
        "model": "image-01-live",
        "prompt": "a boat",
        "aspect_ratio": "16:9",
        "n": 3,
        "seed": 7,
        "subject_reference": [{"type": "character", "image_file": "data:image/png;base64,iVBORw=="}],
        "style": {"style_type": "水彩", "style_weight": 0.4},
        "prompt_optimizer": True,
        "response_format": "base64",
        "aigc_watermark": False,
    }
    assert official.images.find_unsaid(request) == []


@pytest.mark.parametrize(("model", "size", "sent", "unsaid"), [
    ("image-01", "1024x1024", {"aspect_ratio": "1:1"}, []),
    ("image-01", "1280x720", {"aspect_ratio": "16:9"}, []),
    ("image-01", "640x512", {"width": 640, "height": 512}, []),
    ("image-01", "1001x300", {"width": 1000, "height": 512}, [Unsaid("size", "1001x300", "1000x512")]),
    ("image-01", "9000x2048", {"width": 2048, "height": 2048}, [Unsaid("size", "9000x2048", "2048x2048")]),
    ("image-01-live", "1900x1000", {"aspect_ratio": "16:9"}, [Unsaid("size", "1900x1000", "1280x720")]),
])  # fmt: skip
def test_it_says_a_size_as_ratio_or_sides_and_admits_the_nearest(model, size, sent, unsaid):
    request = ImageRequest(model, "p", size=size)
    found = fields(official.images.create(request))
    assert {name: found[name] for name in ("aspect_ratio", "width", "height") if name in found} == sent
    assert official.images.find_unsaid(request) == unsaid


def test_it_admits_a_style_that_minimax_does_not_have():
    request = ImageRequest("image-01-live", "p", style="woodcut")
    assert "style" not in fields(official.images.create(request))
    assert official.images.find_unsaid(request) == [Unsaid("style", "woodcut", None)]


def test_the_reference_says_an_image_by_its_own_names():
    request = ImageRequest(
        "image-01", "a boat", "1024x1024", "1:1", reference=Picture(file_id="42"), style="anime", count=2
    )
    assert fields(reference.images.create(request)) == {
        "model": "image-01",
        "prompt": "a boat",
        "reference_image_id": "42",
        "image_size": "1024x1024",
        "image_ratio": "1:1",
        "style": "anime",
        "n": 2,
    }
    with pytest.raises(Unprepared):
        reference.images.create(ImageRequest("image-01", "p", reference=FACE))


# Music


LYRICS = "Intro\nVerse 1: Rain falls\nslowly\n\nPre-Chorus:\nhm\nChorus: Sing\nNote: not a heading\n[Bridge]\nx"


def test_the_official_dialect_tags_lyrics_and_drops_the_duration():
    request = MusicRequest(
        "music-2.0", "pop", LYRICS, duration=120, audio_format="mp3", sample_rate=32000, bitrate=128000, output="url"
    )
    sent = fields(official.music.create(request, False))
    assert sent["lyrics"] == (
        "Intro\n[Verse]\nRain falls\nslowly\n\n[Pre Chorus]\nhm\n[Chorus]\nSing\nNote: not a heading\n[Bridge]\nx"
    )
    assert sent["audio_setting"] == {"sample_rate": 32000, "bitrate": 128000, "format": "mp3"}
    assert "duration" not in sent
    assert "is_instrumental" not in sent
    assert official.music.find_unsaid(request) == [Unsaid("duration", 120)]


@pytest.mark.parametrize(("more", "instrumental"), [
    ({}, True), ({"lyrics_optimizer": True}, None), ({"lyrics": "[Verse]\nla"}, None),
    ({"is_instrumental": False}, False),
    ({"cover_url": "https://x.test/a.mp3"}, None), ({"cover": b"x"}, None),
])  # fmt: skip
def test_a_song_without_lyrics_is_instrumental(more, instrumental):
    request = MusicRequest("music-2.6", "calm piano", **more)
    assert fields(official.music.create(request, False)).get("is_instrumental") == instrumental


def test_the_reference_keeps_lyrics_and_duration_as_they_are():
    request = MusicRequest("music-2.0", "pop", LYRICS, duration=120, cover=b"x")
    sent = fields(reference.music.create(request, False))
    assert (sent["lyrics"], sent["duration"], sent["audio_base64"]) == (LYRICS, 120, "eA==")
    assert reference.music.find_unsaid(request) == []


def test_a_streamed_song_is_hex():
    for tongue in (official, reference):
        sent = fields(tongue.music.create(MusicRequest("music-2.6", "pop", output="url"), True))
        assert sent["stream"] is True
        assert "output_format" not in sent


def test_lyrics_and_embeddings_are_said_alike_in_both():
    for tongue in (official, reference):
        call = tongue.music.write_lyrics(LyricsRequest("rain", "edit", "[Verse]\nx", "Rain"))
        assert call.path == "/v1/lyrics_generation"
        assert fields(call) == {"mode": "edit", "prompt": "rain", "lyrics": "[Verse]\nx", "title": "Rain"}
        call = tongue.embeddings.create(["a"], EmbeddingKind.QUERY, "embo-01")
        assert fields(call) == {"model": "embo-01", "type": "query", "texts": ["a"]}
