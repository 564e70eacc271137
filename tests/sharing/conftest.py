"""A team whose owner allows public links, things to show, and a stranger's browser."""

import asyncio
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio.audit.models import Record
from studio.library import actions as library
from studio.library.models import Asset
from studio.library.projects import create_project
from studio.sharing import sweeps
from studio.sharing.actions import Terms, allow_sharing, make_share
from studio.sharing.models import Share
from tests import make

DAY = timedelta(days=1)
FORM = {"until": "week", "title": "", "password": "", "watermark": "1"}
SECRET = "A prompt that is nobody's business"
NAMES = re.compile(r"/assets/([\w-]{36})/\"")


@pytest.fixture
def allowed(team, ada):
    allow_sharing(team=team, who=ada, yes=True)
    return team


@pytest.fixture
def picture(team, bo) -> Asset:
    return make.asset(team, author=bo, origin="made", title=SECRET, recipe={"request": {"prompt": SECRET}})


@pytest.fixture
def project(team, bo):
    return create_project(team=team, author=bo, name="Saltmarsh")


@pytest.fixture
def show(allowed, bo):
    """Makes a link, for a day unless it is said otherwise."""

    def show(thing, **terms) -> Share:
        terms = {"expires_at": timezone.now() + DAY} | terms
        return make_share(team=thing.team, author=bo, thing=thing, terms=Terms(**terms))

    return show


@pytest.fixture
def put(project):
    def put(*assets: Asset) -> None:
        library.put_into(project=project, assets=Asset.objects.filter(pk__in=[asset.pk for asset in assets]))

    return put


@pytest.fixture
def clip(team) -> Asset:
    return make.asset(team, b"a film", kind="video", mime="video/mp4", duration_ms=6000, origin="made")


@pytest.fixture
def press(client, team, picture):
    """Bo's press in the form on an asset's page, as htmx sends it."""

    def press(who, **sent):
        client.force_login(who)
        address = reverse("asset-shares", args=[team.slug, picture.public_id])
        return client.post(address, FORM | sent, headers={"HX-Request": "true"})

    return press


@pytest.fixture
def stranger() -> Client:
    return Client()


def sweep() -> None:
    """What the clock does for films."""
    sweeps.ask_for_films()
    asyncio.run(sweeps.mark_films())


def to(share: Share, asset: Asset | None = None, what: str = "") -> str:
    """An address under a link."""
    return f"/share/{share.token}/" + (f"assets/{asset.public_id}/{what}" if asset else "")


def said(what: str) -> int:
    return Record.objects.filter(what=what).count()


def page(stranger, address: str) -> str:
    return stranger.get(address).content.decode()


def named(text: str) -> list[str]:
    """The works that a page leads to, by their ids."""
    return list(dict.fromkeys(NAMES.findall(text)))
