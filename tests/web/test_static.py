"""Static files: many in the tree, few on the wire."""

import json

from studio.web.static import SCRIPTS, SHEET, in_order


def test_the_sheets_and_the_scripts_of_every_page_are_one_file_each(collected):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    sheet, script = ((collected / paths[name]).read_text() for name in (SHEET, "js/shell.js"))
    assert sheet.index("@layer tokens") < sheet.index("@layer components {")
    assert all(name in script for name in ("time-since", "film-frame", "studioSound"))
    assert "prompt-box" in (collected / paths["js/composer.js"]).read_text()
    joined = {part for parts in SCRIPTS.values() for part in parts}
    assert not {name for name in paths if name in joined or (name.startswith("css/") and name != SHEET)}


def test_layers_come_first_and_utilities_last():
    names = ["css/work.css", "css/utilities.css", "css/base.css", "css/layers.css", "css/card.css"]
    assert in_order(names) == [f"css/{name}.css" for name in ("layers", "base", "card", "work", "utilities")]
