from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "studio.sharing"

    def ready(self) -> None:
        """Register the sweeps of links."""
        from studio.sharing import sweeps  # noqa: F401
