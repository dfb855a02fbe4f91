"""Taking back a grade decided by mistake: with a reason, audited, and without rewriting what was decided."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from audit.models import Entry
from kpis.actions.grading import withdraw_grading
from kpis.models import Grading
from kpis.queries.figures import kpi_figures
from kpis.queries.grades import Graded, decisions
from ledger.queries import known
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.kpis.test_grading import place

pytestmark = pytest.mark.usefixtures("loaded")
OF = Graded("plan-3", "lecture-satisfaction", 2022)
JUNE = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)


def decided(day: date = date(2026, 5, 20), grade: str = "4", recorded_on: date | None = None) -> Grading:
    given = {"grade": grade, "label": "目標を下回った", "reason": "再開の遅れ", "decided_on": day, "recorded_on": recorded_on or day}
    return Grading.objects.create(plan_indicator=place(), fiscal_year=2022, **given)


def test_withdrawn_decision_counts_until_the_day_before(world: World) -> None:
    withdraw_grading(grading=decided(), by=world.clerk, at=JUNE, reason="R5年度の評価の誤り")

    counted = [OF in decisions(on=day) for day in (date(2026, 5, 20), date(2026, 6, 9), date(2026, 6, 10))]
    assert counted == [True, True, False]


def test_entered_and_withdrawn_on_one_day_counts_on_none(world: World) -> None:
    grading = decided(date(2026, 2, 10), recorded_on=date(2026, 6, 10))
    withdraw_grading(grading=grading, by=world.clerk, at=JUNE, reason="指標の誤り")

    assert [OF in decisions(on=day) for day in (date(2026, 2, 10), date(2026, 6, 9), date(2026, 6, 10))] == [False, False, False]


def test_verdict_shows_the_computed_grade_alone_again(world: World) -> None:
    withdraw_grading(grading=decided(), by=world.clerk, at=JUNE, reason="R5年度の評価の誤り")

    before, after = (verdict_on(day) for day in (date(2026, 6, 9), date(2026, 6, 10)))

    assert before.decision is not None and before.decision.grade == "4"
    assert (after.decision, after.grade) == (None, before.grade)


def verdict_on(day: date):
    figures = kpi_figures(known(on=day))
    line = next(line for line in figures.plans["plan-3"].lines if line.code == "lecture-satisfaction")
    return figures.verdict(line, 2022)


def test_older_decision_counts_again(world: World) -> None:
    decided(date(2025, 5, 20), "5")
    withdraw_grading(grading=decided(), by=world.clerk, at=JUNE, reason="入力の誤り")

    assert [decisions(on=day)[OF].grade for day in (date(2026, 6, 9), date(2026, 6, 10))] == ["4", "5"]


def test_withdrawal_keeps_what_was_decided_and_leaves_an_entry(world: World) -> None:
    grading = decided()
    withdraw_grading(grading=grading, by=world.clerk, at=JUNE, reason="　入力の誤り ")

    grading.refresh_from_db()
    assert (grading.grade, grading.reason, grading.withdrawn_on, grading.withdrawal_reason) == (
        *("4", "再開の遅れ"),
        *(date(2026, 6, 10), "入力の誤り"),
    )
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.target, entry.actor, entry.reason, entry.difference) == (
        *("kpis.grading.withdrawn", f"kpis.grading:{grading.pk}", world.clerk, "入力の誤り"),
        {"withdrawn_on": [None, "2026-06-10"]},
    )


def test_nothing_is_withdrawn_without_a_reason_or_twice(world: World) -> None:
    grading = decided()
    with pytest.raises(ValidationError, match="取消しの理由を入力してください。"):
        withdraw_grading(grading=grading, by=world.clerk, at=JUNE, reason="　")
    withdraw_grading(grading=grading, by=world.clerk, at=JUNE, reason="誤り")

    with pytest.raises(ValidationError, match="令和8年6月10日に取り消されています。"):
        withdraw_grading(grading=grading, by=world.clerk, at=JUNE, reason="もう一度")


def test_only_clerks_of_the_indicators_withdraw(world: World) -> None:
    grading, other = decided(), make_user("outreach", Role.CLERK)
    other.role_assignments.update(dataset="outreach")

    for person in (world.approver, world.administrator, other):
        with pytest.raises(PermissionDenied):
            withdraw_grading(grading=grading, by=person, at=JUNE, reason="誤り")


def test_same_day_can_be_decided_again_and_no_more_than_once(world: World) -> None:
    withdraw_grading(grading=decided(), by=world.clerk, at=JUNE, reason="誤り")
    decided(grade="3")

    with pytest.raises(IntegrityError), transaction.atomic():
        decided(grade="2")


@pytest.mark.parametrize("fields", [{"withdrawn_on": date(2026, 6, 10)}, {"withdrawal_reason": "誤り"}])
def test_database_wants_the_day_and_the_reason(fields: dict[str, object]) -> None:
    grading = decided()

    with pytest.raises(IntegrityError), transaction.atomic():
        Grading.objects.filter(pk=grading.pk).update(**fields)


def test_page_asks_why_and_withdraws(client: Client, world: World) -> None:
    grading = decided()
    client.force_login(world.clerk)
    change, address = (reverse(f"admin:kpis_grading_{name}", args=[grading.pk]) for name in ("change", "withdraw"))
    assert f'href="{address}"' in client.get(change).content.decode()
    assert "取り消す評価：" in client.get(address).content.decode()

    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422 and "取消しの理由を入力してください。" in refused.content.decode()
    page = client.post(address, {"reason": "年度の誤り"}, follow=True).content.decode()

    assert "評価の確定を取り消しました。" in page and "年度の誤り" in page
    assert f'href="{address}"' not in page and "この評価の確定は取り消されています。" in page
    assert "取り消されています。" in client.post(address, {"reason": "もう一度"}).content.decode()
    assert client.get(address).headers["Location"] == change  # its page says so
    assert client.get(reverse("admin:kpis_grading_withdraw", args=[grading.pk + 1])).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("approver", 403), ("auditor", 403), ("administrator", 403), ("manager", 302)])
def test_others_withdraw_nothing(client: Client, world: World, role: str, status: int) -> None:
    grading = decided()
    client.force_login(getattr(world, role))

    assert client.post(reverse("admin:kpis_grading_withdraw", args=[grading.pk]), {"reason": "誤り"}).status_code == status
    grading.refresh_from_db()
    assert grading.withdrawn_on is None
