"""Addresses of the sandbox served alone: below `/sandbox/` as in the studio, and below `/` because real
clients are given a host, not a folder."""

from django.urls import include, path

urlpatterns = [
    path("sandbox/", include("studio.sandbox.urls")),
    path("", include("studio.sandbox.urls")),
]
handler404 = "studio.sandbox.urls.lost"
