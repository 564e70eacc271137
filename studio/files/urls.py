from django.urls import path

from studio.files import deleting, uploading, views

urlpatterns = [
    path("", views.index, name="files"),
    path("list/", views.listing, name="files-list"),
    path("upload/", uploading.upload, name="files-upload"),
    path("clean/", deleting.clean, name="files-clean"),
    path("<slug:file_id>/info/", views.info, name="file-info"),
    path("<slug:file_id>/content/", views.content, name="file-content"),
    path("<slug:file_id>/copy/", views.copy, name="file-copy"),
    path("<slug:file_id>/delete/", deleting.delete, name="file-delete"),
]
