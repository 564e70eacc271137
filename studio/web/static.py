"""Many sheets and scripts in the tree; on the wire one sheet, and one script of what every page loads."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Layer order (layers.css names it) settles who wins; inside a layer the order of this list does.
FIRST = ["layers", "tokens", "reset", "base", "layout", "menu"]
LAST = ["utilities"]
SHEET = "css/studio.css"
# What every page loads, what every page with a form loads, and what only some pages need.
SCRIPTS = {
    "js/shell.js": [
        "js/live.js",
        "js/manners.js",
        "js/sound.js",
        "js/moves.js",
        "js/drag.js",
        "js/elements/time-since.js",
        "js/elements/film-frame.js",
        "js/elements/audio-player.js",
        "js/elements/sound-dock.js",
        "js/uploads.js",
        "js/elements/drop-zone.js",
        "js/elements/project-chip.js",
    ],
    "js/composer.js": [
        "js/well.js",
        "js/elements/wish-form.js",
        "js/elements/prompt-box.js",
        "js/elements/voice-pick.js",
    ],
    "js/soundtrack.js": [
        "js/loudness.js",
        "js/elements/song-window.js",
        "js/elements/soundtrack-desk.js",
    ],
    "js/library.js": [
        "js/tile-keys.js",
        "js/elements/pick-list.js",
    ],
    "js/viewer.js": [
        "js/elements/picture-stage.js",
        "js/elements/image-viewer.js",
    ],
}


class JoinedStorage(CompressedManifestStaticFilesStorage):
    """Joins files into one, hashed and compressed, when static files are collected."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            sheets = [path for path in paths if path.startswith("css/") and path.count("/") == 1]
            self.join(paths, in_order(sheets), SHEET)
            for whole, parts in SCRIPTS.items():
                self.join(paths, parts, whole)
        yield from super().post_process(paths, dry_run, **options)

    def join(self, paths: dict[str, Any], parts: list[str], whole: str) -> None:
        """Replace the parts by one file that holds them in order."""
        texts = []
        for part in parts:
            storage, path = paths.pop(part)
            with storage.open(path) as file:
                texts.append(file.read().decode())
        if self.exists(whole):
            self.delete(whole)
        self._save(whole, ContentFile("\n".join(texts).encode()))
        paths[whole] = (self, whole)


def in_order(sheets: list[str]) -> list[str]:
    def place(path: str) -> tuple[int, str]:
        name = path.removeprefix("css/").removesuffix(".css")
        if name in FIRST:
            return FIRST.index(name), name
        return (len(FIRST) + (name in LAST), name)

    return sorted(sheets, key=place)
