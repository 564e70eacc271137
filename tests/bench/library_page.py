"""A library page of 48 out of 10,000 beside one out of 1,000, and beside a plain template of the same page.

Through Django's test client, with warm caches; the three take turns, so that a busy machine slows all alike.
"""

import time
from collections.abc import Callable
from typing import Any

from tests.bench.here import queries_of, studio_here
from tests.bench.table import Table, median

FEW, MANY, RUNS = 1_000, 10_000, 60
SLOWER, FASTER = 1.15, 1.7


def main() -> None:
    with studio_here() as (client, ada):
        table = measure(client, ada)
    table.end()


def measure(client: Any, ada: Any) -> Table:
    from tests import make
    from tests.bench.fill import fill

    for name, count in (("few", FEW), ("many", MANY)):
        fill(make.team(name, ada), ada, count)
    pages: dict[str, Callable[[], Any]] = {
        "few": lambda: client.get("/few/library/"),
        "many": lambda: client.get("/many/library/"),
        "naive": lambda: naively(client),
    }
    check(pages)
    queries = {name: len(queries_of(page)) for name, page in pages.items()}
    times = take_turns(pages)
    return tell(queries, times)


def naively(client: Any) -> Any:
    """The same view, rows and shell, but each tile is drawn by the page's template, in a loop."""
    from unittest import mock

    with mock.patch("studio.library.views.render_tiles", Plain):
        return client.get("/many/library/")


class Plain:
    """Assets that are drawn when the template walks over them."""

    def __init__(self, assets: Any) -> None:
        self.assets = assets

    def __iter__(self) -> Any:
        from django.template.loader import get_template

        template = get_template("library/_tile.html")
        return (template.render({"asset": asset, "slug": asset.team.slug}) for asset in self.assets)

    def __len__(self) -> int:
        return len(self.assets)


def check(pages: dict[str, Callable[[], Any]]) -> None:
    """All three answer with 48 tiles, and the plain page is the cached one to the byte."""
    texts = {name: tiles_of(page()) for name, page in pages.items()}
    assert texts["many"] == texts["naive"]
    assert all(len(tiles) == 48 for tiles in texts.values())


def tiles_of(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.status_code
    return [part.partition("</li>")[0] for part in answer.content.decode().split('<li class="tile"')[1:]]


def take_turns(pages: dict[str, Callable[[], Any]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(RUNS + 5):
        for name, page in pages.items():
            begin = time.perf_counter()
            page()
            if turn >= 5:
                times[name].append(1000 * (time.perf_counter() - begin))
    return times


def tell(queries: dict[str, int], times: dict[str, list[float]]) -> Table:
    table = Table("library_page", (__doc__ or "").replace("\n", " ").replace("  ", " ").strip())
    few, many, naive = (median(times[name]) for name in ("few", "many", "naive"))
    same = queries["few"] == queries["many"]
    table.bound("Queries", f"{queries['few']} and {queries['many']}", "the same", same)
    table.note(f"48 of {FEW:,}, median of {RUNS}", f"{few:.1f} ms")
    table.note(f"48 of {MANY:,}", f"{many:.1f} ms")
    table.bound("The second by the first", f"{many / few:.2f}", f"{SLOWER}", many / few <= SLOWER)
    table.note(f"48 of {MANY:,} by a plain template", f"{naive:.1f} ms")
    table.bound("As many times as fast as that", f"{naive / many:.2f}", f"{FASTER}", naive / many >= FASTER)
    return table


if __name__ == "__main__":
    main()
