"""The studio in Simplified Chinese: complete, compiled, and as fresh as the source."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = Path("studio/locale/zh_Hans/LC_MESSAGES")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
# What MiniMax and the machine read, and the name.
FIXED = re.compile(r"\[[A-Z][^\]]*\]|STUDIO_\w+|MiniMax")


@pytest.fixture(scope="module")
def po():
    return polib.pofile(str(ROOT / MESSAGES / "django.po"))


def said(catalogue):
    return {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in catalogue if not entry.obsolete}


def key(entry):
    return (entry.msgctxt, entry.msgid, entry.msgid_plural)


def test_it_is_compiled_exactly_as_it_is_written(po):
    assert said(polib.mofile(str(ROOT / MESSAGES / "django.mo"))) == said(po)


def test_it_leaves_nothing_untranslated_or_fuzzy(po):
    assert [entry.msgid for entry in po.untranslated_entries() + po.fuzzy_entries()] == []
    assert len(po) > 300


def test_it_keeps_every_placeholder(po):
    changed = [e.msgid for e in po for text in texts_of(e) if kept(PLACEHOLDER, e.msgid) != kept(PLACEHOLDER, text)]
    assert changed == []


def test_it_keeps_what_minimax_and_the_machine_read(po):
    changed = [e.msgid for e in po for text in texts_of(e) if kept(FIXED, e.msgid) != kept(FIXED, text)]
    assert changed == []


def texts_of(entry):
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def kept(pattern, text):
    return set(pattern.findall(text))


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext: xgettext is missing")
def test_it_is_not_stale(po, tmp_path):
    copy = tmp_path / "copy"
    for folder in ("studio", "templates"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "studio.settings", "STUDIO_DATA": str(tmp_path / "data")}
    command = [sys.executable, "manage.py", "makemessages", "-l", "zh_Hans", "--no-obsolete"]
    subprocess.run(command, cwd=copy, env=env, check=True, capture_output=True)
    fresh = polib.pofile(str(copy / MESSAGES / "django.po"))
    assert {key(entry) for entry in fresh} == {key(entry) for entry in po if not entry.obsolete}


def test_it_greets_a_reader_of_chinese(client, db):
    page = client.get("/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert 'lang="zh-hans"' in page
    assert "在自己的机器上，与团队一起创作，所有作品都收在一个资料库里。" in page
