from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from studio.teams.models import Connection, Membership, Team
from studio.web.admin import KeptAdmin


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "created_at"]
    search_fields = ["name", "slug"]
    inlines = [MembershipInline]


@admin.register(Connection)
class ConnectionAdmin(KeptAdmin):
    """Keys are write-only: no form and no list shows more than the last four characters."""

    list_display = ["name", "team", "sandbox", "root", "dialect", "last_four", "in_use", "paused_reason"]
    list_filter = ["sandbox", "dialect", "in_use"]
    search_fields = ["team__name", "last_four"]
    readonly_fields = ["team", "sandbox", "last_four", "created_at"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fields = [
        "team",
        "name",
        "sandbox",
        "root",
        "dialect",
        "last_four",
        "in_use",
        "paused_reason",
        "created_at",
    ]

    def save_model(self, request: HttpRequest, obj: Connection, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.team.announce()
