from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: no database, no file."""
    return HttpResponse("ok", content_type="text/plain")
