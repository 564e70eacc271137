from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from studio.catalogue.models import Language, Limit, Model, Price, Shipped, SystemVoice, Template


class ShippedAdmin(admin.ModelAdmin):
    """What is saved here is the administrator's from then on: no upgrade overwrites it."""

    list_filter = ["retired"]
    readonly_fields = ["edited_at"]
    actions = ["return_to_shipped"]

    def save_model(self, request: HttpRequest, obj: Shipped, form: Any, change: bool) -> None:
        obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.action(description="Follow the shipped catalogue again (from the next upgrade on)")
    def return_to_shipped(self, request: HttpRequest, rows: Any) -> None:
        rows.update(edited_at=None)


@admin.register(Model)
class ModelAdmin(ShippedAdmin):
    list_display = ["label", "name", "family", "retired", "edited_at"]
    list_filter = ["family", "retired"]
    search_fields = ["name", "label"]


@admin.register(Price)
class PriceAdmin(ShippedAdmin):
    list_display = ["model", "unit", "when", "amount", "currency", "retired", "edited_at"]
    search_fields = ["model"]


@admin.register(Limit)
class LimitAdmin(ShippedAdmin):
    list_display = ["family", "model", "plan", "rpm", "tpm", "concurrency", "submits", "edited_at"]
    list_filter = ["family", "plan", "retired"]


@admin.register(Template)
class TemplateAdmin(ShippedAdmin):
    list_display = ["name", "template_id", "media", "text", "retired", "edited_at"]
    search_fields = ["name", "template_id"]


@admin.register(Language)
class LanguageAdmin(ShippedAdmin):
    list_display = ["label", "name", "since", "retired", "edited_at"]
    search_fields = ["name", "label"]


@admin.register(SystemVoice)
class SystemVoiceAdmin(ShippedAdmin):
    list_display = ["name", "voice_id", "language", "gender", "retired", "edited_at"]
    list_filter = ["language", "gender", "retired"]
    search_fields = ["name", "voice_id"]
