"""The life of a revision: opened, filled line by line, submitted, taken back, returned, approved, discarded."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from audit.models import Entry
from iconm.lib.choices import Basis
from ledger import registry
from ledger.actions.checking import keep_findings
from ledger.actions.notices import Event, tell
from ledger.actions.writing import (
    LockedError,
    clean_value,
    explain_refusal,
    label,
    replace_values,
    shown,
    take_lock,
    target,
)
from ledger.actions.years import require_open_year
from ledger.calculations import fingerprint
from ledger.cells import CellKey
from ledger.choices import EDITABLE, TRANSITIONS, RevisionState
from ledger.grid import crosschecks
from ledger.grid.checks import find
from ledger.grid.findings import Finding
from ledger.grid.rows import load_grid
from ledger.models import Cell, Item, Revision, Sheet, SourceDocument, Value

ENTERED = "ledger.values."  # how the audit codes of everything that enters values begin


class UnsettledError(ValidationError):
    """The draft is not ready to be submitted. findings: what is in the way."""

    def __init__(self, message: str, findings: Sequence[Finding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


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
    """Create the sheet of a return.

    Raises ValidationError when it exists already and for a due date that has passed, LockedError when the year is closed, KeyError for an
    unknown dataset.
    """
    registry.get(dataset)
    access.require(by, Role.CLERK, dataset=dataset, on=_day(at))
    require_ahead(due_on, at)
    require_open_year(fiscal_year=fiscal_year, dataset=dataset, on=_day(at))
    sheet = Sheet(dataset=dataset, fiscal_year=fiscal_year, basis=basis, as_of=as_of, due_on=due_on)
    sheet.full_clean()
    sheet.save()
    record(action="ledger.sheet.opened", by=by, target=f"ledger.sheet:{sheet.pk}", after={"sheet": str(sheet)})
    return sheet


def require_ahead(due_on: date | None, at: datetime) -> None:
    """Raise ValidationError for a due date that has passed."""
    if due_on and due_on < _day(at):
        raise ValidationError({"due_on": _("提出期限には、本日以後の日付を入力してください。")})


@transaction.atomic
def start_revision(*, sheet: Sheet, by: User, at: datetime, reason: str = "") -> Revision:
    """Begin a revision as a complete copy of the last approved one.

    A correction of an approved sheet needs a reason. Raises LockedError while another revision of the sheet is open, or its year closed.
    """
    access.require(by, Role.CLERK, dataset=sheet.dataset, on=_day(at))
    require_open_year(fiscal_year=sheet.fiscal_year, dataset=sheet.dataset, on=_day(at))
    Sheet.objects.select_for_update().get(pk=sheet.pk)  # two clerks would start the same number
    if sheet.revisions.open().exists():
        raise LockedError(_("この年度報告には作成中の版があります。その版を編集するか、取り消してから訂正版を作成してください。"))
    last = sheet.revisions.order_by("-number").first()
    if last and not reason.strip():
        raise ValidationError(_("訂正の理由を入力してください。"))
    number = last.number + 1 if last else 1
    revision = Revision.objects.create(sheet=sheet, number=number, reason=reason, started_by=by, started_at=at)
    if last:
        _copy(last, revision)
    record(action="ledger.revision.started", by=by, target=target(revision), after={"number": revision.number}, reason=reason)
    return revision


@transaction.atomic
def record_values(*, revision: Revision, lines: Sequence[Line], by: User, at: datetime, lock_version: int) -> Revision:
    """Write the lines into an open revision, each replacing the value with the same item, measure, year, basis and as-of.

    All or nothing. Raises LockedError when the revision is not open, StaleError when someone saved since `lock_version` was read,
    ValidationError for an unknown item or an inconsistent line.
    """
    access.require(by, Role.CLERK, dataset=revision.sheet.dataset, on=_day(at))
    take_lock(revision, seen=lock_version)
    values = _build(revision, lines)
    for value in values:
        clean_value(value)
    keys = {str(CellKey.of(value)): value for value in values}
    former = _held(revision, keys)
    replace_values(revision, former=former, values=list(keys.values()))
    revision.cells.filter(key__in=list(keys)).exclude(typed="").update(typed="")  # what was typed there is no longer what holds
    record(
        action="ledger.values.recorded",
        by=by,
        target=target(revision),
        before={label(value): shown(value) for value in former.values()},
        after={label(value): shown(value) for value in values},
    )
    revision.refresh_from_db()
    return revision


@transaction.atomic
def submit_revision(*, revision: Revision, by: User, at: datetime) -> Revision:
    """Ask for approval, after all checks ran once more.

    Raises LockedError from any state but 作成中 and 差戻し and for a closed year, whose leave to be corrected may have ended meanwhile,
    ValidationError for an empty revision, UnsettledError while an error stands or a doubt has no reason.
    """
    sheet = revision.sheet
    access.require(by, Role.CLERK, dataset=sheet.dataset, on=_day(at))
    require_open_year(fiscal_year=sheet.fiscal_year, dataset=sheet.dataset, on=_day(at))
    if not _locked(revision).values.exists():
        raise ValidationError(_("値が1件も入力されていないため、確認を依頼できません。"))
    if revision.state in EDITABLE:
        _require_settled(revision, at)
    _move(revision, RevisionState.SUBMITTED, submitted_by=by, submitted_at=at)
    record(action="ledger.revision.submitted", by=by, target=target(revision))
    tell(Event.SUBMITTED, sheet=sheet, actor=by)
    return revision


@transaction.atomic
def recall_revision(*, revision: Revision, by: User, at: datetime) -> Revision:
    """Take a submitted revision back to work on it, as long as nobody has decided about it."""
    access.require(by, Role.CLERK, dataset=revision.sheet.dataset, on=_day(at))
    submitted = {"submitted_by": revision.submitted_by_id, "submitted_at": revision.submitted_at}
    _move(revision, RevisionState.DRAFT, submitted_by=None, submitted_at=None)
    record(action="ledger.revision.recalled", by=by, target=target(revision), before=submitted)
    return revision


@transaction.atomic
def return_revision(*, revision: Revision, by: User, at: datetime, reason: str) -> Revision:
    """Send a submitted revision back to the clerk. The reason stands in the audit entry: the revision's own is why it was started."""
    access.require(by, Role.APPROVER, dataset=revision.sheet.dataset, on=_day(at))
    if not reason.strip():
        raise ValidationError(_("差戻しの理由を入力してください。"))
    _move(revision, RevisionState.RETURNED)
    record(action="ledger.revision.returned", by=by, target=target(revision), reason=reason)
    tell(Event.RETURNED, sheet=revision.sheet, actor=by)
    return revision


@transaction.atomic
def approve_revision(*, revision: Revision, by: User, at: datetime) -> Revision:
    """Put a submitted revision in force from today (in Japan). Raises ValidationError when `by` entered or submitted it (four eyes)."""
    access.require(by, Role.APPROVER, dataset=revision.sheet.dataset, on=_day(at))
    current = _locked(revision)  # first: a value that another transaction is just writing has to be in the fingerprint or refused
    if by.pk in (current.submitted_by_id, current.started_by_id) or _has_entered(by, current):
        raise ValidationError(_("自ら入力した報告は承認できません。別の承認者に依頼してください。"))
    digest = fingerprint(revision.values.select_related("item", "document"))
    _move(revision, RevisionState.APPROVED, approved_by=by, approved_at=at, known_on=_day(at), sha256=digest)
    record(action="ledger.revision.approved", by=by, target=target(revision), after={"sha256": digest, "known_on": _day(at)})
    tell(Event.APPROVED, sheet=revision.sheet, actor=by)
    return revision


@transaction.atomic
def discard_revision(*, revision: Revision, by: User, at: datetime) -> None:
    """Drop an open revision with its values; the audit entry keeps what it held."""
    access.require(by, Role.CLERK, dataset=revision.sheet.dataset, on=_day(at))
    current = _locked(revision)
    if current.state not in EDITABLE or current.lock_version != revision.lock_version:
        explain_refusal(revision, seen=revision.lock_version)
    held = {label(value): shown(value) for value in current.values.select_related("item", "document")}
    record(action="ledger.revision.discarded", by=by, target=target(current), before=held)
    current.delete()


def _require_settled(revision: Revision, at: datetime) -> None:
    grid = load_grid(revision, on=_day(at))
    across = keep_findings(grid=grid, found=crosschecks.run(grid, on=_day(at)), at=at)
    blocking = [finding for finding in (*find(grid), *across) if finding.blocks]
    if blocking:
        message = _("誤り又は理由の未入力が%(number)s件あるため、確認を依頼できません。該当欄を確認してください。")
        raise UnsettledError(message % {"number": len(blocking)}, blocking)


def _has_entered(user: User, revision: Revision) -> bool:
    return Entry.objects.about(target(revision)).filter(actor=user, action__startswith=ENTERED).exists()


def _move(revision: Revision, to: RevisionState, **fields: object) -> None:
    """Change the state in one UPDATE that only succeeds from a state that allows it, so that two people cannot both decide."""
    allowed = [state for state, nexts in TRANSITIONS.items() if to in nexts]
    moved = Revision.objects.filter(pk=revision.pk, state__in=allowed, lock_version=revision.lock_version).update(
        state=to, lock_version=revision.lock_version + 1, **fields
    )
    if not moved:
        explain_refusal(revision, seen=revision.lock_version)
    revision.refresh_from_db()


def _locked(revision: Revision) -> Revision:
    """Return the revision as it stands, locked until the transaction ends. Raises LockedError when it was discarded."""
    current = Revision.objects.select_for_update().filter(pk=revision.pk).first()
    return current or explain_refusal(revision, seen=revision.lock_version)


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


def _held(revision: Revision, keys: Container[str]) -> dict[str, Value]:
    """Return the values the revision holds under the keys. One query."""
    held = {str(CellKey.of(value)): value for value in revision.values.select_related("item", "document")}
    return {key: value for key, value in held.items() if key in keys}


def _copy(source: Revision, into: Revision) -> None:
    """Copy the values, and what was said about them; not what was typed, which they have become."""
    values, cells = list(source.values.all()), list(source.cells.all())
    for value in values:
        value.pk, value.revision = None, into
    for cell in cells:
        cell.pk, cell.revision, cell.typed = None, into, ""
    Value.objects.bulk_create(values)
    Cell.objects.bulk_create(cells)


def _day(at: datetime) -> date:
    return timezone.localdate(at)
