"""`manage.py signin-link <mail>`: a link that lets this person in once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from studio import audit
from studio.accounts.models import SignInLink, User


class Command(BaseCommand):
    help = "Make a one-time sign-in link, valid for a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mail")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = User.objects.filter(email__iexact=options["mail"], is_active=True).first()
        except DatabaseError as error:
            raise CommandError("There is no studio here yet: begin it once with `python manage.py up`.") from error
        if user is None:
            raise CommandError(f"Nobody here has the mail {options['mail']}.")
        token = SignInLink.issue(user)
        audit.record(None, "sign_in_link.issued", user)
        served = settings.DATA / "address"
        address = served.read_text() if served.exists() else f"http://localhost:{settings.PORT}"
        self.stdout.write(f"{address}/accounts/link/{token}/")
