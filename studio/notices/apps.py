from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "studio.notices"

    def ready(self) -> None:
        """Register the sweep that sends mail."""
        from studio.notices import sweeps  # noqa: F401
