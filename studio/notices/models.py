import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User
from studio.teams.models import Team

# How long after a failed try the next one comes; after the last there is none.
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]
LOST_AFTER = timedelta(minutes=10)
LOST = gettext_noop("The studio stopped while it was sending.")


class Weight(models.TextChoices):
    """How much it matters that the person acts."""

    INFO = "info", _("For information")
    WARN = "warn", _("Important")
    DANGER = "danger", _("Urgent")


class Mail(models.TextChoices):
    """What has become of a notice's mail; not a column, it follows from the columns."""

    NONE = "none", _("No mail")
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given_up", _("Given up")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def on_pages_of(self, person: User, team: Team) -> "NoticeQuerySet":
        """What the team's pages show this person: notices of the team, and of none."""
        return self.filter(Q(team=team) | Q(team=None), person=person)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def newest_before(self, notice: "Notice | None") -> "NoticeQuerySet":
        """Newest first; from just after `notice`, the last one that a page has shown."""
        rows = self.order_by("-id")
        return rows.filter(id__lt=notice.id) if notice else rows

    def mail_due(self) -> "NoticeQuerySet":
        """Whose mail may be tried now, what has waited longest first."""
        return self.filter(mail_at__lte=timezone.now()).order_by("mail_at", "id")

    def whose_mail_is(self, mail: str) -> "NoticeQuerySet":
        ended = Q(mail_at=None, mailed_at=None)
        return self.filter(
            {
                Mail.NONE: ended & Q(mail_error=""),
                Mail.WAITING: Q(mail_at__isnull=False),
                Mail.SENT: Q(mailed_at__isnull=False),
                Mail.GIVEN_UP: ended & ~Q(mail_error=""),
            }[Mail(mail)]
        )


class Notice(models.Model):
    """One thing told to one person.

    `key` says which: the same person and key are told once, for ever, so a row is never deleted by itself.
    `mail_at` is when its mail may next be tried; None when none is wanted, it is sent, or it is given up.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=500, blank=True)
    weight = models.CharField(max_length=10, choices=Weight, default=Weight.INFO)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_error = models.CharField(max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="told_once")]
        indexes: ClassVar = [
            # The notices page, newest first, by keyset.
            models.Index(fields=["person", "-id"], name="notices_page"),
            # The bell of every page.
            models.Index(fields=["person", "team"], condition=Q(read_at=None), name="notices_unread"),
            # The sweep that sends mail.
            models.Index(fields=["mail_at"], condition=Q(mail_at__isnull=False), name="notices_mail_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name} to {self.person}"

    @property
    def title_here(self) -> str:
        """In the reader's language."""
        return in_words(self.title, self.params)

    @property
    def text_here(self) -> str:
        return in_words(self.text, self.params)

    def read(self) -> bool:
        """Mark as read; False when it was already."""
        changed = bool(Notice.objects.unread().filter(pk=self.pk).update(read_at=timezone.now()))
        self.refresh_from_db()
        return changed

    # Its mail

    @property
    def mail(self) -> Mail:
        if self.mailed_at:
            return Mail.SENT
        if self.mail_at:
            return Mail.WAITING
        return Mail.GIVEN_UP if self.mail_error else Mail.NONE

    def claim_mail(self) -> bool:
        """Take this try, before anything is sent; False when another turn took it first.

        A claim of which nothing more is heard is tried once more, after ten minutes: a studio that is killed between
        sending and noting it mails twice, and one that is killed before sending loses nothing.
        """
        again = None if self.mail_error == LOST else timezone.now() + LOST_AFTER
        claimed = self._note_mail(mail_at=again, mail_error=LOST, mail_tries=F("mail_tries") + 1)
        self.mail_at, self.mail_tries = again, self.mail_tries + 1
        return claimed

    def note_mailed(self) -> bool:
        return self._note_mail(mail_at=None, mail_error="", mailed_at=timezone.now())

    def note_not_mailed(self, error: str) -> bool:
        """The claimed try failed: the next comes after a pause, or none any more."""
        tried = self.mail_tries
        again = timezone.now() + PAUSES[tried - 1] if tried <= len(PAUSES) else None
        return self._note_mail(mail_at=again, mail_error=error[:300])

    def drop_mail(self, why: str) -> bool:
        """It is not to be sent any more."""
        return self._note_mail(mail_at=None, mail_error=why[:300])

    def _note_mail(self, **changes: object) -> bool:
        """Write only if nobody else has meanwhile; each claim counts, so its number and moment tell."""
        rows = Notice.objects.filter(pk=self.pk, mail_at=self.mail_at, mail_tries=self.mail_tries)
        return bool(rows.update(**changes))

    def mail_again(self) -> bool:
        """Have the mail sent as if for the first time; False while a try is still to come."""
        rows = Notice.objects.filter(pk=self.pk, mail_at=None)
        return bool(rows.update(mail_at=timezone.now(), mailed_at=None, mail_tries=0, mail_error=""))


def in_words(msgid: str, params: dict[str, str]) -> str:
    """A message in the active language, its parameters filled in. Raises KeyError when one is missing."""
    words = gettext(msgid)
    return words % params if params else words
