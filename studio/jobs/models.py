from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone


class SweepRun(models.Model):
    """When a sweep last ran; taking it is a compare-and-set, so each run is single."""

    name = models.CharField(max_length=60, unique=True)
    last_run = models.DateTimeField()

    objects: ClassVar[models.Manager["SweepRun"]] = models.Manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def take(cls, name: str, every: timedelta) -> bool:
        """True when the period has passed and this caller was first."""
        row, made = cls.objects.get_or_create(name=name, defaults={"last_run": timezone.now()})
        if made:
            return True
        # Later than whatever another has written, for which this one may have waited.
        now = timezone.now()
        # A moment still to come is a clock that was put back.
        due = cls.objects.filter(pk=row.pk, last_run=row.last_run).exclude(last_run__range=(now - every, now))
        return bool(due.update(last_run=now))
