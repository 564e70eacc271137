"""The form of images: what is impossible is refused at its field before anything is sent, and nothing is lost."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from studio.generations.models import Generation
from studio.image.forms import ImageForm
from tests import make
from tests.image.conftest import wish

SENT = {
    "mode": "text",
    "prompt": "A boat on a quiet lake",
    "model": "image-01",
    "ratio": "1:1",
    "count": "1",
    "seed": "7",
}


@pytest.fixture
def form(team, ada):
    def build(files=None, **changes):
        return ImageForm(SENT | changes, files or {}, team=team, author=ada)

    return build


def test_it_makes_the_request_that_is_priced(form):
    made = form(count="4")
    assert made.is_valid(), made.errors
    assert made.wish() == wish(count=4)
    assert made.price_words == "$0.014"


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"prompt": ""}, "prompt", "Say what"),
        ({"prompt": "x" * 1501}, "prompt", "1501 characters; MiniMax takes 1500"),
        ({"model": "midjourney"}, "model", "not offered"),
        ({"model": "image-01-live", "ratio": "21:9"}, "ratio", "has no 21:9"),
        ({"ratio": "5:4"}, "ratio", "no such shape"),
        ({"model": "image-01-live", "ratio": "exact", "width": "1024", "height": "1024"}, "ratio", "no exact size"),
        ({"ratio": "exact", "width": "1001", "height": "1024"}, "width", "steps of 8: 1000 or 1008"),
        ({"ratio": "exact", "width": "1024", "height": "504"}, "height", "From 512 to 2048"),
        ({"ratio": "exact", "width": "2056", "height": "1024"}, "width", "From 512 to 2048"),
        ({"ratio": "exact", "width": "-1024", "height": "1024"}, "width", "From 512 to 2048"),
        ({"ratio": "exact", "width": "9" * 400, "height": "1024"}, "width", "From 512 to 2048"),
        ({"ratio": "exact"}, "width", "From 512 to 2048"),
        ({"ratio": "16:9", "width": "1024", "height": "1024"}, "width", "not both"),
        ({"count": "0"}, "count", "From 1 to 9"),
        ({"count": "10"}, "count", "From 1 to 9"),
        ({"count": "many"}, "count", "From 1 to 9"),
        ({"seed": str(2**63)}, "seed", "64 bits"),
        ({"seed": str(-(2**63) - 1)}, "seed", "64 bits"),
        ({"seed": "1e5"}, "seed", "64 bits"),
        ({"seed": "٣"}, "seed", "64 bits"),
        ({"style": "水彩"}, "style", "no such style"),
        ({"model": "image-01-live", "style": "水彩", "style_weight": "1.5"}, "style_weight", "up to 1"),
        ({"model": "image-01-live", "style": "水彩", "style_weight": "nan"}, "style_weight", "up to 1"),
        ({"mode": "person"}, "reference", "Choose a picture"),
        ({"mode": "person", "reference": str(uuid.uuid4())}, "reference", "not in your library"),
        ({"mode": "matrix", "prompt": "\n \n"}, "prompt", "on each line"),
        ({"mode": "matrix", "prompt": "\n".join(map(str, range(13)))}, "prompt", "13 prompts"),
        ({"mode": "matrix", "columns": []}, "columns", "at least one"),
        ({"mode": "matrix", "columns": ["image-01"]}, "columns", "no matrix"),
        ({"mode": "matrix", "columns": ["dall-e"]}, "columns", "dall-e"),
    ],
)
def test_it_refuses_what_cannot_be(form, changes, field, told):
    made = form(**changes)
    assert not made.is_valid()
    assert told in " ".join(made.errors[field])
    assert made.value("prompt") == changes.get("prompt", SENT["prompt"])


@pytest.mark.parametrize("seed", ["0", "-1", str(2**63 - 1), str(-(2**63))])
def test_it_takes_every_seed_of_64_bits(form, seed):
    made = form(seed=seed)
    assert made.is_valid(), made.errors
    assert made.wish()["seed"] == int(seed)


def test_a_side_is_read_as_it_is_checked(form):
    made = form(ratio="exact", width="1024 ", height=" 768")
    assert made.is_valid(), made.errors
    assert (made.wish()["width"], made.wish()["height"]) == (1024, 768)


def test_no_side_is_too_huge_to_be_drawn_again(client, ada, team):
    client.force_login(ada)
    page = client.get(f"/{team.slug}/image/?ratio=exact&prompt=x&width={'9' * 5000}&height=1024")
    assert page.status_code == 200


def test_a_matrix_does_not_price_what_it_refuses(form):
    made = form(mode="matrix", prompt="\n".join(map(str, range(20_000))), columns=["image-01"])
    assert len(made.wishes()) == 13
    assert "20000 prompts" in made.errors["prompt"][0]


def test_an_exact_size_is_sent_as_it_is(form):
    made = form(ratio="exact", width="1024", height="768")
    assert made.is_valid(), made.errors
    assert made.wish() | {"width": 1024, "height": 768, "ratio": ""} == made.wish()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"bytes": 10_000_000}, "10 MB"),
        ({"kind": "video", "mime": "video/mp4"}, "not in your library"),
        ({"trashed_at": "2026-01-01T00:00Z"}, "not in your library"),
    ],
)
def test_it_refuses_a_person_that_minimax_would(form, team, facts, told):
    asset = make.asset(team, **facts)
    made = form(mode="person", reference=str(asset.public_id))
    assert not made.is_valid()
    assert told in " ".join(made.errors["reference"])


def test_the_picture_of_another_team_is_as_good_as_none(form, cleo):
    theirs = make.asset(cleo.memberships.get().team)
    assert "reference" in form(mode="person", reference=str(theirs.public_id)).errors


def bomb() -> bytes:
    return make.png(9000, 9000)


@pytest.mark.parametrize(
    ("content", "told"), [(bomb, "40 million pixels"), (lambda: b"no picture", "does not open"), (lambda: b"", "empty")]
)
def test_a_file_that_is_no_good_is_told_at_its_field(form, content, told):
    file = SimpleUploadedFile("me.png", content(), "image/png")
    made = form(files={"reference_file": file}, mode="person")
    assert not made.is_valid()
    assert told in " ".join(made.errors["reference"])


def test_a_matrix_is_every_prompt_with_every_column(form):
    columns = ["image-01", "image-01-live", "image-01-live:水彩"]
    made = form(mode="matrix", prompt="A fox\nA boat\r\n\nA fox\n", columns=columns)
    assert made.is_valid(), made.errors
    cells = [(one["row"], one["column"], one["prompt"], one["model"], one.get("style")) for one in made.wishes()]
    assert cells == [
        (0, 0, "A fox", "image-01", None),
        (0, 1, "A fox", "image-01-live", None),
        (0, 2, "A fox", "image-01-live", "水彩"),
        (1, 0, "A boat", "image-01", None),
        (1, 1, "A boat", "image-01-live", None),
        (1, 2, "A boat", "image-01-live", "水彩"),
    ]
    assert made.price_words == "$0.007 + unknown"


def test_one_picture_gets_a_seed_that_can_be_used_again(form):
    (first,), (second,) = form(seed="").to_start(), form(seed="").to_start()
    assert first.request["seed"] != second.request["seed"]
    assert first.press == second.press, "the same press twice must stay the same press"


def test_of_several_minimax_chooses_the_seeds(form):
    (wanted,) = form(seed="", count="3").to_start()
    assert wanted.request["seed"] is None


def test_nothing_is_sent_of_what_is_refused(client, ada, team):
    client.force_login(ada)
    answer = client.post(f"/{team.slug}/image/", SENT | {"count": "10", "client_key": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "From 1 to 9 images at once." in answer.content.decode()
    assert not Generation.objects.exists()
