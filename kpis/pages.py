"""What the pages of the wizard show: the draft under its forms, the steps, and before the plan is made how it will print."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.table import Table
from kpis.choices import Change, Fate
from kpis.forms.assembly import Assembly, assemble, step_label
from kpis.forms.fields import Choices
from kpis.forms.period import PeriodForm, document_choices
from kpis.forms.targets import TargetForm
from kpis.planning.draft import CONFIRM, INDICATORS, KIND, PERIOD, STEPS, PlanDraft, content_of, find
from kpis.planning.plan import Finding, NewDocument, NewLine, NewPlan
from kpis.planning.preview import preview_figures
from kpis.queries.planning import OldLine, OldPlan, old_plan, plan_standings
from kpis.tables import plans as tables
from ledger.bounds import bound_text
from ledger.choices import EDITABLE, RevisionState, Weight
from ledger.models import Draft

# What each choice means, and what the papers and the charts will show of it (docs/decisions/0006).
FATES = (
    (Fate.KEPT, gettext_lazy("同じ指標を同じ表記で続けます。"), gettext_lazy("印は付きません。グラフの線はつながります。")),
    (
        Fate.RENAMED,
        gettext_lazy("同じ指標の表記だけを改めます。数え方は変わりません。"),
        gettext_lazy("新しい表記で印字します。印は付きません。グラフの線はつながります。"),
    ),
    (
        Fate.MOVED,
        gettext_lazy("同じ指標を別の目標の下又は別の順に置きます。"),
        gettext_lazy("新しい場所に印字します。印は付きません。グラフの線はつながります。"),
    ),
    (
        Fate.REDEFINED,
        gettext_lazy("数え方を改めます。新しい指標になり、旧指標の達成状況は残ります。"),
        gettext_lazy("「定義変更」は下線が付きます。「対象拡大」は付きません。どちらもグラフの線は切れます。"),
    ),
    (
        Fate.ENDED,
        gettext_lazy("新しい計画期間では用いません。"),
        gettext_lazy("新しい計画期間の表には印字しません。これまでの実績は残ります。"),
    ),
    (
        Fate.NEW,
        gettext_lazy("前の計画期間になかった指標を加えます。"),
        gettext_lazy("下線又は【新規】が付きます。グラフは新しい計画期間から始まります。"),
    ),
)


@dataclass(frozen=True)
class Work:
    """A draft with the plan before it and the papers to choose from."""

    draft: Draft
    content: PlanDraft
    old: OldPlan
    documents: Choices

    @cached_property
    def assembly(self) -> Assembly:
        return assemble(self.content, self.old, documents=self.documents)

    def with_content(self, content: PlanDraft) -> "Work":
        return replace(self, content=content)


class Step(NamedTuple):
    """A step in the list above the page. icon, tone: of `components/state.html`."""

    name: str
    label: str
    url: str
    state: str
    icon: str
    tone: str
    is_current: bool


def open_work(key: str, *, on: date) -> Work | None:
    """Return the draft with what its pages need; None when it is no more. Seven queries."""
    draft = find(key)
    if draft is None:
        return None
    content = content_of(draft)
    old = old_plan(content.predecessor, on=on)
    return Work(draft, content, old, document_choices()) if old else None


def step_url(key: str, step: str) -> str:
    return reverse("kpis:plan-step", args=[key, step])


def within_admin(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the breadcrumbs of a page of the wizard."""
    return [(_("実績入力"), reverse("entry:home")), (_("計画期間"), reverse("kpis:plan-list")), *last]


def list_context() -> dict[str, Any]:
    """Return the plans with the state of their targets, the drafts, and the plans a new one can follow. Five queries."""
    standings = plan_standings()
    drafts = Draft.objects.filter(kind=KIND).select_related("owner").order_by("-updated_at")
    begun = {content.predecessor: (draft, content) for draft in drafts if (content := content_of(draft))}
    followed = {standing.plan.predecessor_id for standing in standings}
    open_ends = [standing.plan for standing in standings if standing.plan.pk not in followed and standing.plan.code not in begun]
    return {
        "breadcrumbs": [*within_admin()[:1], (_("計画期間"), "")],
        "plans": [_standing(standing) for standing in standings],
        "drafts": [draft_row(draft, content) for draft, content in begun.values()],
        "predecessors": open_ends,
    }


def step_context(work: Work, step: str, *, can_write: bool) -> dict[str, Any]:
    assembly, content = work.assembly, work.content
    was_saved = step in content.saved
    if not can_write:
        assembly.lock()
    findings = assembly.of_step(step) if was_saved or step == CONFIRM else []
    if step == INDICATORS:
        untouched = tuple(f"id_{form.prefix}-" for form in assembly.lines if form.is_untouched)
        findings = [finding for finding in findings if not finding.anchor.startswith(untouched)]
    return {
        "work": work,
        "can_write": can_write,
        "step": step,
        "step_label": step_label(step),
        "steps": [_step(work, name, current=step) for name in STEPS],
        "assembly": assembly,
        "line_forms": [form.shown if can_write else form for form in assembly.lines],
        "period_form": assembly.period if was_saved or not can_write else PeriodForm(initial=content.period, documents=work.documents),
        "findings": findings,
        "is_blocked": any(finding.weight != Weight.HINT for finding in findings),
        "fates": FATES,
        "target_rows": [(form, _doubts(form, findings)) for form in assembly.targets],
        "years": [FiscalYear(year).header for year in assembly.years or ()],
        "old_term": term_short(work.old.first_year, work.old.last_year),
        "period_url": step_url(work.draft.key, PERIOD),
        "breadcrumbs": within_admin((_("新しい計画期間"), "")),
    }


def confirm_context(work: Work) -> dict[str, Any]:
    """Return what is going to be made, in words and as the papers will print it. Nothing while a form is wrong."""
    plan, objectives = work.assembly.plan, dict(work.assembly.offers.objectives)
    changes = [_change(work, line, objectives) for line in plan.lines] if plan else []
    return {"plan": plan, "changes": changes, "previews": _previews(work, plan, objectives) if plan else []}


def _change(work: Work, line: NewLine, objectives: dict[str, str]) -> tuple[NewLine, OldLine | None, str, str, str]:
    """Return a line with what it was, the objective it serves, its bounds and its mark in the papers."""
    return line, work.old.line(line.old), objectives.get(line.objective, ""), _bounds(line), _mark(line)


def _bounds(line: NewLine) -> str:
    """Return 0～5件, 0件以上 or 5件以下; empty without bounds."""
    lowest, highest = bound_text(line.minimum), bound_text(line.maximum)
    if lowest and highest:
        return f"{lowest}～{highest}{line.unit}"
    if lowest:
        return _("%(bound)s以上") % {"bound": f"{lowest}{line.unit}"}
    return _("%(bound)s以下") % {"bound": f"{highest}{line.unit}"} if highest else ""


def _doubts(form: TargetForm, findings: list[Finding]) -> list[Finding]:
    """Return what is doubtful about a line's targets; what cannot be read stands beside its field already."""
    return [finding for finding in findings if not finding.is_error and finding.anchor.startswith(f"id_{form.prefix}-")]


def _previews(work: Work, plan: NewPlan, objectives: dict[str, str]) -> list[Table]:
    """Return the tables of the papers as they will be, by the builders that print them: KGI, 9(2) and, with 【新規】, 8(2)."""
    cited = plan.document.name if isinstance(plan.document, NewDocument) else dict(work.documents).get(plan.document, "")
    figures = preview_figures(plan, work.old, objectives=objectives, document=cited)
    titles = (_("直接目標（KGI）"), _("成果指標（KPI）と目標値"), _("成果指標（KPI）と目標値（指標の意義を併記する様式）"))
    built = [tables.goals(figures, name="plan-goals", title=titles[0], plan=plan.code)] if plan.goals else []
    built.append(tables.targets(figures, name="plan-targets", title=titles[1], plan=plan.code))
    if any(line.significance for line in plan.going_on()):
        built.append(tables.targets_with_significance(figures, name="plan-significance", title=titles[2], plan=plan.code))
    return built


def _mark(line: NewLine) -> str:
    """Return what sets the line off in the papers."""
    if line.fate == Fate.ENDED:
        return _("印字しない")
    return {Change.NEW: _("下線・【新規】"), Change.REDEFINED: _("下線")}.get(line.change, _("なし"))


def _step(work: Work, name: str, *, current: str) -> Step:
    wrong = sum(finding.weight != Weight.HINT for finding in work.assembly.of_step(name))
    if name == CONFIRM or name not in work.content.saved:
        state = (_("未"), "pending", "")
    else:
        state = (_("誤り・要確認"), "finding", "warn") if wrong else (_("済"), "done", "good")
    return Step(name, step_label(name), step_url(work.draft.key, name), *state, name == current)


def _standing(standing: Any) -> dict[str, Any]:
    revision, plan = standing.revision, standing.plan
    state = RevisionState(revision.state) if revision else None
    icons = {RevisionState.APPROVED: "final", RevisionState.DRAFT: "draft", RevisionState.RETURNED: "returned"}
    return {
        "plan": plan,
        "term": term_short(plan.first_year, plan.last_year),
        "indicators": standing.indicators,
        "revision": revision,
        "state": state,
        "icon": icons.get(state, "pending") if state else "absent",
        "may_be_withdrawn": revision is not None and state in EDITABLE and revision.number == 1,
    }


def draft_row(draft: Draft, content: PlanDraft) -> dict[str, Any]:
    """Return how a draft is listed: with the first step nobody has saved, to go on from."""
    following = next((step for step in STEPS if step not in content.saved), CONFIRM)
    name = content.period.get("name", "")
    return {"draft": draft, "name": name, "url": step_url(draft.key, following), "step": step_label(following), "version": content.version}
