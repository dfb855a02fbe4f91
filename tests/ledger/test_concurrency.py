"""Two people at the same moment, with real transactions: on PostgreSQL the second waits for a row, on SQLite for the only writer."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import LockedError, StaleError
from ledger.actions.sheets import start_report
from ledger.actions.yearbook import UnfinishedError, close_year
from ledger.calculations import fingerprint
from ledger.choices import RevisionState
from ledger.models import Revision, Value, YearBook
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.conftest import Book
from tests.ledger.factories import NOON, line

pytestmark = pytest.mark.usefixtures("committed")

Start = Callable[[Callable[[], Any]], Future[Any]]
MOMENT = 0.3  # seconds in which work that does not wait would be done; shorter would weaken the test, never break it


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a function that starts work on a connection of its own, and asserts that it has to wait."""

    def on_own_connection(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    def begin(work: Callable[[], Any]) -> Future[Any]:
        future = pool.submit(on_own_connection, work)
        assert not wait([future], timeout=MOMENT).done, "it did not wait for the other transaction"
        return future

    with ThreadPoolExecutor(1) as pool:
        yield begin


@pytest.fixture
def submitted(book: Book, world: World) -> Revision:
    return actions.submit_revision(revision=book.draft, by=world.clerk, at=NOON)


def seen_by_another(revision: Revision) -> Revision:
    return Revision.objects.get(pk=revision.pk)


def extra_value(revision: Revision, book: Book) -> Value:
    return Value(revision=revision, item=book.item, measure="count", basis="settled", value=1, unit="件")


def test_value_written_during_an_approval_is_refused(submitted: Revision, book: Book, world: World, start: Start) -> None:
    with transaction.atomic():
        actions.approve_revision(revision=submitted, by=world.approver, at=NOON)
        written = start(extra_value(submitted, book).save)

    with pytest.raises(IntegrityError, match="承認済のため変更できません"):
        written.result()
    assert submitted.values.count() == 1


def test_value_moved_during_an_approval_is_refused(submitted: Revision, book: Book, world: World, start: Start) -> None:
    other = Revision.objects.create(sheet=factories.make_sheet(2026), number=1)
    with transaction.atomic():
        actions.approve_revision(revision=submitted, by=world.approver, at=NOON)
        moved = start(lambda: Value.objects.filter(pk=book.draft_value.pk).update(revision=other))

    with pytest.raises(IntegrityError, match="承認済のため変更できません"):
        moved.result()
    assert submitted.values.count() == 1


def test_approval_waits_for_a_value_being_written_and_covers_it(submitted: Revision, book: Book, world: World, start: Start) -> None:
    with transaction.atomic():
        extra_value(submitted, book).save()
        approved = start(lambda: actions.approve_revision(revision=seen_by_another(submitted), by=world.approver, at=NOON))

    assert approved.result().sha256 == fingerprint(submitted.values.all())
    assert submitted.values.count() == 2


def test_only_one_of_two_deciders_decides(submitted: Revision, world: World, start: Start) -> None:
    seen = seen_by_another(submitted)
    with transaction.atomic():
        actions.approve_revision(revision=submitted, by=world.approver, at=NOON)
        returned = start(lambda: actions.return_revision(revision=seen, by=world.second_approver, at=NOON, reason="確認"))

    with pytest.raises(LockedError, match="承認済み（承認者：利用者 approver）のため変更できません"):
        returned.result()
    assert seen_by_another(submitted).state == RevisionState.APPROVED


def test_only_one_of_two_clerks_starts_a_correction(book: Book, world: World, start: Start) -> None:
    def correct() -> Revision:
        return actions.start_revision(sheet=book.approved.sheet, by=world.clerk, at=NOON, reason="転記誤り")

    with transaction.atomic():
        correct()
        second = start(correct)

    with pytest.raises(LockedError, match="作成中の版があります"):
        second.result()
    assert book.approved.sheet.revisions.open().count() == 1


def test_only_one_of_two_clerks_saves(book: Book, world: World, start: Start) -> None:
    def save(number: int) -> Revision:
        return actions.record_values(revision=seen, lines=[line(number=number)], by=world.clerk, at=NOON, lock_version=2)

    seen = seen_by_another(book.draft)
    with transaction.atomic():
        save(1)
        second = start(lambda: save(2))

    with pytest.raises(StaleError, match="他の利用者が先に保存しました"):
        second.result()
    assert book.draft.values.get().value == 1


def begin_another_report(world: World) -> Revision:
    day = {"fiscal_year": 2024, "basis": Basis.REVISED, "as_of": date(2025, 3, 31)}
    return start_report(dataset=factories.DATASET, **day, by=world.clerk, at=NOON)


def close(world: World) -> YearBook:
    return close_year(fiscal_year=2024, by=world.approver, at=NOON, reason="補正予算なし")


def test_report_begun_while_its_year_is_closed_is_refused(book: Book, world: World, start: Start) -> None:
    with transaction.atomic():
        close(world)
        begun = start(lambda: begin_another_report(world))

    with pytest.raises(LockedError, match="締め切りました"):
        begun.result()
    assert not Revision.objects.open().filter(sheet__fiscal_year=2024).exists()


def test_year_is_not_closed_over_a_report_just_begun(book: Book, world: World, start: Start) -> None:
    with transaction.atomic():
        begin_another_report(world)
        closed = start(lambda: close(world))

    with pytest.raises(UnfinishedError, match="承認されていない年度報告が1件"):
        closed.result()
    assert not YearBook.objects.exclude(closed_at=None).exists()


def test_correction_begun_while_its_year_is_closed_is_refused(book: Book, world: World, start: Start) -> None:
    def correct() -> Revision:
        return actions.start_revision(sheet=book.approved.sheet, by=world.clerk, at=NOON, reason="転記誤り")

    with transaction.atomic():
        close(world)
        begun = start(correct)

    with pytest.raises(LockedError, match="締め切りました"):
        begun.result()
