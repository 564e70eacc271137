"""Which field of a form MiniMax's refusal speaks of (official.md 2.1), so that its words stand there."""

from django import forms

from studio.generations.models import Generation, State
from studio.generations.problems import Problem

FIELDS = {
    1026: "text",
    1027: "text",
    1042: "text",
    1043: "sample",
    1044: "prompt_text",
    20132: "voice",
    2037: "sample",
    2039: "voice_id",
    2042: "voice",
    2048: "prompt_audio",
    2054: "voice",
}
# What a clone is refused for is its sample, where speech is refused for its voice.
OF_A_CLONE = {20132: "sample", 2042: "sample"}


def tell_at_field(form: forms.Form, old: Generation) -> None:
    """An earlier request comes back into its form after MiniMax refused it: its words stand at the field they mean."""
    if old.state != State.FAILED or not old.error:
        return
    problem = Problem.from_dict(old.error)
    by_code = {**FIELDS, **(OF_A_CLONE if old.kind == "voice_clone" else {})}
    field = by_code.get(problem.code or 0, "")
    if field in form.fields:
        form.errors[field] = form.error_class([f"{problem.cause_here} {problem.next_step_here}"])
