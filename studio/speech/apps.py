from django.apps import AppConfig


class SpeechConfig(AppConfig):
    name = "studio.speech"

    def ready(self) -> None:
        """Follow the takes of scripts, draw their lines over the socket, and say which of them use a voice."""
        from studio.speech import bindings, feed, ready, takes, uses  # noqa: F401
