"""Long speech as a task, in both dialects."""

import io
import json
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.asking import Asker
from tests.sandbox.conftest import new_key
from tests.sandbox.sound.hearing import decoded
from tests.sandbox.speaking import TEXT, native, reference, refused, seconds
from tests.sandbox_process import sandbox_process

OFFICIAL, PLAIN = "/v1/t2a_async_v2", "/v1/text_to_speech/async"
NINE_HOURS = 32_400


def create(ask: Asker, body: dict[str, Any], path: str = OFFICIAL, **headers: str) -> dict[str, Any]:
    reply = ask.api.post(path, json=body, headers=headers).json()
    assert reply["base_resp"]["status_code"] == 0, reply
    return reply


def query(ask: Asker, task_id: object, plain: bool = False, clock: str = "+0") -> dict[str, Any]:
    address = f"{PLAIN}/{task_id}" if plain else f"/v1/query/t2a_async_query_v2?task_id={task_id}"
    return ask.api.get(address, headers={"Sandbox-Clock": clock}).json()


def finished(ask: Asker, task_id: object, plain: bool = False) -> dict[str, Any]:
    deadline = time.monotonic() + 30
    while (reply := query(ask, task_id, plain))["status"] == "Processing":
        assert time.monotonic() < deadline, reply
        time.sleep(0.05)
    return reply


def unpacked(ask: Asker, file_id: object) -> tuple[str, bytes, list, dict]:
    """The name of the archive's audio, its bytes, the subtitles and the facts."""
    address = ask.api.get("/v1/files/retrieve", params={"file_id": file_id}).json()["file"]["download_url"]
    with tarfile.open(fileobj=io.BytesIO(httpx.get(address).content)) as archive:
        members = {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}  # type: ignore[union-attr]
    lists = [json.loads(data) for name, data in members.items() if name.endswith(".json")]
    (name,) = [name for name in members if not name.endswith(".json")]
    (subtitles,), (facts,) = [x for x in lists if isinstance(x, list)], [x for x in lists if isinstance(x, dict)]
    return name, members[name], subtitles, facts


def upload(ask: Asker, data: bytes, name: str = "a.txt", purpose: str = "t2a_async_input") -> int:
    return ask.upload(data, name, purpose)["file"]["file_id"]


def test_minimaxs_task_yields_an_archive_of_audio_subtitles_and_facts(ask: Asker) -> None:
    made = create(ask, native(audio_setting={"format": "mp3", "audio_sample_rate": 24000}))
    assert isinstance(made["task_id"], int)
    assert isinstance(made["file_id"], int)
    assert made["task_token"]
    assert made["usage_characters"] == len(TEXT)
    done = finished(ask, made["task_id"])
    assert (done["status"], done["file_id"], done["task_id"]) == ("Success", made["file_id"], made["task_id"])
    name, audio, subtitles, facts = unpacked(ask, done["file_id"])
    assert name.endswith(".mp3")
    rate, channels, _ = decoded(audio)
    assert (rate, channels) == (24000, 2)
    assert [line["text"] for line in subtitles] == TEXT.replace(". ", ".|").split("|")
    assert facts["audio_length"] == pytest.approx(1000 * seconds(audio), abs=100)
    assert facts["audio_size"] == len(audio)
    assert subtitles[-1]["time_end"] == pytest.approx(facts["audio_length"], abs=2)


@pytest.mark.parametrize(("format", "mime"), [("mp3", "audio/mpeg"), ("wav", "audio/wav"), ("flac", "audio/flac")])
def test_the_references_task_yields_the_audio_itself(ask: Asker, format: str, mime: str) -> None:
    made = create(ask, reference(audio_format=format), PLAIN)
    assert (made["status"], made["file_id"]) == ("Processing", None)
    assert isinstance(made["task_id"], str)
    done = finished(ask, f"task_{made['task_id']}", plain=True)
    assert done["status"] == "Success"
    info = ask.api.get(f"/v1/files/{done['file_id']}").json()
    assert info["filename"] == f"{made['task_id']}.{format}"
    reply = httpx.get(info["download_url"])
    assert reply.headers["content-type"] == mime
    assert reply.content == httpx.get(done["audio_url"]).content
    assert 3 < seconds(reply.content) < 8
    if format == "wav":
        assert int.from_bytes(reply.content[40:44], "little") == len(reply.content) - 44


@pytest.mark.parametrize("format", ["pcmu_wav", "opus", "pcm", "pcmu_raw"])
def test_it_writes_the_other_formats_too(ask: Asker, format: str) -> None:
    rate = 24000 if format == "opus" else 16000
    made = create(ask, native("Hello there.", audio_setting={"format": format, "audio_sample_rate": rate}))
    _, audio, _, facts = unpacked(ask, finished(ask, made["task_id"])["file_id"])
    decoder = {"pcm": "s16le", "pcmu_raw": "mulaw"}.get(format)
    options = {"sample_rate": str(facts["audio_sample_rate"]), "ch_layout": "stereo"} if decoder else {}
    got, channels, samples = decoded(audio, decoder, **options)
    assert channels == 2
    assert samples.shape[1] / got == pytest.approx(facts["audio_length"] / 1000, abs=0.1)


@pytest.mark.parametrize(("kind", "said"), [("sentence", TEXT.replace(". ", ".|").split("|")), ("word", TEXT.split())])
def test_the_references_task_links_to_subtitles_when_they_were_asked_for(ask: Asker, kind: str, said: list) -> None:
    made = create(ask, reference(subtitle_enable=True, subtitle_type=kind), PLAIN)
    assert "subtitle_file" not in query(ask, made["task_id"], plain=True, clock="-1")
    done = finished(ask, made["task_id"], plain=True)
    subtitles = httpx.get(done["subtitle_file"]).json()
    assert [line["text"] for line in subtitles] == said
    assert all(line["time_begin"] < line["time_end"] for line in subtitles)
    assert subtitles[-1]["time_end"] == pytest.approx(1000 * seconds(httpx.get(done["audio_url"]).content), abs=100)
    links = [done["audio_url"], done["subtitle_file"]]
    for clock, code in (("+32000", 200), ("+32500", 403)):
        assert [httpx.head(link, headers={"Sandbox-Clock": clock}).status_code for link in links] == [code, code]
    assert len(ask.api.get("/v1/files").json()["files"]) == 1


def test_there_are_no_links_to_subtitles_that_nobody_asked_for(ask: Asker) -> None:
    for body, path in ((reference(), PLAIN), (native(subtitle_enable=True), OFFICIAL)):
        assert "subtitle_file" not in finished(ask, create(ask, body, path)["task_id"], plain=True)


@pytest.mark.parametrize("plain", [False, True])
def test_the_audio_of_a_task_is_known_again(ask: Asker, plain: bool) -> None:
    made = create(ask, reference() if plain else native(), PLAIN if plain else OFFICIAL)
    done = finished(ask, made["task_id"], plain)
    audio = httpx.get(done["audio_url"]).content if plain else unpacked(ask, done["file_id"])[1]
    form = {"model": "asr-1.0"}
    assert ask.api.post("/v1/speech_to_text", data=form, files={"file": ("a", audio)}).json()["text"] == TEXT


def test_either_query_finds_the_others_tasks(ask: Asker) -> None:
    task_id = create(ask, native("Hello."))["task_id"]
    assert finished(ask, task_id, plain=True)["file_id"] == str(finished(ask, task_id)["file_id"])
    assert query(ask, "123456789012345")["base_resp"]["status_code"] == 2013
    assert ask.api.get(f"{PLAIN}/123456789012345").status_code == 404
    other = Asker(httpx.Client(base_url=ask.api.base_url, headers={"Authorization": f"Bearer {new_key()}"}))
    assert query(other, task_id)["base_resp"]["status_code"] == 2013


def test_links_live_nine_hours_and_then_the_task_has_expired(ask: Asker) -> None:
    done = finished(ask, create(ask, native("Hello."))["task_id"])
    address = ask.api.get("/v1/files/retrieve", params={"file_id": done["file_id"]}).json()["file"]["download_url"]
    codes = [httpx.head(address, headers={"Sandbox-Clock": clock}).status_code for clock in ("+32000", "+32500")]
    assert codes == [200, 403]
    for plain in (False, True):
        states = [query(ask, done["task_id"], plain, clock)["status"] for clock in ("+32000", "+33000")]
        assert states == ["Success", "Expired"]
    assert query(ask, done["task_id"], True, "+33000")["file_id"] is None


def test_it_fails_to_order(ask: Asker) -> None:
    failed = query(ask, create(ask, native("Hello sandbox:fail"))["task_id"])
    assert (failed["status"], failed["base_resp"]["status_code"]) == ("Failed", 1027)
    slow = create(ask, native("Hello sandbox:slow"))["task_id"]
    assert query(ask, slow, clock="+58")["status"] == "Processing"
    assert refused(ask, OFFICIAL, native("Hello sandbox:refuse"))[1] == 1026
    assert refused(ask, PLAIN, reference("Hello sandbox:throttle"))[0] == 429
    assert ask.api.post(OFFICIAL, json=native("Hello sandbox:lost")).status_code == 500
    with pytest.raises(httpx.RemoteProtocolError):
        ask.api.post(OFFICIAL, json=native("Hello sandbox:reset"))


def zipped(**files: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return kept.getvalue()


def test_it_reads_uploaded_texts(ask: Asker) -> None:
    story = json.dumps({"title": "The fox.", "content": "It is gone.", "extra": "Thanks to all."}).encode()
    for data, name, said in (
        (b"\xef\xbb\xbfHello from a file.", "a.txt", ["Hello from a file."]),
        (zipped(a_txt=b"One.", b_txt="Zwei Füchse.".encode()), "a.zip", ["One.", "Zwei Füchse."]),
        (zipped(a_json=story), "a.zip", ["The fox.", "It is gone.", "Thanks to all."]),
    ):
        made = create(ask, {**native(None), "text_file_id": upload(ask, data, name)})
        _, _, subtitles, _ = unpacked(ask, finished(ask, made["task_id"])["file_id"])
        assert [line["text"] for line in subtitles] == said
    made = create(
        ask, {**reference(None), "text_file_id": f"file_{upload(ask, b'Hello.', purpose='text-to-speech')}"}, PLAIN
    )
    assert made["usage_characters"] == 6


@pytest.mark.parametrize(
    ("data", "name", "purpose"),
    [
        (b"Hello.", "a.txt", "retrieval"),
        (b"%PDF-1.4", "a.pdf", "text-to-speech"),
        (b"a" * 1_000_000, "a.txt", "t2a_async_input"),
        (zipped(a_txt=b"a" * 5_000_000), "a.zip", "t2a_async_input"),
        (zipped(a_csv=b"a"), "a.zip", "t2a_async_input"),
        (zipped(a_json=b'{"title": 7}'), "a.zip", "t2a_async_input"),
        (zipped(a_json=b"["), "a.zip", "t2a_async_input"),
        (zipped(a_txt=b"\xff\xfe\xff"), "a.zip", "t2a_async_input"),
        (b"PK\x03\x04 and no zip", "a.zip", "t2a_async_input"),
        (b"<#0#> Hello", "a.txt", "t2a_async_input"),
        (b"...", "a.txt", "t2a_async_input"),
    ],
)
def test_it_refuses_other_files(ask: Asker, data: bytes, name: str, purpose: str) -> None:
    _, code, text = refused(ask, OFFICIAL, {**native(None), "text_file_id": upload(ask, data, name, purpose)})
    assert code == 2013
    assert "text_file_id" in text


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"text": None}, "text"), ({"text": "a" * 50_001}, "text"), ({"text_file_id": 1}, "text"),
     ({"text": "<#0#>"}, "text"), ({"text": "Hello <#99#>" * 300}, "text"),
     ({"text_file_id": "x", "text": None}, "text_file_id"), ({"text_file_id": 10**14, "text": None}, "file_id"),
     ({"audio_setting": {"audio_sample_rate": 1}}, "audio_setting.audio_sample_rate"),
     ({"audio_setting": {"format": "opus", "audio_sample_rate": 44100}}, "audio_setting.audio_sample_rate"),
     ({"voice_setting": {}}, "voice_setting.voice_id")],
)  # fmt: skip
def test_it_refuses_and_names_the_field(ask: Asker, fields: dict, name: str) -> None:
    status, code, text = refused(ask, OFFICIAL, {**native(), **fields})
    assert (status, code) == (200, 2013)
    assert name in text
    assert refused(ask, PLAIN, reference("a" * 1_000_001))[:2] == (400, 2013)
    assert refused(ask, OFFICIAL, native(voice={"voice_id": "nobody"}))[1] == 2054


def test_a_task_survives_the_death_of_the_sandbox(data: Path) -> None:
    key = new_key()
    text = "The quick brown fox jumps over the lazy dog. " * 25
    with sandbox_process(data, STUDIO_SANDBOX_SPEED="0") as (process, root):
        ask = Asker(httpx.Client(base_url=root, headers={"Authorization": f"Bearer {key}"}, timeout=30))
        task_id = create(ask, native(text))["task_id"]
        process.kill()
        process.wait(5)
    assert not [file for file in (data / "files").iterdir() if file.name.isdigit()]
    with sandbox_process(data, STUDIO_SANDBOX_SPEED="0") as (_process, root):
        ask = Asker(httpx.Client(base_url=root, headers={"Authorization": f"Bearer {key}"}, timeout=30))
        _, _, subtitles, _ = unpacked(ask, finished(ask, task_id)["file_id"])
        assert len(subtitles) == 25
    assert not list((data / "files").glob(".*.sound"))
