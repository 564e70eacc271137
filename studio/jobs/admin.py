from django.contrib import admin

from studio.jobs.models import SweepRun


@admin.register(SweepRun)
class SweepRunAdmin(admin.ModelAdmin):
    list_display = ["name", "last_run"]
    readonly_fields = ["name", "last_run"]
