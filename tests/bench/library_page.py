"""The library of 100,000 assets: its page, searches, filters and scrolling, beside an empty page of the same shell.

Through Django's test client, with warm caches. All take turns, so that a busy machine slows all alike; p95 of each.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.here import queries_of, studio_here
from tests.bench.table import Table, median

MANY, RUNS = 100_000, 60
PAGE_MS, SCROLL_MS, QUERIES, TIMES = 150, 100, 12, 2.5

Ask = Callable[[], Any]


def main() -> None:
    with studio_here() as (client, ada):
        from tests import make
        from tests.bench.fill import fill

        team = make.team("Many", ada)
        fill(team, ada, MANY)
        mark(team, ada)
        asks = asks_of(client, team)
        with emptied() as empty:
            asks["empty"] = lambda: client.get(f"/{team.slug}/empty-of-the-bench/")
            check(asks)
            queries = {name: len(queries_of(ask)) for name, ask in asks.items()}
            times = take_turns(asks)
            assert empty
    tell(queries, times).end()


def mark(team: Any, ada: Any) -> None:
    """A project, a tag and stars on many of them."""
    from studio.library import actions, projects
    from studio.library.models import Asset

    project = projects.create_project(team=team, author=ada, name="Half of it")
    half = Asset.objects.for_team(team).filter(pk__in=list(Asset.objects.values_list("pk", flat=True)[::2]))
    link = Asset.projects.through
    link.objects.bulk_create([link(asset_id=pk, project_id=project.pk) for pk in half.values_list("pk", flat=True)])
    some = Asset.objects.for_team(team).filter(pk__in=list(Asset.objects.values_list("pk", flat=True)[::50]))
    actions.tag_assets(team=team, assets=some, names=["storm"])
    actions.favour_assets(assets=some, who=ada)


def asks_of(client: Any, team: Any) -> dict[str, Ask]:
    from studio.library.marks import Project
    from studio.library.models import Asset

    project = Project.objects.get().public_id
    person = Asset.objects.all()[0].author.public_id
    middle = Asset.objects.all()[MANY // 2].public_id
    views = {
        "first page": "",
        "words in half of them": "?q=lighthouse",
        "words in a few": "?q=lighthouse+crimson",
        "a kind and words": "?kind=video&q=storm",
        "model, person, place": f"?model=image-01&person={person}&place=sandbox",
        "project": f"?project={project}",
        "tag": "?tag=storm",
        "favourites": "?favourite=1",
        "a week": "?since=2024-03-01&until=2024-03-07",
        "longest": "?sort=longest",
        "largest": "?sort=largest",
    }
    asks: dict[str, Ask] = {name: page_of(client, team, address) for name, address in views.items()}
    asks["scroll"] = page_of(client, team, f"?after={middle}", part=True)
    asks["scroll through words"] = page_of(client, team, f"?q=lighthouse&after={middle}", part=True)
    asks["scroll the longest"] = page_of(client, team, f"?sort=longest&after={middle}", part=True)
    return asks


def page_of(client: Any, team: Any, address: str, part: bool = False) -> Ask:
    headers = {"HX-Request": "true"} if part else {}
    return lambda: client.get(f"/{team.slug}/library/{address}", headers=headers)


@contextmanager
def emptied() -> Iterator[bool]:
    """One more address: the shell with nothing in it, for a member of a team."""
    from django.shortcuts import render
    from django.urls import clear_url_caches, path

    from studio import urls
    from studio.teams.access import team_view

    view = team_view()(lambda request, team: render(request, "shell.html", {"room": "library"}))
    urls.urlpatterns.append(path("<slug:slug>/empty-of-the-bench/", view))
    clear_url_caches()
    yield True
    urls.urlpatterns.pop()


def check(asks: dict[str, Ask]) -> None:
    for name, ask in asks.items():
        answer = ask()
        tiles = answer.content.decode().count('<li class="tile"')
        assert answer.status_code == 200, name
        assert tiles == (0 if name == "empty" else 48), (name, tiles)


def take_turns(asks: dict[str, Ask]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in asks}
    for turn in range(RUNS + 5):
        for name, ask in asks.items():
            begin = time.perf_counter()
            ask()
            if turn >= 5:
                times[name].append(1000 * (time.perf_counter() - begin))
    return times


def p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * len(values))]


def tell(queries: dict[str, int], times: dict[str, list[float]]) -> Table:
    table = Table("library_page", (__doc__ or "").replace("\n", " ").replace("  ", " ").strip())
    most = max(queries.values())
    table.bound("Most queries of a page", str(most), str(QUERIES), most <= QUERIES)
    for name, values in times.items():
        if name == "empty":
            continue
        bound = SCROLL_MS if name.startswith("scroll") else PAGE_MS
        said = f"{p95(values):.1f} ms ({median(values):.1f})"
        table.bound(f"{name.capitalize()}, p95 (median) of {RUNS}", said, f"{bound} ms", p95(values) <= bound)
    empty, page = median(times["empty"]), median(times["first page"])
    table.note("The shell with nothing in it, median", f"{empty:.1f} ms")
    table.bound("A page of 48 by that", f"{page / empty:.2f}", f"{TIMES}", page / empty <= TIMES)
    return table


if __name__ == "__main__":
    main()
