from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "studio.teams"

    def ready(self) -> None:
        """Register who may listen to which group."""
        from studio.live import feeds
        from studio.teams.access import groups_of

        feeds.register_groups(groups_of)
