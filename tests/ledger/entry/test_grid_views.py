"""The grid's page: what it costs, what it keeps, what it answers to a script."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from iconm.lib.choices import Basis
from ledger import actions
from ledger.grid import crosschecks
from ledger.models import Item, Revision, TotalPart, Value
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON

pytestmark = pytest.mark.django_db
DATASET = "ventures"  # without a layout of its own
ROWS = 60


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    client.get(reverse("reporting:report-list"))  # the session is written on its first page
    return client


@pytest.fixture
def items(db: None) -> list[Item]:
    """Sixty items in 件, the last the total of all others; each with an approved value of R6."""
    made = [factories.make_item(f"line-{n}", dataset=DATASET, unit="件", order=n) for n in range(ROWS)]
    TotalPart.objects.bulk_create(TotalPart(total=made[-1], part=part) for part in made[:-1])
    past = factories.make_past(factories.make_sheet(2024, dataset=DATASET, basis=Basis.ACTUAL))
    for item in made:
        factories.make_value(past, item, 10, measure="count")
    factories.approve_as_history([past], date(2025, 6, 1))
    return made


@pytest.fixture
def draft(items: list[Item], world: World) -> Revision:
    sheet = factories.make_sheet(2025, dataset=DATASET, basis=Basis.ACTUAL)
    return actions.start_revision(sheet=sheet, by=world.clerk, at=NOON)


def key(number: int) -> str:
    return f"line-{number}:count:2025::actual:2026-03-31"


def url(revision: Revision, name: str = "entry:grid") -> str:
    return reverse(name, args=[revision.pk])


def entry(number: int, typed: str, seen: str = "", **said: str) -> dict[str, Any]:
    return {"key": key(number), "typed": typed, "shown": {"typed": seen}, **said}


def post(client: Client, revision: Revision, *entries: dict[str, Any], seen: int = 1, **more: Any) -> Any:
    content = json.dumps({"seen": seen, "entries": entries, **more})
    return client.post(url(revision, "entry:grid-save"), content, content_type="application/json")


def test_opening_sixty_rows_takes_few_queries(clerk: Client, draft: Revision, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(10):
        page = clerk.get(url(draft))

    assert page.content.decode().count("data-cell=") == ROWS


def test_saving_sixty_rows_takes_few_queries(clerk: Client, draft: Revision, django_assert_max_num_queries) -> None:
    """With values to replace, cells to clear and texts that cannot be read among them."""
    post(clerk, draft, *(entry(n, "11") for n in range(ROWS)))

    with django_assert_max_num_queries(15):
        answer = post(clerk, draft, *(entry(n, ("12", "", "12程度")[n % 3], "11") for n in range(ROWS)), seen=2)

    assert answer.status_code == 200
    assert draft.values.count() == ROWS / 3


def test_page_shows_what_a_number_is_compared_with(clerk: Client, draft: Revision) -> None:
    page = clerk.get(url(draft)).content.decode()

    assert "R6実績" in page and "前年度の値「10」を引き継ぐ" in page


def test_value_of_last_year_is_offered_and_never_entered(clerk: Client, draft: Revision) -> None:
    clerk.get(url(draft))

    assert not draft.values.exists()


def test_script_is_told_what_was_understood(clerk: Client, draft: Revision) -> None:
    answer = post(clerk, draft, entry(0, "１５件"), entry(1, "12件程度")).json()

    assert answer["seen"] == 2
    assert "「１５件」を15件と読み取りました。" in answer["cells"][key(0)]["remarks"]
    assert "「12」にする" in answer["cells"][key(1)]["remarks"]
    assert [answer["cells"][key(n)]["state"] for n in (0, 1)] == ["", "error"]
    assert "一時保存しました" in answer["saved"]


def test_script_is_told_of_the_other_person(clerk: Client, draft: Revision, world: World) -> None:
    from accounts.choices import Role

    second = Client()
    second.force_login(make_user("second", Role.CLERK))
    post(second, draft, entry(0, "11"))

    answer = post(clerk, draft, entry(0, "12"), entry(1, "13"), seen=1).json()

    assert answer["cells"][key(0)]["conflict"] == ["typed"]
    assert "「11」を採用" in answer["cells"][key(0)]["remarks"] and "「12」を採用" in answer["cells"][key(0)]["remarks"]
    assert sorted(draft.values.values_list("value", flat=True)) == [11, 13]


def test_save_into_a_submitted_revision_says_so(clerk: Client, draft: Revision) -> None:
    Revision.objects.filter(pk=draft.pk).update(state="submitted")

    answer = post(clerk, draft, entry(0, "11"))

    assert answer.status_code == 409
    assert "確認依頼中" in answer.json()["message"]


@pytest.mark.parametrize("body", ["", "[]", '{"seen": 1}', '{"seen": "x", "entries": []}', '{"seen": 1, "entries": [1]}'])
def test_unreadable_request_is_refused(clerk: Client, draft: Revision, body: str) -> None:
    answer = clerk.post(url(draft, "entry:grid-save"), body, content_type="application/json")

    assert answer.status_code == 400
    assert "読み取れません" in answer.json()["message"]


def form(draft: Revision, clerk: Client, **typed: str) -> dict[str, str]:
    """Return the form as the page sends it, with some cells filled in."""
    context = clerk.get(url(draft)).context
    lines = context["page"].lines
    sent = {f"typed:{line.key}": line.text for line in lines} | {f"note:{line.key}": line.note for line in lines}
    sent |= {f"typed:{key(int(number.removeprefix('n')))}": text for number, text in typed.items()}
    return sent | {"base": context["base"], "seen": str(context["revision"].lock_version)}


def test_form_without_a_script_saves(clerk: Client, draft: Revision) -> None:
    answer = clerk.post(url(draft), form(draft, clerk, n0="11", n1="△3") | {"do": "save"}, follow=True)

    assert sorted(draft.values.values_list("value", flat=True)) == [-3, 11]
    assert "一時保存しました" in answer.content.decode()


def test_form_keeps_what_cannot_be_read(clerk: Client, draft: Revision) -> None:
    page = clerk.post(url(draft), form(draft, clerk, n0="十二") | {"do": "save"}, follow=True).content.decode()

    assert 'value="十二"' in page and "「十二」を数値として読み取れません" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"n0": "十二"}, "誤りを修正すると、確認を依頼できます。"),
        ({"n0": "100"}, "要確認の値を修正するか、理由・説明を入力すると、確認を依頼できます。"),
        ({"n0": "十二", "n1": "100"}, "誤りを修正し、要確認に理由を入力すると、確認を依頼できます。"),
    ],
    ids=["errors", "doubts", "both"],
)
def test_summary_asks_for_what_there_is(clerk: Client, draft: Revision, typed: dict[str, str], said: str) -> None:
    page = clerk.post(url(draft), form(draft, clerk, **typed) | {"do": "save"}, follow=True).content.decode()

    assert said in page


@pytest.mark.parametrize(("checks", "said"), [([], ""), ([lambda grid, on: []], "他の表・台帳との照合の指摘は0件です。")])
def test_check_says_that_it_was_done(clerk: Client, draft: Revision, monkeypatch: pytest.MonkeyPatch, checks: list[Any], said: str) -> None:
    monkeypatch.setitem(crosschecks._of_dataset, DATASET, checks)

    page = clerk.post(url(draft), form(draft, clerk, n0="11") | {"do": "check"}, follow=True).content.decode()

    assert "一時保存し、入力内容を確認しました（" in page
    assert f"）。{said}確認依頼はまだ行っていません。" in page


def test_page_is_asked_for_again_on_going_back(clerk: Client, draft: Revision) -> None:
    page = clerk.get(url(draft))

    assert "no-store" in page["Cache-Control"]
    assert html.fromstring(page.content.decode()).xpath("//form[@id='grid']/@autocomplete") == ["off"]


def test_button_takes_over_the_offered_value(clerk: Client, draft: Revision) -> None:
    clerk.post(url(draft), form(draft, clerk) | {"take": f"{key(5)}|10"})

    assert draft.values.get().value == 10


def test_button_marks_all_that_is_empty(clerk: Client, draft: Revision) -> None:
    clerk.post(url(draft), form(draft, clerk, n0="11") | {"fill": "未確定"})

    assert draft.values.filter(missing="pending").count() == ROWS - 1
    assert draft.values.get(missing="").value == 11


def test_form_of_a_stale_page_shows_both_values(clerk: Client, draft: Revision, world: World) -> None:
    stale = form(draft, clerk, n0="12")
    post(clerk, draft, entry(0, "11"))

    page = clerk.post(url(draft), stale | {"do": "save"})

    assert draft.values.get().value == 11
    assert "「11」を採用" in page.content.decode() and "「12」を採用" in page.content.decode()
    line = page.context["page"].lines[0]
    assert (line.text, page.context["page"].base()[line.key][0]) == ("12", "11")


def test_refused_form_shows_what_was_typed(clerk: Client, draft: Revision) -> None:
    sent = form(draft, clerk, n0="11")
    Revision.objects.filter(pk=draft.pk).update(lock_version=9)
    sent |= {f"note:{key(0)}": "あ" * 401}

    page = clerk.post(url(draft), sent | {"do": "save"}).content.decode()

    assert "入力が長すぎます" in page and 'value="11"' in page


def test_submit_button_leads_on_after_saving(clerk: Client, draft: Revision) -> None:
    answer = clerk.post(url(draft), form(draft, clerk, n0="11") | {"do": "submit"})

    assert answer.status_code == 302 and answer["Location"] == url(draft, "entry:submit")
    assert draft.values.get().value == 11


def test_approved_revision_is_read_and_says_who_locked_it(clerk: Client, world: World) -> None:
    factories.make_item("one", dataset=DATASET, unit="件")
    line = actions.Line(item="one", measure="count", value=Decimal(3))
    sheet = factories.make_sheet(2024, dataset=DATASET, basis=Basis.ACTUAL)
    approved = factories.enter_and_approve(sheet, line, clerk=world.clerk, approver=world.approver)

    page = clerk.get(url(approved)).content.decode()

    assert "令和8年2月10日に承認済み（承認者：利用者 approver）のため変更できません。" in page
    assert "data-cell=" not in page and "3件" in page.replace('<span class="cell-shown">3</span>', "3件")


def test_approver_reads_a_draft(client: Client, draft: Revision, world: World) -> None:
    client.force_login(world.approver)

    page = client.get(url(draft)).content.decode()

    assert "閲覧のみです" in page and "data-cell=" not in page


def test_approver_cannot_save(client: Client, draft: Revision, world: World) -> None:
    client.force_login(world.approver)

    assert post(client, draft, entry(0, "11")).status_code == 403
    assert not Value.objects.filter(revision=draft).exists()


def test_revision_that_is_gone(clerk: Client) -> None:
    page = clerk.get(reverse("entry:grid", args=[999]))

    assert page.status_code == 404
