from django.urls import path

from studio.sharing import views

urlpatterns = [
    path("", views.index, name="sharing"),
    path("allow/", views.allow, name="sharing-allow"),
    path("assets/<uuid:asset_id>/", views.of_asset, name="asset-shares"),
    path("projects/<uuid:project_id>/", views.of_project, name="project-shares"),
    path("<uuid:share_id>/revoke/", views.revoke, name="share-revoke"),
]
