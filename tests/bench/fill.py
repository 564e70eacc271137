"""Fills a prepared studio with kept films, for benches that draw lists of them."""

import hashlib
import io
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

LABEL = ["Hailuo 2.3", "768P", "6 s", "16:9"]


def fill(team: Any, author: Any, count: int) -> None:
    """Rows as the studio would write them, without bytes."""
    from studio.library import storage
    from studio.library.models import Asset

    now = timezone.now()
    ids = [uuid.uuid4() for _ in range(count)]
    Asset.objects.bulk_create(
        [
            Asset(
                public_id=asset_id,
                team=team,
                author=author,
                kind="video",
                origin="made",
                title=f"A lighthouse in a storm at dusk, take {number}, the beam sweeping through the rain",
                key=storage.key_for(team.public_id, asset_id, "mp4"),
                sha256=hashlib.sha256(asset_id.bytes).hexdigest(),
                bytes=800_000,
                mime="video/mp4",
                width=1366,
                height=768,
                duration_ms=6000,
                has_poster=True,
                has_last_frame=True,
                sandbox=True,
                recipe={"kind": "video", "label": LABEL, "request": {"prompt": f"take {number}"}, "price": "0.28"},
                created_at=now - timedelta(minutes=count - number),
            )
            for number, asset_id in enumerate(ids)
        ],
        batch_size=500,
    )


def draw_posters(team: Any) -> None:
    """One small picture for every asset, so that a page's media are there."""
    from PIL import Image

    from studio.library import storage
    from studio.library.models import Asset

    file = io.BytesIO()
    Image.new("RGB", (480, 270), "teal").save(file, "JPEG")
    for asset in Asset.objects.for_team(team):
        path = storage.path_of(asset.sibling("poster.jpg"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.getvalue())
