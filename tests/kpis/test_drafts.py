"""The draft of a new plan: begun from the plan before, saved as typed, overwritten by nobody."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from kpis.actions.drafts import GoneError, discard_draft, save_draft, start_draft
from kpis.planning.draft import PERIOD, content_of
from kpis.planning.suggest import counted_on
from ledger.actions import StaleError
from ledger.models import Draft, Value
from tests.conftest import World
from tests.kpis.factories import PERIOD_TYPED, begin, change, make_plan, opened, save
from tests.ledger.factories import NOON


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("総合計画第4期実施計画", "総合計画第5期実施計画"),
        ("plan-9", "plan-10"),
        ("研究支援事業", "研究支援事業"),
        ("2025年 第3期", "2025年 第4期"),
    ],
)
def test_names_count_on(name: str, following: str) -> None:
    assert counted_on(name) == following


def test_draft_takes_over_structure_and_no_number(world: World) -> None:
    content = content_of(begin(world.clerk).draft)

    assert content.period["name"] == "第2期計画"
    assert (content.period["first_year"], content.period["last_year"]) == ("R12(2030)", "R15(2033)")
    assert [(line.key, line.fields["fate"], line.fields["label"]) for line in content.lines] == [
        ("trials", "kept", "表記 trials"),
        ("income", "kept", "表記 income"),
        ("occupancy", "kept", "表記 occupancy"),
    ]
    assert [(goal.fields["text"], goal.fields["target_year"]) for goal in content.goals] == [("体内病院を実現する。", "R15(2033)")]
    assert content.targets == {}


def test_draft_is_saved_as_typed_with_its_errors(world: World) -> None:
    draft = begin(world.clerk).draft

    work = save(draft, world.clerk, PERIOD, {"name": "", "first_year": "らいねん", "code": "plan 2"})

    assert (work.content.period["first_year"], work.content.period["code"]) == ("らいねん", "plan 2")
    messages = {finding.anchor: finding.message for finding in work.assembly.of_step(PERIOD)}
    assert set(messages) == {"id_name", "id_code", "id_first_year", "id_document_name", "id_document_body", "id_document_date"}


@pytest.mark.parametrize(
    ("typed", "anchor", "said"),
    [
        ({"first_year": "R13"}, "id_first_year", "前の計画期間（R8～R11）の翌年度から始まっていません。"),
        ({"first_year": "R11"}, "id_first_year", "翌年度から始まっていません。"),
        ({"first_year": "R12", "last_year": "R11"}, "id_last_year", "終了年度は、開始年度以後の年度にしてください。"),
        ({"last_year": "R72"}, "id_last_year", "計画期間が長すぎます。"),
    ],
    ids=["gap", "overlap", "backwards", "mistyped"],
)
def test_years_follow_the_plan_before(world: World, typed: dict[str, str], anchor: str, said: str) -> None:
    work = save(begin(world.clerk).draft, world.clerk, PERIOD, PERIOD_TYPED | typed)

    assert [(finding.anchor, said in finding.message) for finding in work.assembly.of_step(PERIOD)] == [(anchor, True)]


def test_a_gap_that_is_explained_is_no_error(world: World) -> None:
    work = save(begin(world.clerk).draft, world.clerk, PERIOD, PERIOD_TYPED | {"first_year": "R13", "gap_reason": "総合計画の改定による。"})

    assert work.assembly.of_step(PERIOD) == []


def test_what_changes_nothing_leaves_no_trace(world: World) -> None:
    draft = begin(world.clerk).draft
    save(draft, world.clerk, PERIOD, PERIOD_TYPED)
    entries, version = Entry.objects.count(), opened(draft).content.version

    save(draft, world.clerk, PERIOD, PERIOD_TYPED)

    assert (Entry.objects.count(), opened(draft).content.version) == (entries, version)


def test_saving_says_what_changed(world: World) -> None:
    draft = begin(world.clerk).draft
    save(draft, world.clerk, PERIOD, PERIOD_TYPED | {"name": "第二期計画"})

    entry = Entry.objects.filter(action="kpis.plan.saved").get()

    assert entry.actor == world.clerk
    assert entry.difference["period.name"] == ["第2期計画", "第二期計画"]


def test_second_save_on_an_old_version_writes_nothing(world: World) -> None:
    draft = begin(world.clerk).draft
    seen = opened(draft).content
    save(draft, world.clerk, PERIOD, PERIOD_TYPED)

    with pytest.raises(StaleError):
        save_draft(draft=draft, content=seen, seen=seen.version, by=world.clerk, at=NOON)

    assert opened(draft).content.period["document"] == "committee-2026"


def test_one_draft_for_a_plan(world: World) -> None:
    begun = begin(world.clerk)

    with pytest.raises(ValidationError, match="既に作成中"):
        start_draft(predecessor=begun.plan, by=world.clerk, at=NOON)


def test_plan_with_a_successor_begins_no_other(world: World) -> None:
    plan = make_plan()
    type(plan).objects.create(code="plan-2", name="第2期計画", first_year=2030, last_year=2033, predecessor=plan)

    with pytest.raises(ValidationError, match="既に作成されています"):
        start_draft(predecessor=plan, by=world.clerk, at=NOON)


def test_discarded_draft_stays_in_the_trail(world: World) -> None:
    draft = begin(world.clerk).draft
    discard_draft(draft=draft, seen=1, by=world.clerk, at=NOON)

    assert not Draft.objects.exists()
    assert Entry.objects.filter(action="kpis.plan.discarded").get().difference["period.name"] == ["第2期計画", None]
    with pytest.raises(GoneError):
        discard_draft(draft=draft, seen=1, by=world.clerk, at=NOON)


@pytest.mark.parametrize("who", ["approver", "auditor", "administrator", "manager", "respondent"])
def test_only_the_clerk_writes(world: World, who: str) -> None:
    begun, user = begin(world.clerk), getattr(world, who)
    entries = Entry.objects.count()
    content = opened(begun.draft).content
    acts: list[Any] = [
        lambda: start_draft(predecessor=begun.plan, by=user, at=NOON),
        lambda: save_draft(draft=begun.draft, content=content, seen=1, by=user, at=NOON),
        lambda: discard_draft(draft=begun.draft, seen=1, by=user, at=NOON),
    ]

    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert Entry.objects.count() == entries


def test_no_number_gets_in_by_way_of_a_nul_sign(world: World) -> None:
    """PostgreSQL's JSON refuses NUL: what a broken client sends must not be an error page."""
    draft = begin(world.clerk).draft

    work = change(draft, world.clerk, period=PERIOD_TYPED | {"name": "第2期\x00計画"})

    assert work.content.period["name"] == "第2期計画"
    assert not Value.objects.filter(measure="target").exists()
