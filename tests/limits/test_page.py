"""Models and limits: the whole catalogue, readable, and embeddings to try."""

import json
import secrets

import pytest
from django.test import AsyncClient
from django.utils import timezone

from studio.catalogue.models import Limit, Model, Price
from studio.generations.wires import close_wires
from studio.limits.tables import build_sections

PAGE, EMBED = "/salt-marsh/limits/", "/salt-marsh/limits/embedding/"


@pytest.fixture
def connected(team, settings, sandbox_root):
    """The team's sandbox is a real one, with a key of its own."""
    settings.SANDBOX_URL = sandbox_root
    connection = team.connection
    connection.set_key(f"sandbox-{secrets.token_hex(8)}")
    connection.save()
    return team


def rows():
    return {row.name: row for section in build_sections() for row in section.rows}


def test_it_shows_every_model_with_its_facts(client, ada, team):
    client.force_login(ada)
    page = client.get(PAGE).content.decode()
    for model in Model.objects.exclude(name="video-template"):
        assert model.name in page
    assert "204,800" in page
    assert "40 languages" in page
    assert "368 system voices" in page


def test_it_tells_prices_and_limits_as_the_catalogue_has_them(db):
    m3, m2 = rows()["MiniMax-M3"], rows()["MiniMax-M2"]
    assert [group.when for group in m3.prices] == ["up to 512k in", "over 512k in"]
    assert [(line.amount, line.what) for line in m3.prices[0].lines] == [
        ("$0.30", "in"),
        ("$1.20", "out"),
        ("$0.06", "cache read"),
    ]
    assert m3.limits[0].amount == "200, 10 M tokens, 50 at once"
    assert m2.limits[0].amount == "500, 20 M tokens, 50 at once"
    assert (m2.context, m2.speed) == ("204,800", "about 60")
    assert rows()["embo-01"].prices == []


def test_it_shows_what_an_administrator_corrected(client, ada, team):
    Price.objects.filter(model="image-01").update(amount="0.99", edited_at=timezone.now())
    Limit.objects.filter(family="image", plan="paid").update(rpm=77)
    Model.objects.filter(name="T2V-01").update(retired=True)
    client.force_login(ada)
    page = client.get(PAGE).content.decode()
    assert "$0.99" in page
    assert "77" in page
    assert '<code class="sheet__id">T2V-01</code>' not in page


def test_its_queries_do_not_grow_with_the_catalogue(client, ada, team, django_assert_max_num_queries):
    client.force_login(ada)
    client.get(PAGE)
    with django_assert_max_num_queries(16):
        client.get(PAGE)


def test_others_cannot_open_it(client, cleo, team):
    client.force_login(cleo)
    assert client.get("/elsewhere/limits/").status_code == 200
    assert client.get(PAGE).status_code == 404
    assert client.post(EMBED, {"texts": "a", "kind": "db"}).status_code == 404


def test_a_viewer_reads_but_asks_for_nothing(client, vic):
    client.force_login(vic)
    assert client.get(PAGE).status_code == 200
    assert client.post(EMBED, {"texts": "a", "kind": "db"}).status_code == 403


async def embed(who, **fields):
    client = AsyncClient()
    await client.aforce_login(who)
    try:
        return await client.post(EMBED, {"kind": "db", **fields}, headers={"HX-Request": "true"})
    finally:
        await close_wires()


@pytest.mark.django_db(transaction=True)
async def test_it_makes_vectors_and_says_how_alike_they_are(ada, connected):
    reply = await embed(ada, texts="a heron in the reeds\n\nherons in reeds\ninterest rates\n")
    vectors = reply.context["vectors"]
    assert [vector.text for vector in vectors] == ["a heron in the reeds", "herons in reeds", "interest rates"]
    assert all(len(json.loads(vector.json)) == vector.length == 1536 for vector in vectors)
    assert vectors[0].likeness is None
    assert float(vectors[1].likeness) > 0.5 > 0.3 > float(vectors[2].likeness)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("texts", "said"), [
    ("", "Write at least one line."),
    (" \n ", "Write at least one line."),
    ("a\n" * 17, "At most 16 lines"),
    ("x" * 2001, "at most 2000 characters"),
])  # fmt: skip
async def test_it_refuses_and_says_why(ada, connected, texts, said):
    reply = await embed(ada, texts=texts)
    assert reply.status_code == 422
    assert said in reply.content.decode()


@pytest.mark.django_db(transaction=True)
async def test_it_says_what_minimax_said(ada, connected):
    reply = await embed(ada, texts="a sandbox:balance")
    assert reply.status_code == 422
    assert "balance of the MiniMax account is too low" in reply.content.decode()
