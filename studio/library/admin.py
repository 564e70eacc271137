from django.contrib import admin

from studio.library.marks import Project, Tag
from studio.library.models import Asset, Pack
from studio.web.admin import KeptAdmin


@admin.register(Asset)
class AssetAdmin(KeptAdmin):
    list_display = ["headline", "team", "kind", "origin", "bytes", "sandbox", "damage", "created_at", "trashed_at"]
    list_filter = ["kind", "origin", "sandbox", "damage", "trashed_at"]
    search_fields = ["title", "name", "public_id", "sha256"]
    readonly_fields = [
        "public_id",
        "team",
        "author",
        "key",
        "sha256",
        "crc32",
        "bytes",
        "mime",
        "recipe",
        "verified_at",
    ]
    raw_id_fields = ["tags", "projects", "favoured_by"]


@admin.register(Project)
class ProjectAdmin(KeptAdmin):
    list_display = ["name", "team", "author", "created_at", "deleted_at"]
    list_filter = ["deleted_at"]
    search_fields = ["name", "public_id"]
    readonly_fields = ["public_id", "team", "author"]


@admin.register(Tag)
class TagAdmin(KeptAdmin):
    list_display = ["name", "team"]
    search_fields = ["name"]
    readonly_fields = ["team"]


@admin.register(Pack)
class PackAdmin(KeptAdmin):
    list_display = ["name", "team", "author", "created_at"]
    search_fields = ["name", "public_id"]
    readonly_fields = ["public_id", "team", "author", "entries"]
