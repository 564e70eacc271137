"""Fills a prepared studio with kept works, for benches that draw lists of them."""

import hashlib
import io
import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

# Of each kind its type, its model, and its share.
KINDS = {
    "image": ("image/jpeg", "image-01", 6),
    "video": ("video/mp4", "MiniMax-Hailuo-2.3", 2),
    "speech": ("audio/mpeg", "speech-02-hd", 2),
    "music": ("audio/mpeg", "music-2.0", 1),
    "document": ("text/plain", "", 1),
}
THINGS = ("lighthouse", "harbour", "tram", "marsh")
COLOURS = ("grey", "amber", "teal", "crimson")
# Two years and a half of work.
SINCE, STEP = datetime(2024, 1, 1, tzinfo=UTC), timedelta(minutes=13)


def fill(team: Any, author: Any, count: int) -> None:
    """Rows as the studio would write them, without bytes: all looks of a tile, many words, long ones seldom."""
    from studio.library.models import Asset

    chance = random.Random(count)
    weights = [share for _mime, _model, share in KINDS.values()]
    rows = []
    for number in range(count):
        kind = chance.choices(list(KINDS), weights)[0]
        rows.append(asset(team, author, number, kind, chance))
        if len(rows) == 1000:
            Asset.objects.bulk_create(rows)
            rows.clear()
    Asset.objects.bulk_create(rows)


def asset(team: Any, author: Any, number: int, kind: str, chance: random.Random) -> Any:
    from studio.library import storage
    from studio.library.models import Asset
    from studio.library.words import words_of

    asset_id = uuid.UUID(int=chance.getrandbits(128), version=4)
    mime, model, _share = KINDS[kind]
    thing, other = chance.choice(THINGS[:2] * 2 + THINGS), chance.choice(THINGS)
    colour = COLOURS[min(int(chance.expovariate(1)), 3)] if chance.random() < 0.5 else COLOURS[0]
    title = f"A {colour} {thing} in a storm at dusk, take {number}, beside the {other}, the beam sweeping the rain"
    row = Asset(
        public_id=asset_id,
        team=team,
        author=author,
        kind=kind,
        origin="uploaded" if kind == "document" else "made",
        title=title,
        key=storage.key_for(team.public_id, asset_id, mime.rpartition("/")[2]),
        sha256=hashlib.sha256(asset_id.bytes).hexdigest(),
        bytes=chance.randrange(20_000, 9_000_000),
        mime=mime,
        width=1366 if kind in ("image", "video") else None,
        height=768 if kind in ("image", "video") else None,
        duration_ms=chance.randrange(1000, 300_000) if kind in ("video", "speech", "music") else None,
        peaks=bytes(chance.randrange(256) for _ in range(240)) if kind in ("speech", "music") else None,
        has_poster=kind in ("image", "video"),
        has_last_frame=kind == "video",
        sandbox=kind != "document",
        model=model,
        recipe={"kind": kind, "model": model, "request": {"prompt": f"{title}. {' '.join(chance.sample(WORDS, 20))}"}},
        created_at=SINCE + number * STEP,
    )
    row.words = words_of(row)
    return row


WORDS = [f"word{number}" for number in range(3000)]


def draw_posters(team: Any) -> None:
    """One small picture for every asset that has one, so that a page's media are there."""
    from PIL import Image

    from studio.library import storage
    from studio.library.models import Asset

    file = io.BytesIO()
    Image.new("RGB", (480, 270), "teal").save(file, "JPEG")
    for one in Asset.objects.for_team(team).filter(has_poster=True):
        path = storage.path_of(one.sibling("poster.jpg"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.getvalue())
