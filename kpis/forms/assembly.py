"""The whole draft under its forms: what can be made of it, and everything that is wrong or doubtful, step by step."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.utils.translation import gettext as _

from kpis.forms.fields import Choices
from kpis.forms.lines import GoalForm, LineForm
from kpis.forms.period import PeriodForm
from kpis.forms.targets import TargetForm
from kpis.models import Objective
from kpis.planning import checks
from kpis.planning.draft import CONFIRM, INDICATORS, PERIOD, STEPS, TARGETS, PlanDraft
from kpis.planning.plan import Finding, NewLine, NewPlan
from kpis.planning.suggest import target_type_of
from kpis.queries.planning import OldPlan
from ledger.choices import Weight


@dataclass(frozen=True)
class Offers:
    """What the forms let people choose from, read once for a page."""

    objectives: Choices
    documents: Choices


class Assembly:
    """A draft with its forms. plan: None while a form is wrong."""

    def __init__(self, content: PlanDraft, old: OldPlan, offers: Offers) -> None:
        self.content, self.old, self.offers = content, old, offers
        self.period = PeriodForm(content.period, documents=offers.documents)
        self.lines = [LineForm(line, old=old.line(line.old), objectives=offers.objectives) for line in content.lines]
        self.goals = [GoalForm(goal) for goal in content.goals]

    @cached_property
    def years(self) -> range | None:
        """Return the years of the plan; None while they are not known."""
        first, last = self._bounds()
        return range(first, last + 1) if first and last and first <= last < first + checks.LONGEST else None

    @cached_property
    def targets(self) -> list[TargetForm]:
        """Return the forms of the lines that go on; none while the years are not known."""
        if self.years is None:
            return []
        return [TargetForm(self._target_fields(form), line=form, years=self.years) for form in self.lines if not form.is_ended]

    @cached_property
    def findings(self) -> list[Finding]:
        return sorted(self._findings(), key=lambda finding: STEPS.index(finding.step))

    @cached_property
    def plan(self) -> NewPlan | None:
        if self.years is None or not all(form.is_valid() for form in self._forms()):
            return None
        data = self.period.cleaned_data
        return NewPlan(
            code=data["code"],
            name=data["name"],
            predecessor=self.old.code,
            first_year=data["first_year"],
            last_year=data["last_year"],
            gap_reason=data["gap_reason"],
            goals_note=data["goals_note"],
            document=self.period.source(),
            goals=tuple(goal for form in self.goals if (goal := form.new_goal())),
            lines=tuple(self._new_lines()),
        )

    @property
    def can_be_made(self) -> bool:
        return self.plan is not None and all(finding.weight == Weight.HINT for finding in self.findings)

    def of_step(self, step: str) -> list[Finding]:
        return self.findings if step == CONFIRM else [finding for finding in self.findings if finding.step == step]

    def lock(self) -> None:
        """Make every field one to look at, for those who do not write."""
        for form in self._forms():
            for field in form.fields.values():
                field.widget.attrs["disabled"] = True

    def _forms(self) -> Iterator[forms.Form]:
        yield self.period
        yield from self.lines
        yield from self.goals
        yield from self.targets

    def _findings(self) -> Iterator[Finding]:
        for step in (PERIOD, INDICATORS, TARGETS):
            if step not in self.content.saved:
                yield _unsaved(step)
        yield from _form_findings(PERIOD, [self.period])
        first, last = self._bounds()
        if first and last:
            yield from checks.period_findings(first, last, self.content.period.get("gap_reason", ""), self.old)
        yield from _form_findings(INDICATORS, [*self.lines, *self.goals])
        yield from checks.line_findings([form.new_line(target_type="") for form in self.lines if form.is_valid()], self.old)
        yield from _form_findings(TARGETS, self.targets)
        for line in self._new_lines() if self.years else ():
            if line.fate != "ended":
                yield from checks.target_findings(line, self.years or range(0), self.old.line(line.old))

    def _new_lines(self) -> Iterator[NewLine]:
        """Yield the lines that are right, with their targets; ended ones have none."""
        targets = {form.line.line.key: form for form in self.targets}
        for form in self.lines:
            target = targets.get(form.line.key)
            if form.is_valid() and target is None:
                yield form.new_line(target_type="")
            elif form.is_valid() and target and target.is_valid():
                data = target.cleaned_data
                narrative = data["narrative"] if target.is_narrative else ""
                kind = data["target_type"]
                yield form.new_line(target_type=kind, narrative=narrative, targets=target.targets(), note=data["note"])

    def _target_fields(self, form: LineForm) -> dict[str, str]:
        kept = self.content.targets.get(form.line.key, {})
        return {"target_type": target_type_of(form.line, self.old), **kept}

    def _bounds(self) -> tuple[int | None, int | None]:
        """Return the first and the last year as far as they can be read, whatever else is wrong with the period."""
        self.period.is_valid()  # fills in what could be read
        data = self.period.cleaned_data
        return data.get("first_year"), data.get("last_year")


def assemble(content: PlanDraft, old: OldPlan, *, documents: Choices) -> Assembly:
    """Return the draft under its forms. One query for the objectives; the code of the plan costs another when it is checked."""
    objectives = [(objective.code, objective.name) for objective in Objective.objects.order_by("order")]
    return Assembly(content, old, Offers(objectives, documents))


def _form_findings(step: str, wrong: Iterable[PeriodForm | LineForm | GoalForm | TargetForm]) -> Iterator[Finding]:
    for form in wrong:
        for name, messages in form.errors.items():
            field = form[name]
            label = " ".join(part for part in (str(getattr(form, "name", "")), str(field.label)) if part)
            for message in messages:
                anchor = field.id_for_label
                yield Finding(weight=Weight.ERROR, step=step, anchor=anchor, label=label, message=str(message))


def _unsaved(step: str) -> Finding:
    message = _("この段階はまだ保存していません。内容を確認して、保存してください。")
    return Finding(weight=Weight.ERROR, step=step, anchor="", label=step_label(step), message=message)


def step_label(step: str) -> str:
    return {PERIOD: _("期間"), INDICATORS: _("指標"), TARGETS: _("目標値"), CONFIRM: _("確認")}[step]
