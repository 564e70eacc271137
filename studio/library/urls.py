from django.urls import path, register_converter

from studio.library import picked, project_views, sending, uploading, views
from studio.library.picked import ACTS


class Act:
    """What can be done with many at once."""

    regex = "|".join(ACTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Act, "act")

urlpatterns = [
    path("", views.index, name="library"),
    path("narrow/", views.narrow, name="library-narrow"),
    path("kinds/", views.kinds, name="library-kinds"),
    path("trash/", views.trash, name="library-trash"),
    path("pick/", views.pick, name="library-pick"),
    path("upload/", uploading.take, name="library-upload"),
    path("picture/", uploading.picture, name="library-picture"),
    path("picked/<act:what>/", picked.act, name="library-picked"),
    path("zips/<uuid:pack_id>/", sending.packed, name="library-pack"),
    path("undo/", picked.undo, name="library-undo"),
    path("projects/", project_views.create, name="projects"),
    path("projects/choose/", project_views.choose, name="project-choose"),
    path("projects/<uuid:project_id>/", project_views.rename, name="project-rename"),
    path("projects/<uuid:project_id>/delete/", project_views.delete, name="project-delete"),
    path("projects/<uuid:project_id>/restore/", project_views.restore, name="project-restore"),
]
