from django.urls import path

from studio.voices import cloning, designing, views

urlpatterns = [
    path("", views.index, name="voices"),
    path("pick/", views.pick, name="voices-pick"),
    path("star/", views.star, name="voice-star"),
    path("preview/", views.preview, name="voice-preview"),
    path("keeping/", views.keeping, name="voices-keeping"),
    path("clone/", cloning.index, name="voice-clone"),
    path("clone/sample/", cloning.sample, name="voice-sample"),
    path("design/", designing.index, name="voice-design"),
    path("<uuid:voice_id>/card/", views.card, name="voice-card"),
    path("<uuid:voice_id>/keep/", views.keep, name="voice-keep"),
    path("<uuid:voice_id>/choose/", views.choose, name="voice-choose"),
    path("<uuid:voice_id>/again/", views.again, name="voice-again"),
    path("<uuid:voice_id>/rename/", views.rename, name="voice-rename"),
    path("<uuid:voice_id>/delete/", views.delete, name="voice-delete"),
]
