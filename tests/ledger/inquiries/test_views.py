"""The respondent's pages: whose they are, saving with a script and without, handing over and taking back."""

import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from ledger.actions.answers import save_answers
from ledger.actions.cells import Typed
from ledger.actions.inquiries import remind_inquiry
from ledger.choices import InquiryState
from ledger.models import Inquiry
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.frame.pages import parsed, words
from tests.ledger.factories import NOON
from tests.ledger.inquiries.acts import DATASET, DUE, answered, inquiry_in, make_asked_sheet, send, take_all

pytestmark = pytest.mark.django_db
LIST = reverse("inquiries:list")


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, inquiry: Inquiry) -> str:
    return reverse(f"inquiries:{name}", args=[inquiry.pk])


def form_of(client: Client, inquiry: Inquiry) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    form = parsed(client.get(url("inquiry", inquiry))).get_element_by_id("grid")
    return {name: value or "" for name, value in form.form_values()}


def cell(inquiry: Inquiry, number: int) -> str:
    return inquiry.lines.order_by("order")[number - 1].key


def sent(client: Client, inquiry: Inquiry, do: str = "save", **typed: str) -> Any:
    """Post the form with texts in the cells c1, c2 …"""
    fields = {f"typed:{cell(inquiry, int(name[1:]))}": text for name, text in typed.items()}
    return client.post(url("inquiry", inquiry), form_of(client, inquiry) | fields | {"do": do})


def saved_by_script(client: Client, inquiry: Inquiry, *entries: dict[str, Any]) -> Any:
    body = json.dumps({"seen": inquiry.lock_version, "entries": list(entries), "marked": []})
    return client.post(url("save", inquiry), body, content_type="application/json")


def test_list_shows_what_is_late_first(world: World) -> None:
    sheet = make_asked_sheet()
    answered(sheet, world, "1", "2", "3")
    late = send(sheet, by=world.clerk)
    send(sheet, by=world.clerk)
    Inquiry.objects.filter(pk=late.pk).update(due_on="2026-02-09")

    rows = parsed(signed_in(world.respondent).get(LIST)).xpath("//tbody/tr")

    assert ["期限超過" in words(row) for row in rows] == [True, False, False]
    assert [words(row[4]) for row in rows] == ["0／3", "0／3", "3／3"]


def test_list_without_requests_says_so(world: World) -> None:
    assert "回答する照会はありません。" in signed_in(world.respondent).get(LIST).content.decode()


def test_list_and_page_show_the_reminder(world: World) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)
    remind_inquiry(inquiry=inquiry, message="至急お願いします", by=world.clerk, at=NOON, seen=1)
    client = signed_in(world.respondent)

    for address in (LIST, url("inquiry", inquiry)):
        assert "至急お願いします" in client.get(address).content.decode()


def test_respondent_of_another_dataset_sees_nothing(world: World) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)
    client = signed_in(make_user("elsewhere", "respondent", dataset="kpi"))

    assert "回答する照会はありません。" in client.get(LIST).content.decode()
    assert client.get(url("inquiry", inquiry)).status_code == 403
    assert saved_by_script(client, inquiry).status_code == 403


@pytest.mark.parametrize("role", ["clerk", "approver", "manager", "auditor", "administrator", "outsider"])
def test_pages_are_the_respondents(world: World, role: str) -> None:
    inquiry = inquiry_in("answered", world)
    client = signed_in(getattr(world, role))

    assert client.get(LIST).status_code == 403
    assert client.get(url("inquiry", inquiry)).status_code == 403
    assert client.post(url("inquiry", inquiry)).status_code == 403
    assert client.post(url("retract", inquiry)).status_code == 403


def test_page_of_no_request(world: World) -> None:
    assert signed_in(world.respondent).get(reverse("inquiries:inquiry", args=[0])).status_code == 404


def test_save_without_a_script(world: World) -> None:
    inquiry = send(make_asked_sheet(3), by=world.clerk)
    client = signed_in(world.respondent)

    response = sent(client, inquiry, c1="１２千円", c2="12程度")

    assert response.status_code == 302
    page = parsed(client.get(url("inquiry", inquiry)))
    remarks = [words(box) for box in page.xpath("//td[@data-remarks]")]
    assert "「１２千円」を12千円と読み取りました。" in remarks[0]
    assert "「12程度」を数値として読み取れません。" in remarks[1]
    assert page.get_element_by_id("cell-2").get("value") == "12程度"
    assert words(page.xpath("//p[@data-counts]")[0]).endswith("回答 1／3")


def test_button_of_a_cell_takes_what_it_offers(world: World) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)
    client = signed_in(world.respondent)
    sent(client, inquiry, c1="12程度")

    response = client.post(url("inquiry", inquiry), form_of(client, inquiry) | {"take": f"{cell(inquiry, 1)}|12"})

    assert response["Location"].endswith(f"#row-{cell(inquiry, 1)}")
    assert inquiry.lines.get().value == 12


def test_save_by_the_script(world: World) -> None:
    inquiry = send(make_asked_sheet(2), by=world.clerk)
    key = cell(inquiry, 1)

    content = saved_by_script(
        signed_in(world.respondent), inquiry, {"key": key, "typed": "1.5億円", "note": "速報", "shown": {"typed": "", "note": ""}}
    ).json()

    assert (content["seen"], content["cells"][key]["shown"], content["cells"][key]["state"]) == (
        2,
        ["1.5億円", "", "", "", "速報"],
        "",
    )
    assert "「1.5億円」を150,000千円と読み取りました。" in content["cells"][key]["remarks"]
    assert content["saved"].startswith("一時保存しました")


def test_save_by_the_script_shows_both_values(world: World) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)
    key = cell(inquiry, 1)
    save_answers(inquiry=inquiry, entries=[Typed(key=key, typed="1")], by=make_user("other", "respondent"), at=NOON)

    content = saved_by_script(signed_in(world.respondent), inquiry, {"key": key, "typed": "9", "shown": {"typed": ""}}).json()

    assert content["cells"][key]["conflict"] == ["typed"]
    assert "先に「1」が保存されています。あなたの入力は「9」です。" in content["cells"][key]["remarks"]
    assert inquiry.lines.get().typed == "1"


def test_save_without_a_script_shows_both_values(world: World) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)
    client = signed_in(world.respondent)
    mine = form_of(client, inquiry) | {f"typed:{cell(inquiry, 1)}": "9"}
    save_answers(inquiry=inquiry, entries=[Typed(key=cell(inquiry, 1), typed="1")], by=make_user("other", "respondent"), at=NOON)

    response = client.post(url("inquiry", inquiry), mine)

    assert response.status_code == 409
    assert "先に「1」が保存されています。あなたの入力は「9」です。" in words(parsed(response))
    assert parsed(response).get_element_by_id("cell-1").get("value") == "9"


@pytest.mark.parametrize("body", ["", "[]", '{"seen": 1}', '{"seen": 1, "entries": [{"key": "no", "typed": "1"}]}'])
def test_save_of_something_else_is_refused(world: World, body: str) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)

    response = signed_in(world.respondent).post(url("save", inquiry), body, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["message"]


def test_save_after_withdrawal_keeps_the_typed_text_on_the_page(world: World) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)
    client = signed_in(world.respondent)
    mine = form_of(client, inquiry) | {f"typed:{cell(inquiry, 1)}": "12"}
    Inquiry.objects.update(state=InquiryState.WITHDRAWN)

    response = client.post(url("inquiry", inquiry), mine)
    by_script = saved_by_script(client, inquiry, {"key": cell(inquiry, 1), "typed": "12", "shown": {}})

    assert (response.status_code, by_script.status_code) == (409, 409)
    assert "取り下げられた" in words(parsed(response))
    assert ">12<" in response.content.decode()


def test_submit_names_every_gap(world: World) -> None:
    inquiry = send(make_asked_sheet(3), by=world.clerk)
    client = signed_in(world.respondent)

    page = parsed(client.post(url("inquiry", inquiry), form_of(client, inquiry) | {"do": "submit"}, follow=True))
    response = sent(client, inquiry, "submit", c1="1", c2="12程度")

    assert [link.get("href") for link in page.xpath("//section[contains(@class, 'findings')]//a")] == ["#cell-1", "#cell-2", "#cell-3"]
    assert response["Location"].endswith("?check=1")
    assert inquiry.lines.get(order=1).value == 1


def test_submit(world: World) -> None:
    inquiry = send(make_asked_sheet(2), by=world.clerk)
    client = signed_in(world.respondent)

    sent(client, inquiry, "submit", c1="1", c2="未確定")

    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.answered_by) == (InquiryState.ANSWERED, world.respondent)
    assert not parsed(client.get(url("inquiry", inquiry))).xpath("//input[@data-cell]")


def test_submit_of_what_somebody_else_changed_meanwhile(world: World) -> None:
    inquiry = send(make_asked_sheet(2), by=world.clerk)
    client = signed_in(world.respondent)
    mine = form_of(client, inquiry) | {f"typed:{cell(inquiry, 1)}": "1", "do": "submit"}
    save_answers(inquiry=inquiry, entries=[Typed(key=cell(inquiry, 2), typed="2")], by=make_user("other", "respondent"), at=NOON)

    page = client.post(url("inquiry", inquiry), mine, follow=True)

    assert "先に操作しました" in words(parsed(page))
    assert Inquiry.objects.get().state == InquiryState.OPEN
    assert [line.typed for line in inquiry.lines.order_by("order")] == ["1", "2"]


def test_retract(world: World) -> None:
    inquiry = inquiry_in("answered", world)

    signed_in(world.respondent).post(url("retract", inquiry), {"seen": inquiry.lock_version})

    assert Inquiry.objects.get().state == InquiryState.OPEN


def test_retract_of_a_taken_answer_says_why_not(world: World) -> None:
    inquiry = inquiry_in("answered", world)
    take_all(inquiry, by=world.clerk)

    page = signed_in(world.respondent).post(url("retract", inquiry), {"seen": inquiry.lock_version}, follow=True)

    assert "採用されているため、取り戻せません" in words(parsed(page))


def test_queries_of_the_list(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    sheet = make_asked_sheet(1)
    for _number in range(3):
        send(sheet, by=world.clerk)
    client = signed_in(world.respondent)
    client.get(LIST)

    with django_assert_max_num_queries(10):
        client.get(LIST)


def test_queries_of_sixty_cells(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    inquiry = send(make_asked_sheet(60), by=world.clerk, due_on=DUE)
    client = signed_in(world.respondent)
    form = form_of(client, inquiry)
    entries = [{"key": line.key, "typed": "101", "shown": {"typed": ""}} for line in inquiry.lines.all()]

    with django_assert_max_num_queries(12):
        client.get(url("inquiry", inquiry))
    with django_assert_max_num_queries(15):
        assert len(saved_by_script(client, inquiry, *entries).json()["cells"]) == 60
    with django_assert_max_num_queries(15):
        client.post(url("inquiry", inquiry), form | {f"note:{entries[0]['key']}": "概算"})
    assert inquiry.lines.filter(value=101).count() == 60
    assert inquiry.sheet.dataset == DATASET
