from django.contrib import admin

from studio.jobs.models import SweepRun
from studio.web.admin import KeptAdmin


@admin.register(SweepRun)
class SweepRunAdmin(KeptAdmin):
    list_display = ["name", "last_run"]
    readonly_fields = ["name", "last_run"]
