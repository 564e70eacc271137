"""Rows that open pages show."""

import uuid
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from studio.live.notify import notify


class LiveRow(models.Model):
    """A row that pages show: every change gives it a new revision, and tells those who hear its team."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rev = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def heard_by(self) -> int:
        """The primary key of the team whose pages show it."""
        raise NotImplementedError

    @property
    def group(self) -> str:
        """Who hears of it: its team, unless it is one person's."""
        return f"t.{self.heard_by}"

    def telling(self) -> dict[str, Any]:
        """What the message says besides which row it is: the `list` that it stands in, or that it was the `last`."""
        return {}

    def change(self, *, guard: Q | None = None, **changes: Any) -> bool:
        """Write columns and tell pages; False when `guard` no longer holds: then nothing is written, and the row is
        read anew."""
        rows = type(self)._base_manager.filter(guard or Q(), pk=self.pk)
        with transaction.atomic():
            if not rows.update(rev=F("rev") + 1, **changes):
                self.refresh_from_db()
                return False
            self.refresh_from_db(fields=["rev", *changes])
            self.announce()
        return True

    def announce(self) -> None:
        """Tell pages that it is new or has changed, after commit."""
        told = {"type": "thing.changed", "id": str(self.public_id), "rev": self.rev, **self.telling()}
        transaction.on_commit(partial(notify, self.group, told))
