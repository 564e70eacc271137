"""MiniMax's callbacks: the challenge, a lost request found again, and nothing else."""

import json
import uuid

from studio.generations.models import Generation, State
from tests import make


def post(client, token, body):
    return client.post(f"/callbacks/{token}/", json.dumps(body), content_type="application/json")


def test_it_echoes_the_challenge(client, db):
    assert post(client, uuid.uuid4(), {"challenge": "abc"}).json() == {"challenge": "abc"}


def test_a_lost_request_is_found_by_its_token(client, team):
    token = uuid.uuid4()
    gen = make.generation(team, state=State.UNCERTAIN, submit_token=token)
    assert post(client, token, {"task_id": "106916112212032", "status": "processing"}).status_code == 200
    gen.refresh_from_db()
    assert (gen.state, gen.upstream_id) == (State.RUNNING, "106916112212032")
    assert gen.events.last().by == "callback"


def test_a_strange_token_or_id_changes_nothing(client, team):
    token = uuid.uuid4()
    gen = make.generation(team, state=State.UNCERTAIN, submit_token=token)
    assert post(client, uuid.uuid4(), {"task_id": "1"}).status_code == 200
    assert post(client, token, {"task_id": "../../x"}).status_code == 200
    assert post(client, token, {}).status_code == 200
    gen.refresh_from_db()
    assert gen.state == State.UNCERTAIN


def test_nonsense_is_refused(client, db):
    for body in (b"{", b"[]", b"\xff"):
        answer = client.post(f"/callbacks/{uuid.uuid4()}/", body, content_type="application/json")
        assert answer.status_code == 400


def test_a_callback_cannot_end_anything(client, team):
    token = uuid.uuid4()
    make.generation(team, state=State.RUNNING, submit_token=token, upstream_id="1")
    post(client, token, {"task_id": "1", "status": "failed"})
    assert Generation.objects.get().state == State.RUNNING
