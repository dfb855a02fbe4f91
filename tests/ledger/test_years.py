"""The reports a year usually has, and what stands in the way of closing it."""

from datetime import date

import pytest

from iconm.lib.choices import Basis
from ledger.models import Sheet
from ledger.years import counterparts, later, obstacles_of, usual_sheets
from tests.conftest import World
from tests.ledger import factories


@pytest.mark.parametrize(
    ("day", "years", "moved"),
    [
        (date(2025, 12, 31), 1, date(2026, 12, 31)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2023, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 2, 28), 1, date(2025, 2, 28)),
        (date(2025, 3, 31), 2, date(2027, 3, 31)),
        (date(2025, 6, 24), 1, date(2026, 6, 24)),
    ],
)
def test_later(day: date, years: int, moved: date) -> None:
    assert later(day, years) == moved


def test_counterparts_move_days_and_due_dates_and_leave_plans() -> None:
    interim = Sheet(dataset="kpi", fiscal_year=2025, basis=Basis.ACTUAL, as_of=date(2025, 12, 31), due_on=date(2026, 1, 9))
    plan = Sheet(dataset="kpi", fiscal_year=2025, basis=Basis.PLAN, as_of=date(2026, 3, 31))
    older = Sheet(dataset="kpi", fiscal_year=2024, basis=Basis.ACTUAL, as_of=date(2024, 12, 31))

    (moved,) = counterparts([interim, plan, older], 2026)

    assert (moved.pk, moved.fiscal_year, moved.as_of, moved.due_on) == (None, 2026, date(2026, 12, 31), date(2027, 1, 9))


@pytest.mark.django_db
def test_usual_sheets_come_from_the_two_years_before() -> None:
    factories.make_sheet(2025, basis=Basis.FORECAST)
    factories.make_sheet(2024)
    factories.make_sheet(2023, basis=Basis.INITIAL)

    assert [(sheet.basis, sheet.as_of) for sheet in usual_sheets(2026)] == [
        ("forecast", date(2027, 3, 31)),
        ("settled", date(2027, 3, 31)),
    ]


@pytest.mark.django_db
def test_obstacles_tell_open_from_unreported_and_missing(world: World) -> None:
    item = factories.make_item()
    line = factories.line(item.code)
    factories.enter_and_approve(factories.make_sheet(2023), line, clerk=world.clerk, approver=world.approver)
    factories.make_sheet(2023, basis=Basis.FORECAST, as_of=date(2024, 2, 10))  # of one day: nothing a year usually has
    factories.make_sheet(2023, basis=Basis.REVISED)
    draft = factories.enter(factories.make_sheet(2024), line, by=world.clerk)
    unreported = factories.make_sheet(2024, basis=Basis.INITIAL)

    found = obstacles_of(2024)

    assert (found.open, found.unreported) == ((draft,), (unreported,))
    assert [(sheet.basis, sheet.as_of) for sheet in found.missing] == [("revised", date(2025, 3, 31))]
    assert not found.is_complete
