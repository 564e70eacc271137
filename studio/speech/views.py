import uuid
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from studio.generations.actions import start_generation
from studio.generations.feed import render_card
from studio.generations.models import Generation, GenerationQuerySet
from studio.generations.recipes import get_recipe
from studio.generations.rooms import page_of, part_of_list, works_of
from studio.generations.views import get_generation
from studio.library.examine import Unreadable
from studio.library.pool import in_child
from studio.speech.choices import KINDS, length_in_words, reading_seconds
from studio.speech.documents import TOO_LONG, Document, TooLong, read_document
from studio.speech.forms import SpeechForm
from studio.speech.models import LongText
from studio.spend.pricing import price as price_of
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.voices.ask import find_voice, why_silent
from studio.voices.faults import tell_at_field
from studio.voices.speak import fee_due, measure_text
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid

EXAMPLE = gettext_lazy("Good evening. The harbour is quiet tonight, <#0.5#> and somewhere out there a bell is ringing.")
DOCUMENT_BYTES = 50 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """The workroom; POST asks for a speech."""
    if request.method == "POST":
        return create(request, slug=team.slug)
    rows = spoken(team)
    if part := part_of_list(request, team, rows):
        return part
    context = page_of(team, rows, request.GET.get("before", "")) | room_of(first_form(request, team))
    return render(request, "speech/index.html", context)


def spoken(team: Team) -> GenerationQuerySet:
    """What the room lists: not the takes of scripts."""
    return works_of(team, list(KINDS.values()))


def room_of(form: SpeechForm) -> dict[str, Any]:
    return {"form": form, "room": "speech", "example": EXAMPLE}


@team_view(Role.CREATOR)
def create(request: HttpRequest, team: Team) -> HttpResponse:
    form = sent_form(request, team)
    if not form.is_valid():
        return again(request, form, status=422)
    generation = start_generation(
        team=team,
        author=request.user,  # type: ignore[arg-type]
        kind=form.kind,
        request=form.keep_text(),
        client_key=form.cleaned_data["client_key"],
    )
    if wants_fragment(request):
        card = render_card(get_generation(team, generation.public_id))
        return fragment(request, "generations/_fresh.html", card=card, client_key=uuid.uuid4())
    return redirect(f"{reverse('speech', args=[team.slug])}#results")


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
def form(request: HttpRequest, team: Team) -> HttpResponse:
    """The form drawn again for another mode, model or voice, with everything that was typed; asked bare, the room."""
    if request.method != "POST":
        return redirect("speech", slug=team.slug)
    return again(request, sent_form(request, team, check=False))


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


def again(request: HttpRequest, form: SpeechForm, status: int = 200) -> HttpResponse:
    if wants_fragment(request):
        answer = fragment(request, "speech/_form.html", form=form, status=status)
        # A press aims at the results; a refused one is drawn in place of the form.
        return reswap(retarget(answer, "#make"), "outerHTML")
    context = page_of(form.team, spoken(form.team)) | room_of(form)
    return render(request, "speech/index.html", context, status=status)


def sent_form(request: HttpRequest, team: Team, check: bool = True) -> SpeechForm:
    """The form as it was sent, a document's text in it; with `check=False` only its values, for drawing it again."""
    author = request.user
    if check:
        return SpeechForm(request.POST, request.FILES, team=team, author=author)  # type: ignore[arg-type]
    typed = {name: request.POST.get(name, "") for name in SpeechForm.base_fields}
    return SpeechForm(initial=typed, team=team)


def first_form(request: HttpRequest, team: Team) -> SpeechForm:
    """As the person left the room, without the words; or filled from an earlier generation (`?again=`), for a voice
    (`?voice=`), or with nothing (`?plain`)."""
    rows = Generation.objects.for_team(team).of_kinds(list(KINDS.values()))
    initial = {} if "plain" in request.GET else last_manner(rows.filter(author=request.user.pk), team)
    old = rows.filter(public_id=as_uuid(request.GET.get("again", ""))).first()
    if old:
        initial |= get_recipe(old.kind).to_form(old.request)
        if text := LongText.objects.filter(team=team, public_id=as_uuid(old.request.get("text_id", ""))).first():
            initial["text"] = text.content
    initial |= {name: value for name, value in request.GET.items() if name in SpeechForm.base_fields}
    form = SpeechForm(initial=initial | {"client_key": uuid.uuid4(), "session": uuid.uuid4()}, team=team)
    form.remembered = old is None
    if old:
        tell_at_field(form, old)
    return form


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
