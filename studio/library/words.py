"""What a search looks in: an asset's own words and those of its recipe, as the index wants them."""

from collections.abc import Iterable

from studio.library import storage
from studio.library.models import Asset
from studio.search.words import split

# What people write in a request, whatever the kind.
SAID = ("prompt", "lyrics", "text", "heading", "title", "genre", "mood", "instruments", "avoid", "script", "voice_name")


def words_of(asset: Asset, text: str = "", tags: Iterable[str] = ()) -> str:
    """Title, name, notes and tags, what was asked for, and of a document its `text`: as much as an index takes."""
    asked = asset.recipe.get("request") if isinstance(asset.recipe, dict) else None
    asked = asked if isinstance(asked, dict) else {}
    said = dict.fromkeys(str(asked[name]) for name in SAID if asked.get(name))
    own = [asset.title, asset.name, asset.notes, *tags, *(words for words in said if words != asset.title)]
    return split("\n".join(filter(None, [*own, text])))


def index_anew(ids: Iterable[int]) -> None:
    """Write down again what is searched of these assets, after their names, notes or tags have changed."""
    for asset in Asset.objects.filter(pk__in=list(ids)).prefetch_related("tags"):
        words = words_of(asset, storage.text_of(asset.key), [tag.name for tag in asset.tags.all()])
        if words != asset.words:
            Asset.objects.filter(pk=asset.pk).update(words=words)
