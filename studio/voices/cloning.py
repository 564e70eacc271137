"""The page that clones a voice."""

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from studio.generations.feed import render_card
from studio.generations.models import Generation
from studio.generations.rooms import page_of, part_of_list, works_of
from studio.generations.views import get_generation
from studio.library.examine import Unreadable
from studio.library.models import Asset
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.voices.actions import IdTaken, clone_voice, give_consent
from studio.voices.faults import field_of_clone
from studio.voices.forms import TAKEN, CloneForm
from studio.voices.models import Voice
from studio.voices.samples import check_prompt, check_sample, keep_recording, remarks
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid
from studio.workroom.faults import tell_at_field

KIND = "voice_clone"


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """The workroom; POST asks for a clone, `?price&letters=` what its preview would cost."""
    if request.method == "POST":
        return create(request, team)
    if "price" in request.GET:
        return told_price(CloneForm(team=team), request)
    part = part_of_list(request, team, works_of(team, [KIND]))
    return part or page(request, team, first_form(request, team))


def first_form(request: HttpRequest, team: Team) -> CloneForm:
    """A fresh form, with a recording of the library where one is named (`?sample=`); or from an earlier clone
    (`?again=`): all but its id and its consent, which are new each time."""
    rows = Generation.objects.for_team(team).of_kinds([KIND])
    old = rows.filter(public_id=as_uuid(request.GET.get("again", ""))).first()
    if old is None:
        return new_form(team, request.GET.get("sample", ""))
    voice = old.voices.select_related("sample").first()
    sample = str(voice.sample.public_id) if voice and voice.sample else ""
    values = {**old.request, "voice_id": "", "name": old.request.get("title", ""), "sample": sample}
    form = CloneForm(initial=values | {"client_key": uuid.uuid4()}, team=team)
    tell_at_field(form, old, field_of_clone)
    return form


def new_form(team: Team, sample: str = "") -> CloneForm:
    return CloneForm(initial={"client_key": uuid.uuid4(), "sample": sample}, team=team)


def told_price(form: Any, request: HttpRequest) -> JsonResponse:
    """What so many letters cost: the figure on the button, from the function that reserves it."""
    letters = request.GET.get("letters", "")
    count = min(int(letters), 100_000) if letters.isdecimal() and len(letters) < 8 else 0
    return JsonResponse({"price": str(form.price_for(count)) or _("price unknown")})


def create(request: HttpRequest, team: Team) -> HttpResponse:
    data, faults = with_files(request, team)
    form = CloneForm(data, team=team, author=request.user)  # type: ignore[arg-type]
    for name, fault in faults.items():
        form.errors[name] = form.error_class([fault])
    if not form.is_valid() or faults:
        return page(request, team, form, status=422)
    try:
        voice = ask_for(form)
    except IdTaken:
        form.add_error("voice_id", str(TAKEN))
        return page(request, team, form, status=422)
    if wants_fragment(request) and voice.generation:
        card = render_card(get_generation(request, team, voice.generation.public_id))
        # The next clone is of another recording, with a consent of its own.
        return fragment(request, "voices/_cloned.html", card=card, form=new_form(team))
    return redirect(f"{reverse('voice-clone', args=[team.slug])}#results")


@transaction.atomic
def ask_for(form: CloneForm) -> Voice:
    """The consent and the clone, of a valid form. Raises IdTaken, and then nothing was written.

    Pressed twice, the first's consent stands, and there is no other.
    """
    team, author, sample = form.team, form.author, form.asset("sample")
    assert author is not None
    assert sample is not None
    consent = give_consent(team=team, who=author, speaker=form.whose(), statement=form.statement(), sample=sample)
    voice = clone_voice(
        team=team,
        author=author,
        sample=sample,
        consent=consent,
        name=form.cleaned_data["name"],
        request=form.request(),
        client_key=form.client(),
    )
    if voice.consent_id != consent.pk:
        transaction.set_rollback(True)
    return voice


def with_files(request: HttpRequest, team: Team) -> tuple[dict[str, Any], dict[str, str]]:
    """What was sent, its files kept first, so that no error loses them; and what is wrong with a file."""
    data, faults = dict(request.POST.items()), {}
    for name in ("sample", "prompt_audio"):
        if file := request.FILES.get(f"{name}_file"):
            try:
                asset = keep_recording(team=team, author=request.user, file=file)  # type: ignore[arg-type]
            except Unreadable as error:
                faults[name] = f"{file.name}: {_(str(error))}"
            else:
                data[name] = str(asset.public_id)
    return data, faults


def page(request: HttpRequest, team: Team, form: CloneForm, status: int = 200) -> HttpResponse:
    if wants_fragment(request) and request.method == "POST":
        answer = fragment(request, "voices/_clone_form.html", form=form, sample=form.asset("sample"), status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#make", "outerHTML"
        return answer
    context = page_of(team, works_of(team, [KIND]), request.GET.get("before", ""))
    context |= {"form": form, "sample": form.asset("sample"), "room": "voices"}
    return render(request, "voices/clone.html", context, status=status)


@require_POST
@team_view(Role.CREATOR)
def sample(request: HttpRequest, team: Team) -> HttpResponse:
    """Keep one recording, for `slot` sample or prompt_audio, and say what it is like; 422 with the reason in words."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("No file came with this.")}, status=422)
    try:
        asset = keep_recording(team=team, author=request.user, file=file)  # type: ignore[arg-type]
    except Unreadable as error:
        return JsonResponse({"error": _(str(error))}, status=422)
    slot = request.POST.get("slot")
    wrong = check_prompt(asset) if slot == "prompt_audio" else check_sample(asset)
    return fragment(request, "voices/_recording.html", **recording(team, asset, wrong), status=422 if wrong else 200)


def recording(team: Team, asset: Asset, wrong: str) -> dict[str, Any]:
    return {"asset": asset, "wrong": wrong, "remarks": remarks(asset), "slug": team.slug}
