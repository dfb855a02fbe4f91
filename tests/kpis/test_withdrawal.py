"""A plan made by mistake is removed with all it made, and only while nobody has built on it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from kpis.actions.withdrawal import InUseError, withdraw_plan
from kpis.models import Indicator, PlanIndicator, PlanPeriod, Succession, Wording
from ledger import actions as ledger
from ledger.models import Item, Revision, Sheet, SourceDocument
from tests.conftest import World
from tests.kpis.factories import begin, fill, make_plan, save
from tests.kpis.test_creation import create
from tests.ledger.factories import NOON

LINES = {"trials": {"fate": "redefined", "label": "治験", "code": "trials-2"}}


def everything() -> dict[str, list[Any]]:
    models = (PlanPeriod, PlanIndicator, Wording, Indicator, Succession, Item, Sheet, Revision, SourceDocument)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def made(world: World) -> PlanPeriod:
    draft = begin(world.clerk).draft
    paper = {"document": "", "document_name": "第2期計画について", "document_body": "本部", "document_date": "R12.2.8"}
    fill(draft, world.clerk, lines=LINES)
    return create(save(draft, world.clerk, "period", paper), world.clerk)


def test_withdrawn_plan_leaves_everything_as_it_was(world: World) -> None:
    draft = begin(world.clerk).draft
    before = everything()
    plan = create(fill(draft, world.clerk, lines=LINES), world.clerk)
    assert everything() != before

    withdraw_plan(plan=plan, by=world.clerk, at=NOON, reason="期間の誤り")

    assert everything() == before
    entry = Entry.objects.get(action="kpis.plan.withdrawn")
    assert (entry.actor, entry.reason) == (world.clerk, "期間の誤り")
    assert entry.difference[f"kpis.planperiod:{entry.target.partition(':')[2]}"][0]["name"] == "第2期計画"


def test_paper_that_others_cite_by_now_stays(world: World, made: PlanPeriod) -> None:
    place = PlanIndicator.objects.filter(plan__code="plan-1").earliest("pk")
    Wording.objects.create(plan_indicator=place, document=SourceDocument.objects.get(code="plan-2"), label="別の表記")

    withdraw_plan(plan=made, by=world.clerk, at=NOON, reason="期間の誤り")

    assert SourceDocument.objects.filter(code="plan-2").exists()
    assert not PlanPeriod.objects.filter(code="plan-2").exists()


def test_submitted_and_approved_targets_keep_the_plan(world: World, made: PlanPeriod) -> None:
    revision = ledger.submit_revision(revision=Revision.objects.get(state="draft"), by=world.clerk, at=NOON)
    with pytest.raises(InUseError, match="確認依頼中"):
        withdraw_plan(plan=made, by=world.clerk, at=NOON, reason="期間の誤り")

    ledger.approve_revision(revision=revision, by=world.approver, at=NOON)
    with pytest.raises(InUseError, match="承認済み"):
        withdraw_plan(plan=made, by=world.clerk, at=NOON, reason="期間の誤り")


def test_what_somebody_added_to_the_plan_keeps_it(world: World, made: PlanPeriod) -> None:
    new = Indicator.objects.get(code="trials-2")
    other = PlanPeriod.objects.create(code="plan-3", name="第3期計画", first_year=2034, last_year=2037)
    PlanIndicator.objects.create(plan=other, indicator=new, objective_id=PlanIndicator.objects.earliest("pk").objective_id, order=1)
    before = everything()

    with pytest.raises(InUseError, match="ほかの登録から参照"):
        withdraw_plan(plan=made, by=world.clerk, at=NOON, reason="期間の誤り")

    assert everything() == before


def test_wording_somebody_added_does_not_go_unnoticed(world: World, made: PlanPeriod) -> None:
    place = PlanIndicator.objects.filter(plan=made).earliest("pk")
    Wording.objects.create(plan_indicator=place, document=SourceDocument.objects.get(code="committee-2026"), label="別の表記")

    with pytest.raises(InUseError, match="計画期間の指標"):
        withdraw_plan(plan=made, by=world.clerk, at=NOON, reason="期間の誤り")


def test_plan_that_was_not_made_here_stays(world: World) -> None:
    with pytest.raises(InUseError, match="作成したものではない"):
        withdraw_plan(plan=make_plan(), by=world.clerk, at=NOON, reason="誤り")


def test_a_reason_is_wanted(world: World, made: PlanPeriod) -> None:
    with pytest.raises(ValidationError, match="理由"):
        withdraw_plan(plan=made, by=world.clerk, at=NOON, reason=" ")


@pytest.mark.parametrize("who", ["approver", "auditor", "administrator"])
def test_only_the_clerk_withdraws(world: World, made: PlanPeriod, who: str) -> None:
    with pytest.raises(PermissionDenied):
        withdraw_plan(plan=made, by=getattr(world, who), at=NOON, reason="期間の誤り")
