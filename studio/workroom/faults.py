"""Where MiniMax's refusal of an earlier request is told: at the field that it speaks of."""

from collections.abc import Callable

from django import forms

from studio.generations.models import Generation, State
from studio.generations.problems import Problem


def tell_at_field(form: forms.Form, old: Generation, field_of: Callable[[Problem], str]) -> None:
    """`field_of` names the field of this form that a problem means; one that means none is told on the card only."""
    if old.state != State.FAILED or not old.error:
        return
    problem = Problem.from_dict(old.error)
    field = field_of(problem)
    if field in form.fields:
        form.errors[field] = form.error_class([f"{problem.cause_here} {problem.next_step_here}"])
