"""The catalogue: shipped facts arrive, an administrator's stay."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.catalogue import ask, load
from studio.catalogue.models import Loaded, Model, Price
from studio.catalogue.words import WORDS


@pytest.fixture
def ship(tmp_path, monkeypatch, db):
    """Ship another version of a data file."""

    def write(name, rows):
        (tmp_path / name).write_text(json.dumps(rows))
        monkeypatch.setattr(load, "DATA", tmp_path)
        return load.load_file(name)

    return write


def facts(label="Hailuo 2.3", name="MiniMax-Hailuo-2.3"):
    return {"name": name, "family": "video", "label": label, "abilities": {"modes": {}}}


def test_the_shipped_one_is_loaded_once(db):
    assert load.load() == []
    assert ask.find_model("MiniMax-Hailuo-02").label == "Hailuo 02"


def test_an_upgrade_brings_new_facts(ship):
    assert ship("models.json", [facts(label="Renamed")])
    assert Model.objects.get(name="MiniMax-Hailuo-2.3").label == "Renamed"


def test_it_never_overwrites_what_an_administrator_changed(ship):
    Model.objects.filter(name="MiniMax-Hailuo-2.3").update(label="Ours", edited_at=timezone.now())
    ship("models.json", [facts(label="Renamed")])
    assert Model.objects.get(name="MiniMax-Hailuo-2.3").label == "Ours"


def test_what_is_no_longer_shipped_is_retired_not_deleted(ship):
    ship("models.json", [facts()])
    gone = Model.objects.get(name="MiniMax-Hailuo-02")
    assert gone.retired
    assert gone not in ask.models_of("video")


def test_the_same_version_is_not_loaded_again(ship):
    assert ship("models.json", [facts()])
    assert not load.load_file("models.json")
    assert Loaded.objects.filter(file="models.json").count() == 1


def test_every_word_of_the_data_files_can_be_translated():
    texts = {move["name"] for move in ask.facts("camera_moves")} | {
        row["note"] for row in ask.facts("models") if row.get("note")
    }
    texts |= {row["abilities"].get("access", "") for row in ask.facts("models")}
    texts |= {row["label"] for row in ask.facts("languages")}
    texts |= set(ask.facts("interjections"))
    for row in ask.facts("video_templates"):
        texts |= {row["name"], row["description"], row["text_label"]}
    assert texts - {""} == set(WORDS)


def test_saving_in_the_admin_makes_a_row_the_administrators(admin_client, db):
    row = Price.objects.first()
    data = {
        "model": row.model,
        "unit": row.unit,
        "when": json.dumps(row.when),
        "amount": "9",
        "currency": "USD",
        "order": 0,
    }
    assert admin_client.post(f"/admin/catalogue/price/{row.pk}/change/", data).status_code == 302
    row.refresh_from_db()
    assert timezone.now() - row.edited_at < timedelta(minutes=1)
