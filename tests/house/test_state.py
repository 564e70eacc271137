"""One writer of a generation's state."""

import re
from pathlib import Path

STUDIO = Path(__file__).resolve().parents[2] / "studio"
WRITES = re.compile(r"\.update\([^)]*\bstate\s*=|\bstate\s*=\s*State\.\w+\s*\)\.save|\.state\s*=\s*[^=]")
ALLOWED = {"generations/transition.py"}


def writers() -> set[str]:
    found = set()
    for path in STUDIO.rglob("*.py"):
        name = str(path.relative_to(STUDIO))
        if "migrations" in path.parts or name.startswith(("sandbox", "minimax", "live", "jobs")):
            continue
        if WRITES.search(path.read_text()):
            found.add(name)
    return found


def test_nothing_writes_a_generations_state_besides_its_one_transition():
    # The driver mirrors the step it just took on its own copy of the row.
    assert writers() - {"generations/driver.py"} == ALLOWED


def test_the_driver_only_mirrors():
    text = (STUDIO / "generations/driver.py").read_text()
    assert ".update(state" not in text
    assert ".save(" not in text
