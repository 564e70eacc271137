import json
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from studio import audit
from studio.catalogue.models import Language, SystemVoice
from studio.generations.wires import api_for
from studio.limits.forms import EmbeddingForm
from studio.limits.tables import build_sections
from studio.minimax import EmbeddingKind, MiniMaxError
from studio.teams.access import team_view
from studio.teams.models import Role, Team
from studio.web.fragments import wants_fragment


@dataclass(frozen=True)
class Vector:
    """`likeness`: to the first text, from -1 to 1; None for the first itself."""

    text: str
    json: str
    length: int
    likeness: str | None


@require_safe
@team_view()
def index(request: HttpRequest, team: Team) -> HttpResponse:
    return render(request, "limits/index.html", build_context(EmbeddingForm()))


@require_POST
@team_view(Role.CREATOR)
async def embed(request: HttpRequest, team: Team) -> HttpResponse:
    """Make vectors of a few lines, over the team's connection. Asked once, whatever happens."""
    form = EmbeddingForm(request.POST)
    if not form.is_valid():
        return await answer(request, form, status=422)
    connection = await sync_to_async(lambda: team.connection)()
    if connection is None:
        form.add_error(None, gettext("This team has no connection to MiniMax yet."))
        return await answer(request, form, status=422)
    texts = form.cleaned_data["texts"]
    # Before it is sent: an answer that never comes may be billed too.
    user = await request.auser()
    await sync_to_async(audit.record)(user, "embedding.create", connection, request=request, texts=len(texts))
    try:
        made = await api_for(connection).embeddings.create(texts, EmbeddingKind(form.cleaned_data["kind"]))
    except MiniMaxError as problem:
        form.add_error(None, f"{gettext(problem.cause)} {gettext(problem.next_step)} {problem.said}".strip())
        return await answer(request, form, status=422)
    return await answer(request, form, vectors=build_vectors(texts, made.vectors), tokens=made.total_tokens)


async def answer(request: HttpRequest, form: EmbeddingForm, *, status: int = 200, **more: object) -> HttpResponse:
    return await sync_to_async(draw)(request, form, status, more)


def draw(request: HttpRequest, form: EmbeddingForm, status: int, more: dict[str, object]) -> HttpResponse:
    """The page says what is wrong with a field at the field; the fragment, which leaves the form alone, beside it."""
    problems = list(form.non_field_errors())
    if wants_fragment(request):
        problems += [error for name in form.fields for error in form.errors.get(name, [])]
        return render(request, "limits/_result.html", {"problems": problems, **more}, status=status)
    return render(request, "limits/index.html", {**build_context(form), "problems": problems, **more}, status=status)


def build_context(form: EmbeddingForm) -> dict[str, object]:
    return {
        "room": "limits",
        "form": form,
        "sections": build_sections(),
        "languages": list(Language.objects.filter(retired=False)),
        "voices": SystemVoice.objects.filter(retired=False).count(),
    }


def build_vectors(texts: list[str], vectors: tuple[tuple[float, ...], ...]) -> list[Vector]:
    first = vectors[0]
    return [
        Vector(
            text=text,
            json=json.dumps(vector),
            length=len(vector),
            likeness=f"{likeness(first, vector):.2f}" if at else None,
        )
        for at, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    ]


def likeness(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The cosine of the angle between two vectors; 0 when either is nothing."""
    if len(one) != len(other):
        return 0.0
    lengths = (sum(number * number for number in one) * sum(number * number for number in other)) ** 0.5
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0
