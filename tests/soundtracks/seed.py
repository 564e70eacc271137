"""Keeps files as assets of a studio and prints their ids: `python -m tests.soundtracks.seed film.mp4 song.mp3`."""

import shutil
import sys
import uuid
from pathlib import Path

import django

KINDS = {".mp4": "video"}


def main() -> None:
    django.setup()
    from studio.library import keeping, storage
    from studio.teams.models import Membership

    owner = Membership.objects.select_related("team", "user").earliest("id")
    for path in map(Path, sys.argv[1:]):
        asset_id = uuid.uuid4()
        draft = storage.draft(owner.team.public_id, str(asset_id))
        shutil.copy(path, draft)
        asset = keeping.keep_draft(
            draft,
            asset_id=asset_id,
            team=owner.team,
            kind=KINDS.get(path.suffix, "sound"),
            author=owner.user,
            origin="uploaded",
            title=path.stem.replace("-", " ").capitalize(),
        )
        keeping.derive(asset)
        print(asset_id)


if __name__ == "__main__":
    main()
