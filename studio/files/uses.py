"""How a file at MiniMax stands with this studio, in words: what holds it, and whose that is."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from studio.generations.models import Generation
from studio.generations.recipes import get_recipe, shared_kinds
from studio.library.models import Asset
from studio.teams.models import Team
from studio.voices.models import Voice
from studio.voices.recipe import href_of


class Hold(StrEnum):
    NEEDED = "needed"
    PERHAPS = "perhaps"
    UNFETCHED = "unfetched"
    SAMPLE = "sample"
    KEPT = "kept"
    TRASHED = "trashed"
    DAMAGED = "damaged"
    NAMED = "named"


@dataclass(frozen=True)
class Use:
    """`words` of a person name the thing; another team's things are not named, and have no `href`."""

    hold: Hold
    words: str
    href: str = ""
    is_elsewhere: bool = False

    @property
    def says(self) -> str:
        return {
            Hold.NEEDED: _("Needed by work under way:"),
            Hold.PERHAPS: _("May belong to work under way:"),
            Hold.UNFETCHED: _("Made for this, and not kept here:"),
            Hold.SAMPLE: _("Sample of a voice that is not permanent yet:"),
            Hold.KEPT: _("Kept here too:"),
            Hold.TRASHED: _("Its copy here lies in the trash:"),
            Hold.DAMAGED: _("Its copy here is damaged:"),
            Hold.NAMED: _("An earlier request names it:"),
        }[self.hold]


@dataclass(frozen=True)
class Standing:
    """How a file stands with this studio."""

    uses: list[Use] = field(default_factory=list)

    @property
    def is_needed(self) -> bool:
        """Would its loss stop something that goes on?"""
        return any(use.hold in (Hold.NEEDED, Hold.PERHAPS) for use in self.uses)

    @property
    def is_elsewhere(self) -> bool:
        """Is it another team's of this studio? Then nobody here sees its name, takes or deletes it."""
        return any(use.is_elsewhere for use in self.uses)

    @property
    def is_kept(self) -> bool:
        """Has this team the same, whole?"""
        return any(use.hold is Hold.KEPT and not use.is_elsewhere for use in self.uses)

    @property
    def group(self) -> str:
        """`unused`; `kept`: nothing is lost with it, for the team has the same; else `used`."""
        if not self.uses:
            return "unused"
        return "kept" if all(use.hold is Hold.KEPT and use.href for use in self.uses) else "used"


def of_asset(team: Team, asset: Asset) -> Use:
    hold = Hold.TRASHED if asset.trashed_at else Hold.DAMAGED if asset.damage else Hold.KEPT
    if asset.team_id != team.pk:
        return elsewhere(hold)
    return Use(hold, asset.headline, reverse("asset", args=[team.slug, asset.public_id]))


def of_generation(team: Team, gen: Generation, hold: Hold) -> Use:
    if gen.team_id != team.pk:
        return elsewhere(hold)
    if gen.kind not in shared_kinds():
        return Use(hold, _("work of a member"))
    words = gen.words or str(get_recipe(gen.kind).label(gen.request)[0])
    return Use(hold, words, reverse("generation", args=[team.slug, gen.public_id]))


def of_voice(team: Team, voice: Voice) -> Use:
    if voice.team_id != team.pk:
        return elsewhere(Hold.SAMPLE)
    return Use(Hold.SAMPLE, voice.name, href_of(voice))


def elsewhere(hold: Hold) -> Use:
    return Use(hold, _("another team of this studio"), is_elsewhere=True)
