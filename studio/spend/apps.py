from django.apps import AppConfig


class SpendConfig(AppConfig):
    name = "studio.spend"

    def ready(self) -> None:
        """Tell the socket how to see whether a page's frame is still true."""
        from studio.live import feeds
        from studio.spend.standing import mark_for

        feeds.register_standing(mark_for)
