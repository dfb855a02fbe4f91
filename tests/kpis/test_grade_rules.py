"""The steps of each scheme at their bounds, and why a year has none, worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.figure import Figure
from kpis.calculations import Band, Course, Decision, Rule, Verdict, assess, progress_pct
from kpis.choices import Achievement, Direction, Scheme, TargetType, Ungraded
from tests.kpis.test_calculations import NINE_MONTHS, figure

MET = Rule(Scheme.MET, "達成・未達", 1, (Band("達成", "達成", Decimal(100)), Band("未達", "未達", None)))
LETTERS = Rule(
    Scheme.LETTERS,
    "S・A・B・Cの4段階",
    1,
    (Band("S", "S", Decimal(110)), Band("A", "A", Decimal(100)), Band("B", "B", Decimal(90)), Band("C", "C", None)),
)
PRO_RATA = Rule(
    Scheme.PRO_RATA,
    "経過年数による進捗",
    1,
    (Band("1", "着実に進捗", Decimal(100)), Band("2", "概ね進捗", Decimal(60)), Band("3", "要改善", None)),
)
# Told apart by meaning, whatever their order: the rows of a rule sort by their signs where no threshold is told.
MISSED_FIRST = Rule(Scheme.MET, "達成・未達", 1, MET.bands[::-1])
TWO_LOWEST = Rule(Scheme.MET, "数値のない規則", 1, (Band("未達", "未達", None), Band("達成", "達成", None)))
ONE_STEP = Rule(Scheme.MET, "達成だけの規則", 1, (Band("達成", "達成", Decimal(100)),))
THREE_STEPS = Rule(Scheme.MET, "3段階の規則", 1, (Band("良", "良", Decimal(120)), *MET.bands))
GIVEN = Decision("B", "目標をおおむね達成した", "冬の休館による", date(2026, 5, 20))


def judged(
    actual: str | Figure | None,
    target: str | Figure | None,
    rule: Rule | None,
    *,
    target_type: str = TargetType.AT_LEAST,
    direction: str = Direction.UP,
    course: Course | None = None,
    decision: Decision | None = None,
) -> Verdict:
    actual = figure(actual) if isinstance(actual, str) else actual
    target = figure(target, basis="plan") if isinstance(target, str) else target
    return assess(actual, target, target_type=target_type, direction=direction, rule=rule, course=course, decision=decision)


def outcome(verdict: Verdict) -> str | Ungraded | None:
    """Return the sign of the step, or why there is none: never both, never neither."""
    assert (verdict.grade is None) != (verdict.why_ungraded is None)
    return verdict.grade.grade if verdict.grade else verdict.why_ungraded


@pytest.mark.parametrize(
    ("actual", "grade"),
    [("110", "S"), ("109.99", "A"), ("100", "A"), ("99.96", "B"), ("90", "B"), ("89.99", "C"), ("0", "C")],
)
def test_letters_at_their_bounds(actual: str, grade: str) -> None:
    assert outcome(judged(actual, "100", LETTERS)) == grade


def test_what_prints_as_the_whole_target_may_still_be_short_of_it() -> None:
    verdict = judged("2499", "2500", LETTERS)  # 99.96 %

    assert (outcome(verdict), verdict.pct, verdict.achievement) == ("B", Decimal("100.0"), Achievement.MISSED)


@pytest.mark.parametrize("rule", [MET, MISSED_FIRST], ids=["met first", "missed first"])
def test_met_and_missed_are_told_by_their_thresholds(rule: Rule) -> None:
    assert [outcome(judged(actual, "10", rule)) for actual in ("10", "9")] == ["達成", "未達"]


@pytest.mark.parametrize("rule", [TWO_LOWEST, ONE_STEP, THREE_STEPS], ids=lambda rule: rule.name)
@pytest.mark.parametrize("actual", ["10", "9"], ids=["met", "missed"])
def test_steps_that_are_not_met_and_missed_grade_nothing(rule: Rule, actual: str) -> None:
    assert outcome(judged(actual, "10", rule)) is Ungraded.NO_RULE


def test_met_needs_no_steps() -> None:
    """達成状況 tells it already: nothing is missing that a reason would have to explain."""
    verdict = judged("9", "10", Rule(Scheme.MET, "", 0, ()))

    assert (verdict.achievement, verdict.grade, verdict.why_ungraded) == (Achievement.MISSED, None, None)
    assert judged("9", None, Rule(Scheme.MET, "", 0, ())).why_ungraded is Ungraded.NO_TARGET


@pytest.mark.parametrize(
    ("target_type", "direction", "actual", "letter", "achievement"),
    [
        (TargetType.AT_MOST, Direction.UP, "20", "C", Achievement.MISSED),
        (TargetType.AT_MOST, Direction.UP, "8", "S", Achievement.MET),
        (TargetType.AT_LEAST, Direction.DOWN, "20", "S", Achievement.MET),
        (TargetType.AT_LEAST, Direction.DOWN, "8", "C", Achievement.MISSED),
    ],
    ids=["20 of at most 10", "8 of at most 10", "20 of at least 10", "8 of at least 10"],
)
def test_kind_of_target_says_which_way_is_better(
    target_type: TargetType, direction: Direction, actual: str, letter: str, achievement: Achievement
) -> None:
    """An indicator whose own direction says otherwise must not be 未達 beside S."""
    verdict = judged(actual, "10", LETTERS, target_type=target_type, direction=direction)

    assert (outcome(verdict), verdict.achievement) == (letter, achievement)


@pytest.mark.parametrize(
    ("actual", "letter", "is_met"),
    [("8", "S", True), ("10", "A", True), ("11", "B", False), ("12", "C", False)],
    ids=["10 of 8 is 125 %", "100 %", "10 of 11 is 90.9 %", "10 of 12 is 83.3 %"],
)
def test_less_is_better(actual: str, letter: str, is_met: bool) -> None:
    verdict = judged(actual, "10", LETTERS, target_type=TargetType.AT_MOST, direction=Direction.DOWN)

    assert outcome(verdict) == letter
    assert verdict.achievement is (Achievement.MET if is_met else Achievement.MISSED)


def test_target_of_zero_is_met_or_missed_and_has_no_share() -> None:
    """No accident at all, and one."""
    down = {"target_type": TargetType.AT_MOST, "direction": Direction.DOWN}

    assert outcome(judged("0", "0", MET, **down)) == "達成"
    assert outcome(judged("1", "0", MET, **down)) == "未達"
    assert outcome(judged("0", "0", LETTERS, **down)) is Ungraded.NO_RATE
    assert outcome(judged("5", "0", LETTERS)) is Ungraded.NO_RATE


def test_range_is_met_or_missed_and_has_no_share() -> None:
    target = figure("80", basis="plan", upper="95")
    in_range = {"target_type": TargetType.RANGE, "course": Course(Decimal(70), Decimal(80), 1, 4)}

    assert outcome(judged("95", target, MET, **in_range)) == "達成"
    assert outcome(judged("96", target, MET, **in_range)) == "未達"
    assert outcome(judged("95", target, LETTERS, **in_range)) is Ungraded.RANGE
    assert outcome(judged("95", target, PRO_RATA, **in_range)) is Ungraded.RANGE
    assert outcome(judged("95", figure("80", basis="plan"), MET, **in_range)) is Ungraded.NO_TARGET


@pytest.mark.parametrize(
    ("actual", "elapsed", "direction", "baseline", "goal", "pct"),
    [
        pytest.param("13", 1, Direction.UP, "11", "15", "200", id="2 of the 1 that a quarter of 4 asks for"),
        pytest.param("10", 2, Direction.UP, "8", "20", "33.333333", id="2 of 6"),
        pytest.param("16", 3, Direction.UP, "8", "20", "88.888889", id="8 of 9"),
        pytest.param("7", 1, Direction.UP, "8", "20", "-33.333333", id="backwards"),
        pytest.param("8", 1, Direction.UP, "8", "20", "0", id="no way come"),
        pytest.param("20", 4, Direction.UP, "8", "20", "100", id="the last year asks for all of it"),
        pytest.param("40", 2, Direction.DOWN, "60", "20", "100", id="less is better: 20 of 20"),
        pytest.param("70", 2, Direction.DOWN, "60", "20", "-50", id="less is better, and it became more"),
    ],
)
def test_progress(actual: str, elapsed: int, direction: Direction, baseline: str, goal: str, pct: str) -> None:
    rate = progress_pct(Decimal(actual), Course(Decimal(baseline), Decimal(goal), elapsed, 4), direction)

    assert isinstance(rate, Decimal)
    assert rate.quantize(Decimal("0.000001")) == Decimal(pct)


@pytest.mark.parametrize(
    ("baseline", "goal", "direction", "why"),
    [
        (None, Decimal(20), Direction.UP, Ungraded.NO_BASELINE),
        (Decimal(8), None, Direction.UP, Ungraded.NO_GOAL),
        (Decimal(90), Decimal(90), Direction.UP, Ungraded.NO_WAY),
        (Decimal(438802), Decimal(360000), Direction.UP, Ungraded.NO_WAY),
        (Decimal(20), Decimal(60), Direction.DOWN, Ungraded.NO_WAY),
    ],
    ids=["no baseline", "no last target", "to stay at 90", "a target below the baseline", "more where less is better"],
)
def test_no_progress_can_be_told(baseline: Decimal | None, goal: Decimal | None, direction: Direction, why: Ungraded) -> None:
    target_type = TargetType.AT_MOST if direction == Direction.DOWN else TargetType.AT_LEAST

    verdict = judged("30", "30", PRO_RATA, target_type=target_type, direction=direction, course=Course(baseline, goal, 2, 4))

    assert outcome(verdict) is why
    assert verdict.progress_pct is None


@pytest.mark.parametrize(
    ("actual", "grade", "printed"),
    [("15", "1", "100.0"), ("14.99", "2", "99.9"), ("11", "2", "60.0"), ("10.996", "3", "60.0"), ("4", "3", "-10.0")],
    ids=["10 of 10", "9.99 of 10", "6 of 10", "59.96 prints as 60.0", "backwards"],
)
def test_steps_of_progress_at_their_bounds(actual: str, grade: str, printed: str) -> None:
    verdict = judged(actual, "99", PRO_RATA, course=Course(Decimal(5), Decimal(25), 2, 4))

    assert (outcome(verdict), verdict.progress_pct) == (grade, Decimal(printed))


@pytest.mark.parametrize(
    ("actual", "target", "why"),
    [
        pytest.param(None, "10", Ungraded.NO_ACTUAL, id="nothing registered"),
        pytest.param(figure(None, missing="pending"), "10", Ungraded.PENDING, id="still to come"),
        pytest.param(figure(None, missing="unknown"), "10", Ungraded.NO_ACTUAL, id="not known"),
        pytest.param(figure(None, missing="not_applicable"), "10", Ungraded.NO_ACTUAL, id="there is none"),
        pytest.param(figure(None, missing="not_comparable"), "10", Ungraded.NOT_COMPARABLE, id="redefined"),
        pytest.param(figure("12", basis="forecast"), "10", Ungraded.FORECAST, id="forecast"),
        pytest.param(figure("12", as_of=NINE_MONTHS), "10", Ungraded.PART_YEAR, id="part-year"),
        pytest.param(figure("12", as_of=NINE_MONTHS), None, Ungraded.PART_YEAR, id="part-year without a target"),
    ],
)
@pytest.mark.parametrize("rule", [MET, LETTERS, PRO_RATA], ids=lambda rule: rule.scheme)
def test_only_final_values_are_graded(actual: str | Figure | None, target: str | Figure | None, why: Ungraded, rule: Rule) -> None:
    assert outcome(judged(actual, target, rule, course=Course(Decimal(5), Decimal(25), 2, 4))) is why


NO_TARGETS = [None, figure(None, basis="plan", missing="pending")]


@pytest.mark.parametrize("target", NO_TARGETS, ids=["no target", "target still to come"])
@pytest.mark.parametrize("rule", [None, MET, LETTERS], ids=["no rule", "met", "letters"])
def test_year_without_a_target_has_no_share_of_it(target: Figure | None, rule: Rule | None) -> None:
    assert outcome(judged("12", target, rule, course=Course(Decimal(5), Decimal(25), 2, 4))) is Ungraded.NO_TARGET


@pytest.mark.parametrize("target", NO_TARGETS, ids=["no target", "target still to come"])
def test_progress_needs_the_last_target_alone(target: Figure | None) -> None:
    """7 of the 10 that half of the years ask for: 70 %."""
    verdict = judged("12", target, PRO_RATA, course=Course(Decimal(5), Decimal(25), 2, 4))

    assert (outcome(verdict), verdict.progress_pct) == ("2", Decimal("70.0"))
    assert (verdict.achievement, verdict.pct) == (Achievement.NOT_APPLICABLE, None)
    assert outcome(judged("12", target, PRO_RATA, course=Course(Decimal(5), None, 2, 4))) is Ungraded.NO_GOAL


def test_target_told_in_words_has_no_progress() -> None:
    told = {"target_type": TargetType.NARRATIVE, "course": Course(Decimal(5), Decimal(25), 2, 4)}

    assert outcome(judged("12", None, PRO_RATA, **told)) is Ungraded.NARRATIVE


@pytest.mark.parametrize("rule", [None, Rule(Scheme.LETTERS, "段階のない規則", 2, ())], ids=["no rule", "a rule without steps"])
def test_no_rule_no_grade(rule: Rule | None) -> None:
    assert outcome(judged("12", "10", rule)) is Ungraded.NO_RULE


def test_value_below_the_last_step_of_a_rule_has_none() -> None:
    open_below = Rule(Scheme.LETTERS, "下限のない規則", 1, (Band("A", "達成", Decimal(100)),))

    assert outcome(judged("9", "10", open_below)) is Ungraded.NO_RULE


def test_decision_stands_beside_the_computed_grade() -> None:
    verdict = judged("80", "100", LETTERS, decision=GIVEN)

    assert (outcome(verdict), verdict.decision) == ("C", GIVEN)
    assert judged("80", None, LETTERS, decision=GIVEN).decision == GIVEN


@pytest.mark.parametrize("actual", [None, figure("80", as_of=NINE_MONTHS), figure("80", basis="forecast"), figure(None, missing="pending")])
def test_decision_does_not_count_without_a_final_value(actual: Figure | None) -> None:
    assert judged(actual, "100", LETTERS, decision=GIVEN).decision is None
