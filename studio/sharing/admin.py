from django.contrib import admin

from studio.sharing.models import MarkedFilm, Share, SharingSettings
from studio.web.admin import KeptAdmin


@admin.register(SharingSettings)
class SharingSettingsAdmin(KeptAdmin):
    list_display = ["team", "allowed"]
    list_filter = ["allowed"]
    readonly_fields = ["team"]


@admin.register(Share)
class ShareAdmin(KeptAdmin):
    list_display = ["public_id", "team", "author", "asset", "project", "expires_at", "revoked_at", "views"]
    list_filter = ["watermark", "revoked_at", "expires_at"]
    list_select_related = ["team", "author", "asset", "project"]
    search_fields = ["public_id", "title", "author__email"]
    readonly_fields = ["public_id", "team", "author", "asset", "project", "views", "last_seen_at", "created_at"]


@admin.register(MarkedFilm)
class MarkedFilmAdmin(KeptAdmin):
    """A row that is deleted here lets a film be tried again."""

    list_display = ["asset", "begun_at", "made_at", "problem"]
    list_filter = ["made_at"]
    list_select_related = ["asset"]
    search_fields = ["asset__public_id"]
    readonly_fields = ["asset", "begun_at", "made_at", "problem"]
