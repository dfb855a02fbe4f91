"""The pages of files and talk: what they show, take and refuse."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from audit.models import Entry
from ledger.actions.comments import add_comment, resolve_comment
from ledger.actions.evidence import Upload, add_evidence, withdraw_evidence
from ledger.models import Comment, Evidence, Sheet
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.evidence import samples
from tests.ledger.factories import NOON

pytestmark = pytest.mark.django_db
CELL = "income-city:amount:2024::settled:2025-03-31"
QUERIES_AT_MOST = 10


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sheet(world: World) -> Sheet:
    item = factories.make_item()
    return factories.enter(factories.make_sheet(), factories.line(item.code), by=world.clerk).sheet


def attach(sheet: Sheet, world: World, content: bytes = samples.PDF, name: str = "決算書.pdf", **fields: Any) -> Evidence:
    return add_evidence(**{"sheet": sheet, "upload": Upload(name, content), "by": world.clerk, "at": NOON} | fields)


def url(room: str, sheet: Sheet) -> str:
    return f"/admin/entry/sheets/{sheet.pk}/{room}/"


def words(response: Any) -> str:
    return " ".join(html.fromstring(response.content.decode()).xpath("//main")[0].text_content().split())


def upload(*files: tuple[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content) for name, content in files]


# Files


def test_evidence_list_groups_by_cell_and_tells_why_files_were_withdrawn(client: Client, world: World, sheet: Sheet) -> None:
    attach(sheet, world, cell=CELL, note="3頁")
    gone = attach(sheet, world, samples.PNG, name="決算書.png")
    withdraw_evidence(evidence=gone, by=world.clerk, at=NOON, reason="別の年度の資料")
    client.force_login(world.auditor)

    tree = html.fromstring(client.get(url("evidence", sheet)).content.decode())

    assert [" ".join(head.text_content().split()) for head in tree.xpath("//main//section/h2")] == ["年度報告全体", "項目 income-city"]
    withdrawn, standing = (" ".join(line.text_content().split()) for line in tree.xpath("//main//section//li"))
    assert "決算書.png" in withdrawn and "取下げ：利用者 clerk" in withdrawn and "理由：別の年度の資料" in withdrawn
    assert "決算書.pdf" in standing and "3頁" in standing and "取下げ" not in standing
    assert not tree.xpath("//main//form")  # an auditor looks


def test_evidence_of_one_cell(client: Client, world: World, sheet: Sheet) -> None:
    attach(sheet, world, cell=CELL)
    attach(sheet, world, samples.PNG, name="決算書.png")
    client.force_login(world.clerk)

    tree = html.fromstring(client.get(f"{url('evidence', sheet)}?cell={quote(CELL)}").content.decode())

    assert len(tree.xpath("//main//section//li")) == 1
    assert tree.xpath("//main//form//input[@name='cell']/@value") == [CELL]
    assert client.get(f"{url('evidence', sheet)}?cell=nobody").status_code == 404


@pytest.mark.parametrize("room", ["evidence", "comments"])
@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("income-city:amount:99999::settled:2025-03-31", id="no such year"),
        pytest.param("income-city:amount:2019::settled:2025-03-31", id="another year"),
        pytest.param("income-city:people:2024::settled:2025-03-31", id="another measure"),
        pytest.param("income-city:amount:2024::settled:0001-01-01", id="no such era"),
        pytest.param("\0", id="nul"),
    ],
)
def test_cell_outside_the_grid_is_not_found(client: Client, world: World, sheet: Sheet, room: str, cell: str) -> None:
    client.force_login(world.clerk)
    sent = {"cell": cell, "text": "出所は？", "uploads": upload(("a.pdf", samples.PDF))}

    shown = client.get(url(room, sheet), {"cell": cell})
    added = client.post(url(room, sheet) + "add/", sent)

    assert (shown.status_code, added.status_code) == ((200, 302) if cell == "\0" else (404, 404))
    assert not Comment.objects.exclude(cell="").exists() and not Evidence.objects.exclude(cell="").exists()


def test_sheet_without_a_revision_has_the_cells_of_its_grid(client: Client, world: World) -> None:
    factories.make_item("rooms", dataset="facility", unit="室")
    empty = factories.make_sheet(dataset="facility", basis="actual")
    cell = "rooms:count:2024::actual:2025-03-31"
    client.force_login(world.clerk)

    client.post(url("comments", empty) + "add/", {"text": "出所は？", "cell": cell})

    assert Comment.objects.get().cell == cell


def test_empty_list_says_what_to_do(client: Client, world: World, sheet: Sheet) -> None:
    client.force_login(world.clerk)
    assert "根拠資料はまだありません。数値の出所が分かる資料" in words(client.get(url("evidence", sheet)))
    client.force_login(world.approver)
    assert "入力担当が添付すると、ここに表示されます。" in words(client.get(url("evidence", sheet)))


def test_add_takes_what_it_can_and_names_the_rest(client: Client, world: World, sheet: Sheet) -> None:
    client.force_login(world.clerk)
    files = upload(("決算書.pdf", samples.PDF), ("古い表.xls", samples.OLE), ("集計.xlsx", samples.workbook()))

    response = client.post(url("evidence", sheet) + "add/", {"uploads": files, "note": "決算の根拠", "cell": CELL})

    assert response.status_code == 422
    assert "根拠資料を2件添付しました。" in words(response) and "古い表.xls：古い形式" in words(response)
    assert html.fromstring(response.content.decode()).xpath("//input[@name='note']/@value") == ["決算の根拠"]
    stored = Evidence.objects.values_list("name", "cell", "note")
    assert list(stored) == [("決算書.pdf", CELL, "決算の根拠"), ("集計.xlsx", CELL, "決算の根拠")]


def test_add_goes_back_to_the_cell(client: Client, world: World, sheet: Sheet) -> None:
    client.force_login(world.clerk)
    response = client.post(url("evidence", sheet) + "add/", {"uploads": upload(("a.pdf", samples.PDF)), "cell": CELL})

    assert (response.status_code, response["Location"]) == (302, f"{url('evidence', sheet)}?cell={quote(CELL, safe='')}")


def test_add_refuses_a_large_file_and_nothing_at_all(client: Client, world: World, sheet: Sheet, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    client.force_login(world.clerk)
    large = client.post(url("evidence", sheet) + "add/", {"uploads": upload(("a.txt", b"a" * 1_100_000))})
    nothing = client.post(url("evidence", sheet) + "add/", {"note": "決算の根拠"})

    assert (large.status_code, nothing.status_code) == (422, 422)
    assert "ファイルが大きすぎます（上限は1MBです）" in words(large)
    assert "ファイルを選択してください。" in words(nothing)
    assert not Evidence.objects.exists()


def test_download(client: Client, world: World, sheet: Sheet) -> None:
    evidence = attach(sheet, world)
    client.force_login(world.administrator)

    response = client.get(f"/admin/entry/evidence/{evidence.pk}/file/")

    assert b"".join(response.streaming_content) == samples.PDF  # type: ignore[attr-defined]
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('決算書.pdf')}"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert (response["ETag"], response["Cache-Control"]) == (f'"{evidence.sha256}"', "private, no-cache")
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.actor) == ("ledger.evidence.downloaded", world.administrator)


def test_download_of_what_the_browser_has_sends_and_records_nothing(client: Client, world: World, sheet: Sheet) -> None:
    evidence = attach(sheet, world)
    client.force_login(world.clerk)
    before = Entry.objects.count()

    response = client.get(f"/admin/entry/evidence/{evidence.pk}/file/", headers={"If-None-Match": f'"{evidence.sha256}"'})

    assert (response.status_code, Entry.objects.count()) == (304, before)


def test_download_of_a_damaged_file_is_an_error_that_says_so(client: Client, world: World, sheet: Sheet) -> None:
    evidence = attach(sheet, world, b"only this test has this text", name="記録.txt")
    default_storage.delete(f"evidence/{evidence.sha256[:2]}/{evidence.sha256}")
    client.force_login(world.clerk)
    before = Entry.objects.count()

    response = client.get(f"/admin/entry/evidence/{evidence.pk}/file/")

    assert (response.status_code, Entry.objects.count()) == (500, before)
    assert "添付したときのものと一致しないため、出力していません。" in words(response)


@pytest.mark.parametrize("role", ["respondent", "manager", "outsider"])
def test_people_outside_the_admin_see_nothing(client: Client, world: World, sheet: Sheet, role: str) -> None:
    evidence = attach(sheet, world)
    client.force_login(getattr(world, role))

    for address in (url("evidence", sheet), url("comments", sheet), f"/admin/entry/evidence/{evidence.pk}/file/"):
        assert client.get(address).status_code == 403


def test_withdraw_asks_for_a_reason_and_keeps_it_on_error(client: Client, world: World, sheet: Sheet) -> None:
    evidence = attach(sheet, world)
    address = f"/admin/entry/evidence/{evidence.pk}/withdraw/"
    client.force_login(world.clerk)

    assert "取下げは元に戻せません。" in words(client.get(address))
    empty = client.post(address, {"reason": " "})
    assert (empty.status_code, "取り下げる理由を入力してください。" in words(empty)) == (422, True)
    assert client.post(address, {"reason": "別の年度の資料"}).status_code == 302
    assert Evidence.objects.get().removed_by == world.clerk
    again = client.get(address)
    assert "既に取り下げられています。" in words(again) and not html.fromstring(again.content.decode()).xpath("//main//form")


def test_withdraw_is_not_offered_to_an_approver(client: Client, world: World, sheet: Sheet) -> None:
    address = f"/admin/entry/evidence/{attach(sheet, world).pk}/withdraw/"
    client.force_login(world.approver)

    assert not html.fromstring(client.get(address).content.decode()).xpath("//main//form")
    assert client.post(address, {"reason": "別の年度の資料"}).status_code == 403


# Talk


def test_comments_are_listed_oldest_first_and_counted(client: Client, world: World, sheet: Sheet) -> None:
    add_comment(sheet=sheet, text="出所は？", by=world.approver, at=NOON, cell=CELL)
    settled = add_comment(sheet=sheet, text="<b>決算書</b>の3頁です。", by=world.clerk, at=NOON, cell=CELL)
    resolve_comment(comment=settled, by=world.approver, at=NOON)
    client.force_login(world.clerk)

    tree = html.fromstring(client.get(url("comments", sheet)).content.decode())

    lines = [" ".join(line.text_content().split()) for line in tree.xpath("//main//ol/li")]
    assert "出所は？" in lines[0] and "未解決" in lines[0]
    assert "<b>決算書</b>の3頁です。" in lines[1] and "解決済みにした人：利用者 approver" in lines[1]
    assert "未解決 1件" in " ".join(tree.xpath("//main")[0].text_content().split())


def test_comment_add_keeps_what_was_too_long(client: Client, world: World, sheet: Sheet) -> None:
    client.force_login(world.approver)
    long = "長" * 2001

    response = client.post(url("comments", sheet) + "add/", {"text": long, "cell": CELL})

    assert response.status_code == 422
    assert html.fromstring(response.content.decode()).xpath("//textarea[@name='text']")[0].text.strip() == long
    assert not Comment.objects.exists()


def test_comment_add_resolve_and_reopen(client: Client, world: World, sheet: Sheet) -> None:
    client.force_login(world.approver)
    client.post(url("comments", sheet) + "add/", {"text": "出所は？", "cell": CELL})
    comment = Comment.objects.get()

    response = client.post(f"/admin/entry/comments/{comment.pk}/resolve/", {"cell": CELL})
    assert response["Location"] == f"{url('comments', sheet)}?cell={quote(CELL, safe='')}#comment-{comment.pk}"
    comment.refresh_from_db()
    assert (comment.cell, comment.resolved_by) == (CELL, world.approver)

    client.post(f"/admin/entry/comments/{comment.pk}/resolve/", {"reopen": "1"})
    again = client.post(f"/admin/entry/comments/{comment.pk}/resolve/", {"reopen": "1"}, follow=True)
    assert "他の利用者が先に操作しました。" in words(again)


def test_an_auditor_is_not_asked_to_comment(client: Client, world: World, sheet: Sheet) -> None:
    add_comment(sheet=sheet, text="出所は？", by=world.approver, at=NOON)
    client.force_login(world.auditor)

    assert not html.fromstring(client.get(url("comments", sheet)).content.decode()).xpath("//main//form")
    assert client.post(url("comments", sheet) + "add/", {"text": "出所は？"}).status_code == 403


@pytest.mark.parametrize("room", ["evidence", "comments"])
def test_queries_do_not_grow_with_the_rows(client: Client, world: World, sheet: Sheet, room: str) -> None:
    for number in range(12):
        evidence = attach(sheet, world, b"%d" % number, name="記録.txt", cell=CELL if number % 2 else "")
        add_comment(sheet=sheet, text=str(number), by=world.clerk, at=NOON, cell=CELL if number % 3 else "")
    withdraw_evidence(evidence=evidence, by=world.clerk, at=NOON, reason="差替え")
    client.force_login(world.clerk)
    client.get(url(room, sheet))

    with CaptureQueriesContext(connection) as queries:
        client.get(url(room, sheet))

    assert len(queries) <= QUERIES_AT_MOST, [query["sql"] for query in queries]
