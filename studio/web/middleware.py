"""Headers of every page, and a second look at where an unsafe request comes from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.middleware.gzip import GZipMiddleware
from django.utils.translation import gettext as _

from studio.web.connections import let_go

Next = Callable[[HttpRequest], HttpResponse]
SAFE = {"GET", "HEAD", "OPTIONS"}
MACHINES = ("/sandbox/", "/callbacks/")
PERMISSIONS = "camera=(), geolocation=(), microphone=(self), payment=(), usb=()"


class GZipText(GZipMiddleware):
    """Compresses pages and fragments; media travels as it is, in ranges."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)  # type: ignore[arg-type]
        return response


def give_back(get_response: Next) -> Next:
    """What is streamed takes long and may be many at once: before it begins, its thread lets go of its connection."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.streaming:
            let_go()
        return response

    return middleware


def manners(get_response: Next) -> Next:
    """Private pages are not stored by anybody between; other sites may not post to us."""

    def middleware(request: HttpRequest) -> HttpResponse:
        unsafe = request.method not in SAFE and not request.path.startswith(MACHINES)
        if unsafe and request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return HttpResponseForbidden(_("This came from another site."))
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware
