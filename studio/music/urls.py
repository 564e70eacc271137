from django.urls import path

from studio.music import source, views

urlpatterns = [
    path("", views.index, name="music"),
    path("form/", views.draw, name="music-form"),
    path("source/", source.source, name="music-source"),
    path("lyrics/", views.write, name="music-lyrics"),
]
