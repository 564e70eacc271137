from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "studio.chat"

    def ready(self) -> None:
        """Draw messages over the socket, follow what replies and their tools become, and tidy by the clock."""
        from studio.chat import feed, following, sweeps  # noqa: F401
