from django.apps import AppConfig


class GenerationsConfig(AppConfig):
    name = "studio.generations"

    def ready(self) -> None:
        """Register what the rooms below ask for: the driver, the sweeps, the feed of cards, who hears of assets."""
        from studio.generations import actions, driver, feed, sweeps  # noqa: F401
