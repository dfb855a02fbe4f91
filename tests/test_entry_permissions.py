"""Who may open and who may do what on the pages of entry: every URL of theirs, every role, reading and writing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import FileResponse
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from iconm.lib.choices import Basis
from ledger import actions
from ledger.actions.comments import add_comment
from ledger.actions.evidence import Upload, add_evidence
from ledger.actions.inquiries import send_inquiry
from ledger.models import Comment, Evidence, Inquiry, Revision, Sheet
from tests.audit.downloads import hands_out, is_file
from tests.conftest import World, make_world
from tests.ledger import factories
from tests.ledger.factories import NOON

pytestmark = pytest.mark.django_db
ROLES = ("clerk", "approver", "respondent", "manager", "auditor", "administrator", "outsider")
ADMIN = {"clerk", "approver", "auditor", "administrator"}
CLERK, APPROVER, ADMINISTRATOR, RESPONDENT = {"clerk"}, {"approver"}, {"administrator"}, {"respondent"}
NOBODY: set[str] = set()
DATASET = "ventures"


@dataclass
class Scene:
    """A draft, a submitted and an approved sheet of one dataset; a file, a comment and an open inquiry about the draft."""

    draft: Revision
    submitted: Revision
    approved: Revision
    evidence: Evidence
    comment: Comment
    inquiry: Inquiry

    @property
    def sheet(self) -> Sheet:
        return self.draft.sheet


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The people, once for all tests here: each test takes back what it changed, and the end of them all takes back the people."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = make_world()
        with django_db_blocker.block():
            yield people
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World, django_db_blocker: DjangoDbBlocker) -> dict[str, Client]:
    """A signed-in browser for each role."""
    clients = {role: Client() for role in ROLES}
    with django_db_blocker.unblock():
        for role, client in clients.items():
            client.force_login(getattr(world, role))
    return clients


@pytest.fixture(scope="module")
def scene(world: World, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path_factory.mktemp("files")}}
    with override_settings(STORAGES=settings.STORAGES | {"default": files}):
        with django_db_blocker.unblock():
            scene = make_scene(world)
        yield scene


def make_scene(world: World) -> Scene:
    factories.make_item("founded", dataset=DATASET, unit="社")
    line = actions.Line(item="founded", measure="count", value=Decimal(10))
    draft, submitted, approved = (factories.make_sheet(year, dataset=DATASET, basis=Basis.ACTUAL) for year in (2025, 2024, 2023))
    key = "founded:count:2025::actual:2026-03-31"
    return Scene(
        draft=factories.enter(draft, line, by=world.clerk),
        submitted=actions.submit_revision(revision=factories.enter(submitted, line, by=world.clerk), by=world.clerk, at=NOON),
        approved=factories.enter_and_approve(approved, line, clerk=world.clerk, approver=world.approver),
        evidence=add_evidence(sheet=draft, upload=Upload("根拠.txt", "10社".encode()), by=world.clerk, at=NOON),
        comment=add_comment(sheet=draft, text="確認しました", by=world.clerk, at=NOON),
        inquiry=send_inquiry(sheet=draft, title="設立数", message="", due_on=date(2030, 1, 1), keys=[key], by=world.clerk, at=NOON),
    )


Args = Callable[[Scene], list[int]]
draft: Args = lambda scene: [scene.draft.pk]  # noqa: E731
submitted: Args = lambda scene: [scene.submitted.pk]  # noqa: E731
approved: Args = lambda scene: [scene.approved.pk]  # noqa: E731
sheet: Args = lambda scene: [scene.sheet.pk]  # noqa: E731
inquiry: Args = lambda scene: [scene.inquiry.pk]  # noqa: E731
year: Args = lambda _scene: [2025]  # noqa: E731
nothing: Args = lambda _scene: []  # noqa: E731

# name: of what, who reads it, who may write there.
PAGES: dict[str, tuple[Args, set[str], set[str]]] = {
    "entry:home": (nothing, ADMIN, NOBODY),
    "entry:sheet-new": (nothing, CLERK, CLERK),
    "entry:sheet": (sheet, ADMIN, NOBODY),
    "entry:compare": (lambda scene: [scene.approved.sheet_id], ADMIN, NOBODY),
    "entry:due": (sheet, CLERK, CLERK),
    "entry:start": (sheet, NOBODY, CLERK),
    "entry:grid": (draft, ADMIN, CLERK),
    "entry:grid-save": (draft, NOBODY, CLERK),
    "entry:submit": (draft, CLERK, CLERK),
    "entry:recall": (submitted, NOBODY, CLERK),
    "entry:discard": (draft, CLERK, CLERK),
    "entry:correct": (approved, CLERK, CLERK),
    "entry:approvals": (nothing, ADMIN, NOBODY),
    "entry:approval": (submitted, ADMIN, NOBODY),
    "entry:approve": (submitted, NOBODY, APPROVER),
    "entry:return": (submitted, NOBODY, APPROVER),
    "entry:approve-selected": (nothing, NOBODY, APPROVER),
    "entry:workbook-download": (draft, ADMIN, NOBODY),
    "entry:workbook-upload": (draft, CLERK, CLERK),
    "entry:evidence-list": (sheet, ADMIN, NOBODY),
    "entry:evidence-add": (sheet, NOBODY, CLERK),
    "entry:evidence-file": (lambda scene: [scene.evidence.pk], ADMIN, NOBODY),
    "entry:evidence-remove": (lambda scene: [scene.evidence.pk], ADMIN, CLERK),
    "entry:comment-list": (sheet, ADMIN, NOBODY),
    "entry:comment-add": (sheet, NOBODY, {"clerk", "approver", "administrator"}),
    "entry:comment-resolve": (lambda scene: [scene.comment.pk], NOBODY, {"clerk", "approver", "administrator"}),
    "entry:inquiry-list": (nothing, ADMIN, NOBODY),
    "entry:inquiry-new": (sheet, CLERK, CLERK),
    "entry:inquiry": (inquiry, ADMIN, NOBODY),
    "entry:inquiry-decide": (inquiry, NOBODY, CLERK),
    "entry:inquiry-close": (inquiry, NOBODY, CLERK),
    "entry:inquiry-return": (inquiry, NOBODY, CLERK),
    "entry:inquiry-withdraw": (inquiry, NOBODY, CLERK),
    "entry:inquiry-extend": (inquiry, NOBODY, CLERK),
    "entry:inquiry-remind": (inquiry, NOBODY, CLERK),
    "entry:years": (nothing, ADMIN, NOBODY),
    "entry:year-open": (year, ADMIN, CLERK),
    "entry:year-close": (year, ADMIN, APPROVER),
    "entry:year-reopen": (year, ADMIN, APPROVER),
    "entry:year-exception": (year, ADMIN, APPROVER),
    "entry:handover": (nothing, {"administrator", "auditor"}, ADMINISTRATOR),
    "inquiries:list": (nothing, RESPONDENT, NOBODY),
    "inquiries:inquiry": (inquiry, RESPONDENT, RESPONDENT),
    "inquiries:save": (inquiry, NOBODY, RESPONDENT),
    "inquiries:retract": (inquiry, NOBODY, RESPONDENT),
    "inquiries:workbook-download": (inquiry, RESPONDENT, NOBODY),
    "inquiries:workbook-upload": (inquiry, RESPONDENT, RESPONDENT),
}
# Reached only on the way, with a token of one's own: tested beside their pages.
ON_THE_WAY = {
    "entry:workbook-preview",
    "entry:workbook-errors",
    "entry:handover-paper",
    "inquiries:workbook-preview",
    "inquiries:workbook-errors",
}


def entry_urls() -> set[str]:
    from tests.test_permissions import url_names

    return {name for name in url_names() if name.startswith(("entry:", "inquiries:"))}


def test_every_url_of_entry_is_in_the_matrix() -> None:
    assert entry_urls() == set(PAGES) | ON_THE_WAY


@pytest.mark.parametrize("name", PAGES)
def test_who_reads(client: Client, clients: dict[str, Client], scene: Scene, name: str) -> None:
    args, readers, _writers = PAGES[name]
    url = reverse(name, args=args(scene))

    assert client.get(url).status_code in (302, 405)
    status = {}
    for role in ROLES:
        answer = clients[role].get(url)
        status[role] = answer.status_code
        assert is_file(answer) == (answer.status_code == 200 and hands_out(name)), "name it as tests/audit/downloads.py says"
        if isinstance(answer, FileResponse):
            b"".join(answer.streaming_content)  # read to its end the file is closed; closing the answer would close the database too
    if not readers:
        assert set(status.values()) <= {403, 405}
        return
    assert {role for role, code in status.items() if code == 200} == readers, status
    assert {code for role, code in status.items() if role not in readers} <= {403}, status


@pytest.mark.parametrize("name", PAGES)
def test_who_writes(clients: dict[str, Client], scene: Scene, name: str) -> None:
    """Whoever may not write is refused before anything is looked at; whoever may gets an answer about what was sent."""
    args, _readers, writers = PAGES[name]
    url = reverse(name, args=args(scene))
    before = _everything()
    status = {}
    for role in sorted(ROLES, key=lambda role: role in writers):
        if not status.keys() & writers:
            assert _everything() == before, status
        sent = {"seen": "1", "file": SimpleUploadedFile("a.txt", b"x")} if "evidence" in name else {"seen": "1"}
        status[role] = clients[role].post(url, sent).status_code
    assert {role for role, code in status.items() if code in (200, 302, 400, 409, 422)} == writers, status
    assert {code for role, code in status.items() if role not in writers} <= {403, 405}, status


def _everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Sheet, Revision, Evidence, Comment, Inquiry)]
