from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from studio import audit
from studio.notices.models import Mail, Notice

# Elsewhere "mail" is a person's address.
SENDING = pgettext_lazy("what became of it", "mail")


class MailFilter(admin.SimpleListFilter):
    title = SENDING
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Mail.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.whose_mail_is(self.value()) if self.value() in Mail.values else queryset


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """Read here, written by what happens."""

    list_display = ["created_at", "person", "team", "name", "title_here", "weight", "read_at", "mail_state", "trouble"]
    list_filter = [MailFilter, "weight", "name", "team"]
    list_select_related = ["person", "team"]
    search_fields = ["person__email", "person__name", "name", "key", "title"]
    date_hierarchy = "created_at"
    actions = ["send_again"]

    @admin.display(description=SENDING)
    def mail_state(self, notice: Notice) -> str:
        return str(notice.mail.label)

    @admin.display(description=_("trouble"))
    def trouble(self, notice: Notice) -> str:
        """What went wrong, and how often it was tried."""
        error = gettext(notice.mail_error)
        if not notice.mail_tries or not error:
            return error
        return gettext("%(error)s (try %(count)s)") % {"error": error, "count": notice.mail_tries}

    @admin.action(description=_("Send the mail again"), permissions=["mail"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        if not settings.MAIL:
            messages.error(request, _("There is no mail server: set STUDIO_MAIL_HOST."))
            return
        asked = [notice for notice in queryset if notice.mail_again()]
        for notice in asked:
            audit.record(request.user, "notice.mailed_again", notice, request=request)
        told = ngettext("%(count)s mail goes out again.", "%(count)s mails go out again.", len(asked))
        messages.success(request, told % {"count": len(asked)})

    def has_mail_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("notices.change_notice")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only along with its person or team: deleted alone, it would be told again."""
        page = request.resolver_match.url_name if request.resolver_match else ""
        return not str(page).startswith("notices_") and super().has_delete_permission(request, obj)
