"""`manage.py conform`: go through every operation in both dialects and print how it was answered."""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from studio.catalogue.load import load
from studio.conform.run import LEFT_OUT, OK, WRONG, Outcome, Plan, run
from studio.minimax import Dialect
from studio.teams.models import Team

READY = re.compile(r"Sandbox ready on (\S+)")


class Command(BaseCommand):
    help = (
        "Run the client through every operation against the sandbox (its own, started for this), a team's connection, "
        "or the live service, and print a table. Exits with 1 when an answer is not as expected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--live", action="store_true", help="STUDIO_MINIMAX_HOST with STUDIO_MINIMAX_KEY")
        where.add_argument("--team", help="the connection in use of this team, by its address")
        where.add_argument("--root", help="a sandbox or gateway that is running, with the sandbox's key")
        parser.add_argument("--costly", action="store_true", help="on a live host too: what costs more than a cent")
        parser.add_argument("--only", default="", help="part of an operation's name, e.g. chat")
        parser.add_argument("--dialect", choices=[dialect.value for dialect in Dialect], help="one only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load()
        except DatabaseError:
            raise CommandError("The tables are not there yet: start the studio once (manage.py up).") from None
        with self.find_host(options) as (root, key, live):
            dialects = (Dialect(options["dialect"]),) if options["dialect"] else tuple(Dialect)
            plan = Plan(root, key, live, options["costly"], options["only"], dialects)
            if not plan.operations():
                raise CommandError(f"No operation is called anything like {options['only']!r}.")
            self.stdout.write(f"{root}, {'live' if live else 'sandbox'}\n")
            outcomes = asyncio.run(run(plan, self.tell))
        counts = {state: sum(outcome.state == state for outcome in outcomes) for state in (OK, WRONG, LEFT_OUT)}
        self.stdout.write("\n" + ", ".join(f"{count} {state}" for state, count in counts.items()))
        if counts[WRONG]:
            sys.exit(1)

    def tell(self, outcome: Outcome) -> None:
        words = self.style.SUCCESS if outcome.state == OK else self.style.ERROR if outcome.state == WRONG else str
        row = (
            f"{outcome.operation:50} {outcome.dialect:10} {outcome.state:16} {outcome.seconds:7.2f} s  {outcome.price}"
        )
        self.stdout.write(words(row.rstrip()))
        if outcome.said:
            self.stdout.write(f"    {outcome.said}")
        self.stdout.flush()

    @contextmanager
    def find_host(self, options: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
        """(root, key, whether it is live)."""
        if options["live"]:
            if not settings.MINIMAX_KEY:
                raise CommandError("There is no key: set STUDIO_MINIMAX_KEY.")
            yield settings.MINIMAX_HOST, settings.MINIMAX_KEY, True
        elif options["team"]:
            team = Team.objects.filter(slug=options["team"]).first()
            connection = team.connection if team else None
            if connection is None:
                raise CommandError(f"There is no team {options['team']!r}, or it has no connection.")
            yield connection.host_root, connection.key, not connection.sandbox
        elif options["root"]:
            yield options["root"].rstrip("/"), settings.SANDBOX_KEY, False
        else:
            with own_sandbox() as root:
                yield root, settings.SANDBOX_KEY, False


@contextmanager
def own_sandbox() -> Iterator[str]:
    """The root of a sandbox that is started for this and ended after it."""
    with tempfile.TemporaryDirectory(prefix="conform-") as data:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "sandbox", "--port", "0", "--data", data]
        around = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "studio.sandbox.settings",
            "STUDIO_SANDBOX_KEY": settings.SANDBOX_KEY,
        }
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=around)  # noqa: S603 - our own command
        assert process.stdout
        try:
            found = READY.match(process.stdout.readline())
            if found is None:
                raise CommandError("The sandbox did not start.")
            yield found[1]
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()
