from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "studio.jobs"

    def ready(self) -> None:
        """Register the sweeps of the database itself."""
        from studio.jobs import upkeep  # noqa: F401
