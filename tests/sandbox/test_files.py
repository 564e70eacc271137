"""Files, in both dialects."""

import httpx
import pytest

from tests.sandbox.asking import Asker, picture

TEXT = b"once upon a time"


def test_it_answers_an_upload_with_the_union_of_both_dialects(ask: Asker) -> None:
    reply = ask.upload(TEXT, "tale.txt", "text-to-speech")
    assert reply["file"]["file_id"] == int(reply["file_id"])
    assert (reply["filename"], reply["bytes"], reply["status"]) == ("tale.txt", len(TEXT), "processed")
    assert reply["file"]["purpose"] == "text-to-speech"


def test_it_gives_the_bytes_back_on_both_paths(ask: Asker) -> None:
    file_id = ask.upload(TEXT, "tale.txt", "t2a_async_input")["file_id"]
    official = ask.api.get("/v1/files/retrieve_content", params={"file_id": file_id})
    assert official.content == TEXT
    assert ask.api.get(f"/v1/files/file_{file_id}/content").content == TEXT


def test_it_keeps_a_large_upload_whole(ask: Asker) -> None:
    large = b"one line of many\n" * 600_000
    file_id = ask.upload(large, "large.txt", "t2a_async_input")["file_id"]
    assert ask.api.get(f"/v1/files/{file_id}/content").content == large


def test_it_lists_the_newest_first_up_to_a_limit(ask: Asker) -> None:
    ids = [ask.upload(TEXT, f"{n}.txt", "retrieval")["file_id"] for n in range(3)]
    listed = ask.api.get("/v1/files", params={"limit": 2}).json()["data"]
    assert [file["file_id"] for file in listed] == ids[:0:-1]
    assert ask.api.get("/v1/files", params={"limit": 0}).status_code == 400


def test_it_lists_by_purpose(ask: Asker) -> None:
    ask.upload(TEXT, "a.txt", "t2a_async_input")
    wanted = ask.upload(picture())["file"]
    files = ask.api.get("/v1/files/list", params={"purpose": "video_generation_input"}).json()["files"]
    assert files == [wanted]


def test_it_deletes_on_both_paths(ask: Asker) -> None:
    one, other = (ask.upload(TEXT, "a.txt", "retrieval")["file"]["file_id"] for _ in range(2))
    assert ask.api.post("/v1/files/delete", json={"file_id": one}).json()["file_id"] == one
    assert ask.api.delete(f"/v1/files/{other}").json()["deleted"]
    assert ask.api.get("/v1/files").json()["data"] == []
    assert ask.api.get(f"/v1/files/{one}").status_code == 404


def test_it_keeps_files_from_other_keys(ask: Asker, sandbox_root: str) -> None:
    file_id = ask.upload(TEXT, "a.txt", "retrieval")["file_id"]
    stranger = httpx.Client(base_url=sandbox_root, headers={"Authorization": "Bearer sandbox-stranger1"})
    assert ask.api.get(f"/v1/files/{file_id}").status_code == 200
    assert stranger.get(f"/v1/files/{file_id}").status_code == 404
    assert stranger.delete(f"/v1/files/{file_id}").status_code == 404
    assert stranger.get("/v1/files/retrieve", params={"file_id": file_id}).json()["base_resp"]["status_code"] == 2013
    assert ask.api.get(f"/v1/files/{file_id}/content").content == TEXT


@pytest.mark.parametrize(
    ("data", "name", "purpose"),
    [
        (b"<html>", "a.png", "video_generation_input"),
        (b"\x7fELF\0\0\0", "program", "retrieval"),
        (b"text", "voice.txt", "voice_clone"),
        (b"text", "a.txt", "../../etc"),
        (b"", "a.txt", "retrieval"),
    ],
)
def test_it_refuses_content_that_is_not_what_it_says(ask: Asker, data: bytes, name: str, purpose: str) -> None:
    assert ask.upload(data, name, purpose)["base_resp"]["status_code"] == 2013


def test_it_keeps_only_the_last_part_of_a_name(ask: Asker) -> None:
    assert ask.upload(TEXT, "../../../etc/pass\u202ewd.txt", "retrieval")["filename"] == "passwd.txt"


def test_it_links_without_a_key_until_the_hour_is_over(ask: Asker) -> None:
    file_id = ask.upload(TEXT, "a.txt", "retrieval")["file_id"]
    url = ask.api.get("/v1/files/retrieve", params={"file_id": file_id}).json()["file"]["download_url"]
    assert httpx.get(url).content == TEXT
    assert httpx.get(url, headers={"Sandbox-Clock": "+3500"}).status_code == 200
    assert httpx.get(url, headers={"Sandbox-Clock": "+3700"}).status_code == 403
    assert httpx.get(url[:-2] + "xx").status_code == 403


def test_the_references_link_lives_nine_hours(ask: Asker) -> None:
    file_id = ask.upload(TEXT, "a.txt", "retrieval")["file_id"]
    url = ask.api.get(f"/v1/files/{file_id}").json()["download_url"]
    assert httpx.get(url, headers={"Sandbox-Clock": "+32300"}).status_code == 200
    assert httpx.get(url, headers={"Sandbox-Clock": "+32500"}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "bytes_"),
    [("bytes=0-3", 206, TEXT[:4]), ("bytes=5-", 206, TEXT[5:]), ("bytes=-4", 206, TEXT[-4:]), ("bytes=99-", 416, b"")],
)
def test_it_serves_ranges(ask: Asker, asked: str, status: int, bytes_: bytes) -> None:
    file_id = ask.upload(TEXT, "a.txt", "retrieval")["file_id"]
    reply = ask.api.get(f"/v1/files/{file_id}/content", headers={"Range": asked})
    assert (reply.status_code, reply.content) == (status, bytes_)
    assert reply.headers["Content-Length"] == str(len(bytes_))
