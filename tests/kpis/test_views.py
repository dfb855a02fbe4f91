"""The pages of the wizard: who sees and writes what, that nothing typed is lost, and how many queries a page takes."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from audit.models import Entry
from kpis.models import PlanPeriod
from kpis.planning.draft import STEPS
from ledger.models import Draft, Item
from tests.conftest import World
from tests.kpis.factories import PERIOD_TYPED, TARGETS_TYPED, begin, fill, make_plan, opened, save, typed
from tests.kpis.test_creation import create

MOST_QUERIES = 12


def url(draft: Draft, step: str) -> str:
    return reverse("kpis:plan-step", args=[draft.key, step])


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def test_wizard_from_the_list_to_the_plan(clerk: Client, world: World) -> None:
    make_plan()
    begun = clerk.post(reverse("kpis:plan-start"), {"predecessor": "plan-1"})
    draft = Draft.objects.get()
    assert begun.url == url(draft, "period")
    targets = typed(TARGETS_TYPED)

    for step, fields, following in (("period", PERIOD_TYPED, "indicators"), ("indicators", {}, "targets"), ("targets", targets, "confirm")):
        version = opened(draft).content.version
        response = clerk.post(url(draft, step), fields | {"version": version, "command": "next"})
        assert response.url == url(draft, following)

    confirmed = clerk.get(url(draft, "confirm")).content.decode()
    assert "21件" in confirmed
    assert "disabled" not in confirmed.partition("計画期間を作成</button>")[0].rpartition("<button")[2]
    made = clerk.post(reverse("kpis:plan-create", args=[draft.key]), {"version": opened(draft).content.version}, follow=True)
    assert "「第2期計画」を作成しました。" in made.content.decode()
    assert PlanPeriod.objects.filter(code="plan-2").exists()


@pytest.mark.parametrize("step", STEPS)
def test_queries_of_a_step(clerk: Client, world: World, step: str, django_assert_max_num_queries) -> None:
    draft = begin(world.clerk).draft
    fill(draft, world.clerk)
    clerk.get(url(draft, step))  # the session is extended once, not again within five minutes

    with django_assert_max_num_queries(MOST_QUERIES):
        response = clerk.get(url(draft, step))

    assert response.status_code == 200


def test_queries_of_the_list(clerk: Client, world: World, django_assert_max_num_queries) -> None:
    create(fill(begin(world.clerk).draft, world.clerk), world.clerk)
    clerk.get(reverse("kpis:plan-list"))

    with django_assert_max_num_queries(MOST_QUERIES):
        page = clerk.get(reverse("kpis:plan-list")).content.decode()

    assert page.index("第2期計画") < page.index("第1期計画")


def test_errors_keep_what_was_typed(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft

    sent = PERIOD_TYPED | {"first_year": "らいねん", "version": "1", "command": "next"}
    response = clerk.post(url(draft, "period"), sent, follow=True)

    page = response.content.decode()
    assert response.redirect_chain[0][0] == url(draft, "period")
    assert 'value="らいねん"' in page
    assert '<a href="#id_first_year">' in page
    assert "誤りが1件あるため、次へ進めません。" in page


def test_unreadable_target_stands_beside_its_error(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    fill(draft, world.clerk)

    sent = {"trials-2031": "20件程度", "version": str(opened(draft).content.version)}
    page = clerk.post(url(draft, "targets"), sent, follow=True).content.decode()

    assert 'value="20件程度"' in page
    assert "「20件程度」を数値として読み取れません。" in page
    assert 'value="4.5億円"' in page


def test_second_save_shows_both_values_and_overwrites_nobody(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    save(draft, world.clerk, "period", PERIOD_TYPED | {"name": "先に保存した名称"})

    mine = PERIOD_TYPED | {"name": "後から入力した名称", "version": "1"}
    response = clerk.post(url(draft, "period"), mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "<td>先に保存した名称</td><td>後から入力した名称</td>" in page
    assert 'value="後から入力した名称"' in page
    assert opened(draft).content.period["name"] == "先に保存した名称"

    clerk.post(url(draft, "period"), mine | {"version": response.context["work"].content.version})
    assert opened(draft).content.period["name"] == "後から入力した名称"


def test_buttons_of_the_list(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft

    def press(command: str, **fields: str) -> list[str]:
        clerk.post(url(draft, "indicators"), {"version": opened(draft).content.version, "command": command} | fields)
        return [line.key for line in opened(draft).content.lines]

    assert press("down:trials") == ["income", "trials", "occupancy"]
    assert press("down:trials") == ["income", "trials", "occupancy"]  # the last of its objective
    assert press("up:trials") == ["trials", "income", "occupancy"]
    assert press("add:indicator") == ["trials", "income", "occupancy", "new-1"]
    assert press("", **{"new-1-label": "海外論文", "new-1-objective": "market", "new-1-order": "1"}) == [
        "trials",
        "new-1",
        "income",
        "occupancy",
    ]
    assert press("remove:new-1") == ["trials", "income", "occupancy"]
    assert press("remove:trials") == ["trials", "income", "occupancy"]  # an indicator of the plan before ends by being marked so


def test_goal_is_added_and_dropped_when_empty(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    fill(draft, world.clerk)
    clerk.post(url(draft, "indicators"), {"version": opened(draft).content.version, "command": "add:goal"})
    sent = {"goal-1-text": "", "goal-2-text": "新しい目標", "goal-2-target_year": "R27"}
    clerk.post(url(draft, "indicators"), sent | {"version": opened(draft).content.version})

    plan = opened(draft).assembly.plan
    assert plan is not None
    assert [(goal.text, goal.target_year) for goal in plan.goals] == [("新しい目標", 2045)]


def test_steps_say_how_far_one_is(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    save(draft, world.clerk, "period", PERIOD_TYPED)

    steps = clerk.get(url(draft, "indicators")).context["steps"]

    assert [(step.name, str(step.state), step.is_current) for step in steps] == [
        ("period", "済", False),
        ("indicators", "未", True),
        ("targets", "未", False),
        ("confirm", "未", False),
    ]


def test_unsaved_steps_keep_the_plan_from_being_made(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft

    page = clerk.get(url(draft, "confirm")).content.decode()
    clerk.post(reverse("kpis:plan-create", args=[draft.key]), {"version": "1"})

    assert page.count("この段階はまだ保存していません。") == 3
    assert PlanPeriod.objects.count() == 1


def test_targets_without_years_say_what_to_do(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    save(draft, world.clerk, "period", {"first_year": ""})

    page = clerk.get(url(draft, "targets")).content.decode()

    assert "先に「期間」と「指標」を入力してください。" in page
    assert url(draft, "period") in page


@pytest.mark.parametrize("who", ["approver", "auditor", "administrator"])
def test_others_in_the_admin_look_and_write_nothing(client: Client, world: World, who: str) -> None:
    draft = begin(world.clerk).draft
    fill(draft, world.clerk)
    client.force_login(getattr(world, who))
    version, entries = opened(draft).content.version, Entry.objects.count()

    assert client.get(reverse("kpis:plan-list")).status_code == 200
    for step in STEPS:
        page = client.get(url(draft, step))
        assert page.status_code == 200
        assert 'name="command" value="next"' not in page.content.decode()
    posts = {
        url(draft, "period"): PERIOD_TYPED | {"version": version, "name": "別の名称"},
        reverse("kpis:plan-start"): {"predecessor": "plan-1"},
        reverse("kpis:plan-create", args=[draft.key]): {"version": version},
        reverse("kpis:plan-discard", args=[draft.key]): {"version": version},
        reverse("kpis:plan-withdraw", args=["plan-1"]): {"reason": "誤り"},
    }
    for address, fields in posts.items():
        assert client.post(address, fields).status_code == 403, address
    assert (opened(draft).content.version, Entry.objects.count()) == (version, entries)


@pytest.mark.parametrize("who", ["respondent", "manager", "outsider"])
def test_others_do_not_enter(client: Client, world: World, who: str) -> None:
    draft = begin(world.clerk).draft
    client.force_login(getattr(world, who))

    addresses = [
        reverse("kpis:plan-list"),
        url(draft, "period"),
        reverse("kpis:plan-discard", args=[draft.key]),
        reverse("kpis:plan-withdraw", args=["plan-1"]),
    ]
    assert {client.get(address).status_code for address in addresses} == {403}
    assert client.post(reverse("kpis:plan-start"), {"predecessor": "plan-1"}).status_code == 403
    assert client.post(reverse("kpis:plan-create", args=[draft.key]), {"version": 1}).status_code == 403


def test_draft_that_is_gone_leads_back_to_the_list(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    address = url(draft, "period")
    clerk.post(reverse("kpis:plan-discard", args=[draft.key]), {"version": "1"})

    response = clerk.post(address, PERIOD_TYPED | {"version": "1"}, follow=True)

    assert "この下書きは、取り消されたか、計画期間の作成が終わっています。" in response.content.decode()


def test_withdrawing_lists_what_goes_and_wants_a_reason(clerk: Client, world: World) -> None:
    create(fill(begin(world.clerk).draft, world.clerk), world.clerk)
    address = reverse("kpis:plan-withdraw", args=["plan-2"])

    assert "表記 trials" in clerk.get(address).content.decode()
    refused = clerk.post(address, {"reason": ""})
    assert (refused.status_code, "取り消す理由を入力してください。" in refused.content.decode()) == (422, True)
    done = clerk.post(address, {"reason": "期間の誤り"}, follow=True)
    assert "「第2期計画」を取り消しました。" in done.content.decode()


def test_unknown_step_is_not_found(clerk: Client, world: World) -> None:
    assert clerk.get(url(begin(world.clerk).draft, "budget")).status_code == 404


NEW = {"new-1-fate": "new", "new-1-label": "論文の数", "new-1-unit": "件", "new-1-minimum": "0", "new-1-maximum": "5"}


def add_line(clerk: Client, draft: Draft, **fields: str) -> str:
    """Press 「新規の指標を追加」 and, where fields are given, save them; return the page of the step."""
    for sent in ({"command": "add:indicator"}, *([fields] if fields else [])):
        page = clerk.post(url(draft, "indicators"), sent | {"version": str(opened(draft).content.version)}, follow=True)
    return page.content.decode()


def test_target_beyond_the_bounds_is_an_error_beside_its_field(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    fill(draft, world.clerk)
    add_line(clerk, draft, **NEW)
    sent = {"new-1-2030": "9件", "new-1-2031": "△1", "new-1-2032": "5", "new-1-2033": "0"}
    page = clerk.post(url(draft, "targets"), sent | {"version": str(opened(draft).content.version)}, follow=True).content.decode()

    beside = {error.getparent().get("id"): error.text for error in html.fromstring(page).xpath("//ul[@class='form__error']/li")}
    assert beside == {
        "id_new-1-2030_error": "上限（5件）を上回っています。目標値又は上限を修正してください。",
        "id_new-1-2031_error": "下限（0件）を下回っています。目標値又は下限を修正してください。",
    }
    assert opened(draft).assembly.plan is None


def test_bounds_of_an_indicator_that_goes_on_bind_too(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    Item.objects.filter(code="kpi-occupancy").update(maximum=100)

    work = fill(draft, world.clerk, targets={"occupancy": {"2030": "101%"}})

    assert [finding.message for finding in work.assembly.of_step("targets")] == [
        "上限（100%）を上回っています。目標値又は上限を修正してください。"
    ]


def test_confirmation_shows_the_bounds(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    Item.objects.filter(code="kpi-occupancy").update(minimum=0, maximum=100)
    Item.objects.filter(code="kpi-trials").update(minimum=0)
    fill(draft, world.clerk)

    rows = html.fromstring(clerk.get(url(draft, "confirm")).content.decode()).xpath("//table[caption/@id='changes-title']/tbody/tr")

    assert [row.xpath("td")[-2].text for row in rows] == ["0件以上", "—", "0～100%"]


def test_line_that_was_just_added_is_not_wrong_yet(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft
    fill(draft, world.clerk)

    added = add_line(clerk, draft)
    confirmed = clerk.get(url(draft, "confirm")).content.decode()
    saved = clerk.post(url(draft, "indicators"), {"new-1-unit": "件", "version": str(opened(draft).content.version)}, follow=True)

    assert "この欄を入力してください。" not in added
    assert 'aria-invalid="true"' not in added
    assert "この欄を入力してください。" in confirmed  # it cannot be made so
    assert "この欄を入力してください。" in saved.content.decode()


def test_fields_of_a_new_indicator_say_what_is_wanted(clerk: Client, world: World) -> None:
    draft = begin(world.clerk).draft

    page = html.fromstring(add_line(clerk, draft))

    for name in ("label", "unit", "code"):
        assert "※必須" in page.xpath(f"//label[@for='id_new-1-{name}']")[0].text_content(), name
    assert page.xpath("//*[@id='id_new-1-minimum_helptext']")[0].text == "これより小さい値は誤りとします。空欄は下限なしです。"
