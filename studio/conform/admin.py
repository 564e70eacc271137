from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from studio import audit
from studio.conform import keep
from studio.conform.models import Run


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):
    """Saving a new run starts it; its page shows the table and reloads while it grows."""

    list_display = ["host", "started_at", "who", "verdict"]
    list_filter = ["host", "costly"]
    search_fields = ["host"]
    autocomplete_fields = ["connection"]
    date_hierarchy = "started_at"

    class Media:
        css = {"all": ["admin/conform.css"]}

    def get_fields(self, request: HttpRequest, obj: Run | None = None) -> Any:
        if obj is None:
            return ["connection", "only", "costly"]
        return ["host", "verdict", "only", "costly", "who", "started_at", "finished_at", "table"]

    def get_readonly_fields(self, request: HttpRequest, obj: Run | None = None) -> Any:
        return self.get_fields(request, obj) if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="operations")
    def table(self, run: Run) -> SafeString:
        return SafeString(render_to_string("conform/_table.html", run.describe()))

    def save_model(self, request: HttpRequest, obj: Run, form: Any, change: bool) -> None:
        obj.who, obj.host = request.user, obj.connection.host_root if obj.connection else ""  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        audit.record(request.user, "conform.run", obj.connection, request=request, costly=obj.costly)
        transaction.on_commit(lambda: keep.start(obj.pk))

    def response_add(self, request: HttpRequest, obj: Run, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:conform_run_change", obj.pk)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        run = kwargs.get("obj")
        if run is not None and run.is_running:
            response["Refresh"] = "3"
        return response
