"""The bundle: how many queries it takes, and that nothing printed is lacking in it."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from iconm.lib.choices import Basis, Measure
from ledger.actions import Line
from ledger.history import PastSheet, load_sheet
from reporting import documents, figures
from tests.reporting import grids

pytestmark = pytest.mark.usefixtures("loaded")
MOST_QUERIES = 30


def add_years(first: int, last: int) -> None:
    """Give every year a settled statement and final indicators, as a portal that has been used for decades would have."""
    for year in range(first, last):
        end = date(year + 1, 3, 31)
        kpis = (Line(item="kpi-trials", measure=Measure.ACTUAL, value=Decimal(year)),)
        money = (Line(item="income-total", measure=Measure.AMOUNT, value=Decimal(year)),)
        for dataset, basis, lines in (("kpi", Basis.ACTUAL, kpis), ("statement", Basis.SETTLED, money)):
            past = PastSheet(dataset, year, basis, end, known_on=end, lines=lines)
            assert load_sheet(past=past, at=timezone.now()) == "loaded"


@pytest.mark.parametrize("name", ["committee-2026", "committee-2022", "campus-2025", "proposal-2013"])
def test_a_paper_takes_as_many_queries_after_thirty_years(name: str, django_assert_max_num_queries) -> None:
    counts = []
    for years in (0, 30):
        add_years(1980, 1980 + years)
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            template = documents.find_template(name)
            assert template
            documents.build(template, figures.load(on=date(2026, 2, 10)))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_known_before_the_paper_is_nothing_of_the_paper() -> None:
    day_before = figures.load(on=date(2026, 2, 9))

    assert {figure.document for figure in day_before.every()} == {
        "総務・市民委員会資料（平成25(2013)年2月13日）",
        "総務委員会資料（令和4(2022)年1月27日）",
        "報道発表資料（令和7(2025)年6月24日）",
    }
    assert not list(figures.load(on=date(2013, 2, 12)).every())


def test_labels_are_japanese_for_an_english_reader() -> None:
    with translation.override("en"):
        bundle = figures.load(on=date(2026, 2, 10))

    groups = {figure.item_code: figure.group for figure in bundle.every()}
    assert groups["income-research"] == "収入"
    assert groups["expense-research-personnel"] == "支出／研究事業支出"


def test_an_indicator_that_moved_stands_under_the_objective_of_its_year() -> None:
    occupancy = {
        figure.fiscal_year: figure.group for figure in figures.load(on=date(2026, 2, 10)).every() if figure.item_code == "kpi-occupancy"
    }

    assert occupancy[2025] == "拠点価値の向上"
    assert occupancy[2026] == "新産業の創出"


def test_every_figure_comes_once() -> None:
    every = [(f.item_code, f.measure, f.fiscal_year, f.period_end, f.basis, f.as_of) for f in figures.load(on=date(2026, 2, 10)).every()]

    assert len(every) == len(set(every))
    assert Counter(figure.dataset for figure in figures.load(on=date(2026, 2, 10)).every()) == {
        "kpi": 111,
        "statement": 76,
        "outreach": 60,
        "research-funding": 27,
        "city-support": 9,
        "programs": 8,
        "ventures": 8,
        "facility": 3,
    }


def test_support_holds_what_the_papers_say() -> None:
    printed = {(label, period): value for _, label, value, _, period in grids.paper("support")[1:] if value}
    known = figures.load(on=date(2026, 2, 10)).finance.known

    def amount(item: str, year: int) -> str:
        figure = known.one(item, Measure.AMOUNT, year)
        return f"{figure.value}" if figure else ""

    start_up, promotion = known.spanning("support-start-up", Measure.AMOUNT), known.spanning("support-promotion", Measure.AMOUNT)
    assert start_up and (start_up.fiscal_year, start_up.period_end) == (2015, 2021)
    assert f"{start_up.value}" == printed["共用スペース等の維持管理費の一部負担", "H27～R3"]
    assert promotion and f"{promotion.value}" == printed["研究促進事業", "R1～R3"]
    assert {amount("support-contribution", year) for year in range(2022, 2026)} == {printed["研究支援事業 市負担分", "R4～R7"]}
    assert amount("support-contribution", 2026) == "1.5"
    assert amount("support-loan", 2012) == printed["施設整備のために産業振興財団へ貸し付け", "H25.3"]
    term = known.spanning("support-land-term", Measure.COUNT)
    assert term and f"{term.value}" == "30" and (term.fiscal_year, term.period_end) == (2022, 2051)
