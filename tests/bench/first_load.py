"""What a signed-in first visit of six pages brings over the wire, in Chromium with an empty cache.

Bytes as they travel, heads included; media (`/assets/...`) aside. The library shows a full page of 48 films.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests.bench.table import Table
from tests.browser.conftest import CHROMIUM, FLAGS, open_page, sign_in
from tests.process import ROOT, Studio, running_studio

PAGES = {
    "home": "/studio/",
    "video": "/studio/video/",
    "library": "/studio/library/",
    "image": "/studio/image/",
    "music": "/studio/music/",
    "soundtrack": "/studio/soundtracks/new/",
    "speech": "/studio/speech/",
    "voices": "/studio/voices/",
    "clone": "/studio/voices/clone/",
}
KB, REQUESTS, TILES, CARDS = 60, 10, 60, 3
FILL = f"""
import django; django.setup()
from studio.teams.models import Membership
from tests.bench.fill import draw_posters, fill
owner = Membership.objects.select_related("team", "user").get()
fill(owner.team, owner.user, {TILES}); draw_posters(owner.team)
"""


def main() -> None:
    table = Table("first_load", (__doc__ or "").replace("\n", " ").replace("  ", " ").strip())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_studio(Path(folder)) as studio:
        studio.seed(CARDS)
        subprocess.run([sys.executable, "-c", FILL], env=studio.env, cwd=ROOT, check=True)
        studio.start()
        studio.wait_until_settled()
        weigh_pages(table, studio)
    table.end()


def weigh_pages(table: Table, studio: Studio) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context()
        sign_in(open_page(context), studio.url)
        cookies = context.storage_state()
        for name, path in PAGES.items():
            fresh = browser.new_context(storage_state=cookies)
            found = weigh(fresh.new_page(), studio.url + path)
            fresh.close()
            size, count = sum(bytes_ for _, bytes_ in found) / 1024, len(found)
            kept = size <= KB and count <= REQUESTS
            table.bound(name.capitalize(), f"{size:.1f} KB in {count} requests", f"{KB} KB in {REQUESTS}", kept)
            for what, bytes_ in sorted(found, key=lambda pair: -pair[1]):
                table.note(what, f"{bytes_ / 1024:.1f} KB")
        browser.close()


def weigh(page: Any, url: str) -> list[tuple[str, int]]:
    """Name and bytes of everything that the page asks a server for until it rests; media are left out."""
    paths: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda event: paths.update({event["requestId"]: event["request"]["url"]}))
    wire.on(
        "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])})
    )
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(500)
    assert sizes.keys() == paths.keys(), [paths[one] for one in paths.keys() - sizes.keys()]
    found = {one: urlsplit(paths[one]) for one in sizes}
    # The buttons of Chromium's own player are `data:` addresses: nothing of them travels.
    sent = {one: parts for one, parts in found.items() if parts.scheme == "http" and "/assets/" not in parts.path}
    return [(name_of(parts.path), sizes[one]) for one, parts in sent.items()]


def name_of(path: str) -> str:
    """The file's name without its hash; a page is `/studio/...`."""
    words = path.rsplit("/", 1)[-1].split(".")
    return path if len(words) == 1 else ".".join([words[0], words[-1]])


if __name__ == "__main__":
    main()
