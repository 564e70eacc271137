"""Many sheets in the tree, one on the wire."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Layer order (layers.css names it) settles who wins; inside a layer the order of this list does.
FIRST = ["layers", "tokens", "reset", "base", "layout"]
LAST = ["utilities"]
JOINED = "css/studio.css"


class JoinedStorage(CompressedManifestStaticFilesStorage):
    """Joins `static/css/*.css` into one hashed, compressed sheet when static files are collected."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        sheets = [path for path in paths if path.startswith("css/") and path.count("/") == 1]
        if sheets and not dry_run:
            text = "\n".join(paths[path][0].open(paths[path][1]).read().decode() for path in in_order(sheets))
            if self.exists(JOINED):
                self.delete(JOINED)
            self._save(JOINED, ContentFile(text.encode()))
            paths = {path: where for path, where in paths.items() if path not in sheets}
            paths[JOINED] = (self, JOINED)
        yield from super().post_process(paths, dry_run, **options)


def in_order(sheets: list[str]) -> list[str]:
    def place(path: str) -> tuple[int, str]:
        name = path.removeprefix("css/").removesuffix(".css")
        if name in FIRST:
            return FIRST.index(name), name
        return (len(FIRST) + (name in LAST), name)

    return sorted(sheets, key=place)
