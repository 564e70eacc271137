from django.apps import AppConfig
from django.db import connection


class JobsConfig(AppConfig):
    name = "studio.jobs"

    def ready(self) -> None:
        """Register the sweeps of the database itself, and tell PostgreSQL's driver what it must leave out."""
        from studio.jobs import upkeep  # noqa: F401

        if connection.vendor == "postgresql":
            from studio.jobs.postgresql import leave_out_what_it_refuses

            leave_out_what_it_refuses()
