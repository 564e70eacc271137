from django.urls import path

from studio.sharing import media, public_views

urlpatterns = [
    path("", public_views.show, name="share"),
    path("assets/<uuid:asset_id>/", public_views.work, name="share-work"),
    path("assets/<uuid:asset_id>/<str:what>", media.send, name="share-media"),
]
