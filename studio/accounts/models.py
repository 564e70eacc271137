import uuid
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person; the mail address is the name one signs in with."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("mail"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]

    @property
    def initials(self) -> str:
        parts = str(self).split("@")[0].replace(".", " ").split()
        return "".join(part[0] for part in parts[:2]).upper() or "?"


class SignInLink(models.Model):
    """A link that lets one person in once. Without a user it makes the owner of a fresh installation."""

    LIFE = timedelta(hours=24)

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.user or 'the owner'}"

    @classmethod
    def issue(cls, user: User | None = None) -> str:
        """Return a new link's token; only its digest is kept, and an unused older link stops working."""
        cls.objects.filter(user=user, used_at=None).delete()
        token = token_urlsafe(24)
        cls.objects.create(digest=digest_of(token), user=user)
        return token

    @classmethod
    def find(cls, token: str) -> "SignInLink | None":
        """The link that this token still opens."""
        since = timezone.now() - cls.LIFE
        return cls.objects.filter(digest=digest_of(token), used_at=None, created_at__gt=since).first()

    def use(self) -> bool:
        """Spend the link; False when another request spent it first."""
        rows = SignInLink.objects.filter(pk=self.pk, used_at=None)
        return bool(rows.update(used_at=timezone.now()))


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
