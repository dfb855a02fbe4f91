"""What was known on a day, the best number of a year, and lists for people."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from iconm.lib.choices import State
from iconm.lib.figure import Figure
from iconm.lib.present import figure_text
from ledger import queries
from ledger.models import Revision, Value
from ledger.queries import Known, plain
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import R6_END, TODAY, line

R7_DECEMBER, R7_END = date(2025, 12, 31), date(2026, 3, 31)


# Known on a day.


@pytest.mark.parametrize(
    ("on", "number"),
    [
        pytest.param(date(2022, 1, 26), None, id="before anything was known"),
        pytest.param(date(2022, 1, 27), 1, id="on the day"),
        pytest.param(date(2026, 2, 9), 1, id="the day before the correction"),
        pytest.param(date(2026, 2, 10), 2, id="on the day of the correction"),
        pytest.param(date(2099, 12, 31), 2, id="ever after"),
    ],
)
def test_known_takes_the_revision_of_the_day(db: None, on: date, number: int | None) -> None:
    item, sheet = factories.make_item(), factories.make_sheet()
    factories.make_known(sheet, date(2022, 1, 27), item, 100)
    factories.make_known(sheet, TODAY, item, 200)
    factories.make_draft(sheet, income_city=300)

    known = queries.known(on=on)

    assert [(figure.revision, figure.value) for figure in known.figures] == ([] if number is None else [(number, number * 100)])
    assert [sheet.revision for sheet in known.sheets] == ([] if number is None else [number])


def test_known_takes_the_highest_of_one_day(db: None) -> None:
    item, sheet = factories.make_item(), factories.make_sheet()
    for number in (1, 2, 3):
        factories.make_known(sheet, TODAY, item, number)

    assert [figure.value for figure in queries.known(on=TODAY).figures] == [3]


def test_known_prefers_a_higher_revision_to_a_later_day(db: None) -> None:
    """History loaded again with an earlier day corrects what was known then and ever since."""
    item, sheet = factories.make_item(), factories.make_sheet()
    factories.make_known(sheet, TODAY, item, 1)
    factories.make_known(sheet, date(2022, 1, 27), item, 2)

    assert [figure.value for figure in queries.known(on=TODAY).figures] == [2]


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_known_leaves_out_what_is_not_approved(db: None, state: str) -> None:
    revision = factories.make_draft(factories.make_sheet())
    factories.make_value(revision, factories.make_item())
    Revision.objects.update(state=state, known_on=TODAY)

    assert queries.known(on=TODAY) == Known(on=TODAY, figures=(), sheets=())


@pytest.mark.parametrize(("sheets", "years"), [(1, 1), (1, 30), (40, 30)])
def test_known_takes_two_queries(db: None, django_assert_num_queries: DjangoAssertNumQueries, sheets: int, years: int) -> None:
    factories.make_many_known(sheets=sheets, years=years, known_on=TODAY)

    with django_assert_num_queries(2):
        known = queries.known(on=TODAY)
        known.best("income-city", 2010, "amount")
        _ = [sheet.dataset for sheet in known.sheets], [figure.source for figure in known.figures]

    assert (len(known.sheets), len(known.figures)) == (sheets, sheets * years)


def test_known_tells_everything_of_a_figure(world: World) -> None:
    parent = factories.make_item("income", name="収入")
    factories.make_item(name="市負担金", parent=parent, decimals=1)
    document = factories.make_document()
    own = {"qualifier": "約", "unit": "億円", "printed": "約1.3億円", "note": "速報", "section": "5", "upper": Decimal("1.5")}
    recorded = line(number="1.3", document=document.code, **own)
    factories.enter_and_approve(factories.make_sheet(), recorded, clerk=world.clerk, approver=world.approver)

    (figure,) = queries.known(on=TODAY).figures

    assert figure == Figure(
        dataset="statement",
        item_code="income-city",
        item_label="市負担金",
        group="収入",
        measure="amount",
        fiscal_year=2024,
        basis="settled",
        as_of=R6_END,
        value=Decimal("1.3"),
        decimals=1,
        revision=1,
        **own | {"document": "総務委員会資料（令和8(2026)年2月10日）"},
    )


def test_known_tells_which_sheets_were_read(world: World) -> None:
    item = factories.make_item()
    factories.make_known(factories.make_sheet(2023), date(2024, 8, 1), item, 120000)
    factories.enter_and_approve(factories.make_sheet(2024), line(), clerk=world.clerk, approver=world.approver)

    told = [(sheet.fiscal_year, sheet.known_on, sheet.is_history) for sheet in queries.known(on=TODAY).sheets]

    assert told == [(2023, date(2024, 8, 1), True), (2024, TODAY, False)]


def test_figures_come_in_the_same_order_on_every_database(db: None) -> None:
    """By dataset, order, code, measure, year, period, day, basis, then by sheet. Databases disagree on NULL, on hyphens and on capitals."""
    make = factories.make_item
    late, early, dash, plain_code = make("b", order=20), make("z", order=10), make("a-c", order=20), make("ab", order=20)
    upper = make("B", order=20)
    other = make("first", dataset="kpi", order=99)
    sheet = factories.make_past(factories.make_sheet(2024))
    for item in (late, early, dash, plain_code, upper):
        factories.make_value(sheet, item)
    factories.make_value(sheet, late, measure="count")
    factories.make_value(sheet, late, as_of=date(2024, 12, 31))
    factories.make_value(sheet, late, basis="forecast")
    factories.make_value(sheet, late, fiscal_year=None, as_of=None)
    factories.make_value(sheet, late, fiscal_year=2015, period_end=2021)
    factories.make_value(sheet, late, fiscal_year=2015)
    kpi = factories.make_past(factories.make_sheet(2024, dataset="kpi", basis="actual"))
    factories.make_value(kpi, other, measure="actual")
    again = factories.make_past(factories.make_sheet(2023))
    factories.make_value(again, early, 7, fiscal_year=2024, as_of=R6_END)
    factories.approve_as_history([sheet, kpi, again], TODAY)

    known = queries.known(on=TODAY)

    shown = [(f.item_code, f.measure, f.fiscal_year, f.period_end, f.as_of and f.as_of.isoformat(), f.basis) for f in known.figures]
    assert shown == [
        ("first", "actual", 2024, None, "2025-03-31", "actual"),
        ("z", "amount", 2024, None, "2025-03-31", "settled"),
        ("z", "amount", 2024, None, "2025-03-31", "settled"),
        ("B", "amount", 2024, None, "2025-03-31", "settled"),
        ("a-c", "amount", 2024, None, "2025-03-31", "settled"),
        ("ab", "amount", 2024, None, "2025-03-31", "settled"),
        ("b", "amount", None, None, None, "settled"),
        ("b", "amount", 2015, None, "2025-03-31", "settled"),
        ("b", "amount", 2015, 2021, "2025-03-31", "settled"),
        ("b", "amount", 2024, None, "2024-12-31", "settled"),
        ("b", "amount", 2024, None, "2025-03-31", "forecast"),
        ("b", "amount", 2024, None, "2025-03-31", "settled"),
        ("b", "count", 2024, None, "2025-03-31", "settled"),
    ]
    assert [figure.value for figure in known.figures if figure.item_code == "z"] == [7, 1]
    assert [(sheet.dataset, sheet.fiscal_year) for sheet in known.sheets] == [("kpi", 2024), ("statement", 2023), ("statement", 2024)]


# Lookups, without a database.


def figure(number: int | str | None = 1, **fields: Any) -> Figure:
    given = {"item_code": "trials", "measure": "actual", "fiscal_year": 2025, "basis": "actual", "as_of": R7_END, "unit": "件"} | fields
    value = {"missing": "pending"} if number is None else {"value": Decimal(number)}
    return Figure(dataset="kpi", item_label="治験", **value | given)


PLAN = figure(15, basis="plan")
BUDGET = figure(14, basis="initial")
OCTOBER = figure(9, as_of=date(2025, 10, 31))
DECEMBER = figure(10, as_of=R7_DECEMBER)
FORECAST = figure(12, basis="forecast")
FINAL = figure(11)
SETTLED = figure(13, basis="settled")
PENDING = figure(None)
SPAN = figure(99, fiscal_year=2025, period_end=2031)


def known_of(*figures: Figure) -> Known:
    return Known(on=TODAY, figures=figures)


@pytest.mark.parametrize(
    ("figures", "best"),
    [
        pytest.param([SETTLED, FINAL, FORECAST, DECEMBER, OCTOBER, PLAN, BUDGET, PENDING, SPAN], SETTLED, id="settled"),
        pytest.param([FINAL, FORECAST, DECEMBER, OCTOBER, PLAN, BUDGET, PENDING, SPAN], FINAL, id="final actual"),
        pytest.param([FORECAST, DECEMBER, OCTOBER, PLAN, BUDGET, PENDING, SPAN], FORECAST, id="forecast"),
        pytest.param([DECEMBER, OCTOBER, PLAN, BUDGET, SPAN], DECEMBER, id="latest interim"),
        pytest.param([OCTOBER, PENDING, PLAN], OCTOBER, id="an interim one before none"),
        pytest.param([PENDING, PLAN, BUDGET], PENDING, id="nothing but the reason"),
        pytest.param([PLAN, BUDGET, SPAN], None, id="plans and budgets never"),
        pytest.param([figure(None, basis="plan"), figure(None, basis="initial")], None, id="nor their missing values"),
        pytest.param([figure(measure="target"), figure(item_code="licences"), figure(fiscal_year=2024)], None, id="of something else"),
        pytest.param([], None, id="nothing known"),
        pytest.param([figure(0), FORECAST], figure(0), id="zero is a number"),
    ],
)
def test_best(figures: list[Figure], best: Figure | None) -> None:
    for order in (figures, figures[::-1]):
        assert known_of(*order).best("trials", 2025, "actual") == best


@pytest.mark.parametrize(
    ("until", "best"),
    [
        pytest.param(R7_END, SETTLED, id="on the last day of the year"),
        pytest.param(date(2026, 3, 30), DECEMBER, id="a day earlier: what was counted by then, before any forecast"),
        pytest.param(date(2025, 12, 30), FORECAST, id="nothing counted by then: the forecast fills the gap"),
    ],
)
def test_best_until(until: date, best: Figure) -> None:
    assert known_of(SETTLED, FINAL, FORECAST, DECEMBER).best("trials", 2025, "actual", until=until) == best


def test_best_until_before_a_later_interim_value() -> None:
    assert known_of(SETTLED, DECEMBER, OCTOBER).best("trials", 2025, "actual", until=date(2025, 12, 30)) == OCTOBER


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param({}, SETTLED, id="the latest day, the first of it"),
        pytest.param({"basis": "actual"}, FINAL, id="basis"),
        pytest.param({"basis": "actual", "as_of": R7_DECEMBER}, DECEMBER, id="basis and day"),
        pytest.param({"basis": "plan"}, PLAN, id="plan"),
        pytest.param({"basis": "revised"}, None, id="no such basis"),
        pytest.param({"as_of": date(2025, 11, 30)}, None, id="no such day"),
    ],
)
def test_one(wanted: dict[str, Any], found: Figure | None) -> None:
    assert known_of(SETTLED, FINAL, FORECAST, DECEMBER, PLAN, SPAN).one("trials", "actual", 2025, **wanted) == found


def test_one_undated() -> None:
    undated = figure(fiscal_year=None, as_of=None)

    assert known_of(FINAL, undated).one("trials", "actual", None) == undated


def test_spanning_takes_the_latest() -> None:
    earlier, corrected = figure(fiscal_year=2015, period_end=2021), figure(98, period_end=2031, as_of=date(2032, 3, 31))
    known = known_of(corrected, SPAN, earlier, FINAL)

    assert known.spanning("trials", "actual") == corrected
    assert known.spanning("trials", "target") is known.spanning("licences", "actual") is None


def test_of_keeps_the_order() -> None:
    known = known_of(OCTOBER, PLAN, figure(measure="target"), figure(item_code="licences"))

    assert known.of("trials", "actual") == (OCTOBER, PLAN)
    assert len(known.of("trials")) == 3
    assert known.of("unknown") == ()


@pytest.mark.parametrize(
    ("bases", "years"), [((), (2024, 2025)), (("actual",), (2025,)), (("plan", "settled"), (2024,)), (("forecast",), ())]
)
def test_years(bases: tuple[str, ...], years: tuple[int, ...]) -> None:
    known = known_of(
        DECEMBER, FINAL, figure(basis="settled", fiscal_year=2024), figure(fiscal_year=None), figure(fiscal_year=1, period_end=2)
    )

    assert known.years(["trials", "licences"], *bases) == years


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("12.000", "12"),
        ("1.300", "1.3"),
        ("40", "40"),
        ("4E+1", "40"),
        ("0.000", "0"),
        ("-5.250", "-5.25"),
        ("999999999999.000", "999999999999"),
    ],
)
def test_plain(stored: str, shown: str) -> None:
    assert str(plain(Decimal(stored))) == shown


def test_plain_of_nothing() -> None:
    assert plain(None) is None


def test_value_comes_back_from_the_database_plain(db: None) -> None:
    item = factories.make_item()
    factories.make_known(factories.make_sheet(), TODAY, item, "40", upper=Decimal("999999999999.999"))

    (stored,) = queries.known(on=TODAY).figures

    assert (str(stored.value), str(stored.upper)) == ("40", "999999999999.999")


# Lists for people.


@pytest.fixture
def listing(db: None) -> None:
    city = factories.make_item(name="市負担金", reading="しふたんきん", order=10)
    sale = factories.make_item("income-sale", name="Ｓａｌｅ", order=5)
    trials = factories.make_item("kpi-trials", dataset="kpi", name="治験", order=10)
    settled = factories.make_past(factories.make_sheet(2024))
    for item in (city, sale):
        factories.make_value(settled, item)
    factories.make_value(settled, city, fiscal_year=None, as_of=None)
    forecast = factories.make_past(factories.make_sheet(2025, basis="forecast"))
    factories.make_value(forecast, city)
    actual = factories.make_past(factories.make_sheet(2025, dataset="kpi", basis="actual"))
    factories.make_value(actual, trials, measure="actual")
    factories.approve_as_history([settled, forecast, actual], TODAY)
    draft = factories.make_draft(factories.make_sheet(2026))
    factories.make_value(draft, city)


def codes(**filters: Any) -> list[tuple[str, int | None]]:
    return [(value.item.code, value.fiscal_year) for value in queries.listed(**{"on": TODAY} | filters)]


SALE, CITY, TRIALS = ("income-sale", 2024), ("income-city", 2024), ("kpi-trials", 2025)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({}, [TRIALS, SALE, ("income-city", None), CITY, ("income-city", 2025)], id="all, undated first"),
        pytest.param({"dataset": "kpi"}, [TRIALS], id="dataset"),
        pytest.param({"year": 2025}, [TRIALS, ("income-city", 2025)], id="year"),
        pytest.param({"basis": "forecast"}, [("income-city", 2025)], id="basis"),
        pytest.param({"text": "sale"}, [SALE], id="text in another width"),
        pytest.param({"text": "フタン", "year": 2024}, [CITY], id="kana and year"),
        pytest.param({"text": "%", "dataset": "kpi"}, [TRIALS], id="signs alone are no text"),
        pytest.param({"on": date(2026, 2, 9)}, [], id="before it was known"),
    ],
)
def test_listed(listing: None, filters: dict[str, Any], found: list[tuple[str, int | None]]) -> None:
    assert codes(**filters) == found


def test_listed_takes_one_query(listing: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        figures = [queries.figure_of(value) for value in queries.listed(on=TODAY)]

    assert [figure.state for figure in figures] == [State.FINAL, State.FINAL, State.FINAL, State.FINAL, State.FORECAST]


def test_figure_of_is_the_figure_known(listing: None) -> None:
    figures = {queries.figure_of(value) for value in queries.listed(on=TODAY)}

    assert figures == set(queries.known(on=TODAY).figures)


def test_listed_years(listing: None) -> None:
    assert queries.listed_years(on=TODAY) == [2025, 2024]
    assert queries.listed_years(on=date(2026, 2, 9)) == []


@pytest.mark.parametrize(
    ("text", "found"), [("ふたん", ["income-city"]), ("income", []), ("ＳＡＬＥ", ["income-sale"]), ("", []), ("　", [])]
)
def test_items_named(listing: None, text: str, found: list[str]) -> None:
    assert [item.code for item in queries.items_named(text)] == found


@pytest.mark.parametrize(("text", "found"), [("支援 人件費", ["staff"]), ("人件費", ["staff"]), ("支援", ["support"]), ("支援 収入", [])])
def test_words_of_a_search_may_stand_in_the_parent(db: None, text: str, found: list[str]) -> None:
    factories.make_item("staff", name="人件費", parent=factories.make_item("support", name="研究支援事業支出"))

    assert [item.code for item in queries.items_named(text)] == found


def test_open_revisions_come_by_due_date(db: None) -> None:
    soon, none, later = (factories.make_draft(factories.make_sheet(year)) for year in (2024, 2025, 2026))
    for revision, due in ((soon, date(2026, 5, 1)), (later, date(2026, 5, 31))):
        revision.sheet.due_on = due
        revision.sheet.save()
    factories.make_known(factories.make_sheet(2023), TODAY, factories.make_item())

    assert list(queries.open_revisions()) == [soon, later, none]


def test_in_force_of_values_and_of_revisions_agree(listing: None) -> None:
    revisions = Revision.objects.in_force(TODAY)

    assert set(Value.objects.in_force(TODAY)) == set(Value.objects.filter(revision__in=revisions))


# The latest figure.


def test_latest_day_counts_before_the_latest_year() -> None:
    figures = (figure(1, as_of=R7_DECEMBER), figure(2, fiscal_year=2026, as_of=None), figure(3, as_of=R6_END))

    assert known_of(*figures).latest("trials") == figures[0]


def test_latest_without_days_goes_by_the_last_year_of_a_term() -> None:
    figures = (
        figure(1, fiscal_year=2022, period_end=2025, as_of=None),
        figure(2, fiscal_year=2024, as_of=None),
        figure(3, fiscal_year=None, as_of=None),
    )

    assert known_of(*figures).latest("trials") == figures[0]


def test_latest_of_a_measure_and_basis() -> None:
    known = known_of(DECEMBER, PLAN, figure(3, measure="people"))

    assert known.latest("trials", "actual", basis="actual") == DECEMBER
    assert known.latest("nothing") is None


@pytest.mark.parametrize(
    ("number", "unit", "printed"),
    [("1.3", "億円", "1.3億円"), ("40", "億円", "40億円"), ("94250", "千円", "94,250千円"), ("10", "件", "10件")],
)
def test_number_in_another_unit_is_printed_with_its_own_decimals(db: None, number: str, unit: str, printed: str) -> None:
    item, revision = factories.make_item(unit="千円"), factories.make_past(factories.make_sheet())
    value = factories.make_value(revision, item, Decimal(number), unit=unit)
    factories.approve_as_history([revision], TODAY)
    stored = Value.objects.select_related("item__parent", "document", "revision").get(pk=value.pk)

    (known,) = queries.known(on=TODAY).figures

    assert [figure_text(figure) for figure in (known, queries.figure_of(stored))] == [printed, printed]
