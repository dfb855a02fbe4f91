"""Rows count from their first day and no longer on the day their validity ends."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import pytest

from ledger.queries import Known
from programs.models import JointResearch
from programs.queries.history import history_figures
from programs.queries.projects import project_figures
from tests.programs.factories import make_agreement, make_milestone, make_organization, make_program, make_theme

FIRST, LAST, AFTER = date(2025, 4, 1), date(2026, 3, 31), date(2026, 4, 1)
BOUNDS = {"valid_from": FIRST, "valid_until": AFTER}


def make_joint_research(**fields: Any) -> JointResearch:
    return JointResearch.objects.create(code="lab", name="共創ラボ", partner=make_organization("partner"), **fields)


def themes(known: Known) -> Collection[Any]:
    return project_figures(known).programs["lasting"].themes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "shown"),
    [
        pytest.param(make_milestone, lambda known: history_figures(known).milestones, id="milestone"),
        pytest.param(make_agreement, lambda known: history_figures(known).agreements, id="agreement"),
        pytest.param(make_program, lambda known: project_figures(known).programs, id="programme"),
        pytest.param(lambda **bounds: make_theme(make_program("lasting"), **bounds), themes, id="theme"),
        pytest.param(make_joint_research, lambda known: project_figures(known).joint_research, id="joint research"),
    ],
)
def test_row_counts_while_it_is_valid(make: Callable[..., Any], shown: Callable[[Known], Collection[Any]]) -> None:
    make(**BOUNDS)

    days = (date(2025, 3, 31), FIRST, LAST, AFTER)
    assert [len(shown(Known(on=day, figures=()))) for day in days] == [0, 1, 1, 0]
