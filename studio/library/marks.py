"""What people put on assets to find them again: tags and projects."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.teams.models import Team

LONGEST_NAME = 80
LONGEST_TAG = 40


class Tag(models.Model):
    """A word of a team's own; one spelling of it, whatever the case. It goes with the last asset that has it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=LONGEST_TAG)
    folded = models.CharField(max_length=3 * LONGEST_TAG, editable=False, help_text="Its name without its case.")

    class Meta:
        ordering = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "folded"], name="one_tag_of_a_name")]

    def __str__(self) -> str:
        return self.name


def fold(name: str) -> str:
    """What is the same tag, in any script and on any database."""
    return name.casefold()


class ProjectQuerySet(models.QuerySet["Project"]):
    def of(self, team: Team) -> "ProjectQuerySet":
        return self.filter(team=team, deleted_at=None)


class Project(models.Model):
    """A piece of a team's work: assets stand in any number of them. Deleted, it lets go of what stood in it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="projects")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "id"]
        constraints: ClassVar = [
            models.UniqueConstraint("team", Lower("name"), condition=Q(deleted_at=None), name="one_project_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
