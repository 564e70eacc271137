"""The room of images: a press, what comes back into the form, a matrix as a grid."""

import uuid

import pytest

from studio.generations.models import Generation, Result, State
from studio.generations.transition import move
from tests import make
from tests.image.conftest import picture
from tests.image.test_form import SENT

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def room(client, ada, team):
    client.force_login(ada)
    return f"/{team.slug}/image/"


def test_a_press_twice_is_one(client, room):
    press = SENT | {"seed": "", "client_key": str(uuid.uuid4())}
    first, second = client.post(room, press, **HTMX), client.post(room, press, **HTMX)
    assert (first.status_code, second.status_code) == (200, 200)
    assert Generation.objects.count() == 1


def test_a_matrix_leads_to_its_grid(client, room):
    press = SENT | {"mode": "matrix", "prompt": "A fox\nA boat", "columns": ["image-01", "image-01-live:水彩"]}
    answer = client.post(room, press | {"client_key": str(uuid.uuid4())}, **HTMX)
    page = client.get(answer.headers["HX-Redirect"]).content.decode()
    for words in ("A fox", "A boat", "Image 01", "Image 01 live · Watercolour", "4 requests", "$0.007 + unknown"):
        assert words in page
    assert page.count('data-fragment="cell"') == 4
    assert "A fox" not in client.get(room).content.decode().split('id="work-list"')[1], "cells stand in their grid"


def test_without_scripts_a_matrix_leads_there_too(client, room):
    press = SENT | {"mode": "matrix", "columns": ["image-01", "image-01-live"]}
    assert client.post(room, press).headers["Location"].startswith(f"{room}matrix/")


def test_a_cell_that_is_tried_again_takes_its_place(client, room, team):
    client.post(room, SENT | {"mode": "matrix", "columns": ["image-01", "image-01-live"]})
    old = Generation.objects.order_by("id")[0]
    Generation.objects.filter(pk=old.pk).update(state=State.ADMITTED)
    move(old.pk, State.ADMITTED, State.FAILED, error={"cause": "No.", "next_step": "", "retryable": True})
    client.post(f"/{team.slug}/generations/{old.public_id}/retry/")
    new = Generation.objects.order_by("id").last()
    page = client.get(f"{room}matrix/{old.batch}/").content.decode()
    assert str(new.public_id) in page
    assert str(old.public_id) not in page


def test_the_matrix_of_another_team_is_not_there(client, room, cleo):
    theirs = cleo.memberships.get().team
    gen = picture(theirs, "image_cell", row=0, column=0)
    batch = uuid.uuid4()
    Generation.objects.filter(pk=gen.pk).update(batch=batch)
    assert client.get(f"{room}matrix/{batch}/").status_code == 404


def test_a_matrix_asks_as_much_for_many_cells_as_for_few(client, room):
    counts = []
    for prompts in ("A fox", "A fox\nA boat\nA tree\nA lamp\nA bell"):
        client.post(room, SENT | {"mode": "matrix", "prompt": prompts, "columns": ["image-01", "image-01-live"]})
        address = f"{room}matrix/{Generation.objects.order_by('-id')[0].batch}/"
        client.get(address)
        counts.append(queries(client, address))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("take", "prompt", "seed", "count"),
    [("", "A boat", "7", 3), ("but-seed", "A boat", "", 3), ("prompt", "A boat", "", 1), ("seed", "", "7", 1)],
)
def test_all_or_a_part_of_it_is_used_again(client, room, team, take, prompt, seed, count):
    gen = picture(team, prompt="A boat", count=3)
    form = client.get(f"{room}?again={gen.public_id}&take={take}").context["form"]
    assert (form.value("prompt"), form.value("seed"), form.chosen_count) == (prompt, seed, count)


def test_a_seed_of_nought_is_used_again(client, room, team):
    gen = picture(team, seed=0)
    assert 'name="seed" inputmode="numeric" autocomplete="off" placeholder="a new one each time" value="0"' in (
        client.get(f"{room}?again={gen.public_id}").content.decode()
    )


def test_a_refusal_stands_at_the_field_that_it_means(client, room, team):
    reference = make.asset(team)
    gen = picture(team, mode="person", reference=str(reference.public_id))
    problem = {
        "cause": "MiniMax found no face in the picture of the person.",
        "next_step": "Choose.",
        "retryable": False,
    }
    move(gen.pk, State.ADMITTED, State.FAILED, error=problem | {"code": 2013})
    form = client.get(f"{room}?again={gen.public_id}").context["form"]
    assert "no face" in form.errors["reference"][0]


def test_every_picture_of_a_card_leads_to_its_own_page(client, room, team):
    gen = picture(team, count=3, seed=None)
    kept = [make.asset(team) for _ in range(2)]
    for index, asset in enumerate(kept):
        Result.objects.create(generation=gen, index=index, asset=asset)
    Generation.objects.filter(pk=gen.pk).update(state=State.FINISHING)
    move(gen.pk, State.FINISHING, State.DONE)
    page = client.get(room).content.decode()
    assert all(f'href="/{team.slug}/assets/{asset.public_id}/"' in page for asset in kept)
    assert 'data-count="3"' in page
    assert "1 not made" in page


def test_a_viewer_looks_and_a_stranger_does_not(client, team, vic, cleo):
    for person, status in ((vic, 200), (cleo, 404)):
        client.force_login(person)
        assert client.get(f"/{team.slug}/image/").status_code == status
    client.force_login(vic)
    assert client.post(f"/{team.slug}/image/", SENT).status_code == 403


def test_the_room_asks_as_much_for_many_as_for_few(client, room, team):
    counts = []
    for _ in range(2):
        for _ in range(6):
            gen = picture(team)
            Result.objects.create(generation=gen, asset=make.asset(team))
        client.get(room)
        counts.append(queries(client, room))
    assert counts[0] == counts[1]


def queries(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
