from django.apps import AppConfig


class GenerationsConfig(AppConfig):
    name = "studio.generations"

    def ready(self) -> None:
        """Register what the rooms below ask for: the driver, the sweeps, the feed of cards."""
        from studio.generations import driver, feed, sweeps  # noqa: F401
