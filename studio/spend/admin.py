from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from studio.spend.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """The ledger is read here and written nowhere but by the engine."""

    list_display = ["at", "team", "author", "kind", "amount", "held", "currency", "sandbox", "generation"]
    list_filter = ["kind", "sandbox", "team"]
    search_fields = ["generation", "author__email"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
