"""A request from its sending to its end through the pages: every step is in the trail, with who did it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Entry
from ledger.models import Inquiry
from tests.conftest import World
from tests.ledger.factories import NOON
from tests.ledger.inquiries.acts import answered, make_asked_sheet, send

pytestmark = pytest.mark.django_db
KEY = "a-1:amount:2025::settled:2025-12-31"


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def post(user: User, name: str, pk: int, **fields: Any) -> None:
    """Post as a page made from the newest state does."""
    client = Client()
    client.force_login(user)
    newest = Inquiry.objects.order_by("pk").values_list("lock_version", flat=True).last()
    assert client.post(reverse(name, args=[pk]), {"seen": newest or 0, **fields}).status_code == 302


def trail(user: User) -> Iterator[str]:
    entries = Entry.objects.filter(actor=user).exclude(action__startswith="accounts.").order_by("pk")
    return (action for action in entries.values_list("action", flat=True) if "signed" not in action)


def test_clerks_pages_leave_entries(world: World) -> None:
    sheet = make_asked_sheet(1)
    post(world.clerk, "entry:inquiry-new", sheet.pk, title="件名", due_on="R8.3.1", choose=[KEY])
    asked = Inquiry.objects.get().pk
    post(world.clerk, "entry:inquiry-remind", asked, text="至急")
    post(world.clerk, "entry:inquiry-extend", asked, due_on="R8.3.31")
    post(world.clerk, "entry:inquiry-withdraw", asked, text="重複")
    again = answered(sheet, world, "12").pk
    post(world.clerk, "entry:inquiry-decide", again, do="decline", choose=[KEY])
    post(world.clerk, "entry:inquiry-decide", again, do="take", choose=[KEY], base=json.dumps({KEY: ["", ""]}))
    post(world.clerk, "entry:inquiry-close", again)
    last = answered(sheet, world, "12").pk
    post(world.clerk, "entry:inquiry-return", last, text="単位")

    assert list(trail(world.clerk)) == [
        "ledger.inquiry.sent",
        "ledger.inquiry.reminded",
        "ledger.inquiry.extended",
        "ledger.inquiry.withdrawn",
        "ledger.inquiry.sent",
        "ledger.inquiry.declined",
        "ledger.revision.started",
        "ledger.values.taken",
        "ledger.inquiry.taken",
        "ledger.inquiry.closed",
        "ledger.inquiry.sent",
        "ledger.inquiry.returned",
    ]


def test_respondents_pages_leave_entries(world: World) -> None:
    inquiry = send(make_asked_sheet(1), by=world.clerk)
    base = json.dumps({KEY: ["", "", "", "", ""]})
    post(world.respondent, "inquiries:inquiry", inquiry.pk, base=base, **{f"typed:{KEY}": "12程度"})
    client = Client()
    client.force_login(world.respondent)
    entry = {"key": KEY, "typed": "12", "shown": {"typed": "12程度"}}
    client.post(reverse("inquiries:save", args=[inquiry.pk]), json.dumps({"seen": 2, "entries": [entry]}), content_type="application/json")
    post(world.respondent, "inquiries:inquiry", inquiry.pk, base=json.dumps({KEY: ["12", "", "", "", ""]}), do="submit")
    post(world.respondent, "inquiries:retract", inquiry.pk)

    assert list(trail(world.respondent)) == [
        "ledger.inquiry.filled",
        "ledger.inquiry.filled",
        "ledger.inquiry.answered",
        "ledger.inquiry.retracted",
    ]
    first, second = Entry.objects.filter(action="ledger.inquiry.filled").order_by("pk")
    assert (first.difference, second.difference) == ({KEY: ["", "12程度"]}, {KEY: ["12程度", "12"]})
