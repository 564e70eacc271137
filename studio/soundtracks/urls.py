from django.urls import path

from studio.soundtracks import views

urlpatterns = [
    path("", views.index, name="soundtracks"),
    path("new/", views.new, name="soundtrack-new"),
]
