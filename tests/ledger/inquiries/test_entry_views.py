"""The clerk's pages: the list and its filters, a new request, the answers and what is decided about them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from ledger.choices import Decision, InquiryState
from ledger.models import Inquiry, Revision, Sheet
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.frame.pages import parsed, words
from tests.ledger import factories
from tests.ledger.factories import NOON, TODAY, line
from tests.ledger.inquiries.acts import DUE, answered, inquiry_in, make_asked_sheet, send, take_all

pytestmark = pytest.mark.django_db
LIST = reverse("entry:inquiry-list")


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clerk(world: World) -> Client:
    return signed_in(world.clerk)


def new_url(sheet: Sheet) -> str:
    return reverse("entry:inquiry-new", args=[sheet.pk])


def url(inquiry: Inquiry, act: str = "") -> str:
    return reverse(f"entry:inquiry-{act}" if act else "entry:inquiry", args=[inquiry.pk])


def form_of(page: Any) -> dict[str, Any]:
    """Return what the form of choices would send as it stands: the ticked boxes under `choose`."""
    (form,) = page.xpath("//form[@data-choices]")
    fields: dict[str, Any] = {name: value for name, value in form.form_values() if name != "choose"}
    return fields | {"choose": [value for name, value in form.form_values() if name == "choose"]}


def answers_form(client: Client, inquiry: Inquiry) -> dict[str, Any]:
    return form_of(parsed(client.get(url(inquiry))))


def key(number: int) -> str:
    return f"a-{number}:amount:2025::settled:2025-12-31"


# The list.


@pytest.fixture
def various(world: World) -> dict[str, Inquiry]:
    sheet = make_asked_sheet(1)
    found = {"answered": answered(sheet, world, "1"), "open": send(sheet, by=world.clerk), "late": send(sheet, by=world.clerk)}
    for state in ("closed", "withdrawn"):
        found[state] = send(sheet, by=world.clerk)
        Inquiry.objects.filter(pk=found[state].pk).update(state=state)
    Inquiry.objects.filter(pk=found["late"].pk).update(due_on=TODAY - timedelta(days=1))
    return found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("", ["late", "open", "answered", "closed", "withdrawn"], id="all"),
        pytest.param("state=open", ["late", "open"], id="open"),
        pytest.param("state=late", ["late"], id="late"),
        pytest.param("state=answered", ["answered"], id="answered"),
        pytest.param("state=closed", ["closed"], id="closed"),
        pytest.param("state=withdrawn", ["withdrawn"], id="withdrawn"),
        pytest.param("year=2025", ["late", "open", "answered", "closed", "withdrawn"], id="its year"),
    ],
)
def test_list(clerk: Client, various: dict[str, Inquiry], query: str, names: list[str]) -> None:
    rows = parsed(clerk.get(f"{LIST}?{query}")).xpath("//tbody/tr")

    assert [words(row[0]) for row in rows] == [f"第{various[name].number}号" for name in names]
    assert [row for row in rows if "期限超過" in words(row)] == [row for row in rows if words(row[0]) == f"第{various['late'].number}号"]


def test_list_of_a_sheet(clerk: Client, world: World, various: dict[str, Inquiry]) -> None:
    factories.make_item("b-1", dataset="facility", unit="件")
    other = send(factories.make_sheet(2024, dataset="facility", basis="actual"), by=world.clerk)

    rows = parsed(clerk.get(f"{LIST}?sheet={other.sheet_id}")).xpath("//tbody/tr")

    assert [words(row[2]) for row in rows] == ["施設 R6(2024)年度 実績（年度確定）"]
    assert len(parsed(clerk.get(f"{LIST}?year=2024")).xpath("//tbody/tr")) == 1


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [("", 200, "照会はまだありません。"), ("?state=late", 200, "この条件に合う照会はありません。"), ("?state=no", 400, "誤りが1件")],
)
def test_list_of_nothing(clerk: Client, query: str, status: int, text: str) -> None:
    response = clerk.get(LIST + query)

    assert (response.status_code, text in words(parsed(response))) == (status, True)


def test_queries_of_the_list(clerk: Client, various: dict[str, Inquiry], django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    clerk.get(LIST)

    with django_assert_max_num_queries(10):
        clerk.get(LIST)


# A new request.


def test_new_request_begins_with_what_is_empty(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(3)
    factories.enter(sheet, line("a-1", 7), by=world.clerk)
    send(sheet, by=world.clerk, only=["a-2"])

    page = parsed(clerk.get(new_url(sheet)))

    assert form_of(page)["choose"] == [key(3)]
    assert ["照会第1号" in words(row[5]) for row in page.xpath("//tbody/tr")] == [False, True, False]


@pytest.mark.parametrize(
    ("days", "suggested"), [(30, "R8.3.5"), (3, "R8.2.11"), (None, "R8.2.17")], ids=["a week before", "at least tomorrow", "no day"]
)
def test_suggested_due_date(clerk: Client, days: int | None, suggested: str) -> None:
    sheet = make_asked_sheet(1)
    Sheet.objects.filter(pk=sheet.pk).update(due_on=None if days is None else TODAY + timedelta(days=days))

    assert form_of(parsed(clerk.get(new_url(sheet))))["due_on"] == suggested


@pytest.mark.parametrize(("tick", "number"), [("all", 3), ("none", 0)])
def test_tick_without_a_script(clerk: Client, tick: str, number: int) -> None:
    sheet = make_asked_sheet(3)
    form = form_of(parsed(clerk.get(new_url(sheet)))) | {"title": "私の件名", "choose": [key(2)], "tick": tick}

    again = form_of(parsed(clerk.post(new_url(sheet), form)))

    assert (len(again["choose"]), again["title"]) == (number, "私の件名")
    assert not Inquiry.objects.exists()


def test_send(clerk: Client) -> None:
    sheet = make_asked_sheet(3)

    response = clerk.post(new_url(sheet), {"title": "件名", "message": "文", "due_on": "R8.3.1", "choose": [key(1), key(3)]})

    inquiry = Inquiry.objects.get()
    assert response["Location"] == url(inquiry)
    assert (inquiry.title, inquiry.due_on.isoformat(), inquiry.lines.count()) == ("件名", "2026-03-01", 2)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        pytest.param({"due_on": "R8.2.10"}, "明日以後", id="due today"),
        pytest.param({"due_on": "来週"}, "日付・年月として読み取れません", id="no day"),
        pytest.param({"choose": []}, "項目を1つ以上", id="nothing ticked"),
        pytest.param({"title": ""}, "件名", id="no title"),
    ],
)
def test_refused_request_stays_as_it_was_written(clerk: Client, fields: dict[str, Any], text: str) -> None:
    sheet = make_asked_sheet(3)
    form = {"title": "件名", "message": "私の文", "due_on": "R8.3.1", "choose": [key(2)], **fields}

    response = clerk.post(new_url(sheet), form)
    again = form_of(parsed(response))

    assert (response.status_code, text in words(parsed(response))) == (400, True)
    assert (again["message"].strip(), again["choose"], again["due_on"]) == ("私の文", form["choose"], form["due_on"])
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("role", ["approver", "auditor", "administrator", "respondent", "manager"])
def test_new_request_is_the_clerks(world: World, role: str) -> None:
    assert signed_in(getattr(world, role)).get(new_url(make_asked_sheet(1))).status_code == 403


@pytest.mark.parametrize(("role", "status"), [("approver", 200), ("auditor", 200), ("respondent", 403), ("manager", 403)])
def test_who_reads(world: World, role: str, status: int) -> None:
    inquiry = inquiry_in("answered", world)
    client = signed_in(getattr(world, role))

    assert [client.get(address).status_code for address in (LIST, url(inquiry))] == [status, status]
    assert client.post(url(inquiry, "decide"), {"choose": [key(1)], "base": "{}", "do": "take"}).status_code == 403
    assert client.post(url(inquiry, "close")).status_code == 403
    assert status == 403 or not parsed(client.get(url(inquiry))).xpath("//main//button[@type='submit']")


# The answers.


def test_answers_stay_unseen_until_they_are_handed_over(clerk: Client, world: World) -> None:
    inquiry = answered(make_asked_sheet(1), world, "98,765")
    assert "98,765" in words(parsed(clerk.get(url(inquiry))))

    clerk.post(url(inquiry, "return"), {"text": "単位を確認してください", "seen": inquiry.lock_version})

    page = words(parsed(clerk.get(url(inquiry))))
    assert "98,765" not in page
    assert "単位を確認してください" in page


def test_what_would_be_replaced_is_not_ticked(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(3)
    factories.enter(sheet, line("a-1", 7), line("a-2", 102), by=world.clerk)

    page = parsed(clerk.get(url(answered(sheet, world, "101", "102", "103"))))

    assert form_of(page)["choose"] == [key(2), key(3)]
    assert ["現在の入力と異なります" in words(row) for row in page.xpath("//tbody/tr")] == [True, False, False]


def test_take_all_leaves_what_would_be_replaced(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(3)
    draft = factories.enter(sheet, line("a-1", 7), by=world.clerk)
    inquiry = answered(sheet, world, "101", "102", "103")

    clerk.post(url(inquiry, "decide"), answers_form(clerk, inquiry) | {"do": "take-all", "choose": []})

    assert list(draft.values.order_by("item__order").values_list("value", flat=True)) == [7, 102, 103]
    assert [kept.decision for kept in inquiry.lines.order_by("order")] == ["", Decision.TAKEN, Decision.TAKEN]


def test_take_all_with_nothing_free_takes_nothing(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(1)
    draft = factories.enter(sheet, line("a-1", 7), by=world.clerk)
    inquiry = answered(sheet, world, "101")

    page = clerk.post(url(inquiry, "decide"), answers_form(clerk, inquiry) | {"do": "take-all", "choose": [key(1)]}, follow=True)

    assert draft.values.get().value == 7
    assert "置き換えずに採用できる回答はありません" in words(parsed(page))


def test_ticked_answer_replaces_what_was_shown(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(1)
    draft = factories.enter(sheet, line("a-1", 7), by=world.clerk)
    inquiry = answered(sheet, world, "101")

    clerk.post(url(inquiry, "decide"), answers_form(clerk, inquiry) | {"do": "take", "choose": [key(1)]})

    assert draft.values.get().value == 101


def test_ticked_answer_leaves_what_was_not_shown(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(1)
    draft = factories.enter(sheet, line("a-1", 7), by=world.clerk)
    inquiry = answered(sheet, world, "101")
    form = answers_form(clerk, inquiry) | {"do": "take", "choose": [key(1)]}
    draft.values.update(value=8)

    page = clerk.post(url(inquiry, "decide"), form, follow=True)

    assert draft.values.get().value == 8
    assert "採用していません：収入1" in words(parsed(page))


def test_take_into_an_approved_sheet_wants_a_reason(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(1)
    factories.enter_and_approve(sheet, line("a-1", 100), clerk=world.clerk, approver=world.approver)
    inquiry = answered(sheet, world, "120")
    form = answers_form(clerk, inquiry) | {"do": "take", "choose": [key(1)]}

    refused = clerk.post(url(inquiry, "decide"), form | {"reason": " "})
    clerk.post(url(inquiry, "decide"), form)

    assert (refused.status_code, form_of(parsed(refused))["choose"]) == (409, [key(1)])
    assert "訂正の理由を入力してください。" in words(parsed(refused))
    assert Revision.objects.get(sheet=sheet, number=2).reason == "照会第1号の回答による訂正"


def test_decline(clerk: Client, world: World) -> None:
    inquiry = inquiry_in("answered", world)

    clerk.post(url(inquiry, "decide"), answers_form(clerk, inquiry) | {"do": "decline"})

    assert inquiry.lines.get().decision == Decision.KEPT


@pytest.mark.parametrize(
    ("state", "act", "fields", "becomes"),
    [
        pytest.param("answered", "return", {"text": "単位"}, "open", id="return"),
        pytest.param("open", "withdraw", {"text": "重複"}, "withdrawn", id="withdraw"),
        pytest.param("open", "remind", {"text": "至急"}, "open", id="remind"),
        pytest.param("open", "extend", {"due_on": "R8.3.31"}, "open", id="extend"),
    ],
)
def test_act(clerk: Client, world: World, state: str, act: str, fields: dict[str, str], becomes: str) -> None:
    inquiry = inquiry_in(state, world)
    seen = {"seen": inquiry.lock_version}

    empty = clerk.post(url(inquiry, act), seen | dict.fromkeys(fields, ""))
    older = clerk.post(url(inquiry, act), {"seen": 0, **fields})
    done = clerk.post(url(inquiry, act), seen | fields)

    assert (empty.status_code, older.status_code, done.status_code) == (400, 409, 302)
    assert next(iter(fields.values())) in older.content.decode()
    assert "先に操作しました" in words(parsed(older))
    assert Inquiry.objects.get().state == becomes


def test_close(clerk: Client, world: World) -> None:
    inquiry = inquiry_in("answered", world)

    early = clerk.post(url(inquiry, "close"), {"seen": inquiry.lock_version})
    take_all(inquiry, by=world.clerk)
    clerk.post(url(inquiry, "close"), {"seen": inquiry.lock_version})

    assert "取扱いの決まっていない回答が1件あります" in words(parsed(early))
    assert Inquiry.objects.get().state == InquiryState.CLOSED


def test_clerk_of_another_dataset_only_looks(world: World) -> None:
    inquiry = inquiry_in("open", world)
    client = signed_in(make_user("elsewhere", "clerk", dataset="kpi"))

    assert client.get(url(inquiry)).status_code == 200
    assert client.post(url(inquiry, "withdraw"), {"text": "重複", "seen": 1}).status_code == 403


def test_queries_of_sixty_answers(clerk: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    sheet = make_asked_sheet(60)
    with django_assert_max_num_queries(18):  # the session kept alive included
        clerk.get(new_url(sheet))
    inquiry = answered(sheet, world, *["101"] * 60)
    with django_assert_max_num_queries(12):
        form = answers_form(clerk, inquiry)
    with django_assert_max_num_queries(34):  # 10 to begin the draft; as many for one answer as for sixty
        clerk.post(url(inquiry, "decide"), form | {"do": "take"})
    assert inquiry.lines.filter(decision=Decision.TAKEN).count() == 60
    assert inquiry.due_on == DUE
