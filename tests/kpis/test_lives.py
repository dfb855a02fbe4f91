"""An indicator through its whole life: its stages, its years, and how they read as tables."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kpis.models import Indicator, Succession
from kpis.queries.lives import Step, connected, latest_year, life_of, moments, named
from kpis.queries.plans import plans
from kpis.tables.lives import progress_with_states, years_table
from ledger.models import Item
from tests.kpis.lives import ON, loaded_life, moments_of


def test_connected_reaches_both_ways_and_stands_circles() -> None:
    steps = [Step("a", "b", "", ""), Step("b", "c", "", ""), Step("c", "a", "", ""), Step("x", "y", "", "")]

    assert connected("b", steps) == {"a", "b", "c"}
    assert connected("z", steps) == {"z"}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "pair", [("patent-applications", "basic-patent-applications"), ("lecture-satisfaction", "lecture-seminar-satisfaction")]
)
def test_old_and_new_have_the_same_life(pair: tuple[str, str]) -> None:
    lives = [loaded_life(code)[1] for code in pair]

    assert [stage.code for stage in lives[0].stages] == list(pair)
    assert lives[0].stages == lives[1].stages


@pytest.mark.usefixtures("loaded")
def test_succession_is_unknown_before_the_plan_of_the_new_one() -> None:
    day_before = date(2026, 2, 9)
    old, new = (loaded_life(code, on=day_before)[1] for code in ("patent-applications", "basic-patent-applications"))

    assert [(stage.code, len(stage.lines)) for stage in old.stages] == [("patent-applications", 2)]
    assert [wording.label for wordings in old.stages[0].wordings.values() for wording in wordings] == ["特許出願件数(年間)"]
    assert [(stage.code, stage.lines) for stage in new.stages] == [("basic-patent-applications", ())]


@pytest.mark.usefixtures("loaded")
def test_plan_narrows_years_and_stages() -> None:
    third = moments_of("patent-applications", plan="plan-3")
    fourth = moments_of("patent-applications", plan="plan-4")

    assert [(moment.stage.code, moment.year) for moment in third] == [("patent-applications", year) for year in range(2021, 2026)]
    assert [(moment.stage.code, moment.year) for moment in fourth] == [("basic-patent-applications", year) for year in range(2025, 2030)]


@pytest.mark.usefixtures("loaded")
def test_years_of_a_redefined_indicator_as_a_table() -> None:
    table = years_table(moments_of("patent-applications"), name="years", title="特許")
    by_year = {row.heads[0].text: [cell.text for cell in row.cells] for row in table.rows}

    assert [row.heads[0].text for row in table.rows][4:7] == [
        "R7(2025)",
        "定義変更　R8から「特許の基礎出願件数（年間）」。上下は比較できません。",
        "R7(2025)",
    ]
    assert [table.rows[place].cells[3].value for place in (0, 1, 4)] == [None, Decimal(8), Decimal(-8)]
    assert table.rows[4].cells[2].text == "R7.12末"
    assert (table.rows[4].cells[4].value, table.rows[4].cells[5].text) == (Decimal("60.0"), "年度途中（判定対象外）")
    assert table.rows[0].cells[5].text == "基準値"
    assert by_year["R11(2029)"][5] == "未確定"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("text", ["とっきょ", "トッキョ　しゅつがん", "patent", "特許出願件数(年間)", "ﾄｯｷｮ"])
def test_named_finds_by_kana_english_and_earlier_wordings(text: str) -> None:
    assert [line.code for line in named(text, plans()["plan-3"].lines)] == ["patent-applications"]


@pytest.mark.usefixtures("loaded")
def test_latest_year_is_one_with_a_number_not_later_than_asked() -> None:
    assert latest_year(on=ON, until=2025) == 2025
    assert latest_year(on=ON, until=2024) == 2024
    assert latest_year(on=date(2022, 1, 26), until=2025) is None


@pytest.mark.usefixtures("loaded")
def test_list_for_a_file_has_three_lines_an_indicator() -> None:
    kpis, life = loaded_life("trials")
    found = [moment for moment in moments(kpis, life) if moment.year in range(2022, 2026)]
    table = progress_with_states([(found[0].line, found)], range(2022, 2026), name="indicators", title="一覧")

    assert [[head.text for head in row.heads][-1] for row in table.rows] == ["目標", "実績", "状態"]
    assert [cell.text for cell in table.rows[2].cells] == ["達成", "達成", "達成", "目標到達（年度途中）"]
    assert table.rows[1].cells[3].remark == "（R7.12末）"


def make_indicator(code: str, **fields: Any) -> Indicator:
    item = Item.objects.create(code=f"kpi-{code}", dataset="kpi", name=code, unit="件", kind="flow")
    return Indicator.objects.create(code=code, name=f"指標 {code}", item=item, **fields)


def test_indicator_outside_every_plan_has_a_life_without_moments(db: None) -> None:
    old, new = make_indicator("old"), make_indicator("new")
    Succession.objects.create(old=old, new=new, kind="redefined")
    kpis, life = loaded_life("old")

    assert [stage.label for stage in life.stages] == ["指標 old", "指標 new"]
    assert moments(kpis, life) == ()


def test_unknown_code_has_no_life(db: None) -> None:
    assert life_of("nobody", {}) is None
