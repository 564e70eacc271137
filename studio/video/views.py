import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from studio.generations.actions import start_generation
from studio.generations.feed import render_card
from studio.generations.models import Generation
from studio.generations.recipes import get_recipe
from studio.generations.rooms import page_of, part_of_list, works_of
from studio.generations.views import get_generation
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.video.forms import VideoForm
from studio.web.fragments import fragment, wants_fragment
from studio.web.ids import as_uuid

EXAMPLE = gettext_lazy("A fishing boat leaves the harbour at dawn, gulls over the wake [Pan right]")
KINDS = ["video", "video_template"]


@require_http_methods(["GET", "HEAD", "POST"])
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    """The workroom; POST asks for a clip."""
    if request.method == "POST":
        return create(request, slug=team.slug)
    rows = works_of(team, KINDS)
    if part := part_of_list(request, team, rows):
        return part
    context = page_of(team, rows, request.GET.get("before", "")) | {"room": "video", "example": EXAMPLE}
    return render(request, "video/index.html", context | {"form": first_form(request, team)})


@team_view(Role.CREATOR)
def create(request: HttpRequest, team: Team) -> HttpResponse:
    form = sent_form(request, team)
    if not form.is_valid():
        return again(request, form, status=422)
    generation = start_generation(
        team=team,
        author=request.user,  # type: ignore[arg-type]
        kind=form.kind,
        request=form.wish(),
        client_key=form.cleaned_data["client_key"],
        press=form.press(),
    )
    if wants_fragment(request):
        card = render_card(get_generation(team, generation.public_id))
        return fragment(request, "generations/_fresh.html", card=card, client_key=uuid.uuid4())
    return redirect(f"{reverse('video', args=[team.slug])}#results")


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(Role.CREATOR)
def form(request: HttpRequest, team: Team) -> HttpResponse:
    """The form drawn again for another mode, model or size, with everything that was typed; asked bare, the room."""
    if request.method != "POST":
        return redirect("video", slug=team.slug)
    return again(request, sent_form(request, team, check=False))


def again(request: HttpRequest, form: VideoForm, status: int = 200) -> HttpResponse:
    if wants_fragment(request):
        answer = fragment(request, "video/_form.html", form=form, status=status)
        # A press aims at the results; a refused one is drawn in place of the form.
        return reswap(retarget(answer, "#make"), "outerHTML")
    context = page_of(form.team, works_of(form.team, KINDS)) | {"form": form, "room": "video", "example": EXAMPLE}
    return render(request, "video/index.html", context, status=status)


def sent_form(request: HttpRequest, team: Team, check: bool = True) -> VideoForm:
    """The form as it was sent; with `check=False` only its values, for drawing it again."""
    author = request.user
    if check:
        return VideoForm(request.POST, request.FILES, team=team, author=author)  # type: ignore[arg-type]
    typed = {name: request.POST.get(name, "") for name in VideoForm.base_fields}
    newest = request.headers.get("HX-Trigger-Name", "")
    return VideoForm(initial=typed, team=team, newest=newest)


def first_form(request: HttpRequest, team: Team) -> VideoForm:
    """A fresh form; or filled from an earlier generation (`?again=`), or a picture (`?first_frame=`)."""
    initial: dict[str, object] = {"mode": "text", "prompt_optimizer": True, "ratio": "16:9"}
    if named := request.GET.get("again"):
        old = Generation.objects.for_team(team).of_kinds(KINDS).filter(public_id=as_uuid(named)).first()
        if old:
            initial |= get_recipe(old.kind).to_form(old.request)
    initial |= {name: value for name, value in request.GET.items() if name in VideoForm.base_fields}
    return VideoForm(initial=initial | {"client_key": uuid.uuid4()}, team=team)
