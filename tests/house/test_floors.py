"""Imports go down, never up, never sideways."""

import ast
from pathlib import Path

import pytest

STUDIO = Path(__file__).resolve().parents[2] / "studio"
FLOORS = [
    {"minimax", "sandbox", "env"},
    {"web"},
    {"search"},
    {"catalogue"},
    {"jobs"},
    {"live"},
    {"audit"},
    {"accounts"},
    {"teams"},
    {"notices"},
    {"spend"},
    {"library"},
    {"sharing"},
    {"generations"},
    {"workroom"},
    {"voices"},
    {"video", "image", "music", "speech", "soundtracks", "files", "limits", "conform"},
    {"chat"},
    {"home"},
]
ROOF = {"settings", "urls", "asgi", "checks", "apps", "management", "prepare", "server", "lock", "__init__"}
LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}
FILES = sorted(path for path in STUDIO.rglob("*.py") if "migrations" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(STUDIO).parts[0].removesuffix(".py")


def rooms_imported_by(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "studio" else [f"studio.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("studio.")}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(STUDIO)))
def test_it_imports_only_from_lower_floors(path: Path):
    here = room_of(path)
    if here in ROOF:
        return
    for other in rooms_imported_by(path) - {here}:
        assert other not in ROOF, f"{other} is the roof"
        assert LEVEL[other] < LEVEL[here], f"{here} climbs to {other}"


def test_every_room_has_a_floor():
    assert {room_of(path) for path in FILES} - ROOF == set(LEVEL)


def imports_of(room: str) -> set[str]:
    found = set()
    for path in (STUDIO / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                found.add((node.module or "").split(".")[0])
            elif isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
    return found


def test_the_client_knows_no_django():
    assert "django" not in imports_of("minimax")
    assert "httpx" in imports_of("minimax"), "this test looks at nothing"


def test_the_sandbox_knows_no_other_room():
    others = {other for path in FILES if room_of(path) == "sandbox" for other in rooms_imported_by(path)}
    assert others == {"sandbox"}
