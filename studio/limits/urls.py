from django.urls import path

from studio.limits import views

urlpatterns = [
    path("", views.index, name="limits"),
    path("embedding/", views.embed, name="limits-embed"),
]
