"""A recipe of a picture, and somebody who brings one as a file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

ASKED = {"mode": "text", "model": "image-01", "prompt": "A fox", "ratio": "16:9", "count": 2, "seed": 7}


def recipe(**changes) -> dict:
    return {"format": "studio-recipe/1", "kind": "image", "title": "A fox", "request": ASKED | changes}


@pytest.fixture
def bring(client, team, bo):
    client.force_login(bo)

    def post(told: object, room: str = "image", htmx: bool = True, **form):
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        sent = form | {"recipe": SimpleUploadedFile("fox.recipe.json", content)}
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(reverse("recipe-bring", args=[team.slug, room]), sent, headers=headers)

    return post
