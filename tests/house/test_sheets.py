"""A class that a sheet dresses is worn somewhere: what no page uses is not carried by every page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
# Whose HTML is made in Python.
MADE = ["studio/web/tags.py", "studio/chat/markup.py"]
# `{% icon name "small solid" %}` joins these in a tag of ours.
JOINED = {"icon--small", "icon--solid"}


@pytest.fixture(scope="module")
def worn() -> set[str]:
    pages = " ".join(page.read_text() for page in ROOT.glob("templates/**/*.html"))
    names = " ".join(re.findall(r'class="((?:{%.*?%}|[^"])*)"', pages))
    scripts = " ".join(script.read_text() for script in ROOT.glob("static/js/**/*.js"))
    return set(re.findall(r"[\w-]+", names + scripts + "".join((ROOT / name).read_text() for name in MADE))) | JOINED


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_it_dresses_only_what_is_worn(sheet, worn):
    assert set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", sheet.read_text())) - worn == set()
