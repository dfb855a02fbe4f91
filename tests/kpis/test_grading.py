"""Grades people give: entered in the admin, checked against the rule and the value, the newest of a day in force."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from kpis.choices import Scheme
from kpis.models import AssessmentBand, AssessmentRule, Grading, PlanIndicator
from kpis.queries.grades import Graded, decisions, rules_in_force
from tests.conftest import World

pytestmark = pytest.mark.usefixtures("loaded")
TODAY = date(2026, 6, 1)
ADD = "admin:kpis_grading_add"


@pytest.fixture(autouse=True)
def on_1_june_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpis.admin.today", lambda: TODAY)


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def place(indicator: str = "lecture-satisfaction", plan: str = "plan-3", scheme: str = Scheme.FIVE_STEP) -> PlanIndicator:
    """Return the place of an indicator under a scheme; 88 % of 90 % of R4 is the one missed target of the plan."""
    found = PlanIndicator.objects.get(plan__code=plan, indicator__code=indicator)
    found.scheme = scheme
    found.save()
    return found


def typed(at: PlanIndicator, **changed: str) -> dict[str, str]:
    changed |= {"grade": f"{at.scheme}:{changed.get('grade', '4')}"}  # as the list of steps sends it
    usual = {"fiscal_year": "R4", "reason": "対面開催の再開が遅れた。", "decided_on": "2026-05-20"}
    return {"plan_indicator": str(at.pk), **usual, **changed}


def keep(at: PlanIndicator, decided_on: date, **changed: Any) -> Grading:
    """Keep a decision as it is after its form: entered on the day it was made unless told otherwise."""
    usual = {"fiscal_year": 2022, "grade": "4", "label": "段階", "reason": "理由", "recorded_on": decided_on}
    return Grading.objects.create(plan_indicator=at, decided_on=decided_on, **usual | changed)


def faults(client: Client, data: dict[str, str]) -> dict[str, list[str]]:
    response = client.post(reverse(ADD), data)
    assert response.status_code == 200
    assert not Grading.objects.exists()
    return dict(response.context["adminform"].form.errors)


def test_grade_is_kept_in_the_words_of_its_rule_with_an_entry(clerk: Client, world: World) -> None:
    at = place()

    assert clerk.post(reverse(ADD), typed(at)).status_code == 302

    grading = Grading.objects.get()
    kept = (grading.plan_indicator, grading.fiscal_year, grading.grade, grading.label, grading.reason)
    assert kept == (at, 2022, "4", "目標を下回った", "対面開催の再開が遅れた。")
    assert (grading.decided_on, grading.recorded_on) == (date(2026, 5, 20), TODAY)
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.target, entry.actor) == ("kpis.grading.added", f"kpis.grading:{grading.pk}", world.clerk)
    assert entry.difference["label"] == [None, "目標を下回った"]


def steps_offered(page: HttpResponse) -> dict[str, list[str]]:
    """Return the steps to choose from, by scheme."""
    groups = html.fromstring(page.content.decode()).xpath("//select[@name='grade']/optgroup")
    return {group.get("label"): [option.text for option in group] for group in groups}


def test_step_is_chosen_from_those_of_the_scheme(clerk: Client) -> None:
    at = place(scheme=Scheme.LETTERS)

    every, own = clerk.get(reverse(ADD)), clerk.get(reverse(ADD), {"plan_indicator": at.pk})

    assert list(steps_offered(every)) == [scheme.label for scheme in sorted(Scheme, key=str)]
    assert [*steps_offered(own)] == [Scheme.LETTERS.label]
    assert steps_offered(own)[Scheme.LETTERS.label][0].startswith("S")


def test_step_of_another_scheme_is_refused_with_those_of_its_own(clerk: Client) -> None:
    response = clerk.post(reverse(ADD), {**typed(place()), "grade": "letters:A"})

    assert "「1 目標を大きく上回って達成」" in response.context["adminform"].form.errors["grade"][0]
    assert list(steps_offered(response)) == [Scheme.FIVE_STEP.label]


def test_grade_that_was_kept_leads_to_the_others_of_its_year(clerk: Client) -> None:
    page = clerk.post(reverse(ADD), typed(place()), follow=True).content.decode()

    assert '<a href="/overview/indicators/assessments/?period=plan-3&amp;year=2022">評価の一覧</a>' in page


def test_decision_is_read_and_never_changed(clerk: Client) -> None:
    clerk.post(reverse(ADD), typed(place()))
    grading = Grading.objects.get()
    address = reverse("admin:kpis_grading_change", args=[grading.pk])

    assert clerk.post(address, typed(place(), grade="3")).status_code == 403

    page = clerk.get(address).content.decode()
    assert "対面開催の再開が遅れた。" in page
    assert "確定した評価は変更できません。" in page
    assert 'name="_save"' not in page
    grading.refresh_from_db()
    assert (grading.grade, grading.label) == ("4", "目標を下回った")


def test_page_of_a_decision_reads_as_the_list_does(clerk: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    clerk.post(reverse(ADD), typed(place()))
    grading = Grading.objects.get()

    listed = clerk.get(reverse("admin:kpis_grading_changelist")).content.decode()
    with django_assert_max_num_queries(12):
        page = html.fromstring(clerk.get(reverse("admin:kpis_grading_change", args=[grading.pk])).content.decode())

    shown = [" ".join(each.text_content().split()) for each in page.xpath("//div[contains(@class, 'readonly')]")]
    assert "R4(2022)" in listed
    assert shown[1:3] == ["R4(2022)", "4 目標を下回った"] and shown[-1] == "2026年6月1日"
    assert "総合計画第3期実施計画 市民公開講座アンケートの「満足」割合 R4(2022) 4 目標を下回った" in str(grading)


def test_places_to_choose_from_begin_with_the_newest_plan(
    clerk: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked = {"app_label": "kpis", "model_name": "grading", "field_name": "plan_indicator"}
    with django_assert_max_num_queries(8):
        offered = [each["id"] for each in clerk.get(reverse("admin:autocomplete"), asked).json()["results"]]

    years = [PlanIndicator.objects.get(pk=pk).plan.first_year for pk in offered]
    assert years == sorted(years, reverse=True) and len(set(years)) > 1


def test_later_decision_is_a_row_of_its_own(clerk: Client) -> None:
    clerk.post(reverse(ADD), typed(place()))

    assert clerk.post(reverse(ADD), typed(place(), grade="3", decided_on="2026-05-21")).status_code == 302

    assert decisions(on=TODAY)[Graded("plan-3", "lecture-satisfaction", 2022)].grade == "3"
    assert Grading.objects.count() == 2


@pytest.mark.parametrize(("dataset", "status"), [("outreach", 403), ("kpi", 302)])
def test_only_clerks_of_the_indicators_grade(client: Client, world: World, dataset: str, status: int) -> None:
    world.clerk.role_assignments.update(dataset=dataset)
    client.force_login(world.clerk)

    assert client.post(reverse(ADD), typed(place())).status_code == status
    assert Grading.objects.exists() is (status == 302)


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        pytest.param(
            {"grade": "6"}, "grade", "「1 目標を大きく上回って達成」、「2 目標を上回って達成」", id="no such step: they are named"
        ),
        pytest.param({"reason": "　"}, "reason", "必須", id="a blank is no reason"),
        pytest.param({"fiscal_year": "R3"}, "fiscal_year", "総合計画第3期実施計画（R4～R7）の年度を", id="before the plan"),
        pytest.param({"fiscal_year": "R7"}, "fiscal_year", "実績が未確定のため", id="nothing counted yet"),
        pytest.param({"fiscal_year": "4年"}, "fiscal_year", "年度", id="no year"),
        pytest.param({"decided_on": "2026-06-02"}, "decided_on", "今日以前", id="tomorrow"),
        pytest.param({"decided_on": "2023-03-30"}, "decided_on", "令和5年3月31日", id="before the year was over"),
    ],
)
def test_what_cannot_be_decided_is_told(clerk: Client, changed: dict[str, str], field: str, told: str) -> None:
    errors = faults(clerk, typed(place(), **changed))

    assert list(errors) == [field]
    assert told in errors[field][0]


def test_part_year_value_is_not_graded_by_people_either(clerk: Client) -> None:
    errors = faults(clerk, typed(place("patent-applications"), fiscal_year="R7"))

    assert errors == {"fiscal_year": ["年度途中の値のため、評価していません。評価を確定できるのは、年度末の実績が承認された後です。"]}


def test_steps_are_those_of_the_rule_of_the_day_of_the_decision(clerk: Client) -> None:
    rule = AssessmentRule.objects.create(code="letters-2", name="第2版", scheme=Scheme.LETTERS, version=2, valid_from=date(2026, 5, 1))
    AssessmentBand.objects.create(rule=rule, grade="D", label="新しい段階", above=None)
    at = place(scheme=Scheme.LETTERS)

    assert "「D 新しい段階」" in faults(clerk, typed(at, grade="B"))["grade"][0]
    assert clerk.post(reverse(ADD), typed(at, grade="B", decided_on="2026-04-30")).status_code == 302


def test_rule_without_steps_is_told(clerk: Client) -> None:
    AssessmentRule.objects.create(code="letters-2", name="第2版", scheme=Scheme.LETTERS, version=2, valid_from=date(2026, 5, 1))

    assert "先に評価の規則を登録してください" in faults(clerk, typed(place(scheme=Scheme.LETTERS), grade="A"))["grade"][0]


def test_one_decision_a_day(clerk: Client) -> None:
    at = place()
    clerk.post(reverse(ADD), typed(at))

    response = clerk.post(reverse(ADD), typed(at, grade="3"))

    assert "同じ日付で既に確定しています" in response.content.decode()
    assert Grading.objects.count() == 1


def test_page_of_the_indicator_shows_what_was_decided(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    client.post(reverse(ADD), typed(place()))
    client.force_login(world.manager)

    page = client.get(reverse("ledger:register-detail", args=["indicators", "lecture-satisfaction"])).content.decode()

    assert "評価の確定" in page
    assert "目標を下回った" in page
    assert ">R4(2022)<" in page
    assert "対面開催の再開が遅れた。" in page


@pytest.mark.parametrize(("role", "status"), [("approver", 403), ("auditor", 403), ("respondent", 302), ("manager", 302)])
def test_others_do_not_grade(client: Client, world: World, role: str, status: int) -> None:
    client.force_login(getattr(world, role))

    assert client.post(reverse(ADD), typed(place())).status_code == status
    assert not Grading.objects.exists()


def test_list_takes_as_many_queries_with_fifty_rows(clerk: Client, django_assert_max_num_queries) -> None:
    at = place()
    for day in range(1, 32):
        keep(at, date(2026, 5, day), label="未")

    with django_assert_max_num_queries(12):
        page = clerk.get(reverse("admin:kpis_grading_changelist")).content.decode()
    assert page.count("4 未") == 31


def test_database_wants_a_reason() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        keep(place(), date(2026, 5, 20), reason="")


def test_newest_decision_of_a_day_counts_and_the_older_stay() -> None:
    at = place()
    for day, grade in ((date(2026, 5, 20), "4"), (date(2025, 5, 20), "5"), (date(2026, 6, 20), "3")):
        keep(at, day, grade=grade)
    of = Graded("plan-3", "lecture-satisfaction", 2022)

    days = (date(2025, 5, 19), date(2025, 5, 20), date(2026, 5, 19), date(2026, 5, 20), date(2026, 6, 19), date(2026, 6, 20))
    found = [decisions(on=day).get(of) for day in days]
    assert [decision and decision.grade for decision in found] == [None, "5", "5", "4", "4", "3"]


@pytest.mark.parametrize(
    ("on", "is_known"),
    [
        pytest.param(date(2026, 5, 20), False, id="decided, and not entered yet"),
        pytest.param(date(2026, 5, 31), False, id="the day before its entry"),
        pytest.param(TODAY, True, id="the day of its entry"),
    ],
)
def test_decision_is_known_from_the_day_of_its_entry(clerk: Client, on: date, is_known: bool) -> None:
    clerk.post(reverse(ADD), typed(place()))

    assert (Graded("plan-3", "lecture-satisfaction", 2022) in decisions(on=on)) is is_known


def test_a_rule_of_a_later_version_does_not_change_earlier_verdicts() -> None:
    rule = AssessmentRule.objects.create(code="five-step-2", name="第2版", scheme=Scheme.FIVE_STEP, version=2, valid_from=date(2027, 4, 1))
    AssessmentBand.objects.create(rule=rule, grade="1", label="達成", above=None)

    assert [band.grade for band in rules_in_force(on=date(2027, 3, 31))[Scheme.FIVE_STEP].bands] == ["1", "2", "3", "4", "5"]
    assert [band.grade for band in rules_in_force(on=date(2027, 4, 1))[Scheme.FIVE_STEP].bands] == ["1"]


def test_rule_that_ended_is_no_more(django_assert_num_queries) -> None:
    AssessmentRule.objects.filter(code="letters-1").update(valid_until=date(2026, 4, 1))

    with django_assert_num_queries(1):
        before = rules_in_force(on=date(2026, 3, 31))
    assert before.keys() == set(Scheme)
    assert rules_in_force(on=date(2026, 4, 1)).keys() == set(Scheme) - {Scheme.LETTERS}
