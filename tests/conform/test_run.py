"""Conformance: the sandbox answers every operation, and a spoiled field turns its row red."""

import asyncio
import secrets
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from studio.audit.models import Record
from studio.conform.models import Run
from studio.conform.operations import OPERATIONS
from studio.conform.run import LEFT_OUT, OK, WRONG, Plan, run
from studio.minimax import Dialect

pytestmark = pytest.mark.django_db(transaction=True)


def go(root, **fields):
    """{(operation, dialect): outcome}"""
    plan = Plan(root, f"sandbox-{secrets.token_hex(8)}", **fields)
    return {(outcome.operation, outcome.dialect): outcome for outcome in asyncio.run(run(plan, lambda outcome: None))}


def test_the_sandbox_answers_every_operation_in_both_dialects(sandbox_root):
    outcomes = go(sandbox_root)
    left_out = outcomes.pop(("video: list of the second version", "reference"))
    assert (left_out.state, left_out.said) == (LEFT_OUT, "The connection's dialect has no such call.")
    assert {outcome.said for outcome in outcomes.values()} == {""}
    assert {outcome.state for outcome in outcomes.values()} == {OK}
    outcomes[left_out.operation, left_out.dialect] = left_out
    assert set(outcomes) == {(operation.name, dialect.value) for operation in OPERATIONS for dialect in Dialect}


def choice(body):
    return body["choices"][0] if body.get("choices") else {}


def no_finish(body):
    choice(body).pop("finish_reason", None)


def wrong_arguments(body):
    for call in choice(body).get("message", {}).get("tool_calls", []):
        call["function"]["arguments"] = '{"location": "Rome"}'


def other_id(body):
    for file in (body, body.get("file", {})):
        if "file_id" in file:
            file["file_id"] = 1


def half_a_vector(body):
    body["vectors"] = [vector[:768] for vector in body["vectors"]]


def no_names(body):
    for voice in body["system_voice"]:
        voice["voice_name"] = ""


CHAT = r"/(completions|chatcompletion_v2)$"
GARBLED = "could not be read"
SPOILED = [
    ("files: upload", r"/files/(retrieve|\d+)$", other_id, "another file"),
    ("models: list", r"/models$", lambda body: body.pop("data"), GARBLED),
    ("embeddings: create", r"/embeddings$", half_a_vector, "1,536"),
    ("chat: completion", CHAT, lambda body: body["usage"].update(total_tokens=1), "add up"),
    ("chat: stream", CHAT, no_finish, "broke off"),
    ("chat: tools", CHAT, wrong_arguments, "Rome"),
    ("speech: at once", r"/(t2a_v2|tts)$", lambda body: body["extra_info"].update(audio_length=99_000), "audio_length"),
    ("speech: stream", r"/(t2a_v2|tts)$", lambda body: body["data"].update(audio="zz"), GARBLED),
    ("voices: list", r"/get_voice$", no_names, "no name"),
    ("voices: design", r"/voice_design", lambda body: body.update(trial_audio="00" * 500), "no mp3"),
    ("images: from a reference", r"/image_generation$", lambda body: body["data"].pop("image_base64"), GARBLED),
    ("music: a song", r"/music_generation$", lambda body: body["extra_info"].update(music_size=7), "music_size"),
    ("video: from a first frame", r"/video_generation", lambda body: body.update(status="Vanished"), GARBLED),
]  # fmt: skip


@pytest.mark.parametrize(("only", "where", "spoil", "said"), SPOILED, ids=[row[0] for row in SPOILED])
def test_a_spoiled_field_turns_its_row_red(host, only, where, spoil, said):
    host.where, host.spoil = where, spoil
    try:
        outcomes = go(host.root, only=only).values()
    finally:
        host.where = "$."
    assert [outcome.state for outcome in outcomes] == [WRONG, WRONG]
    assert all(said in outcome.said for outcome in outcomes)


def test_the_same_rows_are_green_when_nothing_is_spoiled(host):
    for only in ("files: upload", "chat: tools", "voices: design", "images: from a reference"):
        assert {outcome.state for outcome in go(host.root, only=only).values()} == {OK}


def test_it_leaves_out_what_is_costly_on_a_live_host(sandbox_root):
    outcomes = go(sandbox_root, live=True, only="v")
    clone, listed = (outcomes[name, "official"] for name in ("voices: clone, speak, list, delete", "voices: list"))
    assert (clone.state, clone.price, listed.state) == (LEFT_OUT, "$1.50", OK)


def test_one_unforeseen_failure_is_one_row(host):
    host.where, host.spoil = r"/image_generation$", lambda body: body["data"].update(image_base64=["/9j/4AAQ"])
    try:
        outcomes = go(host.root, only="from a reference")
    finally:
        host.where = "$."
    assert [outcome.state for outcome in outcomes.values()] == [WRONG, WRONG]


def test_it_says_that_nobody_is_there():
    outcomes = go("http://127.0.0.1:9", only="models")
    assert {outcome.state for outcome in outcomes.values()} == {WRONG}
    assert "could not be reached" in outcomes["models: list", "official"].said


def test_the_command_prints_a_table_and_ends_with_the_verdict(sandbox_root):
    out = StringIO()
    call_command("conform", "--root", sandbox_root, "--only", "models", stdout=out)
    assert "models: list" in out.getvalue()
    assert "2 as expected, 0 not as expected, 0 left out" in out.getvalue()
    with pytest.raises(SystemExit) as left:
        call_command("conform", "--root", "http://127.0.0.1:9", "--only", "models", stdout=StringIO())
    assert left.value.code == 1


@pytest.mark.parametrize(("arguments", "said"), [
    (["--live"], "no key"),
    (["--team", "nobody"], "no team"),
    (["--root", "http://127.0.0.1:9", "--only", "telepathy"], "telepathy"),
])  # fmt: skip
def test_the_command_says_what_it_lacks(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("conform", *arguments)


def test_the_admin_starts_a_run_and_shows_its_table(admin_client, team, settings, sandbox_root):
    settings.SANDBOX_URL = sandbox_root
    connection = team.connection
    connection.set_key(f"sandbox-{secrets.token_hex(8)}")
    connection.save()
    reply = admin_client.post("/admin/conform/run/add/", {"connection": connection.pk, "only": "models"}, follow=True)
    assert reply.status_code == 200
    row = Run.objects.get()
    for _ in range(100):
        row.refresh_from_db()
        if row.finished_at:
            break
        asyncio.run(asyncio.sleep(0.1))
    assert (row.count(OK), row.problem, row.host) == (2, "", sandbox_root)
    page = admin_client.get(f"/admin/conform/run/{row.pk}/change/").content.decode()
    assert "models: list" in page
    assert "as expected" in page
    assert Record.objects.filter(what="conform.run").exists()
    assert connection.key not in page


def test_only_staff_may_run_it(client, ada):
    client.force_login(ada)
    assert client.get("/admin/conform/run/add/").status_code == 302
