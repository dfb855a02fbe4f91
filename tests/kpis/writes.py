"""How a plan and its draft are made to write (tests/audit/writes.py explains)."""

from datetime import date

import msgspec

from kpis.actions.drafts import discard_draft, save_draft, start_draft
from kpis.actions.grading import withdraw_grading
from kpis.actions.withdrawal import withdraw_plan
from kpis.choices import Scheme
from kpis.models import AssessmentRule, Grading, PlanIndicator
from tests.audit.writes import Act, Prepare
from tests.conftest import World
from tests.kpis.factories import PERIOD_TYPED, begin, fill, make_plan, opened
from tests.kpis.test_creation import create
from tests.ledger.factories import NOON


def starting(world: World) -> Act:
    plan = make_plan()
    return lambda: start_draft(predecessor=plan, by=world.clerk, at=NOON), world.clerk


def saving(world: World) -> Act:
    draft = begin(world.clerk).draft
    content = msgspec.structs.replace(opened(draft).content, period=PERIOD_TYPED)
    return lambda: save_draft(draft=draft, content=content, seen=content.version, by=world.clerk, at=NOON), world.clerk


def discarding(world: World) -> Act:
    draft = begin(world.clerk).draft
    seen = opened(draft).content.version
    return lambda: discard_draft(draft=draft, seen=seen, by=world.clerk, at=NOON), world.clerk


def creating(world: World) -> Act:
    work = fill(begin(world.clerk).draft, world.clerk)
    return lambda: create(work, world.clerk), world.clerk


def withdrawing(world: World) -> Act:
    plan = creating(world)[0]()
    return lambda: withdraw_plan(plan=plan, by=world.clerk, at=NOON, reason="期間の誤り"), world.clerk


def taking_back(world: World) -> Act:
    given = {"fiscal_year": 2022, "grade": "4", "label": "目標を下回った", "reason": "再開の遅れ"}
    given |= {"decided_on": date(2023, 5, 20), "recorded_on": date(2023, 5, 20)}
    grading = Grading.objects.create(plan_indicator=PlanIndicator.objects.get(plan=make_plan(), indicator__code="trials"), **given)
    return lambda: withdraw_grading(grading=grading, by=world.clerk, at=NOON, reason="年度の誤り"), world.clerk


WRITES: dict[str, Prepare] = {
    "kpis.actions.drafts.start_draft": starting,
    "kpis.actions.drafts.save_draft": saving,
    "kpis.actions.drafts.discard_draft": discarding,
    "kpis.actions.creation.create_plan": creating,
    "kpis.actions.withdrawal.withdraw_plan": withdrawing,
    "kpis.actions.grading.withdraw_grading": taking_back,
}
SEVERAL = {
    "kpis.actions.creation.create_plan": 12,  # the period, its goal, three places, three wordings; sheet, revision and values; the plan
    "kpis.actions.withdrawal.withdraw_plan": 2,  # the revision of the targets, the plan
}


def coming_rule() -> AssessmentRule:
    """Return a version that is not in force yet: those of the fixtures are, and keep what they grade by."""
    return AssessmentRule.objects.create(code="letters-2", name="第2版", scheme=Scheme.LETTERS, version=2, valid_from=date(2039, 4, 1))


ROWS = {"kpis.assessmentrule": coming_rule}
_TRAIL = "tests/kpis/test_trail.py"
POSTS = {
    "kpis:plan-start": f"{_TRAIL}::test_pages_of_the_wizard_leave_entries",
    "kpis:plan-step": f"{_TRAIL}::test_pages_of_the_wizard_leave_entries",
    "kpis:plan-create": f"{_TRAIL}::test_pages_of_the_wizard_leave_entries",
    "kpis:plan-withdraw": f"{_TRAIL}::test_pages_of_the_wizard_leave_entries",
    "admin:kpis_grading_withdraw": "tests/kpis/test_grading_withdrawal.py::test_page_asks_why_and_withdraws",
    "kpis:plan-discard": f"{_TRAIL}::test_draft_given_up_on_its_page_leaves_what_it_held",
}
