from django.contrib import admin

from studio.audit.models import Record
from studio.web.admin import ReadOnlyAdmin


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    list_display = ["at", "who", "what", "object_kind", "object_id", "address"]
    list_filter = ["what", "at"]
    search_fields = ["what", "object_id", "who__email"]
