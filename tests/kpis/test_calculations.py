"""Achievement, against numbers worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.figure import Figure
from kpis.calculations import Band, Rule, achievement_pct, assess, is_reached, printed_pct
from kpis.choices import Achievement, Direction, Scheme, TargetType, Ungraded

_BANDS = (
    Band("1", "目標を大きく上回って達成", Decimal(120)),
    Band("2", "目標を上回って達成", Decimal(100), is_exclusive=True),
    Band("3", "目標をほぼ達成", Decimal(90)),
    Band("4", "目標を下回った", Decimal(70)),
    Band("5", "目標を大きく下回った", None),
)
FIVE_STEPS = Rule(Scheme.FIVE_STEP, "川崎市の5段階", 1, _BANDS)


def figure(
    value: str | None, *, basis: str = "actual", as_of: date = date(2026, 3, 31), missing: str = "", upper: str | None = None
) -> Figure:
    return Figure(
        dataset="kpi",
        item_code="kpi",
        item_label="指標",
        measure="target" if basis == "plan" else "actual",
        basis=basis,
        unit="件",
        fiscal_year=2025,
        as_of=as_of,
        value=None if value is None else Decimal(value),
        missing=missing,
        upper=None if upper is None else Decimal(upper),
    )


@pytest.mark.parametrize(
    ("actual", "target", "direction", "pct"),
    [
        pytest.param("12", "20", Direction.UP, "60.0", id="12 of 20"),
        pytest.param("16", "15", Direction.UP, "106.7", id="106.666 rounds up"),
        pytest.param("88", "90", Direction.UP, "97.8", id="97.777 rounds up"),
        pytest.param("1", "8", Direction.UP, "12.5", id="exact"),
        pytest.param("10", "8", Direction.DOWN, "80.0", id="less is better: 8 over 10"),
        pytest.param("5", "0", Direction.UP, None, id="zero target has no rate"),
        pytest.param("0", "5", Direction.DOWN, None, id="zero actual where less is better"),
        pytest.param("0", "5", Direction.UP, "0.0", id="zero is a number"),
        pytest.param("5", "-5", Direction.UP, None, id="nothing is a share of less than zero"),
        pytest.param("1", "16", Direction.UP, "6.3", id="6.25 is half-up, not half-even"),
    ],
)
def test_achievement_pct(actual: str, target: str, direction: Direction, pct: str | None) -> None:
    exact = achievement_pct(Decimal(actual), Decimal(target), direction)

    assert (None if exact is None else printed_pct(exact)) == (None if pct is None else Decimal(pct))


@pytest.mark.parametrize(
    ("actual", "target_type", "upper", "expected"),
    [
        ("10", TargetType.AT_LEAST, None, True),
        ("9", TargetType.AT_LEAST, None, False),
        ("10", TargetType.AT_MOST, None, True),
        ("11", TargetType.AT_MOST, None, False),
        ("10", TargetType.RANGE, "20", True),
        ("20", TargetType.RANGE, "20", True),
        ("21", TargetType.RANGE, "20", False),
    ],
)
def test_is_reached_at_its_bounds(actual: str, target_type: TargetType, upper: str | None, expected: bool) -> None:
    assert is_reached(Decimal(actual), Decimal(10), target_type, Decimal(upper) if upper else None) is expected


@pytest.mark.parametrize("target_type", [TargetType.RANGE, TargetType.NARRATIVE])
def test_what_cannot_be_compared_is_refused(target_type: TargetType) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        is_reached(Decimal(1), Decimal(1), target_type)


NINE_MONTHS = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("actual", "target", "achievement"),
    [
        pytest.param(figure("15"), figure("15", basis="plan"), Achievement.MET, id="final and equal"),
        pytest.param(figure("14"), figure("15", basis="plan"), Achievement.MISSED, id="final and short"),
        pytest.param(figure("12", as_of=NINE_MONTHS), figure("20", basis="plan"), Achievement.UNDER_WAY, id="part-year is never missed"),
        pytest.param(figure("21", as_of=NINE_MONTHS), figure("17", basis="plan"), Achievement.REACHED, id="part-year may have reached it"),
        pytest.param(figure("9", as_of=date(2026, 3, 30)), figure("10", basis="plan"), Achievement.UNDER_WAY, id="30 March is part-year"),
        pytest.param(figure("9", basis="forecast"), figure("10", basis="plan"), Achievement.PENDING, id="a forecast is not judged"),
        pytest.param(figure(None, missing="pending"), figure("90", basis="plan"), Achievement.PENDING, id="still to come"),
        pytest.param(figure(None, missing="not_comparable"), figure("9", basis="plan"), Achievement.NOT_COMPARABLE, id="redefined"),
        pytest.param(figure(None, missing="not_applicable"), figure("9", basis="plan"), Achievement.NOT_APPLICABLE, id="does not exist"),
        pytest.param(None, figure("9", basis="plan"), Achievement.PENDING, id="nothing registered"),
        pytest.param(figure("8"), None, Achievement.NOT_APPLICABLE, id="baseline without a target"),
    ],
)
def test_assess(actual: Figure | None, target: Figure | None, achievement: Achievement) -> None:
    assert assess(actual, target, target_type=TargetType.AT_LEAST, direction=Direction.UP).achievement is achievement


@pytest.mark.parametrize(
    ("actual", "grade"),
    [("24", "1"), ("23", "2"), ("20.1", "2"), ("20", "3"), ("18", "3"), ("17.9", "4"), ("14", "4"), ("13.9", "5"), ("0", "5")],
)
def test_five_steps_at_their_bounds(actual: str, grade: str) -> None:
    verdict = assess(figure(actual), figure("20", basis="plan"), target_type=TargetType.AT_LEAST, direction=Direction.UP, rule=FIVE_STEPS)

    assert verdict.grade and verdict.grade.grade == grade


@pytest.mark.parametrize(
    ("actual", "grade", "printed"),
    [("359850", "4", "90.0"), ("400150", "2", "100.0"), ("479820", "2", "120.0")],
    ids=["89.96 prints as 90.0", "100.04 prints as 100.0", "119.96 prints as 120.0"],
)
def test_grades_are_given_on_the_exact_rate(actual: str, grade: str, printed: str) -> None:
    target = figure("400000", basis="plan")
    verdict = assess(figure(actual), target, target_type=TargetType.AT_LEAST, direction=Direction.UP, rule=FIVE_STEPS)

    assert verdict.grade
    assert (verdict.grade.grade, verdict.pct) == (grade, Decimal(printed))


def test_part_year_values_get_no_grade() -> None:
    verdict = assess(
        figure("24", as_of=NINE_MONTHS),
        figure("20", basis="plan"),
        target_type=TargetType.AT_LEAST,
        direction=Direction.UP,
        rule=FIVE_STEPS,
    )

    assert (verdict.achievement, verdict.grade, verdict.pct) == (Achievement.REACHED, None, Decimal("120.0"))
    assert verdict.why_ungraded is Ungraded.PART_YEAR


def test_narrative_targets_are_not_judged() -> None:
    target = figure(None, basis="plan", missing="not_applicable")

    verdict = assess(figure("3"), target, target_type=TargetType.NARRATIVE, direction=Direction.UP)
    assert verdict.achievement is Achievement.NOT_APPLICABLE
    assert verdict.why_ungraded is Ungraded.NARRATIVE
