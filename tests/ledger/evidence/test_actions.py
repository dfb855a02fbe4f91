"""Attaching, handing out and withdrawing files; what is said about a sheet."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from ledger.actions.comments import add_comment, reopen_comment, resolve_comment
from ledger.actions.evidence import Upload, add_evidence, hand_out_evidence, withdraw_evidence
from ledger.models import Comment, Evidence, Sheet
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.evidence import samples
from tests.ledger.factories import NOON

pytestmark = pytest.mark.django_db
CELL = "income-city:amount:2024::settled:2025-03-31"
FILE = Upload("決算書.pdf", samples.PDF)


@pytest.fixture
def sheet(world: World) -> Sheet:
    item = factories.make_item()
    return factories.enter_and_approve(factories.make_sheet(), factories.line(item.code), clerk=world.clerk, approver=world.approver).sheet


def newest() -> Entry:
    return Entry.objects.latest("id")


# Files


def test_add_to_a_cell_of_an_approved_sheet(world: World, sheet: Sheet) -> None:
    evidence = add_evidence(sheet=sheet, upload=FILE, cell=CELL, note="3頁の表", by=world.clerk, at=NOON)

    assert (evidence.name, evidence.cell, evidence.size, evidence.content_type) == ("決算書.pdf", CELL, len(samples.PDF), "application/pdf")
    entry = newest()
    assert (entry.action, entry.target, entry.actor) == ("ledger.evidence.added", f"ledger.evidence:{evidence.pk}", world.clerk)
    assert (entry.difference["sha256"], entry.difference["name"]) == ([None, evidence.sha256], [None, "決算書.pdf"])


def test_add_refuses_the_same_content_at_the_same_place(world: World, sheet: Sheet) -> None:
    first = add_evidence(sheet=sheet, upload=FILE, by=world.clerk, at=NOON)
    with pytest.raises(ValidationError, match="同じ内容のファイルが「決算書.pdf」として既に添付されています。"):
        add_evidence(sheet=sheet, upload=Upload("写し.pdf", samples.PDF), by=world.clerk, at=NOON)

    add_evidence(sheet=sheet, upload=FILE, cell=CELL, by=world.clerk, at=NOON)
    withdraw_evidence(evidence=first, by=world.clerk, at=NOON, reason="差替え")
    add_evidence(sheet=sheet, upload=FILE, by=world.clerk, at=NOON)

    assert Evidence.objects.filter(removed_at=None).count() == 2


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param({"upload": Upload("a.exe", b"MZ\0\0")}, "添付できる形式は", id="type"),
        pytest.param({"cell": "nobody:amount:2024::settled:2025-03-31"}, "この年度報告にない欄", id="unknown item"),
        pytest.param({"cell": "nonsense"}, "この年度報告にない欄", id="no cell"),
        pytest.param({"note": "長" * 401}, "説明が長すぎます", id="note"),
        pytest.param({"upload": Upload("a.txt", b"a" * 2_000_000)}, "上限は1MBです", id="size"),
    ],
)
def test_add_refuses_and_writes_nothing(world: World, sheet: Sheet, settings: Any, fields: dict[str, Any], told: str) -> None:
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    entries = Entry.objects.count()

    with pytest.raises(ValidationError, match=told):
        add_evidence(**{"sheet": sheet, "upload": FILE, "by": world.clerk, "at": NOON} | fields)

    assert (Evidence.objects.count(), Entry.objects.count()) == (0, entries)


@pytest.mark.parametrize("role", ["approver", "respondent", "manager", "auditor", "administrator", "outsider"])
def test_only_a_clerk_attaches_and_withdraws(world: World, sheet: Sheet, role: str) -> None:
    evidence = add_evidence(sheet=sheet, upload=FILE, by=world.clerk, at=NOON)
    with pytest.raises(PermissionDenied):
        add_evidence(sheet=sheet, upload=FILE, cell=CELL, by=getattr(world, role), at=NOON)
    with pytest.raises(PermissionDenied):
        withdraw_evidence(evidence=evidence, by=getattr(world, role), at=NOON, reason="差替え")


@pytest.mark.parametrize("role", ["respondent", "manager", "outsider"])
def test_hand_out_refuses_people_outside_the_admin(world: World, sheet: Sheet, role: str) -> None:
    evidence = add_evidence(sheet=sheet, upload=FILE, by=world.clerk, at=NOON)
    with pytest.raises(PermissionDenied):
        hand_out_evidence(evidence=evidence, by=getattr(world, role), at=NOON)


def test_hand_out_records_the_digest(world: World, sheet: Sheet) -> None:
    evidence = add_evidence(sheet=sheet, upload=FILE, by=world.clerk, at=NOON)

    with hand_out_evidence(evidence=evidence, by=world.auditor, at=NOON) as content:
        assert content.read() == samples.PDF

    assert (newest().action, newest().actor) == ("ledger.evidence.downloaded", world.auditor)
    assert newest().difference == {"sha256": [None, evidence.sha256], "bytes": [None, len(samples.PDF)]}


def test_withdraw_keeps_row_and_content_and_wants_a_reason_once(world: World, sheet: Sheet) -> None:
    evidence = add_evidence(sheet=sheet, upload=FILE, by=world.clerk, at=NOON)
    with pytest.raises(ValidationError, match="取り下げる理由"):
        withdraw_evidence(evidence=evidence, by=world.clerk, at=NOON, reason=" ")

    withdraw_evidence(evidence=evidence, by=world.clerk, at=NOON, reason="別の年度の資料")

    assert (newest().action, newest().reason) == ("ledger.evidence.withdrawn", "別の年度の資料")
    with hand_out_evidence(evidence=evidence, by=world.clerk, at=NOON) as content:
        assert content.read() == samples.PDF
    with pytest.raises(ValidationError, match="既に取り下げられています"):
        withdraw_evidence(evidence=evidence, by=world.clerk, at=NOON, reason="もう一度")


# Talk


@pytest.mark.parametrize("role", ["clerk", "approver", "administrator"])
def test_comment_of_those_who_work_on_the_sheet(world: World, sheet: Sheet, role: str) -> None:
    comment = add_comment(sheet=sheet, text=" 出所は？\r\n決算書と違います。 ", cell=CELL, by=getattr(world, role), at=NOON)

    assert (comment.text, comment.cell) == ("出所は？\n決算書と違います。", CELL)
    assert (newest().action, newest().difference["text"]) == ("ledger.comment.added", [None, comment.text])


@pytest.mark.parametrize("role", ["respondent", "manager", "auditor", "outsider"])
def test_others_do_not_comment(world: World, sheet: Sheet, role: str) -> None:
    comment = add_comment(sheet=sheet, text="出所は？", by=world.clerk, at=NOON)
    with pytest.raises(PermissionDenied):
        add_comment(sheet=sheet, text="出所は？", by=getattr(world, role), at=NOON)
    with pytest.raises(PermissionDenied):
        resolve_comment(comment=comment, by=getattr(world, role), at=NOON)


@pytest.mark.parametrize(
    ("text", "cell", "told"),
    [
        (" \n", "", "コメントを入力"),
        ("長" * 2001, "", "2000文字まで"),
        ("出所は？", "nobody:amount:2024::settled:", "この年度報告にない欄"),
    ],
    ids=["empty", "long", "cell"],
)
def test_comment_refused(world: World, sheet: Sheet, text: str, cell: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        add_comment(sheet=sheet, text=text, cell=cell, by=world.clerk, at=NOON)
    assert not Comment.objects.exists()


def test_resolve_and_reopen_are_each_done_once(world: World, sheet: Sheet) -> None:
    comment = add_comment(sheet=sheet, text="出所は？", by=world.approver, at=NOON)

    resolve_comment(comment=comment, by=world.clerk, at=NOON)
    assert (comment.resolved_by, newest().action) == (world.clerk, "ledger.comment.resolved")
    with pytest.raises(ValidationError, match="他の利用者が先に操作しました"):
        resolve_comment(comment=comment, by=world.approver, at=NOON)

    reopen_comment(comment=comment, by=world.approver, at=NOON)
    assert (comment.resolved_by, comment.resolved_at, newest().action) == (None, None, "ledger.comment.reopened")
    with pytest.raises(ValidationError, match="他の利用者が先に操作しました"):
        reopen_comment(comment=comment, by=world.approver, at=NOON)
