from django.apps import AppConfig


class SoundtracksConfig(AppConfig):
    name = "studio.soundtracks"

    def ready(self) -> None:
        """Put together what was asked for, and draw it over the socket."""
        from studio.soundtracks import feed, making  # noqa: F401
