"""Where works come from, said beside what carries no mark, and once more beside what does: true of each of them."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from studio.catalogue import ask
from studio.library.models import Asset, AssetQuerySet


@dataclass(frozen=True)
class Source:
    """`model`: MiniMax's name; nothing of what was put together: a clip with a song under it, a script's takes."""

    origin: str
    sandbox: bool
    model: str

    @classmethod
    def of(cls, work: Asset) -> "Source":
        return cls(work.origin, work.sandbox, work.model)

    @property
    def kind(self) -> str:
        if self.origin == Asset.Origin.UPLOADED:
            return "uploaded"
        if not self.model:
            return "joined"
        return "sandbox" if self.sandbox else "made"


def sources_of(works: AssetQuerySet) -> Counter[Source]:
    """How many of them come from where; one query."""
    rows = works.order_by().values_list("origin", "sandbox", "model").annotate(Count("pk"))
    return Counter({Source(*facts): count for *facts, count in rows})


def say_origin(sources: Counter[Source]) -> str:
    """One sentence; nothing of nothing."""
    kinds: Counter[str] = Counter()
    for source, count in sources.items():
        kinds[source.kind] += count
    if len(kinds) > 1:
        return say_mixture(kinds)
    return say_one(list(sources)) if kinds else ""


def say_one(sources: list[Source]) -> str:
    """All are of one kind. A model is named where it is the only one."""
    kind = sources[0].kind
    if kind == "made" and len(sources) == 1:
        model = ask.label_of(sources[0].model)
        return _("Made with AI, by MiniMax's model %(model)s, in a self-hosted studio.") % {"model": model}
    return {
        "uploaded": _("Uploaded to a self-hosted studio."),
        "made": _("Made with AI, by models of MiniMax, in a self-hosted studio."),
        "sandbox": _("Made in the sandbox of a self-hosted studio, which stands in for MiniMax's AI."),
        "joined": _("Put together in a self-hosted studio, from works that may be made with AI."),
    }[kind]


def say_mixture(kinds: Counter[str]) -> str:
    """The largest part first."""
    parts = {
        "uploaded": _("%(count)s uploaded"),
        "made": _("%(count)s made with AI by MiniMax"),
        "sandbox": _("%(count)s made in its sandbox, which stands in for MiniMax's AI"),
        "joined": _("%(count)s put together from works that may be made with AI"),
    }
    said = [parts[kind] % {"count": count} for kind, count in kinds.most_common()]
    return _("From a self-hosted studio: %(parts)s.") % {"parts": _("; ").join(said)}
