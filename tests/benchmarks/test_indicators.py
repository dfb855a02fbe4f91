"""The generated indicators, in full number: pure arithmetic."""

from itertools import pairwise

import pytest

from benchmarks.generated.indicators import Generated, indicators, successions
from benchmarks.generated.size import PLAN_YEARS, Size
from iconm.lib.choices import Missing

FULL = Size()
ALL = indicators(FULL)


def test_every_plan_has_indicators_and_some_stand_in_all() -> None:
    assert len(ALL) == 300
    assert {plan for each in ALL for plan in each.plans} == set(range(8))
    assert sum(len(each.plans) == 8 for each in ALL) >= 30
    assert min(len(each.plans) for each in ALL) == 1


def test_succession_begins_where_the_old_indicator_ended() -> None:
    pairs = list(successions(ALL))

    assert len(pairs) >= 10
    assert [(old.code, new.code) for old, new in pairs if old.plans.stop != new.plans.start] == []
    assert len({old.number for old, _new in pairs}) == len(pairs)


def test_missing_values_are_of_every_kind_and_few() -> None:
    reasons = [each.missing(year) for each in ALL for year in each.years(FULL)]

    assert set(reasons) == {"", *Missing.values}
    assert reasons.count("") / len(reasons) > 0.9


@pytest.mark.parametrize("each", [each for each in ALL if each.kind == "cumulative"], ids=lambda each: each.code)
def test_cumulative_count_never_falls(each: Generated) -> None:
    assert [year for year, following in pairwise(each.years(FULL)) if each.actual(following) < each.actual(year)] == []


def test_rates_stay_within_a_hundred_per_cent_and_nothing_is_negative() -> None:
    found = [(each.kind, number) for each in ALL for year in each.years(FULL) for number in (each.actual(year), each.target(year))]

    assert max(number for kind, number in found if kind == "rate") <= 100
    assert min(number for _kind, number in found) >= 0


def test_years_end_with_the_last_generated_one() -> None:
    size = Size(years=3, indicators=5)

    assert {tuple(each.years(size)) for each in indicators(size)} == {(0, 1, 2)}
    assert size.plans * PLAN_YEARS == 4
