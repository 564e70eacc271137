from django.apps import AppConfig


class ConformConfig(AppConfig):
    name = "studio.conform"
    verbose_name = "Conformance"
