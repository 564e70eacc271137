from django.contrib import admin

from studio.library.models import Asset
from studio.web.admin import KeptAdmin


@admin.register(Asset)
class AssetAdmin(KeptAdmin):
    list_display = ["headline", "team", "kind", "origin", "bytes", "sandbox", "created_at", "trashed_at"]
    list_filter = ["kind", "origin", "sandbox", "trashed_at"]
    search_fields = ["title", "name", "public_id", "sha256"]
    readonly_fields = ["public_id", "team", "author", "key", "sha256", "bytes", "mime", "recipe"]
