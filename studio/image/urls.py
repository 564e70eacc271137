from django.urls import path

from studio.image import views

urlpatterns = [
    path("", views.index, name="image"),
    path("form/", views.draw, name="image-form"),
    path("matrix/<uuid:batch>/", views.matrix, name="image-matrix"),
]
