"""The tables of 3(1) and 4(3)イ against the transcription, and what they do without data."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.figure import Figure
from iconm.lib.present import cell_text
from iconm.lib.table import Row, Table, TableInputError
from ledger.models import Item
from ledger.queries import Known, known
from programs.models import Organization
from tests.reporting import grids
from tests.ventures.factories import make_consortium, make_tier, make_venture
from ventures import tables
from ventures.models import FeeClass
from ventures.queries import ConsortiumFigures, Holdings, VentureFigures, consortium_figures, venture_figures

ON, DAY_BEFORE = date(2026, 2, 10), date(2026, 2, 9)
NOTHING = Known(on=ON, figures=())


@pytest.fixture
def ventures(loaded) -> VentureFigures:
    return venture_figures(known(on=ON))


@pytest.fixture
def consortium(loaded) -> ConsortiumFigures:
    return consortium_figures(known(on=ON))


def texts(row: Row) -> list[str]:
    return [head.text for head in row.heads] + [cell_text(cell) for cell in row.cells]


def grid(table: Table) -> list[list[str]]:
    return [texts(row) for row in table.rows]


def printed(kind: str) -> list[list[str]]:
    """Return label, value, unit, as-of, qualifier, detail and 'yes' for an open list, of one kind of line of 4(3)イ."""
    return [row for key, *row in grids.paper("2026-4-3-consortium") if key == kind]


def test_companies_are_those_of_the_paper(ventures: VentureFigures) -> None:
    _head, *lines = grids.paper("2026-3-1-ventures")
    expected = [[name, founded, what, f"{into}に吸収合併" if into else ""] for name, founded, what, into in lines]

    table = tables.companies(ventures, name="companies", title="ベンチャー企業")

    assert [head.text for head in table.head[0]] == ["企業名", "創設", "技術", "備考"]
    assert grid(table) == expected


def test_companies_are_as_many_as_the_paper_counts(ventures: VentureFigures) -> None:
    facts = {label: value for _section, label, value in grids.paper("2026-facts")}
    counted = ventures.latest("ventures-companies", "count")

    assert counted
    assert f"{counted.value}{counted.unit}" == facts["COINS発ベンチャー企業"] == f"{len(ventures.companies)}社"


def test_a_company_bears_the_name_of_its_organization(db) -> None:
    venture = make_venture()
    Organization.objects.filter(pk=venture.organization_id).update(name="(株)改称")

    assert grid(tables.companies(venture_figures(NOTHING), name="companies", title=""))[0][0] == "(株)改称"


def test_funds_raised_stand_below_the_companies(ventures: VentureFigures) -> None:
    facts = {label: value for _section, label, value in grids.paper("2026-facts")}

    (note,) = tables.companies(ventures, name="companies", title="", raised="ventures-funding").notes

    assert note.text == f"資金調達額 {facts['資金調達額']} ※{facts['資金調達額の時点']}"


def test_companies_of_one_programme(ventures: VentureFigures) -> None:
    every = tables.companies(ventures, name="companies", title="")

    assert tables.companies(ventures, name="companies", title="", program="coins") == every
    with pytest.raises(TableInputError, match="change"):
        tables.companies(ventures, name="companies", title="", program="change")


@pytest.mark.parametrize(("kind", "founded"), [("unstated", "R元"), ("calendar", "R元年"), ("fiscal", "R元年度")])
def test_kind_of_the_founding_year_shows_once_it_is_known(db, kind: str, founded: str) -> None:
    make_venture(founded_year=2019, founded_kind=kind)

    assert grid(tables.companies(venture_figures(NOTHING), name="companies", title="")) == [["(株)nano", founded, "診断装置の開発", ""]]


def test_what_became_of_a_company(db) -> None:
    successor = Organization.objects.create(code="successor", name="(株)承継", kind="company")
    make_venture("a", status="dissolved", order=1)
    make_venture("b", status="exited", order=2)
    make_venture("c", status="merged", merged_into=successor, order=3)

    rows = grid(tables.companies(venture_figures(NOTHING), name="companies", title=""))

    assert [row[-1] for row in rows] == ["解散", "売却・上場", "(株)承継に吸収合併"]


def test_membership_is_that_of_the_paper(consortium: ConsortiumFigures) -> None:
    members = {label: f"{value}{unit}" for label, value, unit, *_rest in printed("member")}
    fees = {label: f"{value}{unit}" for label, value, unit, *_rest in printed("fee")}

    table = tables.membership(consortium, name="membership", title="会員")

    large, small = (head.text for head in table.head[1])
    assert [head.text for head in table.head[0]] == ["会員区分", "会員数(R7.12時点)", "会費"]
    assert grid(table) == [
        ["企業会員", members["企業会員"], fees[large], fees[small]],
        ["准会員", members["准会員"], fees["准会員"], fees["准会員"]],
    ]


def test_a_fee_of_nothing_is_zero_and_not_absent(consortium: ConsortiumFigures) -> None:
    fee = tables.membership(consortium, name="membership", title="").rows[1].cells[1]

    assert (fee.value, fee.printed) == (0, "無料")


def test_membership_without_sizes_and_without_figures(db) -> None:
    item = Item.objects.create(code="fee", dataset="ventures", name="会費", unit="万円", kind="flow")
    consortium = make_consortium()
    FeeClass.objects.create(tier=make_tier(consortium), label="会員", item=item, order=1)
    make_tier(consortium, "guest", order=2)

    table = tables.membership(consortium_figures(NOTHING), name="membership", title="")

    assert [head.text for head in table.head[0]] == ["会員区分", "会員数", "会費"]
    assert grid(table) == [["会員 corporate", "", ""], ["会員 guest", "", ""]]


def test_activities_are_numbered_as_printed(consortium: ConsortiumFigures) -> None:
    entries = tables.activities(consortium).entries

    assert [(entry.mark, entry.text) for entry in entries] == [(f"{number}.", name) for name, number, *_rest in printed("activity")]


def test_care_sites_are_those_of_the_paper(consortium: ConsortiumFigures) -> None:
    expected = [[name, detail + ("など" if is_open else "")] for name, _value, _unit, _as_of, _word, detail, is_open in printed("site")]

    assert grid(tables.care_sites(consortium, name="care-sites", title="")) == expected


def test_consortium_says_what_the_paper_says(consortium: ConsortiumFigures) -> None:
    ((total, unit, qualifier),) = [(value, unit, word) for _label, value, unit, _as_of, word, *_rest in printed("site_total")]
    industries = [name for name, *_rest in printed("industry")]
    origins = {listed: name for listed, order, name, *_rest in grids.paper("2026-4-4-lists") if order == "1"}

    facts = dict(grid(tables.consortium(consortium, name="consortium", title="")))

    assert facts["名称"] == printed("name")[0][0]
    assert facts["創設"] == printed("founded")[0][1]
    assert facts["業種"] == "、".join(industries) + "等"
    assert facts["協定書締結や連携をしている市内の看護の現場"] == f"{total}{unit}{qualifier}"
    assert facts["名称の由来"].splitlines()[0] == f"{origins['name_origin']} {origins['name_origin_english']}"
    assert len(facts["名称の由来"].splitlines()) == 3


def test_consortium_says_what_passes_between_care_and_companies(consortium: ConsortiumFigures) -> None:
    """The words of three arrows of the drawing, each broken into lines there (2026 4(3)イ)."""
    facts = dict(grid(tables.consortium(consortium, name="consortium", title="")))

    assert facts["看護の現場から"] == "看護現場の意見・課題を提供"
    assert facts["看護の現場へ"] == "新たな製品・サービスの提案"
    assert facts["取組"].startswith("ケア従事者の業務効率向上及び負担軽減") and facts["取組"].endswith("開発・改善に向けた取組")


def test_facts_that_are_not_known_have_no_row(db) -> None:
    make_consortium()

    facts = grid(tables.consortium(consortium_figures(NOTHING), name="consortium", title=""))

    assert facts == [["名称", "コンソーシアム care"], ["創設", "R6.11"]]


def test_a_second_consortium_is_asked_for_by_its_code(db) -> None:
    make_tier(make_consortium("younger", founded_year=2026), "young")
    make_tier(make_consortium("older"), "old")
    figures = consortium_figures(NOTHING)

    def tiers(code: str) -> list[str]:
        return [row[0] for row in grid(tables.membership(figures, name="membership", title="", consortium=code))]

    assert (tiers(""), tiers("younger")) == (["会員 old"], ["会員 young"])
    with pytest.raises(TableInputError, match="no-such"):
        tiers("no-such")


OF_CONSORTIUM = [tables.membership, tables.care_sites, tables.consortium]


@pytest.mark.parametrize("build", OF_CONSORTIUM)
def test_empty_database_makes_empty_tables(db, build: Callable[..., Table]) -> None:
    assert build(consortium_figures(NOTHING), name="table", title="").rows == ()
    assert tables.activities(consortium_figures(NOTHING)).entries == ()


@pytest.mark.parametrize("program", ["", "coins"])
def test_empty_database_has_no_companies(db, program: str) -> None:
    table = tables.companies(venture_figures(NOTHING), name="companies", title="", program=program)

    assert (table.rows, table.notes) == ((), ())


@pytest.mark.parametrize("build", OF_CONSORTIUM)
def test_nothing_of_the_consortium_was_known_the_day_before(loaded, build: Callable[..., Table]) -> None:
    assert build(consortium_figures(known(on=DAY_BEFORE)), name="table", title="").rows == ()


def test_no_company_was_known_the_day_before(loaded) -> None:
    table = tables.companies(venture_figures(known(on=DAY_BEFORE)), name="companies", title="", raised="ventures-funding")

    assert (table.rows, table.notes) == ((), ())


def test_fee_income_is_computed_only_where_the_fee_is_one(consortium: ConsortiumFigures) -> None:
    table = tables.fee_income(consortium, name="fees", title="会費")

    assert [[*row[:2], row[-1]] for row in grid(table)] == [["企業会員", "16者", "計算できません"], ["准会員", "24者", "0万円"]]
    assert table.head[0][-1].text == "会費収入（年額）"
    assert table.notes[1].text == "企業会員は、会費が社員数で異なり、社員数別の会員数が登録されていないため、会費収入を計算できません。"


def figure(item: str, measure: str, value: int | None, unit: str) -> Figure:
    number = {"missing": "pending"} if value is None else {"value": Decimal(value)}
    return Figure(dataset="ventures", item_code=item, item_label=item, measure=measure, basis="actual", unit=unit, as_of=ON, **number)


@pytest.mark.parametrize(
    ("members", "fee", "said"),
    [
        (7, 3, "21万円"),
        (0, 3, "0万円"),
        (None, 3, "会員は、会員数が登録されていないため、会費収入を計算できません。"),
        (7, None, "会員は、会費が登録されていないため、会費収入を計算できません。"),
    ],
    ids=["product", "nobody", "not-counted", "no-fee"],
)
def test_fee_income_is_members_times_fee_or_the_reason(db, members: int | None, fee: int | None, said: str) -> None:
    items = [Item.objects.create(code=code, dataset="ventures", name=code, unit="者", kind="stock") for code in ("members", "fee")]
    tier = make_tier(make_consortium(), name="会員", item=items[0])
    FeeClass.objects.create(tier=tier, order=1, label="会員", item=items[1])
    figures = (figure("members", "count", members, "者"), figure("fee", "amount", fee, "万円"))

    table = tables.fee_income(consortium_figures(Known(on=ON, figures=figures)), name="fees", title="会費")

    assert said in [grid(table)[0][-1], *(note.text for note in table.notes)]


def test_fees_of_no_consortium_make_an_empty_table(db) -> None:
    assert tables.fee_income(consortium_figures(NOTHING), name="fees", title="会費").rows == ()


def test_portfolio_shows_what_is_registered_of_each(db) -> None:
    make_venture("a")
    make_venture("b")
    figures = venture_figures(Known(on=ON, figures=(figure("funding", "amount", 300, "千円"), figure("more", "amount", 2, "億円"))))
    held = {"a": Holdings(rounds=("funding",), patents=2), "b": Holdings(rounds=("funding", "more"), licences=1)}

    table = tables.portfolio(figures, figures.companies, held, name="companies", title="企業")

    assert [row[-3:] for row in grid(table)] == [["300千円", "2件", ""], ["300千円、2億円", "", "1件"]]
    assert table.notes == ()


def test_portfolio_has_the_notes_beside_what_became_of_a_company(db) -> None:
    successor = Organization.objects.create(code="successor", name="(株)承継", kind="company")
    make_venture("a", status="merged", merged_into=successor, note="次の企業の行の下に印刷されている。", order=1)
    make_venture("b", order=2)
    figures = venture_figures(NOTHING)

    table = tables.portfolio(figures, figures.companies, {"a": Holdings(patents=2)}, name="companies", title="企業")

    assert [head.text for head in table.head[0]][4:6] == ["その後", "説明"]
    assert [row[4:7] for row in grid(table)] == [["(株)承継に吸収合併", "次の企業の行の下に印刷されている。", ""], ["", "", ""]]


def test_portfolio_without_entries_says_so(db) -> None:
    make_venture()
    figures = venture_figures(NOTHING)

    table = tables.portfolio(figures, figures.companies, {}, name="companies", title="企業")

    assert table.width == 5
    assert table.notes[0].text == "企業ごとの資金調達・特許・ライセンスは、台帳に登録されていません。"
