from django.contrib import admin

from studio.voices.models import Consent, Favourite, Keeping, Preview, Voice
from studio.web.admin import KeptAdmin, ReadOnlyAdmin


@admin.register(Voice)
class VoiceAdmin(KeptAdmin):
    list_display = ["name", "team", "origin", "state", "made_at", "used_at", "lost_at", "deleted_at"]
    list_filter = ["origin", "team", "lost_at", "deleted_at"]
    search_fields = ["name", "voice_id", "public_id", "description"]
    readonly_fields = [
        "public_id",
        "team",
        "connection",
        "author",
        "generation",
        "used_by",
        "consent",
        "sample",
        "heard",
    ]
    readonly_fields += ["rev"]
    list_select_related = ["team"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Who said that a sample may be cloned: read here, and written nowhere but by the action that asks."""

    list_display = ["at", "team", "by_name", "speaker", "statement"]
    search_fields = ["by_name", "speaker", "sample_sha256"]
    list_filter = ["team"]


@admin.register(Keeping)
class KeepingAdmin(admin.ModelAdmin):
    list_display = ["team", "is_on", "cap", "by", "changed_at"]


@admin.register(Preview)
class PreviewAdmin(admin.ModelAdmin):
    list_display = ["voice_id", "connection", "generation"]
    search_fields = ["voice_id"]
    readonly_fields = ["generation"]


@admin.register(Favourite)
class FavouriteAdmin(admin.ModelAdmin):
    list_display = ["ref", "person", "team"]
    search_fields = ["ref"]
