"""Voices: listed, cloned, designed, deleted, forgotten."""

import io
import wave

import httpx
import numpy as np
import pytest

from tests.sandbox.asking import Asker
from tests.sandbox.conftest import new_key
from tests.sandbox.sound.hearing import decoded
from tests.sandbox.speaking import TEXT, loudness, native, pitch, refused, seconds, sound, speak

CLONE, CREATE = "/v1/voice_clone", "/v1/voice_clone/create"
DESIGN, DESIGN_PLAIN = "/v1/voice_design", "/v1/voice_design/create"
LONG = f"{TEXT} {TEXT} {TEXT}"
WEEK = 168 * 3600


def said(ask: Asker, text: str = LONG, **voice) -> bytes:
    return sound(speak(ask, native(text, voice, audio_setting={"format": "wav"})))


def upload(ask: Asker, data: bytes, name: str = "a.wav", purpose: str = "voice_clone") -> int:
    return ask.upload(data, name, purpose)["file"]["file_id"]


def clone(ask: Asker, sample: bytes, voice_id: str = "my_custom_voice", path: str = CLONE, **more) -> dict:
    body = {"file_id": upload(ask, sample), "voice_id": voice_id, **more}
    reply = ask.api.post(path, json=body).json()
    assert reply["base_resp"]["status_code"] == 0, reply
    return reply


def design(ask: Asker, prompt: str, **more) -> dict:
    reply = ask.api.post(DESIGN, json={"prompt": prompt, "preview_text": TEXT, **more}).json()
    assert reply["base_resp"]["status_code"] == 0, reply
    return reply


def spoken(ask: Asker, voice_id: str, text: str = TEXT, **headers: str) -> bytes:
    return sound(speak(ask, native(text, {"voice_id": voice_id}), **headers))


def listed(ask: Asker, kind: str) -> list[str]:
    reply = ask.api.post("/v1/get_voice", json={"voice_type": "all"}).json()
    assert reply["base_resp"]["status_code"] == 0
    return [voice["voice_id"] for voice in reply[kind]]


def tone(length: float, level: float = 0.15) -> bytes:
    """A wav of harmonics at 200 Hz that swell four times a second."""
    time = np.arange(int(length * 16000)) / 16000
    wanted = sum(np.sin(2 * np.pi * 200 * k * time) / k for k in range(1, 9)) * (0.55 + 0.45 * np.sin(8 * np.pi * time))
    return as_wav(level * wanted, 16000)


def noisy(data: bytes, noise: float, level: float) -> bytes:
    """The sound at this share of its loudness, with hiss."""
    rate, _, samples = decoded(data)
    return as_wav(level * samples[0] + noise * np.random.default_rng(1).standard_normal(samples.shape[1]), rate)


def as_wav(samples: np.ndarray, rate: int) -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())
    return kept.getvalue()


def test_it_lists_its_own_voices(ask: Asker) -> None:
    reply = ask.api.post("/v1/get_voice", json={"voice_type": "all"}).json()
    assert len(reply["system_voice"]) == 368
    assert (reply["voice_cloning"], reply["voice_generation"]) == ([], [])
    shown = next(voice for voice in reply["system_voice"] if voice["voice_id"] == "female-shaonv")
    assert shown["voice_name"]
    assert shown["description"] == ["female, Chinese"]
    only = ask.api.post("/v1/get_voice", json={"voice_type": "system"}).json()
    assert set(only) == {"system_voice", "base_resp"}
    assert refused(ask, "/v1/get_voice", {"voice_type": "mine"})[1] == 2013


def test_clones_follow_their_samples(ask: Asker) -> None:
    samples = [said(ask, pitch=semitones) for semitones in (-9, 0, 7)]
    for number, sample in enumerate(samples):
        clone(ask, sample, f"clone-number-{number}")
    heard = [pitch(spoken(ask, f"clone-number-{number}", LONG)) for number in range(3)]
    assert heard == sorted(heard)
    assert heard == pytest.approx([pitch(sample) for sample in samples], rel=0.15)


def test_a_clone_is_listed_after_its_first_use_and_kept_by_it(ask: Asker) -> None:
    sample = said(ask)
    for voice_id in ("used_voice_1", "idle_voice_1"):
        clone(ask, sample, voice_id)
    assert listed(ask, "voice_cloning") == []
    spoken(ask, "used_voice_1", **{"Sandbox-Clock": f"+{WEEK - 60}"})
    assert listed(ask, "voice_cloning") == ["used_voice_1"]
    spoken(ask, "used_voice_1", **{"Sandbox-Clock": f"+{3 * WEEK}"})
    body = native("Hello.", {"voice_id": "idle_voice_1"})
    assert refused(ask, "/v1/t2a_v2", body, **{"Sandbox-Clock": f"+{WEEK + 60}"})[1] == 2054
    assert refused(ask, CLONE, {"file_id": upload(ask, sample), "voice_id": "idle_voice_1"})[1] == 2039


def test_a_deleted_voice_is_gone_for_ever(ask: Asker) -> None:
    sample = said(ask)
    clone(ask, sample)
    spoken(ask, "my_custom_voice")
    gone = {"voice_type": "voice_cloning", "voice_id": "my_custom_voice"}
    assert refused(ask, "/v1/delete_voice", {**gone, "voice_type": "voice_generation"})[1] == 2054
    reply = ask.api.post("/v1/delete_voice", json=gone).json()
    assert reply["voice_id"] == "my_custom_voice"
    assert len(reply["created_time"]) == 10
    assert listed(ask, "voice_cloning") == []
    assert refused(ask, "/v1/t2a_v2", native(voice={"voice_id": "my_custom_voice"}))[1] == 2054
    assert refused(ask, "/v1/delete_voice", gone)[1] == 2054
    assert refused(ask, CLONE, {"file_id": upload(ask, sample), "voice_id": "my_custom_voice"})[1] == 2039
    assert refused(ask, DESIGN, {"prompt": "x", "preview_text": "x", "voice_id": "my_custom_voice"})[1] == 2039


@pytest.mark.parametrize("body", [{"voice_type": "system", "voice_id": "a"}, {"voice_type": "voice_cloning"}, {}])
def test_deleting_names_what_is_wrong(ask: Asker, body: dict) -> None:
    assert refused(ask, "/v1/delete_voice", body)[1] == 2013


def test_the_reference_clones_in_two_steps(ask: Asker) -> None:
    kept = ask.api.post("/v1/voice_clone/upload", files={"file": ("reference.wav", said(ask))}).json()
    assert (kept["file"]["purpose"], kept["status"]) == ("voice_clone", "processed")
    made = ask.api.post(CREATE, json={"voice_id": "my_custom_voice", "file_id": f"file_{kept['file_id']}"}).json()
    assert (made["voice_id"], made["demo_audio"]) == ("my_custom_voice", "")
    assert spoken(ask, "my_custom_voice")
    again = ask.api.post(CREATE, json={"voice_id": "my_custom_voice", "file_id": kept["file_id"]})
    assert (again.status_code, again.json()["base_resp"]["status_code"]) == (400, 2039)
    text = ask.api.post("/v1/voice_clone/upload", files={"file": ("a.txt", b"Hello")})
    assert (text.status_code, text.json()["base_resp"]["status_code"]) == (400, 2013)


def test_a_preview_is_a_link_with_figures_and_no_use(ask: Asker) -> None:
    made = clone(ask, said(ask), text="This is the cloned voice.", model="speech-2.8-hd", aigc_watermark=True)
    assert made["extra_info"]["usage_characters"] == 25
    assert seconds(httpx.get(made["demo_audio"]).content) == pytest.approx(
        made["extra_info"]["audio_length"] / 1000, abs=0.1
    )
    assert (made["input_sensitive"], made["input_sensitive_type"]) == (False, 0)
    assert listed(ask, "voice_cloning") == []


def test_a_sample_lasts_ten_seconds_to_five_minutes(ask: Asker) -> None:
    for length, code in ((9.9, 2037), (10.1, 0), (300.5, 2037)):
        body = {"file_id": upload(ask, tone(length)), "voice_id": f"voice-{int(length):03}-x"}
        assert ask.api.post(CLONE, json=body).json()["base_resp"]["status_code"] == code, length
    assert refused(ask, CLONE, {"file_id": upload(ask, tone(11, level=0)), "voice_id": "silent-voice"})[1] == 20132


def test_a_prompt_lasts_less_than_eight_seconds_and_goes_with_its_text(ask: Asker) -> None:
    sample, known = said(ask), sound(speak(ask, native("Nobody knows where the fox has gone.")))

    def cloned(prompt: bytes, name: str, text: object) -> int:
        audio = upload(ask, prompt, name, "prompt_audio")
        body = {"voice_id": f"voice-{audio}", "clone_prompt": {"prompt_audio": audio, "prompt_text": text}}
        return ask.api.post(CLONE, json={**body, "file_id": upload(ask, sample)}).json()["base_resp"]["status_code"]

    assert cloned(tone(8.1), "p.wav", "anything") == 2048
    assert cloned(tone(4), "p.wav", "anything") == 0
    assert cloned(known, "p.mp3", "Nobody knows where the fox has gone!") == 0
    assert cloned(known, "p.mp3", "Something else altogether.") == 1044
    assert cloned(known, "p.mp3", 7) == 2013


def test_what_a_sample_says_is_compared_when_it_is_known(ask: Asker) -> None:
    sample = said(ask)
    body = {"file_id": upload(ask, sample), "voice_id": "checked_voice"}
    assert refused(ask, CLONE, {**body, "text_validation": "Something else altogether, isn't it?"})[1] == 1043
    assert (
        refused(ask, CLONE, {**body, "voice_id": "checked_two", "text_validation": LONG[:200], "accuracy": 0.2})[1] == 0
    )
    unknown = {"file_id": upload(ask, tone(11)), "voice_id": "checked_three", "text_validation": "anything"}
    assert refused(ask, CLONE, unknown)[1] == 0


def test_noise_reduction_and_volume_are_heard(ask: Asker) -> None:
    """Three accounts, for what a sample does not say is drawn by lot from the voice's id."""
    sample, heard = noisy(said(ask), noise=0.01, level=0.3), []
    for more in ({}, {"need_noise_reduction": True}, {"need_volume_normalization": True}):
        ask.api.headers["Authorization"] = f"Bearer {new_key()}"
        clone(ask, sample, "noisy_voice", **more)
        heard.append(spoken(ask, "noisy_voice"))
    plain, clean, level = heard
    assert seconds(clean) < 0.96 * seconds(plain), "hiss hides half of the syllables"
    assert loudness(level) > loudness(plain) + 3


def test_a_clones_language_is_the_boost(ask: Asker) -> None:
    sample = said(ask)
    clone(ask, sample, "english_one")
    clone(ask, sample, "german_one", language_boost="German")
    assert seconds(spoken(ask, "english_one")) != pytest.approx(seconds(spoken(ask, "german_one")), abs=0.05)


BAD = [
    ({"voice_id": None}, "voice_id"), ({"voice_id": "short"}, "voice_id"),
    ({"voice_id": "9digits-first"}, "voice_id"), ({"voice_id": "ends-in-dash-"}, "voice_id"),
    ({"voice_id": "ends_in_line_"}, "voice_id"), ({"voice_id": "a" * 257}, "voice_id"),
    ({"voice_id": "has space in"}, "voice_id"), ({"voice_id": "ümlaut-voice"}, "voice_id"),
    ({"file_id": None}, "file_id"), ({"file_id": "x"}, "file_id"), ({"file_id": 10**14}, "file_id"),
    ({"text": "Hello"}, "model"), ({"model": "x"}, "model"), ({"text": "a" * 1001, "model": "speech-02-hd"}, "text"),
    ({"language_boost": "Klingon"}, "language_boost"), ({"need_noise_reduction": 1}, "need_noise_reduction"),
    ({"need_volume_normalization": "x"}, "need_volume_normalization"), ({"aigc_watermark": 0}, "aigc_watermark"),
    ({"accuracy": 1.1}, "accuracy"), ({"accuracy": "x"}, "accuracy"),
    ({"text_validation": "a" * 201}, "text_validation"), ({"clone_prompt": 1}, "clone_prompt"),
    ({"clone_prompt": {"prompt_text": "x"}}, "clone_prompt.prompt_audio"),
    ({"clone_prompt": {"prompt_audio": 1}}, "clone_prompt.prompt_text"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "name"), BAD)
def test_cloning_names_the_field_that_is_wrong(ask: Asker, fields: dict, name: str) -> None:
    body = {"file_id": upload(ask, b"ID3 not really", "a.mp3"), "voice_id": "my_custom_voice"}
    status, code, text = refused(ask, CLONE, {**body, **fields})
    assert (status, code) == (200, 2013)
    assert name in text


def test_a_sample_must_be_one(ask: Asker) -> None:
    fake = upload(ask, b"ID3 not really", "a.mp3")
    assert refused(ask, CLONE, {"file_id": fake, "voice_id": "my_custom_voice"})[1] == 2013
    other = upload(ask, tone(11), purpose="prompt_audio")
    assert refused(ask, CLONE, {"file_id": other, "voice_id": "my_custom_voice"})[1] == 20132
    sample = upload(ask, tone(11))
    assert refused(ask, CLONE, {"file_id": sample, "voice_id": "female-shaonv"})[1] == 2039
    assert (
        refused(ask, CLONE, {"file_id": sample, "voice_id": "my_voice_01"}, **{"Sandbox-Misfortune": "2038"})[1] == 2038
    )
    assert refused(ask, CREATE, {"file_id": sample, "voice_id": "my_voice_01"}, **{"Sandbox-Misfortune": "fail"})[
        :2
    ] == (400, 1027)


def test_a_designed_voice_follows_its_words(ask: Asker) -> None:
    deep = bytes.fromhex(design(ask, "a deep old man, slow", voice_id="deep_old_man")["trial_audio"])
    young = bytes.fromhex(design(ask, "a young girl, fast", voice_id="young_fast_girl")["trial_audio"])
    assert pitch(deep) < 110 < 180 < pitch(young)
    assert seconds(deep) > 1.3 * seconds(young)
    assert pitch(spoken(ask, "deep_old_man")) == pytest.approx(pitch(deep), rel=0.05)
    assert listed(ask, "voice_generation") == ["deep_old_man"]


def test_a_designed_voice_gets_an_id(ask: Asker) -> None:
    made = design(ask, "a calm narrator")
    assert made["voice_id"].startswith("ttv-voice-")
    assert spoken(ask, made["voice_id"])
    marked = design(ask, "a calm narrator", aigc_watermark=True)["trial_audio"]
    assert seconds(bytes.fromhex(marked)) > 0.9


def test_the_reference_designs_without_a_preview(ask: Asker) -> None:
    body = {"model": "speech-02-hd", "prompt": "A young female voice with gentle tone", "voice_id": "my_designed_voice"}
    made = ask.api.post(DESIGN_PLAIN, json=body).json()
    assert made["voice_id"] == "my_designed_voice"
    assert seconds(bytes.fromhex(made["trial_audio"])) > 2
    assert refused(ask, DESIGN_PLAIN, {**body, "model": "x"})[:2] == (400, 2013)
    assert refused(ask, DESIGN, {"prompt": "x", "preview_text": "x sandbox:refuse"})[1] == 1026


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"prompt": None}, "prompt"), ({"prompt": " "}, "prompt"), ({"prompt": "a" * 2001}, "prompt"),
        ({"preview_text": None}, "preview_text"), ({"preview_text": "a" * 501}, "preview_text"),
        ({"voice_id": "x"}, "voice_id"), ({"aigc_watermark": 1}, "aigc_watermark"),
    ],
)  # fmt: skip
def test_designing_names_the_field_that_is_wrong(ask: Asker, fields: dict, name: str) -> None:
    _, code, text = refused(ask, DESIGN, {"prompt": "a man", "preview_text": "Hello.", **fields})
    assert code == 2013
    assert f"invalid params, {name}" in text


def test_a_voice_is_its_accounts_alone(ask: Asker, sandbox_root: str) -> None:
    clone(ask, said(ask))
    other = httpx.post(
        f"{sandbox_root}/v1/t2a_v2",
        json=native(voice={"voice_id": "my_custom_voice"}),
        headers={"Authorization": "Bearer sandbox-somebody-else"},
    )
    assert other.json()["base_resp"]["status_code"] == 2054
    assert spoken(ask, "my_custom_voice")
