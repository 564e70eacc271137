from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.conform.run import LEFT_OUT, OK, WRONG

LONGEST = timedelta(hours=1)


class Run(models.Model):
    """One time through the operations. `outcomes`: `Outcome.as_dict()` each, growing while it runs.

    `host`: the connection's at that time. `problem`: why the run itself ended early.
    """

    connection = models.ForeignKey("teams.Connection", on_delete=models.SET_NULL, null=True)
    host = models.CharField(max_length=200, editable=False)
    only = models.CharField(max_length=60, blank=True, help_text="Part of an operation's name, e.g. chat.")
    costly = models.BooleanField(default=False, help_text="On a live host too: songs, clips, clones are billed.")
    who = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)
    outcomes = models.JSONField(default=list, editable=False)
    problem = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = "conformance run"

    def __str__(self) -> str:
        return f"{self.host}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.finished_at is None and timezone.now() - self.started_at < LONGEST

    def count(self, state: str) -> int:
        return sum(outcome["state"] == state for outcome in self.outcomes)

    @property
    def verdict(self) -> str:
        words = f"{self.count(OK)} as expected, {self.count(WRONG)} not, {self.count(LEFT_OUT)} left out"
        if self.problem:
            return f"{words}; {self.problem}"
        return f"{words}, still running" if self.is_running else words

    def describe(self) -> dict[str, Any]:
        """What the table of the run needs, in the order of the operations."""
        return {"outcomes": sorted(self.outcomes, key=lambda outcome: (outcome["operation"], outcome["dialect"]))}
