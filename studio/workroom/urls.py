from django.urls import path

from studio.workroom import recipe_views, views

urlpatterns = [
    path("recipes/<slug:room>/", recipe_views.bring, name="recipe-bring"),
    path("recipes/<slug:room>/take/", recipe_views.take, name="recipe-take"),
    path("prompts/<slug:room>/", views.prompts, name="prompts"),
    path("prompts/<slug:room>/<uuid:prompt_id>/forget/", views.forget, name="prompt-forget"),
    path("presets/<slug:room>/", views.keep, name="presets"),
    path("presets/<slug:room>/<uuid:preset_id>/delete/", views.delete, name="preset-delete"),
    path("presets/<slug:room>/<uuid:preset_id>/restore/", views.restore, name="preset-restore"),
]
