"""A small plan with three indicators under two objectives, and drafts of the plan that follows it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from accounts.models import User
from kpis.actions.drafts import save_draft, start_draft
from kpis.forms.posted import with_command, with_posted
from kpis.models import Goal, Indicator, Objective, PlanIndicator, PlanPeriod, Wording
from kpis.pages import Work, open_work
from kpis.planning.draft import INDICATORS, PERIOD, TARGETS, PlanDraft
from ledger.models import Draft, Item
from tests.ledger import factories
from tests.ledger.factories import NOON, make_document, make_sheet

ON = date(2026, 2, 10)
FIRST, LAST = 2026, 2029
NEXT_YEARS = range(2030, 2034)
# Indicator, unit, kind, and the actual of 2025.
INDICATORS_OF_PLAN = (("trials", "件", "cumulative", 15), ("income", "千円", "flow", 439452), ("occupancy", "%", "rate", 90))


@dataclass(frozen=True)
class Begun:
    plan: PlanPeriod
    draft: Draft


def make_plan() -> PlanPeriod:
    """Create 第1期計画 R8–R11 with 治験 and 研究費 under 上市, 入居率 under 価値, and their actuals of R7."""
    plan = PlanPeriod.objects.create(code="plan-1", name="第1期計画", first_year=FIRST, last_year=LAST)
    document = make_document()
    market = Objective.objects.create(code="market", name="上市", order=1)
    value = Objective.objects.create(code="value", name="価値", order=2)
    Goal.objects.create(code="plan-1-goal-1", name="体内病院を実現する。", plan=plan, target_year=LAST, order=1)
    sheet = make_sheet(2025, dataset="kpi", basis="actual")
    revision = factories.make_past(sheet)
    for order, (code, unit, kind, actual) in enumerate(INDICATORS_OF_PLAN, start=1):
        item = Item.objects.create(code=f"kpi-{code}", dataset="kpi", name=f"指標 {code}", unit=unit, kind=kind, order=order * 10)
        indicator = Indicator.objects.create(code=code, name=item.name, item=item)
        objective = value if code == "occupancy" else market
        place = PlanIndicator.objects.create(plan=plan, indicator=indicator, objective=objective, order=order)
        Wording.objects.create(plan_indicator=place, document=document, label=f"表記 {code}", is_in_force=True)
        factories.make_value(revision, item, actual, measure="actual")
    factories.approve_as_history([revision], ON)
    return plan


def begin(by: User) -> Begun:
    plan = make_plan()
    return Begun(plan, start_draft(predecessor=plan, by=by, at=NOON))


PERIOD_TYPED = {"name": "第2期計画", "code": "plan-2", "first_year": "R12", "last_year": "令和15年度", "document": "committee-2026"}
TARGETS_TYPED = {
    "trials": {"2030": "20", "2031": "２１", "2032": "22件", "2033": "23"},
    "income": {"2030": "4.5億円", "2031": "450,000", "2032": "450000", "2033": "450000"},
    "occupancy": {"2030": "90%", "2031": "90", "2032": "未確定", "2033": "90"},
}


def typed(fields: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return the fields of several lines as a page sends them."""
    return {f"{key}-{name}": text for key, line in fields.items() for name, text in line.items()}


def fill(
    draft: Draft, by: User, *, lines: dict[str, dict[str, str]] | None = None, targets: dict[str, dict[str, str]] | None = None
) -> Work:
    """Save all three steps as a clerk would; lines, targets: what is typed beside or instead of the usual."""
    save(draft, by, PERIOD, PERIOD_TYPED)
    save(draft, by, INDICATORS, typed(lines or {}))
    wanted = {key: TARGETS_TYPED.get(key, {}) | (targets or {}).get(key, {}) for key in {*TARGETS_TYPED, *(targets or {})}}
    return save(draft, by, TARGETS, typed(wanted))


def save(draft: Draft, by: User, step: str, posted: dict[str, str]) -> Work:
    work = opened(draft)
    content = with_posted(work.content, posted, step=step, years=work.assembly.years)
    content = with_command(content, "", work.assembly.offers.objectives)
    save_draft(draft=draft, content=content, seen=work.content.version, by=by, at=NOON)
    return opened(draft)


def change(draft: Draft, by: User, **fields: Any) -> Work:
    """Save the draft with parts of it replaced."""
    work = opened(draft)
    content: PlanDraft = msgspec.structs.replace(work.content, **fields)
    save_draft(draft=draft, content=content, seen=work.content.version, by=by, at=NOON)
    return opened(draft)


def opened(draft: Draft) -> Work:
    work = open_work(draft.key, on=ON)
    assert work is not None
    return work


def make_many(count: int) -> None:
    """Add a plan of so many indicators, 指標00 and so on, all under one objective."""
    plan = PlanPeriod.objects.create(code="plan-1", name="計画", first_year=2026, last_year=2029)
    objective = Objective.objects.create(code="market", name="上市", order=1)
    for number in range(count):
        item = Item.objects.create(code=f"kpi-n{number}", dataset="kpi", name=f"指標{number:02}", unit="件", kind="flow", order=number)
        indicator = Indicator.objects.create(code=f"n{number}", name=item.name, item=item)
        PlanIndicator.objects.create(plan=plan, indicator=indicator, objective=objective, order=number)
