from django.contrib import admin
from django.http import HttpRequest

from studio.library.models import Asset


@admin.register(Asset)
class AssetAdmin(admin.ModelAdmin):
    list_display = ["headline", "team", "kind", "origin", "bytes", "sandbox", "created_at", "trashed_at"]
    list_filter = ["kind", "origin", "sandbox", "trashed_at"]
    search_fields = ["title", "name", "public_id", "sha256"]
    readonly_fields = ["public_id", "team", "author", "key", "sha256", "bytes", "mime", "recipe"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
