from django.apps import AppConfig


class StudioConfig(AppConfig):
    """The whole house: its commands and its checks."""

    name = "studio"

    def ready(self) -> None:
        from studio import checks  # noqa: F401
