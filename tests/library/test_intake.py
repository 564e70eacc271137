"""What people bring: known by its content, whatever it is called; kept once; and nothing left of what is refused."""

import errno
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse
from PIL import Image

from studio.library import intake, projects, storage
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.web import body
from tests import make, tones
from tests.library.test_documents import pdf, word
from tests.soundtracks.films import film

SENTENCE = b"A letter is found in the marsh.\n"


def picture(form: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(file, form)
    return file.getvalue()


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("brought")
    sounds = {
        name: tones.write(folder / name, tones.tone(2), name) for name in ("mp3", "tagged mp3", "wav", "m4a", "flac")
    }
    return {
        "png": picture("PNG"),
        "jpg": picture("JPEG"),
        "webp": picture("WEBP"),
        "mp4": film(folder / "f.mp4").read_bytes(),
        "pdf": pdf(["A letter is found in the marsh."]),
        "docx": word(),
        "txt": SENTENCE,
        "utf-16": SENTENCE.decode().encode("utf-16"),
        "jsonl": b'{"a": 1}\n{"a": 2}\n',
        **{name: path.read_bytes() for name, path in sounds.items()},
    }


@pytest.fixture
def send(client, team, bo):
    client.force_login(bo)

    def post(content: bytes, name: str = "file", **sent):
        file = SimpleUploadedFile(name, content)
        return client.post(reverse("library-upload", args=[team.slug]), {"file": file, **sent})

    return post


@pytest.mark.parametrize(
    ("form", "name", "kind", "mime"),
    [
        ("png", "a.png", "image", "image/png"),
        ("jpg", "a.pdf", "image", "image/jpeg"),
        ("webp", "a", "image", "image/webp"),
        ("mp4", "a.mov", "video", "video/mp4"),
        ("mp3", "a.mp3", "sound", "audio/mpeg"),
        ("tagged mp3", "a.txt", "sound", "audio/mpeg"),
        ("wav", "a.wav", "sound", "audio/wav"),
        ("m4a", "a.m4a", "sound", "audio/mp4"),
        ("flac", "a.png", "sound", "audio/flac"),
        ("pdf", "a.pdf", "document", "application/pdf"),
        ("docx", "a.zip", "document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("txt", "a.txt", "document", "text/plain"),
        ("utf-16", "a.txt", "document", "text/plain"),
        ("jsonl", "a.jsonl", "document", "application/jsonl"),
    ],
)
def test_its_content_says_what_it_is(send, files, form, name, kind, mime):
    assert send(files[form], name).status_code == 200
    asset = Asset.objects.get()
    assert (asset.kind, asset.mime, asset.name) == (kind, mime, name)
    assert storage.path_of(asset.key).read_bytes() == files[form]
    assert (asset.sha256, asset.crc32, asset.bytes) == tuple(vars(storage.digest(storage.path_of(asset.key))).values())


@pytest.mark.parametrize("form", ["pdf", "docx", "txt", "utf-16"])
def test_a_document_becomes_words_that_are_found(send, client, team, files, form):
    send(files[form], "letter.txt")
    asset = Asset.objects.get()
    assert asset.characters == len(storage.text_of(asset.key)) > 10
    words = "cold" if form == "docx" else "marsh"
    assert 'class="tile"' in client.get(f"/{team.slug}/library/?q={words}").content.decode()


def bombs() -> dict[str, bytes]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (201 * 1024 * 1024) + b"</a>")
    return {"docx bomb": packed.getvalue()}


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.png", "empty"),
        (b"\0\1\2\3" * 99, "a.pdf", "none of them"),
        (b"GIF89a" + b"\0" * 99, "a.png", "JPG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.png", "scripts"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><p>", "a.txt", "scripts"),
        (b"<?xml version='1.0'?><svg/>", "a.txt", "scripts"),
        (b"PK\x03\x04" + b"x" * 99, "a.docx", "damaged"),
        (b"%PDF-1.7\nnot one", "a.pdf", "damaged"),
        (make.png()[:90], "a.png", "does not open"),
        (b"\xff\xd8\xff" + b"x" * 999, "a.jpg", "does not open"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a.wav", ""),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 99, "a.mp4", "does not open"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 99, "a.jpg", "JPG, PNG or WebP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "old Word"),
        (b"{\\rtf1 hello}", "a.rtf", "RTF"),
        (b"ID3" + b"\0" * 300, "a.mp3", ""),
    ],
)
def test_what_is_refused_is_said_in_words_and_leaves_nothing(send, content, name, told):
    answer = send(content, name)
    assert answer.status_code == 422
    assert told in answer.json()["error"]
    assert Asset.objects.count() == 0
    assert [path for path in storage.root().rglob("*") if path.is_file()] == []


def test_a_document_that_unpacks_to_too_much_is_refused(send):
    answer = send(bombs()["docx bomb"], "a.docx")
    assert "too large" in answer.json()["error"]
    assert not list(storage.root().rglob("*.tmp"))


def test_a_picture_with_an_archive_behind_it_is_a_picture(send, files):
    send(files["jpg"] + files["docx"], "both.docx")
    assert Asset.objects.get().mime == "image/jpeg"


def test_the_same_bytes_are_kept_once_and_join_the_project(send, team, bo, files):
    project = projects.create_project(team=team, author=bo, name="Night")
    first = send(files["png"]).json()["href"]
    assert send(files["png"], "other.png", project=str(project.public_id)).json()["href"] == first
    assert Asset.objects.get().projects.get() == project


def test_what_was_lost_and_comes_again_is_mended(send, files):
    send(files["png"])
    asset = Asset.objects.get()
    storage.path_of(asset.key).unlink()
    Asset.objects.update(damage="missing")
    send(files["png"])
    assert storage.path_of(asset.key).read_bytes() == files["png"]
    assert Asset.objects.get().damage == ""


def test_what_is_kept_as_another_kind_is_not_taken_for_a_picture(send, client, team, files):
    send(files["mp4"])
    answer = client.post(
        reverse("library-picture", args=[team.slug]), {"file": SimpleUploadedFile("a.png", files["mp4"])}
    )
    assert (answer.status_code, "does not open" in answer.json()["error"]) == (422, True)


def test_what_cannot_be_drawn_is_kept_all_the_same(send, files, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(intake, "derive", full)
    assert send(files["png"]).status_code == 200
    assert Asset.objects.count() == 1


def test_it_goes_where_the_page_says_and_never_where_nobody_looks(send, client, team, bo, files):
    project = projects.create_project(team=team, author=bo, name="Night")
    client.post(reverse("project-choose", args=[team.slug]), {"project": str(project.public_id)})
    send(files["png"])
    send(files["txt"], project=str(project.public_id))
    assert [asset.projects.count() for asset in Asset.objects.order_by("id")] == [0, 1]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a/../../b.txt", "b.txt"),
        ("a\\b\\c.txt", "c.txt"),
        ("x\u202etxt.exe", "xtxt.exe"),
        ("tab\tnull\x00.txt", "tabnull.txt"),
        ("...", ""),
        ("l" * 1000 + ".txt", "l" * 255),
        ("灯塔" * 100, "灯塔" * 42 + "灯"),
    ],
)
def test_its_name_is_only_words(team, bo, name, kept):
    file = SimpleUploadedFile("x", SENTENCE)
    file._name = name  # Django takes a path off by itself; other doors do not
    assert intake.upload(team=team, author=bo, file=file, most=intake.LIBRARY_BYTES).name == kept


def test_what_lies_on_disk_already_is_not_copied(team, bo, monkeypatch):
    file = TemporaryUploadedFile("a.txt", "text/plain", len(SENTENCE), None)
    file.write(SENTENCE)
    file.flush()
    monkeypatch.setattr(file, "chunks", None)
    asset = intake.upload(team=team, author=bo, file=file, most=intake.LIBRARY_BYTES)
    assert storage.path_of(asset.key).read_bytes() == SENTENCE


def test_a_disk_that_is_full_in_the_middle_loses_nothing_that_was_there(send, team, monkeypatch):
    kept = make.asset(team)

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage, "keep", full)
    answer = send(SENTENCE, "a.txt")
    assert (answer.status_code, "almost full" in answer.json()["error"]) == (422, True)
    assert list(Asset.objects.all()) == [kept]
    assert not list(storage.root().rglob("*.tmp"))


def test_too_much_for_the_disk_is_refused_before_a_byte(settings, monkeypatch):
    monkeypatch.setattr(body.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 10**9}))
    scope = {"type": "http", "method": "POST", "path": "/salt-marsh/library/upload/"}
    cookie = (b"cookie", b"sessionid=x")
    lengths = {"100": None, str(400 * body.MB): 507, str(600 * body.MB): 413}
    for length, status in lengths.items():
        assert body.verdict(scope | {"headers": [cookie, (b"content-length", length.encode())]}) == status, length
    assert body.verdict(scope | {"headers": [(b"content-length", str(100 * body.MB).encode())]}) == 413, "a stranger"


@pytest.mark.parametrize(
    "path", ["/salt-marsh/chat/", "/library/upload/", "/a/b/library/upload/", "/x/library/upload/y"]
)
def test_only_where_files_come_in_may_a_body_be_large(path):
    scope = {"type": "http", "method": "POST", "path": path, "headers": [(b"content-length", b"100000000")]}
    assert body.verdict(scope) == 413


def test_many_come_with_a_form_that_needs_no_script(client, team, bo, files):
    client.force_login(bo)
    sent = [
        SimpleUploadedFile("a.png", files["png"]),
        SimpleUploadedFile("b", b"\0\1"),
        SimpleUploadedFile("c", SENTENCE),
    ]
    page = client.post(reverse("library-upload", args=[team.slug]), {"files": sent}, follow=True).content.decode()
    assert "2 files are kept" in page
    assert "b: The library keeps" in page
    assert Asset.objects.count() == 2


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 404), ("nobody", 302)])
def test_who_may_not_bring_anything_brings_nothing(client, team, vic, cleo, role, status):
    if role != "nobody":
        client.force_login(vic if role == "viewer" else cleo)
    file = SimpleUploadedFile("a.txt", SENTENCE)
    assert client.post(reverse("library-upload", args=[team.slug]), {"file": file}).status_code == status
    assert Asset.objects.count() == 0


def test_a_draft_that_is_refused_stays_with_who_brought_it(team, tmp_path):
    draft = tmp_path / "draft"
    draft.write_bytes(b"\0\1\2")
    with pytest.raises(Unreadable):
        intake.take_in(team=team, author=None, draft=draft, name="x")
    assert draft.exists()


def test_what_is_told_is_json_and_a_tile(send, files):
    told = json.loads(send(files["txt"], "letter.txt").content)
    assert told["href"].endswith("/")
    assert 'class="tile"' in told["tile"]
