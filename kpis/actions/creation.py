"""A plan period with everything it consists of, made in one transaction, its targets waiting for approval in the ledger."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit import registry
from audit.actions import RowChange, record, record_many
from audit.snapshots import fields_of, target_of
from iconm.lib.choices import Basis, Measure
from iconm.lib.fiscal_year import FiscalYear
from kpis.actions.drafts import locked
from kpis.models import DATASET, Goal, Indicator, Objective, PlanIndicator, PlanPeriod, Succession, Wording
from kpis.planning.checks import doubted_years, findings
from kpis.planning.plan import NewDocument, NewLine, NewPlan
from kpis.planning.preview import item_code
from kpis.queries.planning import OldPlan
from ledger import actions as ledger
from ledger.actions import Line, Typed
from ledger.cells import CellKey
from ledger.choices import Weight
from ledger.models import Draft, Item, Revision, SourceDocument

ORDER_STEP = 10
T = TypeVar("T", bound=Model)


@transaction.atomic
def create_plan(*, plan: NewPlan, old: OldPlan, draft: Draft, seen: int, by: User, at: datetime) -> PlanPeriod:
    """Make the plan of a draft, whose version the user saw, and drop the draft.

    The targets become an open revision of a sheet of their own; approval puts them in force. No actual is written. Each register
    row leaves an entry of its own; the plan's lists the rows made, in order: `withdraw_plan` removes these and no others. Raises
    ValidationError with every finding that keeps the plan from being made, and StaleError and GoneError as `save_draft` does.
    """
    access.require(by, Role.CLERK, dataset=DATASET, on=timezone.localdate(at))
    current = locked(draft, seen=seen)
    blocking = [finding for finding in findings(plan, old) if finding.weight != Weight.HINT]
    if blocking:
        raise ValidationError([f"{finding.label}：{finding.message}" for finding in blocking])
    maker = _Maker(plan, old)
    period = maker.make()
    record_many(by=by, changes=[_added(row) for row in maker.made], reason=_("計画期間の作成：%(plan)s") % {"plan": period.name})
    revision = _record_targets(plan, old, by=by, at=at)
    if revision:
        maker.made.append(revision.sheet)
    record(action="kpis.plan.created", by=by, target=target_of(period), after=_told(plan) | {"created": maker.targets()})
    current.delete()
    return period


class _Maker:
    """Makes the register rows of one plan and remembers them in the order they were made."""

    def __init__(self, plan: NewPlan, old: OldPlan) -> None:
        self.plan, self.old = plan, old
        self.made: list[Model] = []
        self.order = Item.objects.filter(dataset=DATASET).aggregate(last=Max("order"))["last"] or 0
        self.indicators: dict[str, Indicator] = {indicator.code: indicator for indicator in Indicator.objects.select_related("item")}
        self.objectives: dict[str, Objective] = {objective.code: objective for objective in Objective.objects.all()}

    def make(self) -> PlanPeriod:
        plan = self.plan
        document = self._document()
        period = self._save(
            PlanPeriod(
                code=plan.code,
                name=plan.name,
                first_year=plan.first_year,
                last_year=plan.last_year,
                predecessor_id=self.old.pk,
                goals_note=plan.goals_note,
            )
        )
        for order, goal in enumerate(plan.goals, start=1):
            code = f"{plan.code}-goal-{order}"
            self._save(Goal(code=code, name=goal.text, plan=period, target_year=goal.target_year, order=order))
        for order, line in enumerate(plan.going_on(), start=1):
            self._place(line, period, document, order)
        return period

    def targets(self) -> list[str]:
        return [target_of(row) for row in self.made]

    def _document(self) -> SourceDocument:
        wanted = self.plan.document
        document: SourceDocument
        if isinstance(wanted, NewDocument):
            name, body, occasion = wanted.name, wanted.body, wanted.occasion
            fields = {"name": name, "body": body, "occasion": occasion, "dated_on": wanted.dated_on}
            document = self._save(SourceDocument(code=wanted.code, **fields))
        else:
            document = _known({paper.code: paper for paper in SourceDocument.objects.filter(code=wanted)}, wanted)
        return document

    def _place(self, line: NewLine, period: PlanPeriod, document: SourceDocument, order: int) -> None:
        indicator = self._indicator(line)
        place = self._save(
            PlanIndicator(
                plan=period,
                indicator=indicator,
                objective=_known(self.objectives, line.objective),
                order=order,
                target_type=line.target_type,
                narrative=line.narrative,
                scheme=line.scheme,
                significance=line.significance,
                mark=line.mark,
                footnote=line.footnote,
            )
        )
        self._save(Wording(plan_indicator=place, document=document, label=line.label, is_in_force=True))

    def _indicator(self, line: NewLine) -> Indicator:
        """Return the indicator of a line. A new definition is a new indicator with an item of its own: two definitions share no series."""
        if not line.is_new_indicator:
            return _known(self.indicators, line.code)
        self.order += ORDER_STEP
        item = self._save(
            Item(
                code=item_code(line, self.old),
                dataset=DATASET,
                name=line.label,
                unit=line.unit,
                kind=line.kind,
                decimals=line.decimals,
                minimum=line.minimum,
                maximum=line.maximum,
                order=self.order,
            )
        )
        fields = {"name": line.label, "direction": line.direction, "definition": line.definition}
        indicator = self._save(Indicator(code=line.code, item=item, **fields))
        if line.old:
            predecessor = _known(self.indicators, line.old)
            self._save(Succession(old=predecessor, new=indicator, kind=line.succession, note=line.succession_note))
        return indicator

    def _save(self, row: T) -> T:
        row.full_clean()
        row.save()
        self.made.append(row)
        return row


def _known(rows: dict[str, T], code: str) -> T:
    if code not in rows:
        raise ValidationError(_("登録されていない項目又は資料です：%(codes)s") % {"codes": code})
    return rows[code]


def _record_targets(plan: NewPlan, old: OldPlan, *, by: User, at: datetime) -> Revision | None:
    """Enter the targets as the clerk would; None for a plan whose targets are all told in words."""
    lines = [line for place in plan.going_on() for line in _target_lines(place, plan, old)]
    if not lines:
        return None
    as_of = FiscalYear(plan.last_year).end
    sheet = ledger.open_sheet(dataset=DATASET, fiscal_year=plan.first_year, basis=Basis.PLAN, as_of=as_of, by=by, at=at)
    revision = ledger.start_revision(sheet=sheet, by=by, at=at)
    revision = ledger.record_values(revision=revision, lines=lines, by=by, at=at, lock_version=revision.lock_version)
    reasons = [Typed(key=key, reason=reason) for place in plan.going_on() for key, reason in _reasons(place, old)]
    if reasons:
        ledger.save_cells(revision=revision, entries=reasons, by=by, at=at)
    return revision


def _reasons(line: NewLine, old: OldPlan) -> Iterator[tuple[str, str]]:
    """Yield the cells of doubtful targets with the note of their line, where the approver will look for it."""
    for year in sorted(doubted_years(line, old.line(line.old))):
        key = CellKey(item_code(line, old), Measure.TARGET.value, year, None, Basis.PLAN.value, FiscalYear(year).end)
        yield str(key), line.note


def _target_lines(line: NewLine, plan: NewPlan, old: OldPlan) -> Iterator[Line]:
    for target in line.targets:
        yield Line(
            item=item_code(line, old),
            measure=Measure.TARGET.value,
            fiscal_year=target.year,
            as_of=FiscalYear(target.year).end,
            value=target.value,
            upper=target.upper,
            missing=target.missing,
            document=plan.document_code,
        )


def _added(row: Model) -> RowChange:
    return RowChange(registry.model_code(type(row), registry.ADDED), target_of(row), None, fields_of(row))


def _told(plan: NewPlan) -> dict[str, object]:
    return {
        "plan": plan.code,
        "name": plan.name,
        "first_year": plan.first_year,
        "last_year": plan.last_year,
        "predecessor": plan.predecessor,
        "gap_reason": plan.gap_reason,
        "indicators": {line.code or line.old: line.fate.value for line in plan.lines},
    }
