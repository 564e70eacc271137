from django.contrib import admin

from studio.web.admin import KeptAdmin
from studio.workroom.models import Preset, Prompt


@admin.register(Preset)
class PresetAdmin(KeptAdmin):
    list_display = ["name", "room", "team", "author", "created_at"]
    list_filter = ["room", "team"]
    search_fields = ["name", "public_id"]
    readonly_fields = ["public_id", "team", "author", "room"]
    list_select_related = ["team", "author"]


@admin.register(Prompt)
class PromptAdmin(KeptAdmin):
    list_display = ["__str__", "room", "team", "author", "times", "used_at"]
    list_filter = ["room", "team"]
    search_fields = ["text", "public_id"]
    readonly_fields = ["public_id", "team", "author", "room", "text", "sha256", "times"]
    list_select_related = ["team", "author"]
