from django.apps import AppConfig


class WorkroomConfig(AppConfig):
    name = "studio.workroom"
