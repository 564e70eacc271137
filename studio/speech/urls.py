from django.urls import URLPattern, URLResolver, include, path

from studio.speech import lines, scripts, views

of_a_line = [
    path("", lines.show, name="line"),
    path("row/", lines.row, name="line-row"),
    path("make/", lines.make, name="line-make"),
    path("lock/", lines.lock, name="line-lock"),
    path("add/", lines.add, name="line-add"),
    path("delete/", lines.delete, name="line-delete"),
    path("takes/<uuid:take_id>/", lines.take_back, name="line-take"),
]
of_a_script: list[URLPattern | URLResolver] = [
    path("", scripts.show, name="script"),
    path("total/", scripts.total, name="script-total"),
    path("make/", scripts.make, name="script-make"),
    path("manner/", scripts.manner, name="script-manner"),
    path("voice/", scripts.voice, name="script-voice"),
    path("delete/", scripts.put_away, name="script-delete"),
    path("restore/", scripts.bring_back, name="script-restore"),
    path("bind/", scripts.bind, name="script-bind"),
    path("script.srt", scripts.srt, name="script-srt"),
    path("files/<uuid:binding_id>/", scripts.bound, name="script-file"),
    path("lines/<uuid:line_id>/", include(of_a_line)),
]
urlpatterns = [
    path("", views.index, name="speech"),
    path("form/", views.draw, name="speech-form"),
    path("price/", views.price, name="speech-price"),
    path("document/", views.document, name="speech-document"),
    path("scripts/", scripts.index, name="scripts"),
    path("scripts/<uuid:script_id>/", include(of_a_script)),
]
