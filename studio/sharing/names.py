"""The names that a team has given its works, for the links that tell them."""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Length, Substr

from studio.library.models import Asset

# What is longer is no name.
LONGEST = 200
# A work is called after one of these words of its request, and a clip with a song under it after the last two.
CALLED = ("prompt", "heading", "text", "title", "clip", "song")


def given_names(works: Iterable[Asset]) -> dict[int, str]:
    """By key, only what somebody has typed as a title: no prompt, no file's name, nothing of a document. One query."""
    rows = Asset.objects.filter(pk__in=[work.pk for work in works]).exclude(Q(title="") | Q(kind=Asset.Kind.DOCUMENT))
    short = rows.annotate(size=Length("title")).filter(size__lte=LONGEST)
    # Of a request no more than it takes to tell: it may hold a book.
    asked = {f"asked_{name}": Substr(KT(f"recipe__request__{name}"), 1, 2 * LONGEST) for name in CALLED}
    found = short.annotate(**asked).values_list("pk", "title", *asked)
    return {pk: title for pk, title, *said in found if bare(title) not in usual(said)}


def usual(said: list[str | None]) -> set[str]:
    """What the studio itself called a work of such a request."""
    *words, clip, song = [one or "" for one in said]
    return {bare(one) for one in (*words, f"{clip} ♪ {song}")}


def bare(text: str) -> str:
    """The same for a title that was opened and saved as it was: spaces, line ends and what cannot be seen fall away."""
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text.strip()
