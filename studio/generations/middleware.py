"""What any press in any room may meet, answered in one place."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from studio.generations.actions import NothingOffered
from studio.generations.birth import NoConnection
from studio.web import errors

Next = Callable[[HttpRequest], HttpResponse]


class TellWhatIsMissing:
    """Without a connection, or without a model, nothing was sent, and the page, or the fragment, says whom to ask."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NoConnection):
            happened = _("There is no connection to MiniMax yet")
            return errors.answer(request, 409, happened, _("Nothing was sent. Ask an owner of the team for a key."))
        if isinstance(exception, NothingOffered):
            happened = _("No model is offered for this at the moment")
            then = _("What was made is in the library. The studio's administrator can offer models in the catalogue.")
            return errors.answer(request, 409, happened, then)
        return None
