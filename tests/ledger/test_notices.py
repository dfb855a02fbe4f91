"""Mail that something waits: none unless it is switched on; to whom the role says, with a link and without figures."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.checks import Error
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.choices import Role
from accounts.models import RoleAssignment, User
from iconm.checks import mail_is_complete
from jobs import tasks
from jobs.models import Job
from ledger.actions.notices import Event, tell
from ledger.handlers import remind
from ledger.models import Inquiry, Sheet
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.acts import ACTS, revision_in
from tests.ledger.factories import NOON, TODAY

pytestmark = pytest.mark.django_db
ORIGIN = "https://portal.example.jp"


@pytest.fixture
def on(settings: Settings) -> None:
    settings.MAIL = True
    settings.DEFAULT_FROM_EMAIL = "portal@example.jp"
    settings.CSRF_TRUSTED_ORIGINS = [ORIGIN]


@pytest.fixture(autouse=True)
def addresses(world: World) -> None:
    for person in vars(world).values():
        person.email = f"{person.username}@example.jp"
        person.save()


def do_jobs() -> None:
    """Do what is queued, as a worker does."""
    with time_machine.travel(NOON, tick=False):
        for job in Job.objects.filter(state="queued"):
            tasks.run(job.pk)
    assert not Job.objects.exclude(state="done").exists(), [job.error for job in Job.objects.all()]


def told() -> list[tuple[str, list[str]]]:
    return [(message.subject, sorted(message.recipients())) for message in mail.outbox]


def test_nothing_is_queued_while_mail_is_off(world: World) -> None:
    revision_in("approved", world)

    assert not Job.objects.exists()
    assert mail.outbox == []


@pytest.mark.usefixtures("on")
def test_request_and_decision_are_told(world: World) -> None:
    revision = revision_in("submitted", world)
    do_jobs()
    ACTS["return"](revision, world.approver)
    do_jobs()

    title = "収支　R6(2024)年度　決算"
    assert told() == [
        (f"【iCONM 運営ポータル】確認の依頼がありました（{title}）", ["approver@example.jp", "second-approver@example.jp"]),
        (f"【iCONM 運営ポータル】報告が差し戻されました（{title}）", ["clerk@example.jp"]),
    ]
    asked, returned = (message.body for message in mail.outbox)
    assert f"{ORIGIN}/admin/entry/approvals/{revision.pk}/" in asked
    assert f"{ORIGIN}/admin/entry/sheets/{revision.sheet_id}/" in returned
    assert "130,000" not in asked + returned and "R7の値を確認" not in returned  # neither figures nor reasons leave the portal


@pytest.mark.usefixtures("on")
def test_recipients_are_hidden_from_each_other(world: World) -> None:
    revision_in("submitted", world)
    do_jobs()

    assert (mail.outbox[0].to, len(mail.outbox[0].bcc)) == ([], 2)


@pytest.mark.usefixtures("on")
def test_only_people_with_an_address_and_the_role_are_told(world: World) -> None:
    User.objects.filter(pk=world.approver.pk).update(email="")
    User.objects.filter(pk=world.second_approver.pk).update(is_active=False)
    make_user("elsewhere", Role.APPROVER, dataset="kpi")
    User.objects.filter(username="elsewhere").update(email="elsewhere@example.jp")
    revision_in("submitted", world)
    do_jobs()

    assert mail.outbox == []


@pytest.mark.usefixtures("on")
def test_mail_waits_for_the_commit(world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        tell(Event.SUBMITTED, sheet=factories.make_sheet(), actor=world.clerk)

    assert (Job.objects.count(), len(callbacks), mail.outbox) == (1, 1, [])


def inquiry(world: World, **fields: Any) -> Inquiry:
    given = {"number": 1, "title": "件数の照会", "due_on": TODAY, "sent_by": world.clerk, "sent_at": NOON}
    given["sheet"] = fields.pop("sheet", None) or factories.make_sheet()
    return Inquiry.objects.create(**given | fields)


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(
    ("event", "to", "path"),
    [(Event.ASKED, "respondent@example.jp", "/inquiries/"), (Event.ANSWERED, "clerk@example.jp", "/admin/entry/inquiries/")],
)
def test_inquiry_is_told(world: World, event: Event, to: str, path: str) -> None:
    asked = inquiry(world)
    tell(event, sheet=asked.sheet, actor=world.manager, inquiry=asked)
    do_jobs()

    assert [message.recipients() for message in mail.outbox] == [[to]]
    assert f"{ORIGIN}{path}{asked.pk}/" in mail.outbox[0].body
    assert "件数の照会\n回答期限：令和8年2月10日" in mail.outbox[0].body


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("event", [Event.ANSWERED, Event.RETURNED, Event.APPROVED])
def test_successor_is_told_and_not_whose_role_ended(world: World, event: Event) -> None:
    sheet = revision_in("submitted", world).sheet
    asked = inquiry(world, sheet=sheet)
    do_jobs()
    mail.outbox.clear()
    RoleAssignment.objects.filter(user=world.clerk).update(valid_until=TODAY)
    User.objects.filter(pk=make_user("successor", Role.CLERK).pk).update(email="successor@example.jp")

    tell(event, sheet=sheet, actor=world.approver, inquiry=asked if event == Event.ANSWERED else None)
    do_jobs()

    assert [message.recipients() for message in mail.outbox] == [["successor@example.jp"]]


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(
    ("days", "event"),
    [(4, ""), (3, "近づいています"), (2, ""), (0, ""), (-1, "過ぎています"), (-2, ""), (-8, "過ぎています")],
)
def test_due_dates_are_reminded_of(world: World, days: int, event: str) -> None:
    sheet = factories.make_sheet()
    Sheet.objects.update(due_on=TODAY + timedelta(days=days))
    with time_machine.travel(NOON, tick=False):
        remind(None)  # type: ignore[arg-type]  # it asks nothing of its job
    do_jobs()

    assert [(event in subject, people) for subject, people in told()] == ([(True, ["clerk@example.jp"])] if event else [])
    assert all(f"/admin/entry/sheets/{sheet.pk}/" in message.body for message in mail.outbox)


@pytest.mark.usefixtures("on")
def test_nobody_is_reminded_of_what_was_handed_in(world: World) -> None:
    revision = revision_in("submitted", world)
    Sheet.objects.filter(pk=revision.sheet_id).update(due_on=date(2026, 2, 9))
    do_jobs()
    mail.outbox.clear()
    with time_machine.travel(NOON, tick=False):
        remind(None)  # type: ignore[arg-type]
    do_jobs()

    assert mail.outbox == []


@pytest.mark.parametrize(
    ("sender", "origins", "complaints"),
    [("portal@example.jp", [ORIGIN], []), ("", [ORIGIN], ["iconm.E003"]), ("portal@example.jp", [], ["iconm.E003"])],
    ids=["complete", "no sender", "no address"],
)
def test_mail_without_sender_or_address_is_refused(settings: Settings, sender: str, origins: list[str], complaints: list[str]) -> None:
    settings.MAIL, settings.DEFAULT_FROM_EMAIL, settings.CSRF_TRUSTED_ORIGINS = True, sender, origins

    found = mail_is_complete()

    assert [error.id for error in found] == complaints
    assert all(isinstance(error, Error) and error.hint for error in found)
