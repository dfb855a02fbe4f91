"""What stands beside the numbers of an indicator: what papers print in two ways, and corrections in a unit of their own."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from iconm.lib.present import figure_text
from ledger.entry.reports.stated import figures_of
from ledger.models import Mention, SourceDocument
from reporting.dashboards.traces import Printing, traces_of
from tests.conftest import World
from tests.ledger import factories
from tests.reporting import grids

ON = date(2026, 2, 10)
PAPER = "総務委員会資料（令和8(2026)年2月10日）"


def printings(item: str, on: date = ON) -> tuple[Printing, ...]:
    return traces_of((item,), on=on, with_drafts=False).printings


@pytest.mark.usefixtures("loaded")
def test_both_printings_of_an_indicator_have_their_places() -> None:
    table = next(row[1] for row in grids.paper("2026-9-2-kpi") if "新たな参入企業数" in row[1])
    note = next(row[1] for row in grids.paper("2026-9-2-notes") if "新たな参入企業数" in row[1])

    in_force, other = printings("kpi-new-companies")

    assert in_force == Printing(table.removeprefix("<u>").partition("</u>")[0], f"{PAPER} 9(2)", is_in_force=True, note="")
    assert other == Printing(note.partition("：")[0], f"{PAPER} 9(2)注", is_in_force=False, note="")


@pytest.mark.usefixtures("loaded")
def test_a_unit_printed_in_two_ways_says_of_what() -> None:
    assert [(each.printed, each.is_in_force, each.note) for each in printings("kpi-ventures")] == [
        ("10社", True, "R4～R6の実績"),
        ("10件", False, "R7の実績"),
        ("10件", False, "R7の実績"),
    ]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("item", "on"), [("kpi-new-companies", ON - timedelta(days=1)), ("kpi-licences", ON)])
def test_nothing_is_printed_in_two_ways(item: str, on: date) -> None:
    assert printings(item, on) == ()


@pytest.mark.usefixtures("loaded")
def test_printings_of_an_item_count_once_they_differ() -> None:
    paper = SourceDocument.objects.get(code="committee-2026")
    Mention.objects.create(subject="ledger.item:kpi-licences", printed="ライセンス", document=paper, section="9(2)", is_in_force=True)
    assert printings("kpi-licences") == ()

    Mention.objects.create(subject="ledger.item:kpi-licences", printed="許諾", document=paper, section="6(2)")
    assert [each.printed for each in printings("kpi-licences")] == ["ライセンス", "許諾"]


@pytest.mark.usefixtures("loaded")
def test_page_says_which_printing_is_in_force(client: Client, world: World) -> None:
    client.force_login(world.manager)

    page = client.get("/overview/indicators/new-companies/?on=2026-02-10").content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    assert f"「iCONM関連プロジェクト外への新たな参入企業数（年間）」 現在の表記 {PAPER} 9(2)" in said
    assert f"「iCONM関連プロジェクトへの新たな参入企業数」 {PAPER} 9(2)注" in said


def test_corrections_are_told_in_the_decimals_of_their_own_unit(db: None) -> None:
    sheet, item = factories.make_sheet(2025), factories.make_item("raised", unit="千円")
    revisions = []
    for amount, unit in (("1.3", "億円"), ("135000", "千円")):
        revisions.append(factories.make_past(sheet))
        factories.make_value(revisions[-1], item, Decimal(amount), unit=unit)
        factories.approve_as_history(revisions[-1:], ON)

    (correction,) = traces_of((item.code,), on=ON, with_drafts=False).corrections

    assert (correction.old, correction.new) == ("1.3億円", "135,000千円")
    stated = figures_of([revision.pk for revision in revisions])
    assert [figure_text(figure) for revision in revisions for figure in stated[revision.pk]] == ["1.3億円", "135,000千円"]
