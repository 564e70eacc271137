from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from studio.generations.models import Generation, GenerationEvent, RateBucket, Result
from studio.web.admin import ReadOnlyAdmin


class ReadOnly(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EventInline(ReadOnly):
    model = GenerationEvent


class ResultInline(ReadOnly):
    model = Result


@admin.register(Generation)
class GenerationAdmin(ReadOnlyAdmin):
    """Read here; steps are taken by the same functions as everywhere (`transition.move`)."""

    list_display = [
        "created_at",
        "team",
        "author",
        "kind",
        "model",
        "state",
        "progress",
        "price",
        "upstream_id",
    ]
    list_filter = ["state", "kind", "model", "created_at"]
    search_fields = ["public_id", "upstream_id", "author__email", "request"]
    inlines = [ResultInline, EventInline]


@admin.register(RateBucket)
class RateBucketAdmin(admin.ModelAdmin):
    list_display = ["connection", "family", "tat", "penalty_until"]
