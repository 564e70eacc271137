from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "studio.sharing"

    def ready(self) -> None:
        """Mark the films that links show."""
        from studio.sharing import films  # noqa: F401
