"""Clerks enter events in the admin; the totals there are to look at."""

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.models import Event, Total
from tests.outreach.factories import make_activity, make_metric


def test_clerk_records_an_event(client: Client, world) -> None:
    metric = make_metric()
    client.force_login(world.clerk)
    sent = {"code": "visit-1", "name": "市議会の視察", "kind": "visit", "metric": metric.pk, "year": 2026, "month": 5, "participants": 12}

    client.post(reverse("admin:outreach_event_add"), sent)

    event = Event.objects.get(code="visit-1")
    assert (event.metric, event.participants, event.held_on) == (metric, 12, None)


def test_month_needs_a_year(client: Client, world) -> None:
    client.force_login(world.clerk)

    client.post(reverse("admin:outreach_event_add"), {"code": "visit-1", "name": "視察", "kind": "visit", "month": 5})

    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param({}, (2026, 5), id="the day fills in year and month"),
        pytest.param({"year": 2026, "month": 5}, (2026, 5), id="all agree"),
        pytest.param({"year": 2026, "month": 6}, None, id="another month"),
        pytest.param({"year": 2025, "month": 5}, None, id="another year"),
        pytest.param({"year": 2026}, None, id="no month"),
    ],
)
def test_day_of_an_event_agrees_with_its_month(client: Client, world, typed: dict[str, int], found: tuple[int, int] | None) -> None:
    client.force_login(world.clerk)

    client.post(reverse("admin:outreach_event_add"), {"code": "visit-1", "name": "視察", "kind": "visit", "held_on": "2026-05-01"} | typed)

    assert Event.objects.values_list("year", "month").first() == found


def test_database_refuses_a_day_without_its_month(db) -> None:
    with pytest.raises(IntegrityError):
        Event.objects.create(code="visit-1", name="視察", kind="visit", held_on="2026-05-01")


def test_list_of_events_takes_as_many_queries_for_fifty(client: Client, world) -> None:
    activity = make_activity()
    client.force_login(world.clerk)
    client.get(reverse("admin:index"))  # the first page of a session writes it
    counts = []
    for rows in (range(1), range(1, 50)):
        Event.objects.bulk_create(Event(code=f"e{number}", name=f"催し{number}", kind="visit", activity=activity) for number in rows)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:outreach_event_changelist"))
        assert len(page.context["cl"].result_list) == rows[-1] + 1
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_totals_are_only_shown(client: Client, loaded, world, page: str) -> None:
    row = Total.objects.filter(item__code="outreach-visits").first()
    assert row
    client.force_login(world.clerk)
    address = reverse(f"admin:outreach_total_{page}", args=[] if page == "add" else [row.pk])

    assert client.post(address, {"value": "1"}).status_code == 403


def test_totals_are_those_of_outreach(client: Client, loaded, world) -> None:
    client.force_login(world.auditor)

    page = client.get(reverse("admin:outreach_total_changelist"), {"q": "市民公開講座"})

    assert {value.item.code for value in page.context["cl"].result_list} == {"outreach-public-lectures"}
    assert len(page.context["cl"].result_list) == 10
