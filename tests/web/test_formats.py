"""Dates and times: the day first and 24 hours in English, as the language has it in others."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime(2026, 11, 30, 15, 4, tzinfo=UTC)


@pytest.mark.parametrize(("language", "told"), [("en", "30 Nov 2026 15:04"), ("zh-hans", "2026年11月30日 15:04")])
def test_a_moment_is_written_in_its_language(language, told):
    with translation.override(language):
        assert date_format(MOMENT, "SHORT_DATETIME_FORMAT") == told
