"""Saving the grid: what becomes a value, what stays as typed, and two people on one draft."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from iconm.lib.choices import Basis
from jobs.models import Job
from ledger import actions
from ledger.actions import LockedError, Typed, UnsettledError
from ledger.grid.checks import find
from ledger.grid.rows import load_grid
from ledger.models import Item, Revision
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = factories.TODAY


@pytest.fixture
def draft(world: World) -> Revision:
    """An empty draft of two items in 千円, 10 件 and 人 apart."""
    factories.make_item("income-city", order=1)
    factories.make_item("income-other", order=2)
    sheet = factories.make_sheet(2024)
    return again(actions.start_revision(sheet=sheet, by=world.clerk, at=NOON))


def again(revision: Revision) -> Revision:
    return Revision.objects.select_related("sheet").get(pk=revision.pk)


def key(code: str) -> str:
    return f"{code}:amount:2024::settled:2025-03-31"


CITY, OTHER = key("income-city"), key("income-other")


def save(revision: Revision, *entries: Typed, by) -> actions.Saved:
    return actions.save_cells(revision=again(revision), entries=entries, by=by, at=NOON)


@pytest.fixture(autouse=True)
def _laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without accounts the statement has no rows: here its items are listed as they stand."""
    monkeypatch.delitem(__import__("ledger.grid.layout", fromlist=["_layouts"])._layouts, "statement")


def test_readable_text_becomes_a_value(draft: Revision, world: World) -> None:
    saved = save(draft, Typed(key=CITY, typed="1.5億円"), by=world.clerk)

    value = draft.values.get()
    assert (value.value, value.unit, value.basis, value.as_of) == (Decimal(150000), "千円", "settled", date(2025, 3, 31))
    assert saved.grid.by_key[CITY].text == "1.5億円"
    assert load_grid(again(draft), on=TODAY).by_key[CITY].text == "1.5億円"


def test_text_as_the_papers_print_it_is_not_kept_twice(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="130,000"), by=world.clerk)

    assert draft.cells.get().typed == ""


def test_unreadable_text_stays_and_takes_the_former_value_with_it(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="130000"), by=world.clerk)

    saved = save(draft, Typed(key=CITY, typed="13万程度", seen="130,000"), by=world.clerk)

    assert not draft.values.exists()
    assert saved.grid.by_key[CITY].text == draft.cells.get().typed == "13万程度"


def test_readable_cells_are_saved_beside_unreadable_ones(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="x"), Typed(key=OTHER, typed="未確定"), by=world.clerk)

    assert draft.values.get().missing == "pending"


def test_cleared_cell_has_no_value(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

    save(draft, Typed(key=CITY, typed="", seen="5"), by=world.clerk)

    assert not draft.values.exists()


def test_what_else_is_known_of_the_same_number_stays(world: World, draft: Revision) -> None:
    document = factories.make_document()
    line = factories.line(number=7, document=document.code, section="5", printed="7件", qualifier="約")
    actions.record_values(revision=draft, lines=[line], by=world.clerk, at=NOON, lock_version=draft.lock_version)

    save(draft, Typed(key=CITY, note="精算後"), by=world.clerk)

    value = draft.values.get()
    assert (value.note, value.section, value.printed, value.qualifier) == ("精算後", "5", "7件", "約")


def test_another_number_drops_what_was_said_of_the_old_one(world: World, draft: Revision) -> None:
    line = factories.line(number=7, printed="7件", qualifier="約")
    actions.record_values(revision=draft, lines=[line], by=world.clerk, at=NOON, lock_version=draft.lock_version)

    save(draft, Typed(key=CITY, typed="8", seen="7"), by=world.clerk)

    value = draft.values.get()
    assert (value.printed, value.qualifier) == ("", "")


def test_reason_and_explanation_are_kept_and_approved_with_the_value(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="5", reason="精算", cause="入居減", response="募集"), by=world.clerk)

    cell = draft.cells.get()
    assert (cell.reason, cell.cause, cell.response, cell.updated_by) == ("精算", "入居減", "募集", world.clerk)


def test_save_leaves_one_entry_with_before_and_after(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

    save(draft, Typed(key=CITY, typed="6", seen="5", reason="転記誤り"), by=world.clerk)

    entry = Entry.objects.filter(action="ledger.values.saved").first()
    assert entry and entry.actor == world.clerk and entry.target == f"ledger.revision:{draft.pk}"
    name = "income-city amount 2024 settled 2025-03-31"
    assert entry.difference == {name: ["5 千円", "6 千円"], f"{name} (reason)": [None, "転記誤り"]}


def test_save_asks_for_the_checks_across_tables(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

    assert Job.objects.filter(name="ledger.check_draft", payload={"revision_id": draft.pk}).count() == 1


def test_saving_what_is_there_leaves_no_entry(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

    saved = save(draft, Typed(key=CITY, typed="5", seen="5"), by=world.clerk)

    assert not saved.is_changed
    assert Entry.objects.filter(action="ledger.values.saved").count() == 1


class TestTwoPeople:
    @pytest.fixture
    def second(self) -> object:
        from accounts.choices import Role

        return make_user("second-clerk", Role.CLERK)

    def test_other_cells_of_a_stale_page_are_saved(self, draft: Revision, world: World, second) -> None:
        save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

        saved = save(draft, Typed(key=OTHER, typed="7", seen=""), by=second)

        assert saved.conflicts == ()
        assert sorted(draft.values.values_list("value", flat=True)) == [5, 7]

    def test_cell_both_changed_is_asked_about(self, draft: Revision, world: World, second) -> None:
        save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

        saved = save(draft, Typed(key=CITY, typed="6", seen=""), by=second)

        (conflict,) = saved.conflicts
        assert (conflict.theirs, conflict.mine, conflict.by, conflict.at) == ("5", "6", world.clerk, NOON)
        assert draft.values.get().value == 5

    def test_choice_made_with_both_values_seen_is_saved(self, draft: Revision, world: World, second) -> None:
        save(draft, Typed(key=CITY, typed="5"), by=world.clerk)
        save(draft, Typed(key=CITY, typed="6", seen=""), by=second)

        saved = save(draft, Typed(key=CITY, typed="6", seen="5"), by=second)

        assert saved.conflicts == ()
        assert draft.values.get().value == 6

    def test_same_value_twice_is_no_conflict(self, draft: Revision, world: World, second) -> None:
        save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

        assert save(draft, Typed(key=CITY, typed="5", seen=""), by=second).conflicts == ()

    def test_reasons_of_two_people_are_asked_about(self, draft: Revision, world: World, second) -> None:
        save(draft, Typed(key=CITY, reason="精算", seen_said={"reason": ""}), by=world.clerk)

        saved = save(draft, Typed(key=CITY, reason="決算", seen_said={"reason": ""}), by=second)

        assert [(conflict.field, conflict.theirs) for conflict in saved.conflicts] == [("reason", "精算")]
        assert draft.cells.get().reason == "精算"

    def test_page_that_saved_another_cell_meanwhile_still_shows_the_old_text(self, draft: Revision, world: World, second) -> None:
        """The save of one cell tells nothing of the others: what each showed is what counts."""
        save(draft, Typed(key=OTHER, typed="200", seen=""), by=second)
        save(draft, Typed(key=CITY, typed="5", seen=""), by=world.clerk)

        saved = save(draft, Typed(key=OTHER, typed="999", seen=""), by=world.clerk)

        assert [conflict.theirs for conflict in saved.conflicts] == ["200"]
        assert draft.values.get(item__code="income-other").value == 200


def test_cell_the_sheet_does_not_have(draft: Revision, world: World) -> None:
    with pytest.raises(ValidationError, match="この年度報告にない欄です"):
        save(draft, Typed(key=key("unknown"), typed="5"), by=world.clerk)


def test_text_that_is_too_long_is_named(draft: Revision, world: World) -> None:
    with pytest.raises(ValidationError, match="「項目 income-city」の入力が長すぎます"):
        save(draft, Typed(key=CITY, note="あ" * 401), by=world.clerk)


def test_only_a_clerk_saves(draft: Revision, world: World) -> None:
    with pytest.raises(PermissionDenied):
        save(draft, Typed(key=CITY, typed="5"), by=world.approver)


def test_submitted_revision_is_locked(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="5"), by=world.clerk)
    actions.submit_revision(revision=again(draft), by=world.clerk, at=NOON)

    with pytest.raises(LockedError, match="「確認依頼中」の版にはこの操作を行えません"):
        save(draft, Typed(key=CITY, typed="6", seen="5"), by=world.clerk)


def test_unreadable_cell_keeps_the_sheet_from_being_submitted(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="5"), Typed(key=OTHER, typed="7程度"), by=world.clerk)

    with pytest.raises(UnsettledError, match="1件あるため、確認を依頼できません") as refusal:
        actions.submit_revision(revision=again(draft), by=world.clerk, at=NOON)

    assert [finding.rule for finding in refusal.value.findings] == ["unreadable"]


def test_who_entered_a_value_does_not_approve_it(world: World, draft: Revision) -> None:
    from accounts.choices import Role

    both = make_user("both", Role.CLERK, Role.APPROVER)
    save(draft, Typed(key=CITY, typed="5"), by=both)
    submitted = actions.submit_revision(revision=again(draft), by=world.clerk, at=NOON)

    with pytest.raises(ValidationError, match="自ら入力した報告は承認できません"):
        actions.approve_revision(revision=submitted, by=both, at=NOON)


def test_sheet_of_actuals_has_actual_rows(world: World) -> None:
    factories.make_item("kpi-x", dataset="programs", unit="件")
    sheet = factories.make_sheet(2024, dataset="programs", basis=Basis.ACTUAL)
    revision = actions.start_revision(sheet=sheet, by=world.clerk, at=NOON)

    assert [row.key.measure for row in load_grid(again(revision), on=TODAY).rows] == ["count"]


def test_separators_alone_are_nothing_to_keep(draft: Revision, world: World) -> None:
    saved = save(draft, Typed(key=CITY, typed="130000"), by=world.clerk)

    assert (draft.cells.get().typed, saved.grid.by_key[CITY].text) == ("", "130,000")


def test_note_waits_in_the_cell_for_a_value(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, note="精算後"), by=world.clerk)

    saved = save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

    assert draft.values.get().note == "精算後"
    assert actions.cells.said(saved.grid.by_key[CITY], "note") == "精算後"


def test_note_alone_does_not_round_the_value_again(draft: Revision, world: World) -> None:
    """A value of a paper may have more decimals than its item prints."""
    actions.record_values(revision=draft, lines=[factories.line(number="1.25")], by=world.clerk, at=NOON, lock_version=draft.lock_version)

    save(draft, Typed(key=CITY, note="精算後"), by=world.clerk)

    assert draft.values.get().value == Decimal("1.25")


def test_same_cell_twice_is_refused(draft: Revision, world: World) -> None:
    with pytest.raises(ValidationError, match="同じ欄が2回"):
        save(draft, Typed(key=CITY, typed="5"), Typed(key=CITY, typed="6"), by=world.clerk)


def test_saving_nothing_new_is_no_save_for_others(draft: Revision, world: World) -> None:
    save(draft, Typed(key=CITY, typed="5"), by=world.clerk)

    save(draft, Typed(key=CITY, typed="5", seen="5"), by=world.clerk)

    assert again(draft).lock_version == 2


class TestOwnYears:
    """A sheet whose values bear years of their own, as the targets of a plan do."""

    @pytest.fixture
    def targets(self, world: World) -> Revision:
        factories.make_item("income-city")
        lines = [factories.line(number=year, fiscal_year=year, as_of=date(year + 1, 3, 31)) for year in (2024, 2025)]
        approved = factories.enter_and_approve(factories.make_sheet(2024), *lines, clerk=world.clerk, approver=world.approver)
        return again(actions.start_revision(sheet=approved.sheet, by=world.clerk, at=NOON, reason="目標の見直し"))

    def test_emptied_cell_can_be_filled_again(self, targets: Revision, world: World) -> None:
        later = "income-city:amount:2025::settled:2026-03-31"
        save(targets, Typed(key=later, typed="", seen="2,025"), by=world.clerk)

        saved = save(targets, Typed(key=later, typed="7"), by=world.clerk)

        assert sorted(targets.values.values_list("value", flat=True)) == [7, 2024]
        assert len(saved.grid.rows) == 2

    def test_unreadable_text_stays_in_its_row(self, targets: Revision, world: World) -> None:
        later = "income-city:amount:2025::settled:2026-03-31"
        save(targets, Typed(key=later, typed="7件程度", seen="2,025"), by=world.clerk)

        assert load_grid(again(targets), on=TODAY).by_key[later].text == "7件程度"

    def test_line_is_taken_out_with_a_reason_only(self, targets: Revision, world: World) -> None:
        later = "income-city:amount:2025::settled:2026-03-31"
        save(targets, Typed(key=later, typed="", seen="2,025"), by=world.clerk)
        with pytest.raises(UnsettledError):
            actions.submit_revision(revision=again(targets), by=world.clerk, at=NOON)

        save(targets, Typed(key=later, reason="計画から除いたため"), by=world.clerk)
        submitted = actions.submit_revision(revision=again(targets), by=world.clerk, at=NOON)

        assert submitted.values.count() == 1


def test_reason_given_for_one_value_answers_no_other(draft: Revision, world: World) -> None:
    factories.make_known(factories.make_sheet(2023), date(2024, 8, 1), _item(), 100)
    save(draft, Typed(key=CITY, typed="1,000", reason="事業拡大"), by=world.clerk)
    assert not [finding for finding in find(load_grid(again(draft), on=TODAY)) if finding.blocks]

    save(draft, Typed(key=CITY, typed="100,000", seen="1,000"), by=world.clerk)
    (finding,) = (finding for finding in find(load_grid(again(draft), on=TODAY)) if finding.rule == "slip")
    assert finding.blocks

    save(draft, Typed(key=CITY, reason="事業拡大"), by=world.clerk)
    assert not [finding for finding in find(load_grid(again(draft), on=TODAY)) if finding.blocks]


def _item() -> Item:
    return Item.objects.get(code="income-city")
