"""Every variable is written down once, for people."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"env\.\w+\(\s*\"(STUDIO_\w+)\"")


def variables_read() -> set[str]:
    return {name for path in (ROOT / "studio").rglob("*.py") for name in READ.findall(path.read_text())}


def test_it_is_in_the_example():
    example = set(re.findall(r"^#?(STUDIO_\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert variables_read() - example == set()
    assert len(variables_read()) > 10
