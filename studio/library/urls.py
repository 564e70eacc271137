from django.urls import path

from studio.library import views

urlpatterns = [
    path("", views.index, name="library"),
    path("trash/", views.trash, name="library-trash"),
    path("pick/", views.pick, name="library-pick"),
    path("upload/", views.upload, name="library-upload"),
]
