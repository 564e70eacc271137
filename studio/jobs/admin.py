from django.contrib import admin
from django.http import HttpRequest

from studio.jobs.models import SweepRun


@admin.register(SweepRun)
class SweepRunAdmin(admin.ModelAdmin):
    list_display = ["name", "last_run"]
    readonly_fields = ["name", "last_run"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
