"""Plans and indicators: what is new or changed, which label a figure bears, and the verdicts of R4 to R7."""

from collections import Counter
from datetime import date

import pytest

from kpis.choices import Achievement, Change
from kpis.models import Wording
from kpis.queries.figures import KpiFigures, kpi_figures
from kpis.queries.periods import periods
from kpis.queries.plans import plans, plans_about
from ledger.queries import known

pytestmark = pytest.mark.usefixtures("loaded")
ON = date(2026, 2, 10)


@pytest.fixture
def kpis(db) -> KpiFigures:
    return kpi_figures(known(on=ON))


def test_registers_and_grades_take_five_queries(db, django_assert_num_queries) -> None:
    figures = known(on=ON)

    with django_assert_num_queries(5):
        kpi_figures(figures)


def test_what_is_new_in_the_third_plan(kpis: KpiFigures) -> None:
    changes = {line.code: line.change for line in kpis.plans["plan-3"].lines}

    assert changes == {
        "trials": Change.NONE,
        "licences": Change.NEW,
        "patent-applications": Change.NONE,
        "research-income": Change.NONE,
        "occupancy": Change.NEW,
        "media": Change.NEW,
        "lecture-satisfaction": Change.NEW,
        "ventures": Change.NONE,
    }


def test_what_changed_in_the_fourth_plan(kpis: KpiFigures) -> None:
    changed = {line.code: (line.change, line.is_underlined) for line in kpis.plans["plan-4"].lines if line.change != Change.NONE}

    assert changed == {
        "basic-patent-applications": (Change.REDEFINED, True),
        "lecture-seminar-satisfaction": (Change.EXTENDED, False),
        "new-companies": (Change.NEW, True),
    }


def test_each_paper_has_its_own_wording(kpis: KpiFigures) -> None:
    line = kpis.plans["plan-3"].lines[7]

    assert line.label("committee-2022") == "ベンチャー設立数(累計)"
    assert line.label("committee-2026") == line.label() == "ベンチャー企業の設立（累計）"
    assert line.label("a paper of its own words") == line.label()


@pytest.mark.parametrize(
    ("on", "known_by_then"),
    [
        (date(2022, 1, 26), ["support-r1"]),
        (date(2022, 1, 27), ["support-r1", "plan-3"]),
        (date(2026, 2, 9), ["support-r1", "plan-3"]),
        (date(2026, 2, 10), ["support-r1", "plan-3", "plan-4"]),
    ],
)
def test_plan_is_known_from_the_day_it_is_stated(on: date, known_by_then: list[str]) -> None:
    assert list(plans(on=on)) == known_by_then
    assert [period.code for period in periods() if period.is_known(on)] == known_by_then


def test_words_are_those_of_the_papers_by_then() -> None:
    then = plans(on=date(2026, 2, 9))

    assert then["plan-3"].lines[7].labels == {"": "ベンチャー設立数(累計)", "committee-2022": "ベンチャー設立数(累計)"}
    assert then["support-r1"].lines[3].labels == {"": "ベンチャー設立数(累計)"}
    assert plans(on=ON)["support-r1"].lines[3].label() == "ベンチャー企業の設立（累計）"


def test_plan_is_known_by_its_targets_alone() -> None:
    Wording.objects.filter(plan_indicator__plan__code="plan-4").delete()

    assert [(period.code, period.stated_on) for period in periods()] == [
        ("support-r1", None),
        ("plan-3", date(2022, 1, 27)),
        ("plan-4", date(2026, 2, 10)),
    ]


@pytest.mark.parametrize("on", [date(2022, 1, 27), date(2026, 2, 9), ON])
def test_plans_about_a_period_are_as_among_all(on: date) -> None:
    told, every = [period for period in periods() if period.is_known(on)], plans(on=on)

    for period in told:
        near, alone = plans_about(period, told, on=on), plans_about(period, told, on=on, around=0)
        assert near == {code: every[code] for code in near}
        assert list(alone) == [period.code]
        assert alone[period.code] == every[period.code]


def test_plans_far_from_a_period_are_left_out() -> None:
    told = list(periods())

    assert list(plans_about(told[0], told, on=ON)) == ["support-r1", "plan-3"]  # R1–R3; R8 begins five years later


def test_periods_take_one_query_and_plans_two(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        periods()
    with django_assert_num_queries(2):
        plans(on=ON)


def test_achievement_is_that_of_the_verdict(kpis: KpiFigures) -> None:
    for plan in kpis.plans.values():
        for line in plan.lines:
            assert [kpis.achievement(line, year) for year in plan.years] == [kpis.verdict(line, year).achievement for year in plan.years]


def test_verdicts_of_the_third_plan(kpis: KpiFigures) -> None:
    """R4 to R6: 24 targets, 23 met; only the survey of R4 (88 %) was missed. R7 is part-year: five reached, two under way, one pending."""
    plan = kpis.plans["plan-3"]
    final = Counter(kpis.verdict(line, year).achievement for line in plan.lines for year in (2022, 2023, 2024))
    part_year = Counter(kpis.verdict(line, 2025).achievement for line in plan.lines)

    assert final == {Achievement.MET: 23, Achievement.MISSED: 1}
    assert part_year == {Achievement.REACHED: 5, Achievement.UNDER_WAY: 2, Achievement.PENDING: 1}


def test_until_leaves_out_later_actuals(kpis: KpiFigures) -> None:
    line = kpis.plans["plan-3"].lines[0]

    actual = kpis.actual(line, 2025)
    assert actual and f"{actual.value}" == "15"
    assert kpis.actual(line, 2025, until=date(2025, 12, 30)) is None
