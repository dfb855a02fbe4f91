from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from iconm.lib.moments import moment, moment_long

NEW_YEAR = datetime(2025, 12, 31, 15, 5, 9, tzinfo=UTC)  # 1 January, 0:05:09 in Japan


@pytest.mark.parametrize(("language", "expected"), [("ja", "R8.1.1 00:05"), ("en", "2026-01-01 00:05")])
def test_moment_is_told_in_japan(language: str, expected: str) -> None:
    with translation.override(language):
        assert (moment(NEW_YEAR), moment(NEW_YEAR, has_seconds=True)) == (expected, f"{expected}:09")


@pytest.mark.parametrize(("language", "expected"), [("ja", "令和8年1月1日00時05分"), ("en", "1 January 2026, 00:05")])
def test_sentence_tells_it_at_length(language: str, expected: str) -> None:
    with translation.override(language):
        assert moment_long(NEW_YEAR) == expected


@pytest.mark.parametrize(("language", "expected"), [("ja", "R8.1.1／R8.1.1 00:05／"), ("en", "1 January 2026／2026-01-01 00:05／")])
def test_filters_of_templates_print_days_and_moments(language: str, expected: str) -> None:
    page = Template("{{ at|day_short }}／{{ at|moment }}／{{ none|day_short }}{{ none|moment }}")
    with translation.override(language):
        assert page.render(Context({"at": NEW_YEAR, "none": None})) == expected
