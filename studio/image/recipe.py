"""How MiniMax makes pictures: one request, answered with links to them (official.md 6)."""

import asyncio
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from studio.catalogue import ask
from studio.catalogue.words import STYLES
from studio.generations.models import Generation
from studio.generations.recipes import Ready, SynchronousRecipe
from studio.library.examine import to_jpeg
from studio.library.models import Asset, nearest_shape
from studio.library.pool import in_child
from studio.minimax import ImageRequest, InvalidRequest, MiniMax, Picture
from studio.spend.pricing import Measure
from studio.teams.models import Team
from studio.workroom.pictures import load_pictures

WEBP = "image/webp"  # which MiniMax does not take: it is sent as a JPG
NO_FACE = _("MiniMax found no face in the picture of the person.")
ONE_FACE = _("Choose a picture that shows one face, large and from the front.")


class ImageRecipe(SynchronousRecipe):
    kind: ClassVar[str] = "image"
    family: ClassVar[str] = "image"
    outputs: ClassVar[str] = Asset.Kind.IMAGE
    room: ClassVar[str] = "image"

    def measure(self, team: Team, request: dict[str, Any]) -> Measure:
        return Measure(request["model"], Decimal(request["count"]))

    def measure_made(self, gen: Generation) -> Measure | None:
        """What was judged sensitive is not made, and not billed."""
        made = (gen.upstream_reply or {}).get("made")
        return None if made is None else Measure(gen.model, Decimal(made))

    def label(self, request: dict[str, Any]) -> list[str]:
        size = request.get("ratio") or f"{request.get('width')} × {request.get('height')}"
        facts = [ask.label_of(request["model"]), size]
        if request.get("style"):
            facts.append(str(STYLES.get(request["style"], request["style"])))
        if request["count"] > 1:
            facts.append(
                ngettext("%(count)s image", "%(count)s images", request["count"]) % {"count": request["count"]}
            )
        return facts

    def shape(self, request: dict[str, Any]) -> str:
        if request.get("ratio"):
            return str(request["ratio"]).replace(":", "x")
        return nearest_shape(request.get("width"), request.get("height"))

    def count(self, request: dict[str, Any]) -> int:
        return int(request["count"])

    def parents(self, request: dict[str, Any]) -> dict[str, str]:
        return {"reference": request["reference"]} if request.get("reference") else {}

    def remark(self, gen: Generation) -> str:
        """Said where MiniMax made fewer than were asked for."""
        made = (gen.upstream_reply or {}).get("made", gen.request["count"])
        lost = gen.request["count"] - made
        if lost < 1:
            return ""
        told = {"made": made, "count": gen.request["count"], "lost": lost}
        return (
            gettext("%(made)s of %(count)s made. MiniMax judged %(lost)s to be sensitive and does not bill it.") % told
        )

    def to_form(self, request: dict[str, Any]) -> dict[str, Any]:
        """A cell of a matrix comes back as a wish of its own."""
        mode = "text" if request["mode"] == "matrix" else request["mode"]
        ratio = request.get("ratio") or "exact"
        blank = {"style": "", "style_weight": "", "width": "", "height": "", "seed": ""}
        return {
            **blank,
            **{name: value for name, value in request.items() if value is not None},
            "mode": mode,
            "ratio": ratio,
        }

    async def prepare(self, api: MiniMax, gen: Generation) -> ImageRequest:
        pictures = await load_pictures(gen.team, gen.request, ("reference",))
        person = pictures.get("reference")
        if person and person.mime == WEBP and person.content:
            person = Picture(await asyncio.to_thread(in_child, to_jpeg, person.content), "image/jpeg", "person.jpg")
        return await api.images.prepare(to_wire(gen.request, person))

    async def submit(self, api: MiniMax, prepared: ImageRequest, *, callback_url: str | None) -> Ready:
        try:
            made = await api.images.create(prepared)
        except InvalidRequest as error:
            if prepared.reference is None or "face" not in error.said.lower():
                raise
            # The same refusal, in words that name the field.
            error.cause, error.next_step = NO_FACE, ONE_FACE
            raise
        return Ready(self.outputs_of(made.urls), {"id": made.id, "made": len(made.urls), "refused": made.failed})


class CellRecipe(ImageRecipe):
    """One prompt with one model or style, of a matrix: it stands there, not in the list of the room."""

    kind: ClassVar[str] = "image_cell"


def to_wire(request: dict[str, Any], reference: Picture | None) -> ImageRequest:
    exact = f"{request['width']}x{request['height']}" if not request.get("ratio") else None
    return ImageRequest(
        model=request["model"],
        prompt=request["prompt"],
        size=exact,
        ratio=request.get("ratio") or None,
        count=request["count"],
        seed=request.get("seed"),
        reference=reference,
        style=request.get("style") or None,
        style_weight=request.get("style_weight"),
        prompt_optimizer=request["prompt_optimizer"],
        output="url",
    )
