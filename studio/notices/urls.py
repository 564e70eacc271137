from django.urls import path

from studio.notices import views

urlpatterns = [
    path("", views.index, name="notices"),
    path("<uuid:notice_id>/read/", views.read, name="notice-read"),
    path("<uuid:notice_id>/read-to-here/", views.read_to_here, name="notices-read"),
]
