"""A report on its way: handed in, taken back, given up, corrected, approved, sent back."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.choices import Role
from accounts.models import User
from audit.models import Entry
from iconm.lib.choices import Basis
from ledger.actions import Typed, save_cells, submit_revision
from ledger.grid.rows import load_grid
from ledger.models import Comment, Revision
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, revision_in
from tests.ledger.factories import NOON, TODAY
from tests.ledger.inquiries.acts import answered, make_asked_sheet, take_all

pytestmark = pytest.mark.django_db
APPROVALS = "/admin/entry/approvals/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def as_(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def text(response: Any) -> str:
    return " ".join(html.fromstring(response.content.decode()).xpath("//main")[0].text_content().split())


def state(revision: Revision) -> str:
    return Revision.objects.get(pk=revision.pk).state


def url(revision: Revision, verb: str) -> str:
    return f"/admin/entry/revisions/{revision.pk}/{verb}/"


def seen(revision: Revision) -> dict[str, str]:
    return {"seen": str(revision.lock_version)}


# The clerk.


def test_request_is_confirmed_first(client: Client, world: World) -> None:
    revision = revision_in("draft", world)
    clerk = as_(client, world.clerk)

    shown = clerk.post(url(revision, "submit"))  # a button that knows of no confirmation
    assert (shown.status_code, state(revision)) == (200, "draft")
    assert "入力した値1件" in text(shown)
    answer = clerk.post(url(revision, "submit"), seen(revision))

    assert answer.headers["Location"] == f"/admin/entry/sheets/{revision.sheet_id}/"
    assert state(revision) == "submitted"


def test_request_names_what_is_not_settled_and_is_made_all_the_same(client: Client, world: World) -> None:
    sheet = make_asked_sheet(2)
    take_all(answered(sheet, world, "80", "90"), by=world.clerk)
    revision = Revision.objects.select_related("sheet").get(sheet=sheet)
    settled, _open = (Comment.objects.create(sheet=sheet, text=words, by=world.approver, at=NOON) for words in ("済んだ件", "桁の確認"))
    Comment.objects.filter(pk=settled.pk).update(resolved_by=world.clerk, resolved_at=NOON)
    clerk = as_(client, world.clerk)

    page = text(clerk.get(url(revision, "submit")))
    clerk.post(url(revision, "submit"), seen(revision))

    assert "解決していないコメント・照会" in page
    assert "照会第1号 R7の収支" in page
    assert "桁の確認" in page
    assert "済んだ件" not in page
    assert state(revision) == "submitted"


def test_request_waits_for_its_findings(client: Client, world: World) -> None:
    item = factories.make_item(unit="%")
    revision = factories.enter(factories.make_sheet(), factories.line(item.code, 120), by=world.clerk)
    clerk = as_(client, world.clerk)

    assert "割合が100%を超えています" in text(clerk.get(url(revision, "submit")))
    refused = clerk.post(url(revision, "submit"), seen(revision))

    assert (refused.status_code, state(revision)) == (422, "draft")
    assert f"/admin/entry/revisions/{revision.pk}/#row-{item.code}:amount" in refused.content.decode()


def test_request_for_what_changed_meanwhile_is_not_made(client: Client, world: World) -> None:
    revision = revision_in("draft", world)
    shown = seen(revision)
    ACTS["record"](revision, world.clerk)

    answer = as_(client, world.clerk).post(url(revision, "submit"), shown, follow=True)

    assert "確認を依頼していません。他の利用者が先に保存しました。" in text(answer)
    assert state(revision) == "draft"


def test_request_is_taken_back(client: Client, world: World) -> None:
    revision = revision_in("submitted", world)

    answer = as_(client, world.clerk).post(url(revision, "recall"), seen(revision))

    assert answer.headers["Location"] == f"/admin/entry/revisions/{revision.pk}/"
    assert state(revision) == "draft"


def test_draft_is_given_up_after_a_warning(client: Client, world: World) -> None:
    revision = revision_in("draft", world)
    clerk = as_(client, world.clerk)

    asked = text(clerk.get(url(revision, "discard")))
    assert "値1件を取り消します。元に戻すことはできません。取り消した値は操作記録に残ります。" in asked
    clerk.post(url(revision, "discard"), seen(revision))

    assert not Revision.objects.exists()
    assert Entry.objects.latest("id").difference  # what it held


def test_correction_wants_a_reason(client: Client, world: World) -> None:
    revision = revision_in("approved", world)
    clerk = as_(client, world.clerk)

    refused = clerk.post(url(revision, "correct"), {"reason": " "})
    assert (refused.status_code, "訂正の理由を入力してください。" in text(refused)) == (422, True)
    answer = clerk.post(url(revision, "correct"), {"reason": "転記誤り"})

    new = Revision.objects.latest("number")
    assert (new.number, new.reason, new.values.count()) == (2, "転記誤り", 1)
    assert answer.headers["Location"] == f"/admin/entry/revisions/{new.pk}/"
    again = clerk.post(url(revision, "correct"), {"reason": "別の理由"})
    assert "この年度報告には作成中の版があります。" in text(again)
    assert "別の理由" in again.content.decode()


@pytest.mark.parametrize("verb", ["submit", "discard", "correct", "recall"])
def test_only_a_clerk_moves_a_draft(client: Client, world: World, verb: str) -> None:
    revision = revision_in("submitted" if verb == "recall" else "draft", world)
    before = state(revision)

    for person in (world.approver, world.auditor, world.administrator, world.respondent):
        assert as_(client, person).post(url(revision, verb), seen(revision) | {"reason": "x"}).status_code == 403, person

    assert state(revision) == before


# The approver.


def submitted(world: World, number: int, *, by: User | None = None) -> Revision:
    """Hand in a correction of an approved report, with a reason beside its changed value."""
    who = by or world.clerk
    day = date(2024, 4, 1) + timedelta(days=number)
    code = factories.make_item(f"item-{number}").code
    sheet = factories.make_sheet(2024, basis=Basis.ACTUAL, as_of=day)
    line = factories.line(code, 100)
    factories.enter_and_approve(sheet, line, clerk=world.clerk, approver=world.approver)
    revision = ACTS["correct"](Revision.objects.get(sheet=sheet), who)
    grid = load_grid(revision, on=TODAY)
    entries = [Typed(key=str(row.key), typed="120" if row.value else "該当なし", reason="追加の支出") for row in grid.rows]
    save_cells(revision=revision, entries=entries, by=who, at=NOON)
    return submit_revision(revision=Revision.objects.select_related("sheet").get(pk=revision.pk), by=who, at=NOON)


def test_list_tells_what_an_approver_decides_about(client: Client, world: World) -> None:
    submitted(world, 1)

    page = text(as_(client, world.approver).get(APPROVALS))

    assert "確認依頼：利用者 clerk R8.2.10 12:00" in page
    assert "値1件承認済の版からの変更1件理由の入力1件未達の説明0件根拠資料0件" in page
    assert "項目 item-1 100千円 → 120千円" in page
    assert "追加の支出" in page


def test_own_work_is_listed_apart_and_not_approved(client: Client, world: World) -> None:
    both = make_user("both", Role.CLERK, Role.APPROVER)
    revision = submitted(world, 1, by=both)
    approver = as_(client, both)

    page = approver.get(APPROVALS)
    assert not html.fromstring(page.content.decode()).xpath("//input[@name='revision']")
    detail = text(approver.get(f"{APPROVALS}{revision.pk}/"))
    assert "自ら入力した報告は承認できません" in detail
    assert "差戻しの理由" not in detail
    refused = text(approver.post(f"{APPROVALS}{revision.pk}/approve/", seen(revision), follow=True))

    assert "承認していません。自ら入力した報告は承認できません。" in refused
    assert state(revision) == "submitted"


def test_detail_shows_changes_values_and_reasons(client: Client, world: World) -> None:
    revision = submitted(world, 1)

    page = text(as_(client, world.approver).get(f"{APPROVALS}{revision.pk}/"))

    assert "承認済の版からの変更（1件）" in page
    assert "訂正の理由：転記誤り" in page
    assert "値（1件）" in page
    assert page.count("追加の支出") == 2  # beside the change, beside the value


def test_detail_shows_the_last_return_and_what_changed_since(client: Client, world: World) -> None:
    revision = ACTS["return"](submitted(world, 1), world.approver)
    (row,) = (row for row in load_grid(revision, on=TODAY).rows if row.value)
    for typed, seen_text in (("130", "120"), ("140", "130")):
        entry = Typed(key=str(row.key), typed=typed, seen=seen_text)
        save_cells(revision=revision, entries=[entry], by=world.clerk, at=NOON)
    ACTS["submit"](Revision.objects.select_related("sheet").get(pk=revision.pk), world.clerk)

    page = text(as_(client, world.approver).get(f"{APPROVALS}{revision.pk}/"))

    assert "前回の差戻し（利用者 approver、" in page
    assert "R7の値を確認 差戻し後の変更（1件）" in page
    assert "120 千円140 千円" in page


def test_detail_without_a_return_says_nothing_of_one(client: Client, world: World) -> None:
    page = text(as_(client, world.approver).get(f"{APPROVALS}{submitted(world, 1).pk}/"))

    assert "前回の差戻し" not in page


def test_detail_shows_the_value_within_the_year_and_the_answer(client: Client, world: World) -> None:
    sheet = make_asked_sheet(1)
    december = Revision.objects.get(pk=take_all(answered(sheet, world, "80"), by=world.clerk).pk)
    ACTS["approve"](ACTS["submit"](december, world.clerk), world.approver)
    whole = factories.make_sheet(2025, dataset=sheet.dataset, as_of=date(2026, 1, 31))
    revision = take_all(answered(whole, world, "90"), by=world.clerk)
    revision = ACTS["submit"](Revision.objects.select_related("sheet").get(pk=revision.pk), world.clerk)
    approver = as_(client, world.approver)

    page = approver.get(f"{APPROVALS}{revision.pk}/")

    assert "年度途中の直近値" in text(page)
    assert "100 80R7.12末" in text(page)  # last year's and the one within the year
    assert "照会第1号の回答" in text(page)


def test_detail_needs_the_same_queries_for_any_number_of_saves(client: Client, world: World) -> None:
    revision = ACTS["return"](submitted(world, 1), world.approver)
    approver, counts = as_(client, world.approver), []
    for number in (130, 140, 150):
        (row,) = (row for row in load_grid(revision, on=TODAY).rows if row.value)
        entry = Typed(key=str(row.key), typed=str(number), seen=row.text)
        save_cells(revision=revision, entries=[entry], by=world.clerk, at=NOON)
        revision = ACTS["submit"](Revision.objects.select_related("sheet").get(pk=revision.pk), world.clerk)
        with CaptureQueriesContext(connection) as context:
            approver.get(f"{APPROVALS}{revision.pk}/")
        counts.append(len(context))
        revision = ACTS["recall"](revision, world.clerk)

    assert counts[1] == counts[2] <= 25


def test_approver_approves(client: Client, world: World) -> None:
    revision = submitted(world, 1)

    answer = as_(client, world.approver).post(f"{APPROVALS}{revision.pk}/approve/", seen(revision))

    assert (answer.headers["Location"], state(revision)) == (APPROVALS, "approved")


def test_approver_approves_only_what_was_shown(client: Client, world: World) -> None:
    revision = submitted(world, 1)
    shown = seen(revision)
    ACTS["submit"](ACTS["recall"](revision, world.clerk), world.clerk)

    answer = as_(client, world.approver).post(f"{APPROVALS}{revision.pk}/approve/", shown, follow=True)

    assert "承認していません。画面を開いた後に、状態又は内容が変わりました（現在：確認依頼中）。" in text(answer)
    assert state(revision) == "submitted"


def test_return_without_a_reason_stands_as_it_was(client: Client, world: World) -> None:
    revision = submitted(world, 1)
    approver = as_(client, world.approver)

    refused = approver.post(f"{APPROVALS}{revision.pk}/return/", seen(revision) | {"reason": " "})
    stale = approver.post(f"{APPROVALS}{revision.pk}/return/", {"seen": "1", "reason": "件数を確認してください。"})
    assert (refused.status_code, stale.status_code, state(revision)) == (422, 409, "submitted")
    assert "差戻しの理由を入力してください。" in text(refused)
    assert "件数を確認してください。" in stale.content.decode()
    approver.post(f"{APPROVALS}{revision.pk}/return/", seen(revision) | {"reason": "件数を確認してください。"})

    assert state(revision) == "returned"
    assert Entry.objects.latest("id").reason == "件数を確認してください。"


def test_reason_for_a_return_that_came_too_late_is_not_lost(client: Client, world: World) -> None:
    revision = submitted(world, 1)
    ACTS["approve"](Revision.objects.get(pk=revision.pk), world.second_approver)

    late = seen(revision) | {"reason": "件数を確認してください。"}
    answer = as_(client, world.approver).post(f"{APPROVALS}{revision.pk}/return/", late, follow=True)

    assert "この版は「承認済」です。入力した理由：件数を確認してください。" in text(answer)


def test_several_are_approved_together_or_none(client: Client, world: World) -> None:
    revisions = [submitted(world, number) for number in (1, 2)]
    ticked = [f"{revision.pk}:{revision.lock_version}" for revision in revisions]
    approver = as_(client, world.approver)

    refused = approver.post(f"{APPROVALS}approve/", {"revision": [ticked[0], f"{revisions[1].pk}:1"]})
    assert (refused.status_code, {state(revision) for revision in revisions}) == (409, {"submitted"})
    assert "1件を承認できないため、1件も承認していません。" in text(refused)
    none = approver.post(f"{APPROVALS}approve/", {}, follow=True)
    assert "承認する報告を選択してください。" in text(none)
    approver.post(f"{APPROVALS}approve/", {"revision": ticked})

    assert {state(revision) for revision in revisions} == {"approved"}


@pytest.mark.parametrize("ticked", ["9" * 30 + ":1", "１:" + "9" * 30, "abc:1", ":"])
def test_what_was_not_on_the_page_is_not_approved(client: Client, world: World, ticked: str) -> None:
    revision = submitted(world, 1)

    answer = as_(client, world.approver).post(f"{APPROVALS}approve/", {"revision": ticked}, follow=True)

    assert "承認する報告を選択してください。" in text(answer)
    assert state(revision) == "submitted"


def test_only_an_approver_decides(client: Client, world: World) -> None:
    revision = submitted(world, 1)

    for person in (world.clerk, world.auditor, world.administrator):
        for verb in ("approve", "return"):
            answer = as_(client, person).post(f"{APPROVALS}{revision.pk}/{verb}/", seen(revision) | {"reason": "x"})
            assert answer.status_code == 403, (person, verb)
        ticked = {"revision": f"{revision.pk}:{revision.lock_version}"}
        assert as_(client, person).post(f"{APPROVALS}approve/", ticked).status_code == 403, person

    assert state(revision) == "submitted"


def test_list_of_thirty_needs_twelve_queries(client: Client, world: World) -> None:
    for number in range(30):
        item = factories.make_item(f"item-{number}")
        revision = factories.make_draft(factories.make_sheet(1990 + number), **{item.code.replace("-", "_"): number})
        Revision.objects.filter(pk=revision.pk).update(state="submitted", submitted_by=world.clerk, submitted_at=NOON)
    approver = as_(client, world.approver)

    with CaptureQueriesContext(connection) as context:
        page = approver.get(APPROVALS)

    assert page.content.decode().count('name="revision"') == 30
    assert len(context) <= 12
