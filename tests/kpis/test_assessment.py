"""The table of grades of 第3期実施計画, cell by cell, from the figures of R4 to R7 and those of R3 that it began with."""

from dataclasses import replace
from datetime import date

import pytest

from iconm.lib.present import cell_text
from iconm.lib.table import Table, TableInputError
from kpis.choices import Scheme
from kpis.models import AssessmentBand, AssessmentRule, Grading, PlanIndicator
from kpis.queries.figures import KpiFigures, kpi_figures
from kpis.tables.assessment import assessment
from ledger.queries import Known, known
from tests.programs.transcripts import rows

pytestmark = pytest.mark.usefixtures("loaded")
ON = date(2026, 2, 10)
PART_YEAR = "年度途中の値のため、評価していません。"
NO_WAY = "最終年度の目標が基準値からの前進を求めていないため、進捗を計算できません。"
MARKET, VALUE, INDUSTRY = "革新的医薬品等の上市", "拠点価値の向上", "新産業の創出"


@pytest.fixture
def kpis() -> KpiFigures:
    return kpi_figures(known(on=ON))


def graded_by(scheme: str, *indicators: str, on: date = ON) -> KpiFigures:
    """Return the figures with indicators of the plan under a scheme; all of them without a name."""
    places = PlanIndicator.objects.filter(plan__code="plan-3")
    (places.filter(indicator__code__in=indicators) if indicators else places).update(scheme=scheme)
    return kpi_figures(known(on=on))


def table_of(figures: KpiFigures, year: int, **parameters: str) -> Table:
    return assessment(figures, name="kpi-assessment", title="評価", plan="plan-3", year=year, **parameters)


def cells(figures: KpiFigures, year: int) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in table_of(figures, year).rows]


def grades(figures: KpiFigures, year: int) -> list[str]:
    return [row[4] for row in cells(figures, year)]


def decide(indicator: str, year: int, grade: str, label: str, decided_on: date) -> None:
    place = PlanIndicator.objects.get(plan__code="plan-3", indicator__code=indicator)
    days = {"decided_on": decided_on, "recorded_on": decided_on}
    Grading.objects.create(plan_indicator=place, fiscal_year=year, grade=grade, label=label, reason="会場の都合による。", **days)


def test_met_or_missed_in_r4(kpis: KpiFigures) -> None:
    """13/12, 15/14, 13/5, 464,904/286,000, 92/90, 243/180, 88/90, 10/8."""
    table = table_of(kpis, 2022)

    heads = ["先導的施設として実現する目標", "指標", "目標値", "実績", "対目標(%)", "達成状況", "評価（算定）", "評価（確定）", "理由"]
    assert [head.text for head in table.head[0]] == heads
    assert rows(table) == [
        [MARKET, "治験や臨床研究の実施件数（累計）", "12件", "13件", "108.3", "達成", "達成", "", ""],
        ["ライセンス実施件数（累計）", "14件", "15件", "107.1", "達成", "達成", "", ""],
        ["特許の出願数（年間）", "5件", "13件", "260.0", "達成", "達成", "", ""],
        ["研究費収入額（年額）", "286,000千円", "464,904千円", "162.6", "達成", "達成", "", ""],
        [VALUE, "iCONM入居率", "90%", "92%", "102.2", "達成", "達成", "", ""],
        ["メディア掲載件数（年間）", "180件", "243件", "135.0", "達成", "達成", "", ""],
        ["市民公開講座アンケートの「満足」割合", "90%", "88%", "97.8", "未達", "未達", "", ""],
        [INDUSTRY, "ベンチャー企業の設立（累計）", "8社", "10社", "125.0", "達成", "達成", "", ""],
    ]
    assert [note.text for note in table.notes] == [
        "評価の規則：達成・未達（第1版）。目標値を満たすかどうかによる。達成、未達。",
        "評価（確定）が空欄の指標は、評価（算定）のとおりとする。",
    ]


def test_part_year_values_of_r7_are_not_graded(kpis: KpiFigures) -> None:
    """Of 15, 17, 20, 360,000, 90, 240, 90 and 11 by 31 December; ventures were counted in 件."""
    assert cells(kpis, 2025) == [
        ["15件", "15件", "100.0", "目標到達（年度途中）", "", "", PART_YEAR],
        ["17件", "21件", "123.5", "目標到達（年度途中）", "", "", PART_YEAR],
        ["20件", "12件", "60.0", "年度途中（判定対象外）", "", "", PART_YEAR],
        ["360,000千円", "439,452千円", "122.1", "目標到達（年度途中）", "", "", PART_YEAR],
        ["90%", "90%", "100.0", "目標到達（年度途中）", "", "", PART_YEAR],
        ["240件", "272件", "113.3", "目標到達（年度途中）", "", "", PART_YEAR],
        ["90%", "—", "", "未確定", "", "", "実績が未確定のため、評価していません。"],
        ["11社", "10件", "90.9", "年度途中（判定対象外）", "", "", PART_YEAR],
    ]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        # 108.3, 107.1, 260, 162.6, 102.2, 135, 97.8, 125
        pytest.param(2022, ["2", "2", "1", "1", "2", "1", "3", "1"], id="R4"),
        # 14/13 107.7, 17/15 113.3, 10/10, 403,811/347,000 116.4, 90/90, 340/200 170, 93/90 103.3, 10/9 111.1
        pytest.param(2023, ["2", "2", "3", "2", "3", "1", "2", "2"], id="R5: exactly the target is nearly reached"),
        # 14/14, 19/16 118.75, 16/15 106.7, 427,644/354,000 120.8, 90/90, 254/220 115.5, 99/90 110, 10/10
        pytest.param(2024, ["3", "2", "2", "1", "3", "2", "2", "3"], id="R6"),
        pytest.param(2025, [""] * 8, id="R7"),
    ],
)
def test_five_steps_of_kawasaki(year: int, expected: list[str]) -> None:
    assert [text[:1] for text in grades(graded_by(Scheme.FIVE_STEP), year)] == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        pytest.param(2022, ["A", "A", "S", "S", "A", "S", "B", "S"], id="R4"),
        pytest.param(2023, ["A", "S", "A", "S", "A", "S", "A", "S"], id="R5"),
        pytest.param(2024, ["A", "S", "A", "S", "A", "S", "S", "A"], id="R6: 99 of 90 is exactly 110 %"),
        pytest.param(2025, [""] * 8, id="R7"),
    ],
)
def test_letters(year: int, expected: list[str]) -> None:
    assert [text[:1] for text in grades(graded_by(Scheme.LETTERS), year)] == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        # From 11 to 15, 13 to 17, 8 to 20, 438,802 to 360,000, 87 to 90, 165 to 240, 90 to 90, 7 to 11. A quarter of the way in R4:
        # 2/1, 2/1, 5/3, none, 5/0.75, 78/18.75, none, 3/1
        pytest.param(2022, ["200.0", "200.0", "166.7", "", "666.7", "416.0", "", "300.0"], id="R4"),
        # Half of it: 3/2, 4/2, 2/6, none, 3/1.5, 175/37.5, none, 3/2
        pytest.param(2023, ["150.0", "200.0", "33.3", "", "200.0", "466.7", "", "150.0"], id="R5"),
        # Three quarters: 3/3, 6/3, 8/9, none, 3/2.25, 89/56.25, none, 3/3
        pytest.param(2024, ["100.0", "200.0", "88.9", "", "133.3", "158.2", "", "100.0"], id="R6"),
        pytest.param(2025, [""] * 8, id="R7"),
    ],
)
def test_progress_by_elapsed_years(year: int, expected: list[str]) -> None:
    steps = {"33.3": "3 要改善", "88.9": "2 概ね進捗"}

    found = cells(graded_by(Scheme.PRO_RATA), year)
    assert [row[4] for row in found] == [pct and f"{steps.get(pct, '1 着実に進捗')}（進捗率{pct}%）" for pct in expected]
    assert {row[6] for row in found if not row[4]} == ({NO_WAY} if year < 2025 else {PART_YEAR, "実績が未確定のため、評価していません。"})


def test_progress_without_a_year_before_the_plan_has_a_reason() -> None:
    figures = graded_by(Scheme.PRO_RATA)
    without_r3 = Known(on=ON, figures=tuple(figure for figure in figures.known.figures if figure.fiscal_year != 2021))

    found = cells(replace(figures, known=without_r3), 2022)
    assert {(row[4], row[6]) for row in found} == {("", "計画の前年度の実績がないため、進捗を計算できません。")}
    assert found[0][:4] == ["12件", "13件", "108.3", "達成"]


def test_notes_name_each_rule_its_version_and_its_steps() -> None:
    graded_by(Scheme.FIVE_STEP)
    graded_by(Scheme.PRO_RATA, "trials")
    table = table_of(graded_by(Scheme.LETTERS, "licences", "media"), 2022)

    assert [note.text for note in table.notes] == [
        "評価の規則：経過年数による進捗（第1版）。進捗率＝（実績－基準値）÷（最終年度の目標値－基準値）×計画の年数÷経過年数。"
        "基準値は計画の前年度の実績。1 着実に進捗：100%以上、2 概ね進捗：60%以上、3 要改善：60%未満。"
        "対象：治験や臨床研究の実施件数（累計）。",
        "評価の規則：S・A・B・Cの4段階（第1版）。対目標の割合による。S 目標を大きく上回った：110%以上、A 目標を達成した：100%以上、"
        "B 目標をおおむね達成した：90%以上、C 目標を下回った：90%未満。対象：ライセンス実施件数（累計）、メディア掲載件数（年間）。",
        "評価の規則：川崎市の5段階（第1版）。対目標の割合による。1 目標を大きく上回って達成：120%以上、2 目標を上回って達成：100%超、"
        "3 目標をほぼ達成：90%以上、4 目標を下回った：70%以上、5 目標を大きく下回った：70%未満。"
        "対象：特許の出願数（年間）、研究費収入額（年額）、iCONM入居率、市民公開講座アンケートの「満足」割合、ベンチャー企業の設立（累計）。",
        "評価（確定）が空欄の指標は、評価（算定）のとおりとする。",
    ]


def test_last_target_is_enough_for_progress() -> None:
    """From 11 to 15: 2 of the 1 that a quarter of the way asks for. 達成状況 and the share need a target of the year itself."""
    figures = graded_by(Scheme.PRO_RATA)
    of_plan = [figure for figure in figures.known.figures if figure.basis != "plan" or figure.fiscal_year == 2025]

    found = cells(replace(figures, known=Known(on=ON, figures=tuple(of_plan))), 2022)

    assert found[0] == ["", "13件", "", "該当なし", "1 着実に進捗（進捗率200.0%）", "", ""]


def test_met_is_told_before_its_steps_are_loaded(kpis: KpiFigures) -> None:
    """The portal after an upgrade, until load_iconm has brought the steps."""
    AssessmentBand.objects.filter(rule__scheme=Scheme.MET).delete()
    without_steps = kpi_figures(known(on=ON))
    AssessmentRule.objects.filter(scheme=Scheme.MET).delete()
    without_rule = kpi_figures(known(on=ON))

    told = ["90%", "88%", "97.8", "未達", "", "", ""]
    assert cells(without_steps, 2022)[6] == cells(without_rule, 2022)[6] == told
    first, *_others = table_of(without_steps, 2022).notes
    assert first.text == "評価の規則：達成・未達（第1版）。目標値を満たすかどうかによる。"


def test_decided_grade_stands_beside_the_computed_one() -> None:
    decide("lecture-satisfaction", 2022, "2", "目標を上回って達成", date(2026, 1, 20))

    row = cells(graded_by(Scheme.FIVE_STEP), 2022)[6]
    assert row == [
        *("90%", "88%", "97.8", "未達"),
        *("3 目標をほぼ達成", "2 目標を上回って達成", "会場の都合による。（令和8年1月20日確定）"),
    ]


def test_paper_of_an_earlier_day_keeps_its_grades() -> None:
    decide("lecture-satisfaction", 2022, "2", "目標を上回って達成", date(2026, 5, 20))
    rule = AssessmentRule.objects.create(code="five-step-2", name="新しい5段階", scheme="five_step", version=2, valid_from=date(2026, 4, 1))
    AssessmentBand.objects.create(rule=rule, grade="A", label="新しい段階", above=None)

    before, after = graded_by(Scheme.FIVE_STEP), graded_by(Scheme.FIVE_STEP, on=date(2026, 5, 20))
    assert cells(before, 2022)[6][4:] == ["3 目標をほぼ達成", "", ""]
    assert cells(after, 2022)[6][4:6] == ["A 新しい段階", "2 目標を上回って達成"]
    assert "川崎市の5段階（第1版）" in table_of(before, 2022).notes[0].text
    assert "新しい5段階（第2版）。対目標の割合による。A 新しい段階：すべて。" in table_of(after, 2022).notes[0].text


def test_wording_is_that_of_the_paper_asked_for(kpis: KpiFigures) -> None:
    assert table_of(kpis, 2022, document="committee-2022").rows[0].heads[1].text == "治験や臨床研究等の実施件数(累計)"


def test_marks_of_the_fourth_plan_are_explained(kpis: KpiFigures) -> None:
    table = assessment(kpis, name="t", title="評価", plan="plan-4", year=2026)

    assert table.rows[-1].heads[-1].mark == table.notes[0].mark == "※"
    assert {cell_text(row.cells[6]) for row in table.rows} == {"実績の数値がないため、評価していません。"}


@pytest.mark.parametrize("year", [2021, 2026])
def test_year_outside_the_plan_is_refused(kpis: KpiFigures, year: int) -> None:
    with pytest.raises(TableInputError, match="総合計画第3期実施計画（R4～R7）の年度ではありません"):
        table_of(kpis, year)


def test_years_outside_a_plan_are_judged_but_not_graded(kpis: KpiFigures) -> None:
    """The fourth plan's targets are of the same items, but not of the third plan."""
    line = kpis.plans["plan-3"].lines[0]

    target = kpis.target(line, 2026)
    assert target and f"{target.value}" == "16"
    assert str(kpis.verdict(line, 2026).why_ungraded.label) == "計画期間外の年度のため、評価していません。"
