from django.urls import path

from studio.video import views

urlpatterns = [
    path("", views.index, name="video"),
    path("form/", views.draw, name="video-form"),
]
