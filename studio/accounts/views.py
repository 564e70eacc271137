from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from studio import audit
from studio.accounts.forms import OwnerForm
from studio.accounts.models import SignInLink, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: the first person says who they are, anybody else is let in by one press.

    Opening it changes nothing, so that a mail scanner does not spend it.
    """
    found = SignInLink.find(token)
    if found is None or (found.user is None and User.objects.exists()):
        return render(request, "accounts/link_spent.html", {"owned": User.objects.exists()}, status=410)
    if found.user is None:
        return welcome_owner(request, found)
    if request.method == "POST" and found.use():
        return enter(request, found.user)
    return render(request, "accounts/link.html", {"person": found.user})


def welcome_owner(request: HttpRequest, found: SignInLink) -> HttpResponse:
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and found.use():
        create_owner = import_string(settings.CREATE_OWNER)
        return enter(request, create_owner(**form.cleaned_data))
    status = 422 if form.errors else 200
    return render(request, "accounts/welcome_owner.html", {"form": form}, status=status)


def enter(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend=BACKEND)
    audit.record(user, "signed_in_by_link", user, request=request)
    return redirect("/")


@reauthentication_required
@require_safe
def totp_code(request: HttpRequest) -> HttpResponse:
    """The secret that is being added, as a code for an app's camera. A file of its own: our pages inline no picture."""
    secret = request.session.get("mfa.totp.secret")
    if not secret:
        raise Http404
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": "no-store, private"})
