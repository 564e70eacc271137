from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "studio.library"

    def ready(self) -> None:
        """Register the library's sweeps."""
        from studio.library import sweeps  # noqa: F401
