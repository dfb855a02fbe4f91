"""Rows of the ledger with fixed, readable values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions import Line
from ledger.calculations import fingerprint
from ledger.choices import Origin, RevisionState
from ledger.models import Item, Revision, Sheet, SourceDocument, Value

NOON = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)  # in Japan
TODAY = date(2026, 2, 10)
R6_END = date(2025, 3, 31)
DATASET = "statement"


def make_item(code: str = "income-city", *, dataset: str = DATASET, **fields: Any) -> Item:
    return Item.objects.create(**{"code": code, "dataset": dataset, "name": f"項目 {code}", "unit": "千円", "kind": "flow"} | fields)


def make_document(code: str = "committee-2026") -> SourceDocument:
    return SourceDocument.objects.create(code=code, name="運営について", body="本部", occasion="総務委員会資料", dated_on=TODAY)


def make_sheet(fiscal_year: int = 2024, *, dataset: str = DATASET, basis: str = Basis.SETTLED, as_of: date | None = None) -> Sheet:
    """Create a sheet about the whole year unless as_of says less."""
    return Sheet.objects.create(dataset=dataset, fiscal_year=fiscal_year, basis=basis, as_of=as_of or date(fiscal_year + 1, 3, 31))


def make_value(revision: Revision, item: Item, number: int | str | None = 1, **fields: Any) -> Value:
    """Create an amount with the sheet's year, basis and as-of."""
    return Value.objects.create(**_value_fields(revision, item, number) | fields)


def make_draft(sheet: Sheet, **numbers: int) -> Revision:
    """Create an open revision; numbers: a value for each item, code_with_underscores=number."""
    revision = Revision.objects.create(sheet=sheet, number=sheet.revisions.count() + 1)
    for code, number in numbers.items():
        make_value(revision, Item.objects.get(code=code.replace("_", "-")), number)
    return revision


def make_past(sheet: Sheet) -> Revision:
    """Create an open revision of history, to be filled and then approved by `approve_as_history`."""
    return Revision.objects.create(sheet=sheet, number=sheet.revisions.count() + 1, source=Origin.HISTORY)


def make_known(sheet: Sheet, known_on: date, item: Item, number: int | str | None = 1, **fields: Any) -> Revision:
    """Create a revision approved on that day, with one amount."""
    revision = make_past(sheet)
    make_value(revision, item, number, **fields)
    approve_as_history([revision], known_on)
    return revision


def make_many_known(*, sheets: int, years: int, known_on: date) -> None:
    """Fill so many sheets with one amount for each of so many years."""
    item = make_item(parent=make_item("income"))
    revisions = [make_past(make_sheet(1990 + n)) for n in range(sheets)]
    Value.objects.bulk_create(
        Value(**_value_fields(revision, item, year) | {"fiscal_year": 2000 + year, "as_of": date(2001 + year, 3, 31)})
        for revision in revisions
        for year in range(years)
    )
    approve_as_history(revisions, known_on)


def _value_fields(revision: Revision, item: Item, number: int | str | None) -> dict[str, Any]:
    sheet = revision.sheet
    return {
        "revision": revision,
        "item": item,
        "measure": "amount",
        "fiscal_year": sheet.fiscal_year,
        "basis": sheet.basis,
        "as_of": sheet.as_of,
        "value": None if number is None else Decimal(number),
        "missing": "pending" if number is None else "",
        "unit": item.unit,
    }


def approve_as_history(revisions: Sequence[Revision], known_on: date) -> None:
    for revision in revisions:
        Revision.objects.filter(pk=revision.pk).update(
            state=RevisionState.APPROVED,
            known_on=known_on,
            approved_at=NOON,
            sha256=fingerprint(revision.values.all()),
        )
        revision.refresh_from_db()


def enter(sheet: Sheet, *lines: Line, by: User, at: datetime = NOON, reason: str = "") -> Revision:
    """Start a revision and record the lines, as a clerk does."""
    revision = actions.start_revision(sheet=sheet, by=by, at=at, reason=reason)
    return actions.record_values(revision=revision, lines=lines, by=by, at=at, lock_version=revision.lock_version)


def enter_and_approve(sheet: Sheet, *lines: Line, clerk: User, approver: User, at: datetime = NOON, reason: str = "") -> Revision:
    revision = actions.submit_revision(revision=enter(sheet, *lines, by=clerk, at=at, reason=reason), by=clerk, at=at)
    return actions.approve_revision(revision=revision, by=approver, at=at)


def approve_unchecked(revision: Revision, *, clerk: User, approver: User) -> None:
    """Submit and approve without the checks, which take most of the time of a small test."""
    rows = Revision.objects.filter(pk=revision.pk)
    rows.update(state=RevisionState.SUBMITTED, submitted_by=clerk, submitted_at=NOON)
    rows.update(approved_by=approver)
    approve_as_history([revision], TODAY)


def line(item: str = "income-city", number: int | str | None = 130000, **fields: Any) -> Line:
    return Line(item=item, measure="amount", value=None if number is None else Decimal(number), **fields)


@dataclass(frozen=True)
class Content:
    """Everything approved that nothing may ever change, to be compared before and after."""

    revisions: list[dict[str, Any]]
    values: list[dict[str, Any]]
    sheets: list[dict[str, Any]]
    items: list[dict[str, Any]]
    documents: list[dict[str, Any]]


def approved_content() -> Content:
    revisions = Revision.objects.approved().order_by("pk")
    values = Value.objects.filter(revision__in=revisions).order_by("pk")
    sheets = Sheet.objects.filter(revisions__in=revisions).distinct().order_by("pk")
    items = Item.objects.filter(values__in=values).distinct().order_by("pk")
    documents = SourceDocument.objects.filter(pk__in=values.exclude(document=None).values("document")).order_by("pk")
    return Content(
        revisions=list(revisions.values()),
        values=list(values.values()),
        sheets=list(sheets.values("id", "dataset", "fiscal_year", "basis", "as_of")),
        items=list(items.values("id", "code", "dataset")),
        documents=list(documents.values("id", "code")),
    )
