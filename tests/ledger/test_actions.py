"""The writers: who may, in which state, all or nothing, and what the trail says afterwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.access import forget
from accounts.choices import Role
from accounts.models import User
from audit.models import Entry
from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import Line, LockedError, StaleError
from ledger.calculations import fingerprint
from ledger.choices import Origin, RevisionState
from ledger.models import Revision, Sheet, Value
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import DATASET, NOON, R6_END, TODAY, approved_content, line

pytestmark = pytest.mark.django_db

Act = Callable[[Revision, User], Any]

# Each action on a revision, as someone who sees the revision as it stands.
ACTS: dict[str, Act] = {
    "record": lambda revision, by: actions.record_values(
        revision=revision, lines=[line(number=1)], by=by, at=NOON, lock_version=revision.lock_version
    ),
    "submit": lambda revision, by: actions.submit_revision(revision=revision, by=by, at=NOON),
    "return": lambda revision, by: actions.return_revision(revision=revision, by=by, at=NOON, reason="R7の値を確認"),
    "approve": lambda revision, by: actions.approve_revision(revision=revision, by=by, at=NOON),
    "discard": lambda revision, by: actions.discard_revision(revision=revision, by=by, at=NOON),
    "correct": lambda revision, by: actions.start_revision(sheet=revision.sheet, by=by, at=NOON, reason="転記誤り"),
    "open": lambda _, by: actions.open_sheet(
        dataset=DATASET, fiscal_year=2023, basis=Basis.SETTLED, as_of=date(2024, 3, 31), by=by, at=NOON
    ),
}
DECIDING = ("return", "approve")
STARTS_FROM = {
    "record": RevisionState.DRAFT,
    "submit": RevisionState.DRAFT,
    "discard": RevisionState.RETURNED,
    "return": RevisionState.SUBMITTED,
    "approve": RevisionState.SUBMITTED,
    "correct": RevisionState.APPROVED,
    "open": RevisionState.APPROVED,
}


def by_whom(act: str, world: World) -> User:
    return world.approver if act in DECIDING else world.clerk


def revision_in(state: str, world: World) -> Revision:
    """Bring a new revision into the state, by the actions that lead there."""
    factories.make_item()
    revision = factories.enter(factories.make_sheet(), line(), by=world.clerk)
    path = {"draft": [], "submitted": ["submit"], "returned": ["submit", "return"], "approved": ["submit", "approve"]}
    for act in path[state]:
        revision = ACTS[act](revision, by_whom(act, world))
    assert revision.state == state
    return revision


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Sheet, Revision, Value, Entry)]


# Who may.


@pytest.mark.parametrize("act", ACTS)
def test_only_the_role_may(world: World, act: str) -> None:
    revision = revision_in(STARTS_FROM[act], world)
    role = Role.APPROVER if act in DECIDING else Role.CLERK
    people = (person for person in vars(world).values() if not person.role_assignments.filter(role=role).exists())
    before = everything()

    refused = 0
    for person in people:
        with pytest.raises(PermissionDenied, match=f"この操作には「{role.label}」の役割が必要です"), transaction.atomic():
            ACTS[act](revision, person)
        refused += 1

    assert everything() == before  # above all: no audit entry
    assert refused == (6 if act in DECIDING else 7)
    ACTS[act](revision, by_whom(act, world))


@pytest.mark.parametrize("act", ACTS)
def test_role_for_another_dataset_does_not_count(world: World, act: str) -> None:
    revision = revision_in(STARTS_FROM[act], world)
    elsewhere = make_user("elsewhere", Role.CLERK, Role.APPROVER, dataset="kpi")
    here = make_user("here", Role.CLERK, Role.APPROVER, dataset=DATASET)

    with pytest.raises(PermissionDenied), transaction.atomic():
        ACTS[act](revision, elsewhere)
    ACTS[act](revision, here)


def test_role_counts_on_the_day_of_the_action(world: World) -> None:
    revision = revision_in("draft", world)
    world.clerk.role_assignments.update(valid_until=TODAY)
    forget(world.clerk)

    with pytest.raises(PermissionDenied):
        ACTS["submit"](revision, world.clerk)


def test_inactive_user_may_nothing(world: World) -> None:
    revision = revision_in("draft", world)
    world.clerk.is_active = False

    with pytest.raises(PermissionDenied):
        ACTS["submit"](revision, world.clerk)


def test_submitter_does_not_approve(world: World) -> None:
    both = make_user("both", Role.CLERK, Role.APPROVER)
    revision = ACTS["submit"](revision_in("draft", world), both)
    before = everything()

    with pytest.raises(ValidationError, match="自ら入力した報告は承認できません。別の承認者に依頼してください。"), transaction.atomic():
        ACTS["approve"](revision, both)

    assert everything() == before
    assert ACTS["approve"](revision, world.second_approver).approved_by == world.second_approver


def test_submitter_is_looked_up_when_approving(world: World) -> None:
    """What the approver's page saw earlier, before anyone submitted, does not open a way round the second pair of eyes."""
    both = make_user("both", Role.CLERK, Role.APPROVER)
    seen = revision_in("draft", world)
    ACTS["submit"](Revision.objects.get(pk=seen.pk), both)

    with pytest.raises(ValidationError, match="自ら入力した報告は承認できません"):
        ACTS["approve"](seen, both)


# In which state.

NOT_NOW = "「{}」の版にはこの操作を行えません。"
OPEN = "この年度報告には作成中の版があります。その版を編集するか、取り消してから訂正版を作成してください。"
FINAL = "令和8年2月10日に承認済みのため変更できません。修正は「訂正版を作成」から行ってください。"
GOES_ON = ""
MACHINE = {
    "draft": {"record": GOES_ON, "submit": GOES_ON, "return": NOT_NOW, "approve": NOT_NOW, "discard": GOES_ON, "correct": OPEN},
    "submitted": {"record": NOT_NOW, "submit": NOT_NOW, "return": GOES_ON, "approve": GOES_ON, "discard": NOT_NOW, "correct": OPEN},
    "returned": {"record": GOES_ON, "submit": GOES_ON, "return": NOT_NOW, "approve": NOT_NOW, "discard": GOES_ON, "correct": OPEN},
    "approved": {"record": FINAL, "submit": FINAL, "return": FINAL, "approve": FINAL, "discard": FINAL, "correct": GOES_ON},
}
LEADS_TO = {"record": None, "submit": "submitted", "return": "returned", "approve": "approved"}


@pytest.mark.parametrize("state", MACHINE)
def test_state_machine(world: World, state: str) -> None:
    revision = revision_in(state, world)
    before = everything()

    for act, sentence in MACHINE[state].items():
        with transaction.atomic():
            current = Revision.objects.get(pk=revision.pk)
            if sentence:
                with pytest.raises(LockedError) as refusal, transaction.atomic():
                    ACTS[act](current, by_whom(act, world))
                assert refusal.value.messages == [sentence.format(revision.get_state_display())], act
                assert everything() == before, act
            else:
                ACTS[act](current, by_whom(act, world))
                if act in LEADS_TO:
                    assert Revision.objects.get(pk=revision.pk).state == (LEADS_TO[act] or state), act
            transaction.set_rollback(True)


def test_empty_revision_is_not_submitted(world: World) -> None:
    revision = actions.start_revision(sheet=factories.make_sheet(), by=world.clerk, at=NOON)

    with pytest.raises(ValidationError, match="値が1件も入力されていないため、確認を依頼できません"):
        ACTS["submit"](revision, world.clerk)


@pytest.mark.parametrize("reason", ["", " 　"], ids=["none", "blank"])
def test_return_needs_a_reason(world: World, reason: str) -> None:
    revision = revision_in("submitted", world)

    with pytest.raises(ValidationError, match="差戻しの理由を入力してください"):
        actions.return_revision(revision=revision, by=world.approver, at=NOON, reason=reason)


def changed_meanwhile(revision: Revision, world: World) -> None:
    """Let someone else work on it, so that it ends up in the same state."""
    if revision.state == RevisionState.SUBMITTED:
        returned = ACTS["return"](Revision.objects.get(pk=revision.pk), world.second_approver)
        ACTS["submit"](returned, world.clerk)
    else:
        ACTS["record"](Revision.objects.get(pk=revision.pk), world.clerk)


@pytest.mark.parametrize("act", ["record", "submit", "return", "approve", "discard"])
def test_stale_work_writes_nothing(world: World, act: str) -> None:
    seen = revision_in(STARTS_FROM[act], world)
    changed_meanwhile(seen, world)
    before = everything()

    with (
        pytest.raises(StaleError, match="他の利用者が先に保存しました。両方の値を確認し、採用する値を選択してください。"),
        transaction.atomic(),
    ):
        ACTS[act](seen, by_whom(act, world))

    assert everything() == before


def test_stale_form_is_told_so_when_the_revision_was_read_afresh(world: World) -> None:
    """A form keeps the lock version it was shown with; the view that receives it reads the revision again."""
    revision = revision_in("draft", world)
    shown = revision.lock_version
    fresh = ACTS["record"](revision, world.clerk)

    with pytest.raises(StaleError):
        actions.record_values(revision=fresh, lines=[line()], by=world.clerk, at=NOON, lock_version=shown)


@pytest.mark.parametrize("act", ["record", "submit", "discard"])
def test_discarded_revision_takes_no_more(world: World, act: str) -> None:
    seen = revision_in("draft", world)
    ACTS["discard"](Revision.objects.get(pk=seen.pk), world.clerk)

    with pytest.raises(LockedError, match="この版は取り消されています。年度報告の画面から、もう一度作成を開始してください。"):
        ACTS[act](seen, world.clerk)


# What is written.


def test_record_fills_in_what_the_line_leaves_out(world: World) -> None:
    factories.make_item(unit="千円")
    factories.make_document("committee-2026")

    revision = factories.enter(factories.make_sheet(2024), line(number="130000.5", document="committee-2026", section="5"), by=world.clerk)

    (value,) = revision.values.all()
    assert (value.fiscal_year, value.basis, value.as_of, value.value, value.unit) == (2024, "settled", R6_END, Decimal("130000.5"), "千円")
    assert (value.document.code, value.section) == ("committee-2026", "5")
    assert revision.lock_version == 2


def test_record_keeps_what_the_line_says(world: World) -> None:
    factories.make_item()
    own = {"fiscal_year": 2022, "period_end": 2031, "basis": "plan", "as_of": date(2032, 3, 31), "unit": "億円", "qualifier": "最大"}

    revision = factories.enter(factories.make_sheet(), line(number=40, printed="最大40億円", note="10年間", **own), by=world.clerk)

    assert revision.values.filter(**own, value=40, printed="最大40億円", note="10年間").count() == 1


@pytest.mark.parametrize("as_of", [None, R6_END], ids=["no day", "on a day"])
def test_record_of_an_undated_fact(world: World, as_of: date | None) -> None:
    factories.make_item()

    revision = factories.enter(factories.make_sheet(), line(undated=True, as_of=as_of), by=world.clerk)

    assert revision.values.values_list("fiscal_year", "as_of").get() == (None, as_of)


def test_record_replaces_the_value_with_the_same_key_only(world: World) -> None:
    factories.make_item()
    sheet = factories.make_sheet()
    revision = factories.enter(
        sheet, line(number=1), line(number=2, as_of=date(2024, 12, 31)), line(number=3, undated=True), by=world.clerk
    )
    kept = revision.values.get(value=1).pk

    lines = [line(number=10), line(number=30, undated=True)]
    actions.record_values(revision=revision, lines=lines, by=world.clerk, at=NOON, lock_version=revision.lock_version)

    assert sorted(revision.values.values_list("value", flat=True)) == [2, 10, 30]
    assert revision.values.get(pk=kept).value == 10


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param(line("income-unknown"), "登録されていない項目又は資料です：income-unknown", id="unknown item"),
        pytest.param(line("kpi-trials"), "登録されていない項目又は資料です：kpi-trials", id="item of another dataset"),
        pytest.param(line(document="nowhere"), "登録されていない項目又は資料です：nowhere", id="unknown document"),
        pytest.param(line(number=None), "値か、値がない理由のどちらか一方を入力してください。", id="neither value nor reason"),
        pytest.param(line(missing="pending"), "値か、値がない理由のどちらか一方を入力してください。", id="both value and reason"),
        pytest.param(line(number=None, missing="lost"), "選択肢", id="unknown reason"),
        pytest.param(Line(item="income-city", measure="sum", value=Decimal(1)), "種類の値です：income-city", id="unknown measure"),
        pytest.param(
            Line(item="income-city", measure="target", value=Decimal(1)), "種類の値です：income-city", id="measure of another dataset"
        ),
        pytest.param(line(period_end=2023), "終了年度は、開始年度以後の年度にしてください。", id="period runs backward"),
        pytest.param(line(number=2, upper=Decimal(1)), "上限値は、値以上の数にしてください。", id="range runs down"),
        pytest.param(line(number="0.0001"), "小数点以下", id="too many decimals"),
        pytest.param(line(number=10**12), "桁", id="too many digits"),
    ],
)
def test_record_is_all_or_nothing(world: World, bad: Line, message: str) -> None:
    factories.make_item()
    factories.make_item("kpi-trials", dataset="kpi")
    revision = actions.start_revision(sheet=factories.make_sheet(), by=world.clerk, at=NOON)
    before = everything()

    with pytest.raises(ValidationError, match=message), transaction.atomic():
        actions.record_values(revision=revision, lines=[line(), bad], by=world.clerk, at=NOON, lock_version=1)

    assert everything() == before


def test_correction_copies_everything_and_changes_nothing(world: World) -> None:
    factories.make_document()
    approved = revision_in("approved", world)
    before = approved_content()

    correction = actions.start_revision(sheet=approved.sheet, by=world.clerk, at=NOON, reason="転記誤り")

    assert (correction.number, correction.state, correction.source, correction.reason) == (2, "draft", Origin.ENTRY, "転記誤り")
    assert fingerprint(correction.values.all()) == approved.sha256 != ""
    assert approved_content() == before


def test_correction_keeps_its_reason_through_a_return(world: World) -> None:
    correction = ACTS["correct"](revision_in("approved", world), world.clerk)

    for act in ("record", "submit", "return", "submit", "approve"):
        correction = ACTS[act](correction, by_whom(act, world))

    assert (correction.number, correction.reason) == (2, "転記誤り")


@pytest.mark.parametrize("reason", ["", " 　"], ids=["none", "blank"])
def test_correction_needs_a_reason(world: World, reason: str) -> None:
    approved = revision_in("approved", world)

    with pytest.raises(ValidationError, match="訂正の理由を入力してください"):
        actions.start_revision(sheet=approved.sheet, by=world.clerk, at=NOON, reason=reason)


def test_discarded_number_is_used_again(world: World) -> None:
    approved = revision_in("approved", world)
    ACTS["discard"](ACTS["correct"](approved, world.clerk), world.clerk)

    again = ACTS["correct"](approved, world.clerk)

    assert again.number == 2
    assert list(approved.sheet.revisions.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2026, 3, 31, 14, 59, tzinfo=UTC), date(2026, 3, 31), id="23:59 on 31 March"),
        pytest.param(datetime(2026, 3, 31, 15, 30, tzinfo=UTC), date(2026, 4, 1), id="00:30 on 1 April, still 31 March in UTC"),
    ],
)
def test_known_on_is_the_day_in_japan(world: World, moment: datetime, day: date) -> None:
    submitted = revision_in("submitted", world)

    approved = actions.approve_revision(revision=submitted, by=world.approver, at=moment)

    assert (approved.known_on, approved.approved_at) == (day, moment)


def test_approval_seals_what_was_submitted(world: World) -> None:
    submitted = revision_in("submitted", world)

    approved = ACTS["approve"](submitted, world.approver)

    assert (approved.submitted_by, approved.approved_by) == (world.clerk, world.approver)
    assert approved.sha256 == fingerprint(approved.values.all())
    assert (approved.known_on, approved.source) == (TODAY, Origin.ENTRY)


@pytest.mark.parametrize("fields", [{}, {"due_on": date(2026, 5, 31)}], ids=["no due date", "due"])
def test_open_sheet(world: World, fields: dict[str, Any]) -> None:
    sheet = actions.open_sheet(dataset=DATASET, fiscal_year=2025, basis=Basis.FORECAST, as_of=TODAY, by=world.clerk, at=NOON, **fields)

    assert (sheet.dataset, sheet.fiscal_year, sheet.basis, sheet.as_of, sheet.due_on) == (
        *(DATASET, 2025, "forecast", TODAY),
        fields.get("due_on"),
    )


def test_open_sheet_that_is_there_already(world: World) -> None:
    sheet = factories.make_sheet(2024)

    with pytest.raises(ValidationError, match="同じ区分・年度・時点の年度報告が既にあります"):
        actions.open_sheet(dataset=DATASET, fiscal_year=2024, basis=Basis.SETTLED, as_of=sheet.as_of, by=world.clerk, at=NOON)


def test_open_sheet_of_a_dataset_nobody_registered(world: World) -> None:
    with pytest.raises(KeyError, match="no dataset 'weather'; there are .*statement"):
        actions.open_sheet(dataset="weather", fiscal_year=2024, basis=Basis.SETTLED, as_of=R6_END, by=world.clerk, at=NOON)


# What the trail says.


def test_trail_of_a_correction(world: World) -> None:
    """One entry for each action, and no other: code, who, about what, the difference, why."""
    factories.make_item()
    clerk, approver = world.clerk, world.approver
    sheet = actions.open_sheet(dataset=DATASET, fiscal_year=2024, basis=Basis.SETTLED, as_of=R6_END, by=clerk, at=NOON)
    first = factories.enter_and_approve(sheet, line(number=130000), clerk=clerk, approver=approver)
    second = ACTS["correct"](first, clerk)
    for act in ("record", "submit", "return", "submit", "approve"):
        second = ACTS[act](second, by_whom(act, world))
    third = ACTS["correct"](second, clerk)
    third_id = third.pk
    ACTS["discard"](third, clerk)

    key = "income-city amount 2024 settled 2025-03-31"
    one, two, three = (f"ledger.revision:{pk}" for pk in (first.pk, second.pk, third_id))
    told = Entry.objects.order_by("id").values_list("action", "actor", "target", "difference", "reason")
    assert list(told) == [
        ("ledger.sheet.opened", clerk.pk, f"ledger.sheet:{sheet.pk}", {"sheet": [None, "statement R6(2024) 決算 2025-03-31"]}, ""),
        ("ledger.revision.started", clerk.pk, one, {"number": [None, 1]}, ""),
        ("ledger.values.recorded", clerk.pk, one, {key: [None, "130000 千円"]}, ""),
        ("ledger.revision.submitted", clerk.pk, one, {}, ""),
        ("ledger.revision.approved", approver.pk, one, {"sha256": [None, first.sha256], "known_on": [None, "2026-02-10"]}, ""),
        ("ledger.revision.started", clerk.pk, two, {"number": [None, 2]}, "転記誤り"),
        ("ledger.values.recorded", clerk.pk, two, {key: ["130000 千円", "1 千円"]}, ""),
        ("ledger.revision.submitted", clerk.pk, two, {}, ""),
        ("ledger.revision.returned", approver.pk, two, {}, "R7の値を確認"),
        ("ledger.revision.submitted", clerk.pk, two, {}, ""),
        ("ledger.revision.approved", approver.pk, two, {"sha256": [None, second.sha256], "known_on": [None, "2026-02-10"]}, ""),
        ("ledger.revision.started", clerk.pk, three, {"number": [None, 3]}, "転記誤り"),
        ("ledger.revision.discarded", clerk.pk, three, {key: ["1 千円", None]}, ""),
    ]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        pytest.param({"note": "速報"}, "130000 千円 | 速報", id="note"),
        pytest.param({"printed": "1.3億円"}, "130000 千円 | 1.3億円", id="printed"),
        pytest.param({"document": "committee-2026", "section": "5"}, "130000 千円 | committee-2026 5", id="source"),
        pytest.param({"qualifier": "約"}, "約130000 千円", id="qualifier"),
        pytest.param({"upper": Decimal(150000)}, "130000～150000 千円", id="range"),
        pytest.param({"unit": "円"}, "130000 円", id="unit"),
        pytest.param({"value": None, "missing": "pending"}, "pending 千円", id="no value any more"),
    ],
)
def test_trail_shows_a_change_of_anything(world: World, change: dict[str, Any], shown: str) -> None:
    factories.make_item()
    factories.make_document()
    revision = factories.enter(factories.make_sheet(), line(), by=world.clerk)

    changed = Line(**{"item": "income-city", "measure": "amount", "value": Decimal(130000)} | change)
    actions.record_values(revision=revision, lines=[changed], by=world.clerk, at=NOON, lock_version=revision.lock_version)

    assert list(Entry.objects.latest("id").difference.values()) == [["130000 千円", shown]]


def test_trail_tells_values_of_different_periods_apart(world: World) -> None:
    factories.make_item()

    factories.enter(factories.make_sheet(), line(number=1), line(number=9, period_end=2030), by=world.clerk)

    assert Entry.objects.latest("id").difference == {
        "income-city amount 2024 settled 2025-03-31": [None, "1 千円"],
        "income-city amount 2024 2030 settled 2025-03-31": [None, "9 千円"],
    }
