"""Uploading: for a purpose, within its limits, from the disk; what is wrong is said at its field."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.audit.models import Record
from studio.files.purposes import MB, Unfit, check_content, check_name
from tests import tones
from tests.files.building import MP3, PAGE, TEXT, ask, text
from tests.voices.building import RATE, speech

UPLOAD = f"{PAGE}upload/"
MP4 = b"\0\0\0\x20ftypisom" + bytes(400)


def send(who, name="tide.txt", content=TEXT, purpose="t2a_async_input", *, htmx=True):
    return ask(who, UPLOAD, {"purpose": purpose, "file": SimpleUploadedFile(name, content)}, htmx=htmx)


@pytest.fixture
def recorded(tmp_path: Path):
    """A sound that opens, in bytes."""

    def build(seconds, form="wav"):
        return tones.write(tmp_path / "sound.tmp", speech(seconds), form, RATE).read_bytes()

    return build


@pytest.mark.django_db(transaction=True)
class TestAtMinimax:
    def test_it_lies_there_afterwards(self, account, bo, team):
        answer = send(bo)
        assert answer.status_code == 200
        assert answer["HX-Trigger"] == "files-changed"
        assert "tide.txt lies at MiniMax now." in text(answer)
        assert account.names() == ["tide.txt"]
        record = Record.objects.get(what="files.uploaded")
        assert (record.who, record.team_id) == (bo, team.pk)
        assert record.detail | {"file_id": ""} == {"file_id": "", "purpose": "t2a_async_input", "bytes": len(TEXT)}

    def test_it_works_without_scripts(self, account, bo):
        answer = send(bo, htmx=False)
        assert answer.url == f"{PAGE}list/"
        assert account.names() == ["tide.txt"]

    @pytest.mark.parametrize(("name", "content", "purpose"), [
        ("film.mp4", MP4, "video_understanding"),
        ("frame.png", b"\x89PNG\r\n\x1a\n" + bytes(400), "video_generation_input"),
        ("song.mp3", MP3, "video_generation_input"),
        ("lines.jsonl", b'{"text": "a"}\n', "t2a_async_input"),
    ])  # fmt: skip
    def test_every_purpose_arrives(self, account, bo, name, content, purpose):
        assert send(bo, name, content, purpose).status_code == 200
        assert account.names() == [name]

    def test_a_sample_is_measured_and_arrives(self, account, bo, recorded):
        assert send(bo, "voice.wav", recorded(11), "voice_clone").status_code == 200
        assert send(bo, "prompt.wav", recorded(3), "prompt_audio").status_code == 200
        assert account.names() == ["prompt.wav", "voice.wav"]

    def test_a_large_one_is_sent_from_the_disk(self, account, bo, settings):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
        content = b"The tide comes in.\n" * 1000
        assert send(bo, content=content).status_code == 200
        assert f"{len(content) / 1024:.1f} KB" in text(ask(bo, f"{PAGE}list/"))

    def test_its_name_is_words_only(self, account, bo):
        send(bo, "..\\..\\a\u202etide.txt")
        assert account.names() == ["atide.txt"]

    def test_nothing_is_left_on_the_disk(self, account, bo, settings):
        send(bo)
        assert not list(Path(settings.MEDIA_ROOT).rglob("*.tmp"))

    def test_minimax_says_no_at_the_field(self, account, bo):
        """Text that is a PDF by its beginning: the official service takes none for a text."""
        answer = send(bo, "paper.pdf", b"%PDF-1.7 ...")
        if account.names():
            assert answer.status_code == 200
            return
        assert answer.status_code == 422
        assert "does not take application/pdf" in text(answer)
        assert 'hx-preserve="true"' in text(answer)


@pytest.mark.django_db(transaction=True)
class TestWrong:
    def test_it_says_what_is_missing_and_keeps_the_rest(self, silent, bo):
        answer = ask(bo, UPLOAD, {"purpose": "voice_clone"})
        assert answer.status_code == 422
        assert "Choose a file." in text(answer)
        assert '<option value="voice_clone" selected' in text(answer)

    def test_it_is_a_whole_page_without_scripts(self, silent, bo):
        page = text(ask(bo, UPLOAD, {"purpose": "voice_clone"}, htmx=False))
        assert "<html" in page
        assert "Choose a file." in page

    @pytest.mark.parametrize("purpose", ["", "video_generation", "retrieval"])
    def test_it_takes_no_other_purpose(self, silent, bo, purpose):
        assert "Choose what it is for." in text(send(bo, purpose=purpose))

    def test_a_line_that_is_down_loses_nothing(self, silent, bo):
        answer = send(bo)
        assert answer.status_code == 422
        assert "MiniMax could not be reached, so nothing was sent." in text(answer)
        assert 'hx-preserve="true"' in text(answer)
        assert not Record.objects.filter(what="files.uploaded").exists()


@pytest.mark.parametrize(("purpose", "name", "size", "said"), [
    ("voice_clone", "voice.ogg", 10, "takes MP3, M4A, WAV."),
    ("voice_clone", "voice", 10, "takes MP3, M4A, WAV."),
    ("voice_clone", "voice.mp3", 20 * MB + 1, "larger than 20 MB"),
    ("video_generation_input", "a.png", 30 * MB + 1, "larger than 30 MB"),
    ("video_generation_input", "a.mp4", 50 * MB + 1, "larger than 50 MB"),
    ("video_generation_input", "a.wav", 15 * MB + 1, "larger than 15 MB"),
    ("video_understanding", "a.mkv", 512 * MB + 1, "larger than 512 MB"),
    ("t2a_async_input", "a.txt", 0, "empty"),
])  # fmt: skip
def test_a_name_and_a_size_are_held_to_the_purpose(purpose, name, size, said):
    with pytest.raises(Unfit, match=said):
        check_name(purpose, name, size)


@pytest.mark.parametrize(("name", "size"), [("VOICE.MP3", 20 * MB), ("a.b.wav", 1)])
def test_what_just_fits_is_let_through(name, size):
    check_name("voice_clone", name, size)


@pytest.mark.parametrize(("purpose", "name", "content", "said"), [
    ("video_understanding", "film.mp4", TEXT, "not what its name says: MP4"),
    ("t2a_async_input", "tide.txt", MP3, "not what its name says: TXT"),
    ("t2a_async_input", "tide.txt", b"a" * 5000 + b"\xff\xff", "not a text in UTF-8"),
    ("t2a_async_input", "tide.txt", "é".encode() * 1_000_000, "less than 1,000,000 characters"),
    ("t2a_async_input", "tide.txt", b"a" * 4_000_000, "less than 1,000,000 characters"),
])  # fmt: skip
def test_the_content_is_held_to_its_name(tmp_path, purpose, name, content, said):
    path = tmp_path / "draft"
    path.write_bytes(content)
    with pytest.raises(Unfit, match=said):
        check_content(purpose, name, path)


@pytest.mark.parametrize(("purpose", "seconds", "said"), [
    ("voice_clone", 9.5, "at least 10 s"),
    ("voice_clone", 300.5, "at most 300 s"),
    ("prompt_audio", 8.0, "less than 8 s"),
])  # fmt: skip
def test_a_sound_is_held_to_its_length(tmp_path, recorded, purpose, seconds, said):
    path = tmp_path / "draft"
    path.write_bytes(recorded(seconds))
    with pytest.raises(Unfit, match=said):
        check_content(purpose, "sound.wav", path)
