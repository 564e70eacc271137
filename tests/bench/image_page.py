"""The room of images with 1,000 results scrolled through beside one with 100, and the small pictures that it shows.

Through Django's test client, every step twice: its cards are drawn, then come from the cache. Times are of the second
kind; the two rooms take turns, so that a busy machine slows both alike. Small pictures are drawn as the studio draws
them, of 20 grainy ones of 2048x2048, with grains of 1 to 20 pixels, and of 20 of the sandbox's.
"""

import asyncio
import io
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.bench.fill import draw_posters
from tests.bench.here import queries_of, studio_here
from tests.bench.table import Table, median

FEW, MANY, RUNS, PICTURES = 100, 1_000, 40, 20
SHOWN, BESIDE = (1, 10, 80), (1, 5)
SLOWER, STEP_KB, POSTER_KB = 1.15, 50, 40
SUBJECTS = (
    "a harbour at dawn",
    "a city at night in the rain",
    "a portrait of a woman",
    "a red apple",
    "a forest in fog",
)


def main() -> None:
    with studio_here() as (client, ada):
        table = Table("image_page", (__doc__ or "").replace("\n", " ").replace("  ", " ").strip())
        measure_steps(table, client, ada)
        measure_posters(table, client, ada)
    table.end()


# Steps


def measure_steps(table: Table, client: Any, ada: Any) -> None:
    from tests import make

    for name, count in (("few", FEW), ("many", MANY)):
        team = make.team(name, ada)
        fill_room(team, ada, count)
        draw_posters(team)
    few, (first, *many) = list(walk(client, "/few/image/")), walk(client, "/many/image/")
    assert sum(step.cards for step in (first, *many)) == MANY
    steps = {at: many[at - 1] for at in SHOWN}
    table.note("Queries of the page itself with its first 12, drawn and then cached", first.told)
    same = len({step.told for step in many[:-1]}) == 1
    which = f"Queries of steps {', '.join(map(str, SHOWN))}, and of all between"
    table.bound(which, ", ".join(step.told for step in steps.values()), "the same", same)
    largest = max(step.size for step in many) / 1000
    table.bound("HTML of a step of 12", f"{largest:.0f} KB", f"{STEP_KB} KB", largest <= STEP_KB)
    for at in BESIDE:
        short, long = take_turns(client, few[at].address, many[at - 1].address)
        table.note(f"Step {at} of {FEW}, median of {RUNS}", f"{short:.1f} ms")
        table.note(f"Step {at} of {MANY:,}", f"{long:.1f} ms")
        table.bound("The second by the first", f"{long / short:.2f}", f"{SLOWER}", long / short <= SLOWER)


class Step:
    """The page, or one step further down it."""

    def __init__(self, client: Any, address: str) -> None:
        self.address = address
        asked = [len(queries_of(lambda: get(client, address))) for _time in range(2)]
        self.told = f"{asked[0]} then {asked[1]}"
        content = get(client, address).content
        self.size, self.html = len(content), content.decode()
        self.cards = self.html.count('data-fragment="card"')


def get(client: Any, address: str) -> Any:
    """As htmx asks for a step; the page itself as a browser does."""
    return client.get(address, headers={"HX-Request": "true"} if "?" in address else {})


def walk(client: Any, room: str) -> Iterator[Step]:
    """The page and every step of it, as one scrolls down."""
    get(client, f"/{room.split('/')[1]}/library/")  # what a process reads once
    address = room
    while address:
        step = Step(client, address)
        yield step
        more = re.search(r'hx-get="(\?before=[^"]+)"', step.html)
        address = f"{room}{more[1]}" if more else ""


def take_turns(client: Any, *addresses: str) -> list[float]:
    """The median of each in ms."""
    times: list[list[float]] = [[] for _ in addresses]
    for _turn in range(RUNS):
        for address, taken in zip(addresses, times, strict=True):
            begin = time.perf_counter()
            assert get(client, address).status_code == 200
            taken.append(1000 * (time.perf_counter() - begin))
    return [median(taken) for taken in times]


def fill_room(team: Any, author: Any, count: int) -> None:
    """Pictures that were asked for and made one by one, as the studio would write them, without bytes."""
    from django.utils import timezone

    from studio.generations.models import Generation, Result, State
    from studio.library import storage
    from studio.library.models import Asset

    now = timezone.now()
    wishes = [wish(number) for number in range(count)]
    gens = Generation.objects.bulk_create(
        Generation(
            team=team,
            author=author,
            connection=team.connection,
            kind="image",
            family="image",
            model="image-01",
            request=asked,
            state=State.DONE,
            price="0.0035",
            created_at=now - timedelta(minutes=count - number),
            finished_at=now,
        )
        for number, asked in enumerate(wishes)
    )
    made = [Result(generation=gen) for gen in gens]
    Asset.objects.bulk_create(
        Asset(
            public_id=result.asset_public_id,
            team=team,
            author=author,
            kind="image",
            origin="made",
            title=result.generation.request["prompt"],
            key=storage.key_for(team.public_id, result.asset_public_id, "jpg"),
            bytes=300_000,
            mime="image/jpeg",
            width=1024,
            height=1024,
            has_poster=True,
            sandbox=True,
            recipe=recipe(result.generation),
        )
        for result in made
    )
    kept = dict(Asset.objects.for_team(team).values_list("public_id", "pk"))
    for result in made:
        result.asset_id = kept[result.asset_public_id]
    Result.objects.bulk_create(made)


def recipe(gen: Any) -> dict[str, Any]:
    about = {"kind": "image", "room": "image", "generation": str(gen.public_id), "price": "0.0035"}
    return {**about, "label": ["Image 01", "1:1"], "request": gen.request}


def wish(number: int) -> dict[str, Any]:
    return {
        "mode": "text",
        "model": "image-01",
        "prompt": f"A lighthouse in a storm at dusk, take {number}, the beam sweeping through the rain",
        "ratio": "1:1",
        "count": 1,
        "seed": number,
        "prompt_optimizer": False,
    }


# Small pictures


def measure_posters(table: Table, client: Any, ada: Any) -> None:
    from studio.library.keeping import derive
    from tests import make

    team = make.team("drawn", ada)
    for what, pictures in (("grainy", grainy()), ("sandbox", drawn())):
        sizes = []
        for content in pictures:
            asset = make.asset(team, content, width=2048, height=2048)
            derive(asset)
            sizes.append(file_of(asset).stat().st_size / 1024)
        name = {"grainy": "grainy pictures of 2048x2048", "sandbox": "pictures of the sandbox"}[what]
        kept = max(sizes) <= POSTER_KB
        table.bound(f"Largest of {len(sizes)} {name}, small", f"{max(sizes):.1f} KB", f"{POSTER_KB} KB", kept)
        table.note("Their median", f"{median(sizes):.1f} KB")
    touched = open_again(client)
    table.bound("Files written when pages and small pictures are opened again", str(touched), "0", touched == 0)


def file_of(asset: Any) -> Any:
    from studio.library import storage

    return storage.path_of(asset.sibling("poster.jpg"))


def grainy() -> Iterator[bytes]:
    """Colours at random, each on or off: no JPEG makes that small. Only coarse grains are left in a small one."""
    import numpy as np
    from PIL import Image

    for grain in range(1, PICTURES + 1):
        side = -(-2048 // grain)
        noise = np.random.default_rng(grain).integers(0, 2, (side, side, 3), np.uint8)
        large = np.kron(noise * 255, np.ones((grain, grain, 1), np.uint8))[:2048, :2048]
        file = io.BytesIO()
        Image.fromarray(large).save(file, "PNG", compress_level=1)
        yield file.getvalue()


def drawn() -> Iterator[bytes]:
    from pathlib import Path

    from studio.sandbox.render.still import make_still

    for seed in range(PICTURES):
        prompt = SUBJECTS[seed % len(SUBJECTS)]
        yield make_still({"prompt": prompt, "seed": seed, "width": 1024, "height": 1024}, Path())


def open_again(client: Any) -> int:
    """How many files are there anew, gone or written after pages, their small pictures and some large were fetched."""
    before = written()
    for _time in range(2):
        for page in ("/many/image/", "/drawn/library/?kind=image"):
            html = client.get(page).content.decode()
            small = re.findall(r'src="(/[a-z]+/assets/[0-9a-f-]+/poster)"', html)
            assert len(small) >= 12
            for address in small:
                assert asyncio.run(whole(client.get(address))).startswith(b"\xff\xd8"), "a JPEG"
                assert client.get(address.replace("poster", "uses/")).status_code == 200
    after = written()
    return len(set(before.items()) ^ set(after.items()))


async def whole(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join([part async for part in answer.streaming_content])


def written() -> dict[str, int]:
    """Every file of the media, and when it was written, in ns."""
    from studio.library import storage

    return {str(path): path.stat().st_mtime_ns for path in storage.root().rglob("*") if path.is_file()}


if __name__ == "__main__":
    main()
