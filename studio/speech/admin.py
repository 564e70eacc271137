from django.contrib import admin

from studio.speech.models import Binding, Line, LongText, Script, Take
from studio.web.admin import KeptAdmin


@admin.register(Script)
class ScriptAdmin(KeptAdmin):
    list_display = ["title", "team", "author", "created_at", "deleted_at"]
    list_filter = ["team", "deleted_at"]
    search_fields = ["title", "public_id"]
    readonly_fields = ["public_id", "team", "author"]


@admin.register(Line)
class LineAdmin(KeptAdmin):
    list_display = ["__str__", "script", "position", "speaker", "voice_name", "is_locked"]
    list_filter = ["is_locked"]
    search_fields = ["text", "speaker", "public_id"]
    readonly_fields = ["public_id", "script", "take", "making", "rev"]
    list_select_related = ["script"]


@admin.register(Take)
class TakeAdmin(KeptAdmin):
    list_display = ["public_id", "line", "generation", "created_at"]
    search_fields = ["public_id", "generation__public_id"]
    readonly_fields = ["public_id", "line", "generation", "asset", "recipe"]
    list_select_related = ["line", "generation"]


@admin.register(Binding)
class BindingAdmin(KeptAdmin):
    list_display = ["public_id", "script", "format", "state", "created_at"]
    list_filter = ["state", "format"]
    readonly_fields = ["public_id", "script", "author", "asset", "key", "rev"]
    list_select_related = ["script"]


@admin.register(LongText)
class LongTextAdmin(KeptAdmin):
    list_display = ["public_id", "team", "created_at"]
    search_fields = ["public_id", "sha256"]
    readonly_fields = ["public_id", "team", "sha256"]
