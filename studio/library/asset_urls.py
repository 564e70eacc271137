from django.urls import path

from studio.library import asset_views as views
from studio.library import sending

urlpatterns = [
    path("<uuid:asset_id>/", views.show, name="asset"),
    path("<uuid:asset_id>/uses/", views.uses, name="asset-uses"),
    path("<uuid:asset_id>/technical/", views.technical, name="asset-technical"),
    path("<uuid:asset_id>/recipe.json", views.recipe, name="asset-recipe"),
    path("<uuid:asset_id>/original", sending.original, name="asset-original"),
    path("<uuid:asset_id>/poster", sending.poster, name="asset-poster"),
    path("<uuid:asset_id>/sound", sending.sound, name="asset-sound"),
    path("<uuid:asset_id>/subtitles.<str:suffix>", sending.subtitles, name="asset-subtitles"),
    path("<uuid:asset_id>/last", sending.last, name="asset-last"),
    path("<uuid:asset_id>/describe/", views.describe, name="asset-describe"),
    path("<uuid:asset_id>/favour/", views.favour, name="asset-favour"),
    path("<uuid:asset_id>/tag/", views.tag, name="asset-tag"),
    path("<uuid:asset_id>/place/", views.place, name="asset-place"),
    path("<uuid:asset_id>/trash/", views.trash, name="asset-trash"),
    path("<uuid:asset_id>/restore/", views.restore, name="asset-restore"),
    path("<uuid:asset_id>/purge/", views.purge, name="asset-purge"),
]
