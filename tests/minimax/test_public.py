"""The room's walls: what is public, and what it must not know."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import studio.minimax as minimax
from studio.minimax import (
    Dialect,
    MiniMax,
    bundle,
    client,
    embeddings,
    errors,
    files,
    images,
    models,
    music,
    speech,
    terms,
    video,
    voices,
    wires,
)

ROOM = Path("studio/minimax")


@pytest.mark.parametrize(
    "module",
    [bundle, client, embeddings, errors, files, images, models, music, speech, terms, video, voices, wires],
    ids=lambda module: module.__name__,
)
def test_it_exports_every_public_name(module):
    for name, thing in vars(module).items():
        if inspect.isclass(thing) and thing.__module__ == module.__name__ and not name.startswith("_"):
            assert name in minimax.__all__


def test_it_exports_only_what_exists_in_order():
    assert all(hasattr(minimax, name) for name in minimax.__all__)
    assert len(set(minimax.__all__)) == len(minimax.__all__)
    assert not any("__all__" in path.read_text() for path in ROOM.rglob("*.py") if path.name != "__init__.py")


def test_it_knows_no_django_and_no_other_room():
    script = "import sys, studio.minimax; print([m for m in sys.modules if m.split('.')[0] == 'django'])"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("studio"):
                assert node.module.startswith("studio.minimax")


def test_it_takes_a_root_in_a_folder(wires):
    api = MiniMax(root="http://127.0.0.1:8000/sandbox/", key="k", dialect=Dialect.REFERENCE, wires=wires)
    assert api.root == "http://127.0.0.1:8000/sandbox"
    assert api.region == "elsewhere"


@pytest.mark.parametrize(
    "root",
    ["https://api.minimax.io/v1", "https://u:p@api.minimax.io", "ftp://a", "api.minimax.io", "https://a/?b=1", ""],
)
def test_it_refuses_a_root_that_cannot_be_one(wires, root):
    with pytest.raises(ValueError, match="host root"):
        MiniMax(root=root, key="k", dialect=Dialect.OFFICIAL, wires=wires)


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX: y", "schl\u00fcssel"])
def test_it_refuses_a_key_that_no_header_carries(wires, key):
    with pytest.raises(ValueError, match="characters that no key has"):
        MiniMax(root="https://api.minimax.io", key=key, dialect=Dialect.OFFICIAL, wires=wires)


@pytest.mark.parametrize(
    ("root", "region"),
    [
        ("https://api.minimax.io", "international"),
        ("https://api-uw.minimax.io", "international"),
        ("https://api.minimaxi.chat", "international"),
        ("https://api.minimaxi.com", "mainland"),
        ("https://api.minimax.cn", "mainland"),
        ("https://minimax.io.example.org", "elsewhere"),
    ],
)
def test_it_tells_the_region_of_a_host(wires, root, region):
    assert MiniMax(root=root, key="k", dialect=Dialect.OFFICIAL, wires=wires).region == region
