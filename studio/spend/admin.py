from django.contrib import admin

from studio.spend.models import Entry
from studio.web.admin import ReadOnlyAdmin


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """The ledger is read here and written nowhere but by the engine."""

    list_display = ["at", "team", "author", "kind", "amount", "held", "currency", "sandbox", "generation"]
    list_filter = ["kind", "sandbox", "team"]
    search_fields = ["generation", "author__email"]
    date_hierarchy = "at"
