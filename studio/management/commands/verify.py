"""`manage.py verify`: read everything that is kept again, compare it, report, and mend what MiniMax still has."""

import asyncio
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from studio import env
from studio.files.mending import mend_copy
from studio.generations.mending import mend
from studio.generations.wires import close_wires
from studio.library import pool, storage
from studio.library.models import Asset
from studio.library.verifying import Report, find_strays, verify
from studio.teams.models import Team
from studio.web.tags import size


class Command(BaseCommand):
    help = (
        "Read and hash every kept file again. What is gone or changed is marked, and fetched again where MiniMax still "
        "has it; what was drawn from a file and is gone is drawn again. Exits with 1 while something is wrong. May run "
        "beside the studio."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--team", help="one team only, by its address")
        parser.add_argument("--report", action="store_true", help="mend nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        assets, report = self.assets_of(options["team"]), Report()
        try:
            for asset in verify(assets, report):
                self.tell_of(asset, report)
        except OSError as error:
            raise CommandError(f"Nothing is in {storage.root()}: is its disk mounted?") from error
        report.strays = [] if options["team"] else find_strays()
        wanted = [*report.damaged, *report.lacking]
        if wanted and not options["report"]:
            follow_the_port()
            report.mended = asyncio.run(mend_all(wanted))
        pool.close()
        self.tell(report)
        if len(report.mended) < len(wanted):
            sys.exit(1)

    def assets_of(self, slug: str | None) -> Any:
        try:
            Team.objects.exists()
        except DatabaseError as error:
            raise CommandError("There is no studio here yet: begin it once with `python manage.py up`.") from error
        if slug is None:
            return Asset.objects.all()
        team = Team.objects.filter(slug=slug).first()
        if team is None:
            raise CommandError(f"There is no team {slug!r}.")
        return Asset.objects.for_team(team)

    def tell_of(self, asset: Asset, report: Report) -> None:
        if asset.damage:
            self.stdout.write(f"{asset.get_damage_display()}: {asset.headline[:60]} ({asset.public_id})")
        elif report.lacking[-1:] == [asset]:
            self.stdout.write(f"What belongs to it is gone: {asset.headline[:60]} ({asset.public_id})")

    def tell(self, report: Report) -> None:
        for asset in report.mended:
            self.stdout.write(f"Mended: {asset.headline[:60]} ({asset.public_id})")
        for folder in report.strays:
            self.stdout.write(f"Named by nothing: {folder}")
        damaged, lacking, mended = len(report.damaged), len(report.lacking), len(report.mended)
        self.stdout.write(
            f"{report.read} files read, {size(report.bytes)}. {damaged} damaged, {lacking} without what belongs to "
            f"them; {mended} mended. {report.drawn} drawn again. {len(report.strays)} folders named by nothing."
        )


async def mend_all(wanted: list[Asset]) -> list[Asset]:
    try:
        return [asset for asset in wanted if await mend(asset) or await mend_copy(asset)]
    finally:
        await close_wires()


def follow_the_port() -> None:
    """The sandbox is served by the studio that runs on this folder, on whatever port it chose."""
    served = settings.DATA / "address"
    if served.exists() and not env.text("STUDIO_SANDBOX_URL"):
        own, theirs = urlsplit(settings.SANDBOX_URL), urlsplit(served.read_text().strip())
        if theirs.port:
            settings.SANDBOX_URL = urlunsplit(own._replace(netloc=f"127.0.0.1:{theirs.port}"))
