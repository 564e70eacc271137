from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from studio.audit.models import Record


@admin.register(Record)
class RecordAdmin(admin.ModelAdmin):
    list_display = ["at", "who", "what", "object_kind", "object_id", "address"]
    list_filter = ["what", "at"]
    search_fields = ["what", "object_id", "who__email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
