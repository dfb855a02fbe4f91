"""年度値の一覧."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django import DjangoAssertNumQueries

from ledger.models import Item, Value
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import TODAY

pytestmark = pytest.mark.django_db

URL = reverse("ledger:figure-list")


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


def cells(client: Client, query: str = "") -> list[list[str]]:
    """Return the rows of the list, as text without line breaks."""
    rows = html.fromstring(client.get(f"{URL}?{query}").content.decode()).xpath("//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_row(reader: Client) -> None:
    income = factories.make_item("income", name="収入")
    item = factories.make_item(name="市負担金", parent=income)
    factories.make_known(factories.make_sheet(2025, basis="forecast"), TODAY, item, 150000, document=factories.make_document(), section="5")

    (row,) = cells(reader)

    assert row[:4] == ["収支", "収入／市負担金", "R7(2025)", "金額"]
    assert row[4].startswith("150,000千円 見込")
    assert row[5:] == ["見込", "総務委員会資料 R8.2.10 5"]


@pytest.mark.parametrize(
    ("fields", "years"),
    [
        pytest.param({"fiscal_year": None, "as_of": None}, "", id="undated"),
        pytest.param({"fiscal_year": 2022, "period_end": 2031}, "R4(2022)～R13(2031)", id="spanning"),
    ],
)
def test_years_of_a_row(reader: Client, fields: dict[str, date | int | None], years: str) -> None:
    factories.make_known(factories.make_sheet(), TODAY, factories.make_item(), **fields)

    assert cells(reader)[0][2] == years


def test_list_of_a_day(reader: Client) -> None:
    sheet, item = factories.make_sheet(), factories.make_item()
    factories.make_known(sheet, TODAY - timedelta(days=9), item, 1)
    factories.make_known(sheet, TODAY, item, 2)

    shown = {on: [row[4].split()[0] for row in cells(reader, f"on={on}")] for on in ("2026-01-31", "2026-02-09", "2026-02-10")}

    assert shown == {"2026-01-31": [], "2026-02-09": ["1千円"], "2026-02-10": ["2千円"]}


@pytest.fixture
def many(db: None) -> None:
    """120 figures on three pages."""
    revision = factories.make_past(factories.make_sheet())
    kind = {"dataset": "statement", "unit": "円", "kind": "flow"}
    Item.objects.bulk_create(Item(code=f"i-{n:03}", name=f"項目{n}", order=n, **kind) for n in range(120))
    fields = {"revision": revision, "measure": "amount", "basis": "settled", "fiscal_year": 2024, "as_of": date(2025, 3, 31), "unit": "円"}
    Value.objects.bulk_create(Value(item=item, value=item.order, **fields) for item in Item.objects.all())
    factories.approve_as_history([revision], TODAY)


@pytest.mark.parametrize(("number", "first", "rows"), [("1", "項目0", 50), ("3", "項目100", 20), ("99", "項目100", 20), ("x", "項目0", 50)])
def test_pages(reader: Client, many: None, number: str, first: str, rows: int) -> None:
    shown = cells(reader, f"page={number}")

    assert (shown[0][1], len(shown)) == (first, rows)


def test_page_takes_few_queries_however_many_figures(
    reader: Client, many: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        reader.get(URL)


@pytest.mark.parametrize("query", ["on=2026-02-30", "year=1950", "dataset=weather", "basis=guess"])
def test_impossible_filter_is_explained_beside_the_unfiltered_list(reader: Client, many: None, query: str) -> None:
    response = reader.get(f"{URL}?{query}")

    assert response.status_code == 400
    assert len(cells(reader, query)) == 50


def test_nothing_found(reader: Client) -> None:
    response = reader.get(f"{URL}?q=特許")

    assert response.status_code == 200
    assert "この条件に合う数値は登録されていません。" in response.content.decode()


def test_only_reading(reader: Client) -> None:
    assert reader.post(URL).status_code == 405
