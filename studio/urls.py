"""The site map: fixed paths first, then everything of a team under its slug."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from studio.accounts import views as accounts
from studio.generations.callbacks import callback
from studio.home import views as home
from studio.teams import views as teams
from studio.web import views as web

# One door: Django's own sign-in of the admin knows neither a second factor nor a limit on guesses.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", home.welcome, name="welcome"),
    path("healthz", web.healthz),
    path("accounts/link/<str:token>/", accounts.link, name="sign-in-link"),
    path("accounts/2fa/totp/code.svg", accounts.totp_code, name="totp-code"),
    path("accounts/", include("allauth.urls")),
    path("callbacks/<uuid:token>/", callback, name="callback"),
    path("share/<str:token>/", include("studio.sharing.public_urls")),
    path("admin/", admin.site.urls),
]
if settings.SANDBOX:
    urlpatterns.append(path("sandbox/", include("studio.sandbox.urls")))
urlpatterns += [
    path("<slug:slug>/", home.home, name="home"),
    path("<slug:slug>/standing/", home.standing, name="standing"),
    path("<slug:slug>/connection/resume/", teams.resume, name="connection-resume"),
    path("<slug:slug>/notices/", include("studio.notices.urls")),
    path("<slug:slug>/", include("studio.workroom.urls")),
    path("<slug:slug>/chat/", include("studio.chat.urls")),
    path("<slug:slug>/video/", include("studio.video.urls")),
    path("<slug:slug>/image/", include("studio.image.urls")),
    path("<slug:slug>/music/", include("studio.music.urls")),
    path("<slug:slug>/speech/", include("studio.speech.urls")),
    path("<slug:slug>/soundtracks/", include("studio.soundtracks.urls")),
    path("<slug:slug>/voices/", include("studio.voices.urls")),
    path("<slug:slug>/files/", include("studio.files.urls")),
    path("<slug:slug>/limits/", include("studio.limits.urls")),
    path("<slug:slug>/generations/", include("studio.generations.urls")),
    path("<slug:slug>/library/", include("studio.library.urls")),
    path("<slug:slug>/assets/", include("studio.library.asset_urls")),
    path("<slug:slug>/sharing/", include("studio.sharing.urls")),
]

handler400 = "studio.web.errors.bad_request"
handler403 = "studio.web.errors.forbidden"
handler404 = "studio.web.errors.not_found"
handler500 = "studio.web.errors.failed"
