import uuid
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from studio.generations.models import Generation, GenerationQuerySet
from studio.generations.problems import Problem
from studio.generations.recipes import get_recipe
from studio.library import storage
from studio.library.documents import MOST_READ, TOO_LONG, Document, TooLong, read_document
from studio.library.examine import Unreadable
from studio.library.find import find_asset
from studio.library.models import Asset
from studio.library.pool import in_child
from studio.speech.choices import KINDS, length_in_words, reading_seconds
from studio.speech.forms import SpeechForm
from studio.speech.models import LongText
from studio.spend.pricing import price as price_of
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.voices.ask import find_voice, why_silent
from studio.voices.faults import field_of
from studio.voices.speak import fee_due, measure_text
from studio.workroom.forms import WishForm
from studio.workroom.rooms import Workroom

EXAMPLE = gettext_lazy("Good evening. The harbour is quiet tonight, <#0.5#> and somewhere out there a bell is ringing.")
DOCUMENT_BYTES = 50 * 1024 * 1024
NOBODY = uuid.UUID(int=0)
# More characters are a long text (official.md 12).
SHORT = 10_000


class SpeechRoom(Workroom):
    """The room opens as the person left it."""

    def first_form(self, request: HttpRequest, team: Team) -> WishForm:
        form = super().first_form(request, team)
        form.remembered = not ({"again", "preset"} & set(request.GET))  # type: ignore[attr-defined]
        return form

    def start_values(self, request: HttpRequest, team: Team, old: Generation | None) -> dict[str, Any]:
        """The last manner, without the words; over it an earlier request with its long text. `?plain`: nothing."""
        rows = Generation.objects.for_team(team).of_kinds(self.kinds)
        values = {} if "plain" in request.GET else last_manner(rows.filter(author=request.user.pk), team)
        values |= super().start_values(request, team, old) | {"session": uuid.uuid4()}
        if old and (text := LongText.objects.filter(team=team, public_id=old.request.get("text_id") or NOBODY).first()):
            values["text"] = text.content
        return values | spoken_paper(team, request.GET.get("document", ""))

    def fault_field(self, problem: Problem) -> str:
        return field_of(problem)


def spoken_paper(team: Team, named: str) -> dict[str, Any]:
    """A document of the library as what is to be spoken; a long one as a long text."""
    asset = find_asset(team, named)
    if asset is None or asset.kind != Asset.Kind.DOCUMENT:
        return {}
    text = storage.text_of(asset.key, MOST_READ)
    return {"text": text, "title": asset.headline[:200], "mode": "long" if len(text) > SHORT else "short"}


room = SpeechRoom("speech", kinds=list(KINDS.values()), form=SpeechForm, example=EXAMPLE)
index, draw = room.index, room.draw


@require_safe
@team_view(Role.CREATOR)
def price(request: HttpRequest, team: Team) -> JsonResponse:
    """What so many characters cost with a model and a voice, and about how long they take to say.

    `?model=&voice=&letters=&wide=&marks=&speed=&pauses=`: counts, of the letters those of pause marks, and whole
    seconds of pauses, so that a long text need not be sent to be priced.
    """
    form = SpeechForm(initial=dict(request.GET.items()), team=team)
    letters, wide, marks = (min(2_000_000, whole(request.GET.get(name, ""))) for name in ("letters", "wide", "marks"))
    voice = form.chosen_voice
    money = price_of(measure_text(form.chosen_model.name, letters + wide, fee_due(voice.own if voice else None)))
    pauses = min(10_000, whole(request.GET.get("pauses", "")))
    seconds = reading_seconds(max(0, letters - marks), wide, form.manner()["speed"], pauses)
    return JsonResponse({"price": str(money) or _("price unknown"), "length": length_in_words(seconds)})


@require_POST
@team_view(Role.CREATOR)
def document(request: HttpRequest, team: Team) -> JsonResponse:
    """The text of a dropped txt, docx, pdf or epub; 422 with the reason in words. Nothing is kept."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("No file came with this.")}, status=422)
    try:
        found = read_upload(file)
    except Unreadable as error:
        return JsonResponse({"error": words_of(error)}, status=422)
    return JsonResponse({"title": found.title, "text": found.text})


def read_upload(file: UploadedFile) -> Document:
    """What is written in an uploaded file. Raises Unreadable."""
    if not file.size:
        raise Unreadable(_("The file is empty."))
    if file.size > DOCUMENT_BYTES:
        raise Unreadable(_("It is larger than 50 MB."))
    with NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return in_child(read_document, copy.name, Path(file.name or "").name)


def words_of(error: Unreadable) -> str:
    """Why a document cannot be read, in the reader's language."""
    if isinstance(error, TooLong):
        return _(TOO_LONG) % {"count": error.count}
    return _(str(error))


def last_manner(rows: GenerationQuerySet, team: Team) -> dict[str, Any]:
    """The mode, the voice, the model and the manner of the newest; a voice that cannot speak now is left out."""
    last = rows.order_by("-id").first()
    if last is None:
        return {}
    manner = get_recipe(last.kind).to_form(last.request)
    voice = find_voice(team, manner["voice"])
    spent = {"text", "title", *(() if voice and not why_silent(team, voice) else ("voice",))}
    return {name: value for name, value in manner.items() if name not in spent}


def whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
