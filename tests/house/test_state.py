"""One writer of a generation's state."""

import ast
from pathlib import Path

import pytest

STUDIO = Path(__file__).resolve().parents[2] / "studio"
# Rooms that know no generation; the sandbox's tasks have states of their own.
ELSEWHERE = {"sandbox", "minimax", "live", "jobs"}


def writes_state(tree: ast.AST) -> set[str]:
    """How a module writes `state`: by a query (`update`, `bulk_update`) or by setting an attribute."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
            "update",
            "bulk_update",
            "update_or_create",
        }:
            words = {word.arg for word in node.keywords}
            texts = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
            if "state" in words | texts:
                found.add("query")
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(part, ast.Attribute) and part.attr == "state" for t in targets for part in ast.walk(t)):
            found.add("attribute")
    return found


def writers() -> dict[str, set[str]]:
    paths = [path for path in STUDIO.rglob("*.py") if "migrations" not in path.parts]
    names = {str(path.relative_to(STUDIO)): path for path in paths}
    ours = {name: path for name, path in names.items() if name.split("/")[0] not in ELSEWHERE}
    found = {name: writes_state(ast.parse(path.read_text())) for name, path in ours.items()}
    return {name: ways for name, ways in found.items() if ways}


def test_nothing_writes_a_generations_state_besides_its_one_transition():
    # Submitting and accepting mirror the step they just took on their own copy of the row, and save nothing.
    mirrors = ("generations/submit.py", "generations/written.py")
    # A tool's call has a state of its own, and one transition.
    own = {"chat/models.py": {"query"}}
    assert writers() == {"generations/transition.py": {"query"}, **{name: {"attribute"} for name in mirrors}, **own}
    assert not any(".save(" in (STUDIO / name).read_text() for name in mirrors)


@pytest.mark.parametrize(
    "code",
    [
        "rows.update(note=f(x), state='done')",
        "rows.update(**{'state': 'x'})",
        "rows.bulk_update(gens, ['state'])",
        "g.state = 'x'",
    ],
)
def test_it_sees_every_way_to_write_it(code):
    assert writes_state(ast.parse(code))
