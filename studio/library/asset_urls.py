from django.urls import path

from studio.library import views

urlpatterns = [
    path("<uuid:asset_id>/", views.show, name="asset"),
    path("<uuid:asset_id>/uses/", views.uses, name="asset-uses"),
    path("<uuid:asset_id>/original", views.original, name="asset-original"),
    path("<uuid:asset_id>/poster", views.poster, name="asset-poster"),
    path("<uuid:asset_id>/sound", views.sound, name="asset-sound"),
    path("<uuid:asset_id>/subtitles.<str:suffix>", views.subtitles, name="asset-subtitles"),
    path("<uuid:asset_id>/last", views.last, name="asset-last"),
    path("<uuid:asset_id>/trash/", views.trash_one, name="asset-trash"),
    path("<uuid:asset_id>/restore/", views.restore, name="asset-restore"),
]
