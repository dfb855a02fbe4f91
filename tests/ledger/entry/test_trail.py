"""A year through the pages of entry: every POST is in the trail, with who did it, where and what changed.

Each page leaves exactly what stands here; what the actions behind it write, tests/ledger/test_actions_trail.py shows.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Entry
from ledger.models import Comment, Evidence, Revision, Sheet
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import revision_in
from tests.ledger.evidence import samples
from tests.ledger.factories import DATASET, NOON

pytestmark = pytest.mark.django_db
CELL = "income-city:amount:2024::settled:2025-03-31"
VALUE = "income-city amount 2024 settled 2025-03-31"  # as the trail calls it
UNPLACED = "city-support"  # laid out by nobody: its grid lists the items as they stand
REPORT = {"dataset": UNPLACED, "fiscal_year": "R6", "basis": "settled", "as_of": "", "due_on": "R8.2.28"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def post(user: User, name: str, /, *args: int, **fields: Any) -> list[Entry]:
    """Post as a page made from the newest state does; return what it left, all of it by the user."""
    return _left(user, lambda client: client.post(reverse(name, args=args), _seen() | fields), status=302)


def post_json(user: User, name: str, /, *args: int, **fields: Any) -> list[Entry]:
    content = json.dumps(_seen() | fields)
    return _left(user, lambda client: client.post(reverse(name, args=args), content, content_type="application/json"), status=200)


def _seen() -> dict[str, int]:
    newest = Revision.objects.order_by("pk").last()
    return {"seen": newest.lock_version} if newest else {}


def _left(user: User, act: Any, *, status: int) -> list[Entry]:
    client = Client()
    client.force_login(user)
    first = Entry.objects.latest("pk").pk  # the sign-in
    answer = act(client)
    assert answer.status_code == status, answer.content.decode()
    entries = list(Entry.objects.filter(pk__gt=first).order_by("pk"))
    assert {(entry.actor, entry.address) for entry in entries} == {(user, "127.0.0.1")}
    return entries


def actions(entries: list[Entry]) -> list[str]:
    return [entry.action for entry in entries]


def test_pages_of_a_report_leave_entries(world: World) -> None:
    factories.make_item(dataset=UNPLACED)
    clerk, approver = world.clerk, world.approver

    begun = post(clerk, "entry:sheet-new", **REPORT)
    sheet = Sheet.objects.get().pk
    due = post(clerk, "entry:due", sheet, due_on="R8.3.31")
    given_up = post(clerk, "entry:discard", Revision.objects.get().pk)
    again = post(clerk, "entry:start", sheet)
    draft = Revision.objects.get().pk
    typed = post(clerk, "entry:grid", draft, base="{}", **{f"typed:{CELL}": "130,000"})
    entry = {"key": CELL, "typed": "△1", "shown": {"typed": "130,000"}}
    retyped = post_json(clerk, "entry:grid-save", draft, entries=[entry])
    moved = post(clerk, "entry:submit", draft) + post(clerk, "entry:recall", draft) + post(clerk, "entry:submit", draft)
    returned = post(approver, "entry:return", draft, reason="R6の値を確認")
    decided = post(clerk, "entry:submit", draft) + post(approver, "entry:approve", draft)
    corrected = post(clerk, "entry:correct", draft, reason="転記誤り")

    assert actions(begun) == ["ledger.sheet.opened", "ledger.revision.started"]
    assert actions(due) == ["ledger.sheet.due"]
    assert due[0].difference == {"due_on": ["2026-02-28", "2026-03-31"]}
    assert actions(given_up) == ["ledger.revision.discarded"]
    assert actions(again) == ["ledger.revision.started"]
    assert actions(typed) == actions(retyped) == ["ledger.values.saved"]
    assert typed[0].difference[VALUE] == [None, "130000 千円"]
    assert retyped[0].difference[VALUE] == ["130000 千円", "-1 千円"]
    assert actions(moved) == ["ledger.revision.submitted", "ledger.revision.recalled", "ledger.revision.submitted"]
    assert [(entry.action, entry.reason) for entry in returned] == [("ledger.revision.returned", "R6の値を確認")]
    assert actions(decided) == ["ledger.revision.submitted", "ledger.revision.approved"]
    assert [(entry.action, entry.reason) for entry in corrected] == [("ledger.revision.started", "転記誤り")]
    everything = [*typed, *retyped, *moved, *returned, *decided]
    assert {entry.target for entry in everything} == {f"ledger.revision:{draft}"}


def test_reports_approved_together_leave_an_entry_each(world: World) -> None:
    first = revision_in("submitted", world)
    second = factories.enter(factories.make_sheet(2023), factories.line(), by=world.clerk)
    post(world.clerk, "entry:submit", second.pk)
    revisions = list(Revision.objects.order_by("pk"))

    left = post(world.approver, "entry:approve-selected", revision=[f"{each.pk}:{each.lock_version}" for each in revisions])

    assert [(entry.action, entry.target) for entry in left] == [
        ("ledger.revision.approved", f"ledger.revision:{pk}") for pk in (first.pk, second.pk)
    ]


def test_pages_of_files_and_talk_leave_entries(world: World) -> None:
    sheet = revision_in("draft", world).sheet_id
    files = [SimpleUploadedFile("決算書.pdf", samples.PDF), SimpleUploadedFile("集計.xlsx", samples.workbook())]

    attached = post(world.clerk, "entry:evidence-add", sheet, uploads=files, cell=CELL)
    withdrawn = post(world.clerk, "entry:evidence-remove", Evidence.objects.earliest("pk").pk, reason="差替え")
    said = post(world.approver, "entry:comment-add", sheet, text="出所は？", cell=CELL)
    comment = Comment.objects.get().pk
    settled = post(world.clerk, "entry:comment-resolve", comment) + post(world.clerk, "entry:comment-resolve", comment, reopen="1")

    assert actions(attached) == ["ledger.evidence.added"] * 2  # one for each file
    assert [entry.difference["name"] for entry in attached] == [[None, "決算書.pdf"], [None, "集計.xlsx"]]
    assert [(entry.action, entry.target, entry.reason) for entry in withdrawn] == [
        ("ledger.evidence.withdrawn", attached[0].target, "差替え")
    ]
    assert [(entry.action, entry.difference["text"]) for entry in said] == [("ledger.comment.added", [None, "出所は？"])]
    assert [(entry.action, entry.difference) for entry in settled] == [
        ("ledger.comment.resolved", {"is_open": [True, False]}),
        ("ledger.comment.reopened", {"is_open": [False, True]}),
    ]


def test_pages_of_the_years_leave_entries(world: World) -> None:
    line = factories.line(factories.make_item().code)
    factories.enter_and_approve(factories.make_sheet(2024), line, clerk=world.clerk, approver=world.approver)
    name = f"{DATASET}-settled-20260331"

    opened = post(world.clerk, "entry:year-open", 2025, **{f"pick-{name}": "on", f"due-{name}": "R8.5.31"})
    closed = post(world.approver, "entry:year-close", 2024, reason="")
    excepted = post(world.approver, "entry:year-exception", 2024, dataset=DATASET, last_on="R8.2.28", reason="転記誤り")
    reopened = post(world.approver, "entry:year-reopen", 2024, reason="誤って締め切った")

    assert actions(opened) == ["ledger.year.opened", "ledger.sheet.opened"]
    assert actions(closed) == ["ledger.year.closed"]
    assert [(entry.action, entry.reason) for entry in excepted] == [("ledger.year.excepted", "転記誤り")]
    assert excepted[0].difference == {"dataset": [None, DATASET], "valid_until": [None, "2026-03-01"]}
    assert [(entry.action, entry.reason) for entry in reopened] == [("ledger.year.reopened", "誤って締め切った")]
    assert {entry.target for entry in (*closed, *excepted, *reopened)} == {closed[0].target}


def test_handover_leaves_an_entry_and_one_for_each_role(world: World) -> None:
    successor = make_user("successor")
    people = {"predecessor": world.clerk.pk, "successor": successor.pk}

    left = post(world.administrator, "entry:handover", **people, valid_from="R8.4.1")

    assert actions(left) == ["accounts.roleassignment.changed", "accounts.roleassignment.added", "ledger.handover.done"]
    done = left[-1]
    assert (done.target, done.difference["successor"]) == (f"accounts.user:{world.clerk.pk}", [None, successor.pk])
    assert done.difference["valid_from"] == [None, "2026-04-01"]
