"""Opening and closing years, and corrections after that."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import Role
from audit.models import Entry
from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import LockedError
from ledger.actions.yearbook import NewSheet, UnfinishedError, close_year, grant_exception, open_year, reopen_year
from ledger.models import LockException, Sheet, Value, YearBook
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import DATASET, NOON, TODAY

pytestmark = pytest.mark.django_db
SETTLED = NewSheet(dataset=DATASET, basis=Basis.SETTLED, as_of=date(2027, 3, 31), due_on=date(2027, 5, 31))
FORECAST = NewSheet(dataset=DATASET, basis=Basis.FORECAST, as_of=date(2027, 3, 31))


@pytest.fixture
def approved(world: World) -> Sheet:
    """The settled account of R6, approved."""
    item = factories.make_item()
    revision = factories.enter_and_approve(
        factories.make_sheet(2024), factories.line(item.code), clerk=world.clerk, approver=world.approver
    )
    return revision.sheet


def trail(number: int) -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("-id").values_list("action", "reason")[:number])[::-1]


# Opening


def test_open_makes_empty_sheets_and_an_entry_for_each(world: World) -> None:
    book = open_year(fiscal_year=2026, sheets=[SETTLED, FORECAST], by=world.clerk, at=NOON)

    sheets = Sheet.objects.filter(fiscal_year=2026).values_list("basis", "as_of", "due_on")
    assert sorted(sheets) == [("forecast", date(2027, 3, 31), None), ("settled", date(2027, 3, 31), date(2027, 5, 31))]
    assert (book.opened_by, book.closed_at, Value.objects.count()) == (world.clerk, None, 0)
    assert [action for action, _ in trail(3)] == ["ledger.year.opened", "ledger.sheet.opened", "ledger.sheet.opened"]


def test_open_refuses_a_due_date_that_has_passed(world: World) -> None:
    late = NewSheet(dataset=DATASET, basis=Basis.FORECAST, as_of=date(2027, 3, 31), due_on=TODAY - timedelta(days=1))

    with pytest.raises(ValidationError, match="提出期限には、本日以後の日付を入力してください。"):
        open_year(fiscal_year=2026, sheets=[SETTLED, late], by=world.clerk, at=NOON)

    assert not YearBook.objects.exists() and not Sheet.objects.exists()


def test_open_again_adds_sheets_to_the_same_book(world: World) -> None:
    first = open_year(fiscal_year=2026, sheets=[SETTLED], by=world.clerk, at=NOON)

    assert open_year(fiscal_year=2026, sheets=[FORECAST], by=world.clerk, at=NOON) == first
    assert Sheet.objects.filter(fiscal_year=2026).count() == 2
    with pytest.raises(ValidationError, match="作成する年度報告を選択してください。"):
        open_year(fiscal_year=2026, sheets=[], by=world.clerk, at=NOON)


def test_open_is_all_or_nothing(world: World) -> None:
    factories.make_sheet(2026)
    entries = Entry.objects.count()
    with pytest.raises(ValidationError, match="既にあります"):
        open_year(fiscal_year=2026, sheets=[FORECAST, SETTLED], by=world.clerk, at=NOON)

    assert (YearBook.objects.count(), Sheet.objects.count(), Entry.objects.count()) == (0, 1, entries)


def test_open_refuses_a_year_too_far_ahead_and_other_people(world: World) -> None:
    with pytest.raises(ValidationError, match="令和9年度はまだ開始できません。"):
        open_year(fiscal_year=2027, sheets=[SETTLED], by=world.clerk, at=NOON)
    with pytest.raises(PermissionDenied):
        open_year(fiscal_year=2026, sheets=[SETTLED], by=world.approver, at=NOON)
    with pytest.raises(PermissionDenied):
        open_year(fiscal_year=2026, sheets=[SETTLED], by=make_user("kpi-clerk", Role.CLERK, dataset="kpi"), at=NOON)
    assert not YearBook.objects.exists()


# Closing


def test_closed_year_takes_no_sheet_and_no_correction(world: World, approved: Sheet) -> None:
    book = close_year(fiscal_year=2024, by=world.approver, at=NOON)

    assert (book.closed_by, book.closed_at, trail(1)) == (world.approver, NOON, [("ledger.year.closed", "")])
    with pytest.raises(LockedError, match="令和6年度は令和8年2月10日に利用者 approverが締め切りました。"):
        actions.start_revision(sheet=approved, by=world.clerk, at=NOON, reason="転記誤り")
    with pytest.raises(LockedError, match="締め切りました"):
        open_year(fiscal_year=2024, sheets=[], by=world.clerk, at=NOON)
    with pytest.raises(LockedError, match="締め切りました"):
        close_year(fiscal_year=2024, by=world.second_approver, at=NOON)


def test_close_is_refused_while_a_revision_is_open(world: World, approved: Sheet) -> None:
    draft = actions.start_revision(sheet=approved, by=world.clerk, at=NOON, reason="転記誤り")
    with pytest.raises(UnfinishedError, match="承認されていない年度報告が1件") as refused:
        close_year(fiscal_year=2024, by=world.approver, at=NOON, reason="急ぎのため")

    assert refused.value.obstacles.open == (draft,)
    assert not YearBook.objects.exists()


def test_close_wants_a_reason_for_what_is_missing(world: World, approved: Sheet) -> None:
    factories.make_sheet(2023, basis=Basis.REVISED)
    with pytest.raises(UnfinishedError, match="未了のものがあります。"):
        close_year(fiscal_year=2024, by=world.approver, at=NOON, reason=" ")

    close_year(fiscal_year=2024, by=world.approver, at=NOON, reason="補正予算なし")

    entry = Entry.objects.latest("id")
    assert (entry.reason, entry.difference["missing"]) == ("補正予算なし", [None, ["statement R6(2024) 補正後予算 2025-03-31"]])


def test_close_is_refused_before_the_year_is_over(world: World) -> None:
    with pytest.raises(ValidationError, match="令和7年度は終わっていない"):
        close_year(fiscal_year=2025, by=world.approver, at=NOON)


@pytest.mark.parametrize("role", ["clerk", "respondent", "manager", "auditor", "administrator", "outsider"])
def test_only_an_approver_closes_reopens_and_grants(world: World, approved: Sheet, role: str) -> None:
    by: Any = getattr(world, role)
    with pytest.raises(PermissionDenied):
        close_year(fiscal_year=2024, by=by, at=NOON)
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    with pytest.raises(PermissionDenied):
        reopen_year(fiscal_year=2024, by=by, at=NOON, reason="誤って締め切った")
    with pytest.raises(PermissionDenied):
        grant_exception(fiscal_year=2024, dataset=DATASET, valid_until=date(2026, 3, 1), by=by, at=NOON, reason="誤記")


def test_an_approver_of_one_dataset_does_not_close_the_year(world: World, approved: Sheet) -> None:
    with pytest.raises(PermissionDenied, match="全てのデータ区分"):
        close_year(fiscal_year=2024, by=make_user("of-one", Role.APPROVER, dataset=DATASET), at=NOON)


def test_reopen_wants_a_reason_and_a_closed_year(world: World, approved: Sheet) -> None:
    with pytest.raises(ValidationError, match="令和6年度は締め切られていません。"):
        reopen_year(fiscal_year=2024, by=world.approver, at=NOON, reason="誤って締め切った")
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    with pytest.raises(ValidationError, match="理由を入力してください。"):
        reopen_year(fiscal_year=2024, by=world.approver, at=NOON, reason="")

    reopen_year(fiscal_year=2024, by=world.approver, at=NOON, reason="誤って締め切った")

    assert trail(1) == [("ledger.year.reopened", "誤って締め切った")]
    assert actions.start_revision(sheet=approved, by=world.clerk, at=NOON, reason="転記誤り").number == 2


# Corrections after that


def test_exception_lets_its_dataset_be_corrected_until_its_day(world: World, approved: Sheet) -> None:
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    grant_exception(fiscal_year=2024, dataset="kpi", valid_until=date(2026, 3, 1), by=world.approver, at=NOON, reason="別の訂正")
    with pytest.raises(LockedError):
        actions.start_revision(sheet=approved, by=world.clerk, at=NOON, reason="転記誤り")

    granted = grant_exception(fiscal_year=2024, dataset=DATASET, valid_until=date(2026, 2, 12), by=world.approver, at=NOON, reason="誤記")

    assert (granted.granted_by, trail(1)) == (world.approver, [("ledger.year.excepted", "誤記")])
    with pytest.raises(LockedError):
        actions.start_revision(sheet=approved, by=world.clerk, at=NOON + timedelta(days=2), reason="転記誤り")
    assert actions.start_revision(sheet=approved, by=world.clerk, at=NOON + timedelta(days=1), reason="転記誤り").number == 2


def test_correction_is_not_handed_in_after_the_day_of_its_exception(world: World, approved: Sheet) -> None:
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    grant_exception(fiscal_year=2024, dataset=DATASET, valid_until=date(2026, 2, 12), by=world.approver, at=NOON, reason="誤記")
    draft = actions.start_revision(sheet=approved, by=world.clerk, at=NOON + timedelta(days=1), reason="転記誤り")

    with pytest.raises(LockedError, match="令和6年度は令和8年2月10日に利用者 approverが締め切りました。"):
        actions.submit_revision(revision=draft, by=world.clerk, at=NOON + timedelta(days=2))

    draft.refresh_from_db()
    assert draft.state == "draft"
    assert actions.submit_revision(revision=draft, by=world.clerk, at=NOON + timedelta(days=1)).state == "submitted"


def test_exception_refused(world: World, approved: Sheet) -> None:
    fields: dict[str, Any] = {"fiscal_year": 2024, "dataset": DATASET, "by": world.approver, "at": NOON, "reason": "誤記"}
    with pytest.raises(ValidationError, match="締め切られていません"):
        grant_exception(valid_until=date(2026, 3, 1), **fields)
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    with pytest.raises(ValidationError, match="訂正の最終日は、本日以後"):
        grant_exception(valid_until=TODAY, **fields)
    with pytest.raises(ValidationError, match="理由を入力"):
        grant_exception(valid_until=date(2026, 3, 1), **fields | {"reason": " "})
    assert not LockException.objects.exists()
