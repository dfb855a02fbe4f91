"""A plan from its first draft to its withdrawal through the pages: every step is in the trail, with who did it, where and what changed."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.actions import record
from audit.models import Entry
from audit.queries import matching
from kpis.models import PlanIndicator, Wording
from ledger.models import Draft
from tests.conftest import World
from tests.kpis.factories import PERIOD_TYPED, TARGETS_TYPED, begin, make_plan, opened, typed
from tests.ledger.factories import make_document


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def since(first: int) -> list[Entry]:
    return list(Entry.objects.filter(pk__gt=first).order_by("pk"))


def newest() -> int:
    return Entry.objects.latest("pk").pk


def post(client: Client, name: str, /, *args: str, **fields: str) -> list[Entry]:
    """Post as a page made from the newest state does; return what it left."""
    first, draft = newest(), Draft.objects.first()
    version = {"version": opened(draft).content.version} if draft else {}
    assert client.post(reverse(name, args=args), version | fields).status_code == 302
    return since(first)


def test_pages_of_the_wizard_leave_entries(clerk: Client, world: World) -> None:
    make_plan()

    left = post(clerk, "kpis:plan-start", predecessor="plan-1")
    key = Draft.objects.get().key
    for step, fields in (("period", PERIOD_TYPED), ("indicators", {}), ("targets", typed(TARGETS_TYPED))):
        left += post(clerk, "kpis:plan-step", key, step, **fields)
    left += post(clerk, "kpis:plan-create", key)
    left += post(clerk, "kpis:plan-withdraw", "plan-2", reason="期間の誤り")

    assert [(entry.action, entry.target.partition(":")[0]) for entry in left] == [
        ("kpis.plan.started", "ledger.draft"),
        ("kpis.plan.saved", "ledger.draft"),
        ("kpis.plan.saved", "ledger.draft"),
        ("kpis.plan.saved", "ledger.draft"),
        ("kpis.planperiod.added", "kpis.planperiod"),
        ("kpis.goal.added", "kpis.goal"),
        *[("kpis.planindicator.added", "kpis.planindicator"), ("kpis.wording.added", "kpis.wording")] * 3,
        ("ledger.sheet.opened", "ledger.sheet"),
        ("ledger.revision.started", "ledger.revision"),
        ("ledger.values.recorded", "ledger.revision"),
        ("kpis.plan.created", "kpis.planperiod"),
        ("ledger.revision.discarded", "ledger.revision"),
        ("kpis.plan.withdrawn", "kpis.planperiod"),
    ]
    assert {(entry.actor, entry.address) for entry in left} == {(world.clerk, "127.0.0.1")}
    assert all(entry.difference for entry in left)
    assert left[-1].reason == "期間の誤り"


def test_draft_given_up_on_its_page_leaves_what_it_held(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft

    (entry,) = post(clerk, "kpis:plan-discard", draft.key)

    assert (entry.action, entry.target, entry.actor, entry.address) == (
        "kpis.plan.discarded",
        f"ledger.draft:{draft.pk}",
        world.clerk,
        "127.0.0.1",
    )
    assert entry.difference["period.name"] == ["第2期計画", None]


def test_values_are_found_by_the_wording_of_an_earlier_paper(world: World) -> None:
    make_plan()
    place = PlanIndicator.objects.get(indicator__code="trials")
    Wording.objects.create(plan_indicator=place, document=make_document("committee-2022"), label="治験等の件数(累計)")
    changed = {"kpi-trials:actual:2025::actual:2026-03-31": "16"}
    entry = record(action="ledger.inquiry.filled", by=world.clerk, target="ledger.inquiry:1", after=changed)

    assert list(matching(Entry.objects.all(), {"text": "治験等の件数（累計）"})) == [entry]
