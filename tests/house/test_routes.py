"""Every team address has a door, and no team can take an address of ours."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from studio.live.routing import sockets  # noqa: F401
from studio.teams.models import RESERVED

FIXED = [
    "api",
    "media",
    "invite",
    "share",
    "assets",
    "static",
    "i18n",
    "favicon.ico",
    "robots.txt",
    "manifest.webmanifest",
    "sw.js",
]


def routes(resolver: URLResolver, before: str = ""):
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


TEAM_ROUTES = [(path, view) for path, view in routes(get_resolver()) if path.startswith("<slug:slug>/")]


@pytest.mark.parametrize(("path", "view"), TEAM_ROUTES, ids=[path for path, _ in TEAM_ROUTES])
def test_it_declares_a_role(path, view):
    assert getattr(view, "team_role", None) in {"owner", "admin", "creator", "viewer"}


def test_there_are_team_routes():
    assert len(TEAM_ROUTES) > 15


def test_a_team_cannot_take_a_first_segment_of_ours():
    entries = [entry for entry in get_resolver().url_patterns if isinstance(entry.pattern, RoutePattern)]
    firsts = {str(entry.pattern).split("/")[0] for entry in entries} - {"", "<slug:slug>"}
    assert firsts <= RESERVED
    assert set(FIXED) <= RESERVED
    assert "ws" in RESERVED
