from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from studio.sharing.models import MarkedFilm, Share, SharingSettings
from studio.web.admin import KeptAdmin, ReadOnlyAdmin


@admin.register(SharingSettings)
class SharingSettingsAdmin(ReadOnlyAdmin):
    """An owner allows links on the team's own page, and that is written down."""

    list_display = ["team", "allowed"]
    list_filter = ["allowed"]
    list_select_related = ["team"]


@admin.register(Share)
class ShareAdmin(ReadOnlyAdmin):
    """A link is made and revoked on the team's own pages, and that is written down."""

    list_display = ["public_id", "team", "author", "asset", "project", "expires_at", "revoked_at", "views"]
    list_filter = ["watermark", "revoked_at", "expires_at"]
    list_select_related = ["team", "author", "asset", "project"]
    search_fields = ["public_id", "title", "author__email"]
    readonly_fields = ["public_id"]


@admin.register(MarkedFilm)
class MarkedFilmAdmin(KeptAdmin):
    """A row that is deleted here lets a film be tried again."""

    list_display = ["asset", "begun_at", "made_at", "problem", "retry_at"]
    list_filter = ["made_at"]
    list_select_related = ["asset"]
    search_fields = ["asset__public_id"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
