from django.urls import path

from studio.generations import safety, views

urlpatterns = [
    path("safety/", safety.show, name="safety"),
    path("<uuid:gen_id>/", views.show, name="generation"),
    path("<uuid:gen_id>/card/", views.card, name="generation-card"),
    path("<uuid:gen_id>/sisters/", views.sisters, name="generation-sisters"),
    path("<uuid:gen_id>/audio", views.audio, name="generation-audio"),
    path("<uuid:gen_id>/cancel/", views.cancel, name="generation-cancel"),
    path("<uuid:gen_id>/retry/", views.retry, name="generation-retry"),
    path("<uuid:gen_id>/fetch/", views.fetch, name="generation-fetch"),
    path("<uuid:gen_id>/ask/", views.ask, name="generation-ask"),
    path("<uuid:gen_id>/send-again/", views.again, name="generation-send-again"),
    path("<uuid:gen_id>/write-off/", views.write_off, name="generation-write-off"),
    path("<uuid:gen_id>/put-away/", views.put_away, name="generation-put-away"),
    path("<uuid:gen_id>/bring-back/", views.bring_back, name="generation-bring-back"),
]
