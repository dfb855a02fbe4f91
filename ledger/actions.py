"""Writes: the only way a figure gets into the ledger.

Every action is atomic, told who (`by`) and when (`at`), and leaves one audit entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from iconm.lib.choices import Basis
from iconm.lib.wareki import date_long
from ledger import registry
from ledger.calculations import fingerprint
from ledger.choices import EDITABLE, TRANSITIONS, RevisionState
from ledger.models import Item, Revision, Sheet, SourceDocument, Value


class LockedError(ValidationError):
    """The revision is in a state that does not allow this; the message says why and what to do."""


class StaleError(ValidationError):
    """Someone else saved the revision since it was read; nothing was written."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One value to write. None for fiscal_year, basis or as_of takes the sheet's; `undated` says that there is truly no year."""

    item: str
    measure: str
    value: Decimal | None = None
    missing: str = ""
    fiscal_year: int | None = None
    period_end: int | None = None
    basis: str = ""
    as_of: date | None = None
    undated: bool = False
    upper: Decimal | None = None
    qualifier: str = ""
    unit: str = ""
    printed: str = ""
    note: str = ""
    document: str = ""
    section: str = ""


@transaction.atomic
def open_sheet(*, dataset: str, fiscal_year: int, basis: Basis, as_of: date, by: User, at: datetime, due_on: date | None = None) -> Sheet:
    """Create the sheet of a return. Raises ValidationError when it exists already, KeyError for an unknown dataset."""
    registry.get(dataset)
    access.require(by, Role.CLERK, dataset=dataset, on=_day(at))
    sheet = Sheet(dataset=dataset, fiscal_year=fiscal_year, basis=basis, as_of=as_of, due_on=due_on)
    sheet.full_clean()
    sheet.save()
    record(action="ledger.sheet.opened", by=by, target=f"ledger.sheet:{sheet.pk}", after={"sheet": str(sheet)})
    return sheet


@transaction.atomic
def start_revision(*, sheet: Sheet, by: User, at: datetime, reason: str = "") -> Revision:
    """Begin a revision as a complete copy of the last approved one.

    A correction of an approved sheet needs a reason. Raises LockedError while another revision of the sheet is open.
    """
    access.require(by, Role.CLERK, dataset=sheet.dataset, on=_day(at))
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.revisions.open().exists():
        raise LockedError(_("この年度報告には作成中の版があります。その版を編集するか、取り消してから訂正版を作成してください。"))
    last = sheet.revisions.order_by("-number").first()
    if last and not reason.strip():
        raise ValidationError(_("訂正の理由を入力してください。"))
    revision = Revision.objects.create(sheet=sheet, number=last.number + 1 if last else 1, reason=reason)
    if last:
        _copy_values(last, revision)
    record(action="ledger.revision.started", by=by, target=_target(revision), after={"number": revision.number}, reason=reason)
    return revision


@transaction.atomic
def record_values(*, revision: Revision, lines: Sequence[Line], by: User, at: datetime, lock_version: int) -> Revision:
    """Write the lines into an open revision, each replacing the value with the same item, measure, year, basis and as-of.

    All or nothing. Raises LockedError when the revision is not open, StaleError when someone saved since `lock_version` was read,
    ValidationError for an unknown item or an inconsistent line.
    """
    access.require(by, Role.CLERK, dataset=revision.sheet.dataset, on=_day(at))
    changed = Revision.objects.filter(pk=revision.pk, state__in=EDITABLE, lock_version=lock_version).update(lock_version=lock_version + 1)
    if not changed:
        _explain_refusal(revision, seen=lock_version)
    before, after = {}, {}
    for value in _build(revision, lines):
        clean_value(value)
        previous = revision.values.select_related("item", "document").filter(**value_key(value)).first()
        if previous:
            before[_label(previous)] = _shown(previous)
            value.pk = previous.pk
        value.save()
        after[_label(value)] = _shown(value)
    record(action="ledger.values.recorded", by=by, target=_target(revision), before=before, after=after)
    revision.refresh_from_db()
    return revision


@transaction.atomic
def submit_revision(*, revision: Revision, by: User, at: datetime) -> Revision:
    """Ask for approval. Raises LockedError from any state but 作成中 and 差戻し, ValidationError for an empty revision."""
    access.require(by, Role.CLERK, dataset=revision.sheet.dataset, on=_day(at))
    if not _locked(revision).values.exists():
        raise ValidationError(_("値が1件も入力されていないため、確認を依頼できません。"))
    _move(revision, RevisionState.SUBMITTED, submitted_by=by, submitted_at=at)
    record(action="ledger.revision.submitted", by=by, target=_target(revision))
    return revision


@transaction.atomic
def return_revision(*, revision: Revision, by: User, at: datetime, reason: str) -> Revision:
    """Send a submitted revision back to the clerk. The reason stands in the audit entry: the revision's own is why it was started."""
    access.require(by, Role.APPROVER, dataset=revision.sheet.dataset, on=_day(at))
    if not reason.strip():
        raise ValidationError(_("差戻しの理由を入力してください。"))
    _move(revision, RevisionState.RETURNED)
    record(action="ledger.revision.returned", by=by, target=_target(revision), reason=reason)
    return revision


@transaction.atomic
def approve_revision(*, revision: Revision, by: User, at: datetime) -> Revision:
    """Put a submitted revision in force from today (in Japan). Raises ValidationError when `by` submitted it (four eyes)."""
    access.require(by, Role.APPROVER, dataset=revision.sheet.dataset, on=_day(at))
    current = _locked(revision)  # first: a value that another transaction is just writing has to be in the fingerprint or refused
    if current.submitted_by_id == by.pk:
        raise ValidationError(_("自ら入力した報告は承認できません。別の承認者に依頼してください。"))
    digest = fingerprint(revision.values.select_related("item", "document"))
    _move(revision, RevisionState.APPROVED, approved_by=by, approved_at=at, known_on=_day(at), sha256=digest)
    record(action="ledger.revision.approved", by=by, target=_target(revision), after={"sha256": digest, "known_on": _day(at)})
    return revision


@transaction.atomic
def discard_revision(*, revision: Revision, by: User, at: datetime) -> None:
    """Drop an open revision with its values; the audit entry keeps what it held."""
    access.require(by, Role.CLERK, dataset=revision.sheet.dataset, on=_day(at))
    current = _locked(revision)
    if current.state not in EDITABLE or current.lock_version != revision.lock_version:
        _explain_refusal(revision, seen=revision.lock_version)
    held = {_label(value): _shown(value) for value in current.values.select_related("item", "document")}
    record(action="ledger.revision.discarded", by=by, target=_target(current), before=held)
    current.delete()


def _move(revision: Revision, to: RevisionState, **fields: object) -> None:
    """Change the state in one UPDATE that only succeeds from a state that allows it, so that two people cannot both decide."""
    allowed = [state for state, nexts in TRANSITIONS.items() if to in nexts]
    moved = Revision.objects.filter(pk=revision.pk, state__in=allowed, lock_version=revision.lock_version).update(
        state=to, lock_version=revision.lock_version + 1, **fields
    )
    if not moved:
        _explain_refusal(revision, seen=revision.lock_version)
    revision.refresh_from_db()


def _locked(revision: Revision) -> Revision:
    """Return the revision as it stands, locked until the transaction ends. Raises LockedError when it was discarded."""
    current = Revision.objects.select_for_update().filter(pk=revision.pk).first()
    return current or _explain_refusal(revision, seen=revision.lock_version)


def _explain_refusal(revision: Revision, *, seen: int) -> NoReturn:
    """Raise the error that says why nothing was written. seen: the lock version that the user's work was based on."""
    current = Revision.objects.filter(pk=revision.pk).first()
    if current is None:
        raise LockedError(_("この版は取り消されています。年度報告の画面から、もう一度作成を開始してください。"))
    if current.state == RevisionState.APPROVED:
        raise LockedError(
            _("%(day)sに承認済みのため変更できません。修正は「訂正版を作成」から行ってください。")
            % {"day": date_long(current.known_on) if current.known_on else ""}
        )
    if current.lock_version != seen:
        raise StaleError(_("他の利用者が先に保存しました。両方の値を確認し、採用する値を選択してください。"))
    raise LockedError(_("「%(state)s」の版にはこの操作を行えません。") % {"state": current.get_state_display()})


def _build(revision: Revision, lines: Sequence[Line]) -> list[Value]:
    dataset = revision.sheet.dataset
    items = {item.code: item for item in Item.objects.filter(dataset=dataset, code__in={line.item for line in lines})}
    documents = {document.code: document for document in SourceDocument.objects.filter(code__in={line.document for line in lines})}
    unknown = [line.item for line in lines if line.item not in items]
    unknown += [line.document for line in lines if line.document and line.document not in documents]
    if unknown:
        raise ValidationError(_("登録されていない項目又は資料です：%(codes)s") % {"codes": "、".join(unknown)})
    foreign = [line.item for line in lines if line.measure not in registry.get(dataset).measures]
    if foreign:
        raise ValidationError(_("このデータ区分にはない種類の値です：%(codes)s") % {"codes": "、".join(foreign)})
    return [build_value(revision, line, items[line.item], documents.get(line.document)) for line in lines]


def build_value(revision: Revision, line: Line, item: Item, document: SourceDocument | None) -> Value:
    """Return the unsaved value of a line, with the sheet's and the item's defaults filled in."""
    sheet = revision.sheet
    return Value(
        revision=revision,
        item=item,
        measure=line.measure,
        fiscal_year=None if line.undated else line.fiscal_year or sheet.fiscal_year,
        period_end=line.period_end,
        basis=line.basis or sheet.basis,
        as_of=line.as_of or (None if line.undated else sheet.as_of),
        value=line.value,
        upper=line.upper,
        missing=line.missing,
        qualifier=line.qualifier,
        unit=line.unit or item.unit,
        printed=line.printed,
        note=line.note,
        document=document,
        section=line.section,
    )


def clean_value(value: Value) -> None:
    """Raise ValidationError for a value that contradicts itself. No query: the database's own constraints stand behind it."""
    value.full_clean(exclude=["revision", "item", "document"], validate_unique=False, validate_constraints=False)


def _copy_values(source: Revision, into: Revision) -> None:
    copies = list(source.values.all())
    for value in copies:
        value.pk, value.revision = None, into
    Value.objects.bulk_create(copies)


def value_key(value: Value) -> dict[str, object]:
    names = ("item", "measure", "fiscal_year", "period_end", "basis", "as_of")
    return {name: getattr(value, name) for name in names}


def _label(value: Value) -> str:
    parts = (value.item.code, value.measure, value.fiscal_year, value.period_end, value.basis, value.as_of)
    return " ".join(str(part) for part in parts if part is not None)


def _shown(value: Value) -> str:
    """Return everything that is recorded of a value, so that the audit entry also shows a change of its note or source alone."""
    number = "～".join(f"{bound.normalize():f}" for bound in (value.value, value.upper) if bound is not None)
    source = f"{value.document.code if value.document else ''} {value.section}".strip()
    parts = (f"{value.qualifier}{number}{value.missing} {value.unit}", value.printed, value.note, source)
    return " | ".join(part for part in parts if part)


def _target(revision: Revision) -> str:
    return f"ledger.revision:{revision.pk}"


def _day(at: datetime) -> date:
    return timezone.localdate(at)
