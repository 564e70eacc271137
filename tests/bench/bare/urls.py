from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def welcome(request: HttpRequest) -> HttpResponse:
    """One page with one query."""
    return HttpResponse(f"{User.objects.count()} people")


urlpatterns = [
    path("", welcome),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
