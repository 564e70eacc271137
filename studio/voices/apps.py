from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "studio.voices"

    def ready(self) -> None:
        """Follow what is spoken and made, register the sweeps and the live feed."""
        from studio.voices import feed, life, sweeps  # noqa: F401
