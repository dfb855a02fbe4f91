"""Dates in the admin are typed as people type them, on every page and in every inline."""

from datetime import date

import pytest
from django.contrib import admin
from django.db.models import DateField, DateTimeField
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from iconm.lib.forms import DayField
from outreach.models import Event
from programs.models import Organization
from tests.conftest import World
from tests.programs.factories import make_organization

CHANGE = "admin:programs_organization_change"
NO_NAMES = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def test_every_date_of_the_admin_is_read_as_typed(rf, world: World) -> None:
    request = rf.get("/")
    request.user = world.clerk
    pages = [part for site in admin.site._registry.values() for part in (site, *site.get_inline_instances(request))]
    dates = [
        (part, field)
        for part in pages
        for field in part.model._meta.fields
        if isinstance(field, DateField) and not isinstance(field, DateTimeField) and field.editable
    ]

    left = [str(field) for part, field in dates if not isinstance(part.formfield_for_dbfield(field, request), DayField)]

    assert len(dates) > 60 and left == []


@pytest.mark.parametrize("typed", ["R8.4.1", "令和8年4月1日", "令和８（2026）年４月１日", "2026/4/1", "2026-04-01"])
def test_day_is_read_in_both_calendars(clerk: Client, typed: str) -> None:
    row = make_organization(name="団体")

    clerk.post(reverse(CHANGE, args=[row.pk]), {"name": "団体", "kind": "company", "valid_from": typed, **NO_NAMES})

    row.refresh_from_db()
    assert row.valid_from == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("来週", "「来週」は日付・年月として読み取れません。"),
        ("12/3", "「12/3」には年がありません。年を付けて入力してください。"),
        ("H38.4.1", "「H38.4.1」の元号が違います（令和8年4月1日です）。"),
        ("R8.2.30", "「R8.2.30」は暦にない日付です。"),
    ],
)
def test_day_that_cannot_be_read_stays_with_the_reason(clerk: Client, typed: str, problem: str) -> None:
    text = clerk.post(
        reverse("admin:programs_organization_add"), {"code": "a", "name": "甲", "kind": "company", "valid_from": typed, **NO_NAMES}
    ).content.decode()

    assert problem in text and f'value="{typed}"' in text
    assert not Organization.objects.exists()


def test_day_of_an_inline(clerk: Client) -> None:
    row = make_organization(name="団体")
    name = {"names-0-name": "旧団体", "names-0-kind": "former", "names-0-valid_until": "H26.4.1", "names-0-organization": row.pk}

    clerk.post(
        reverse(CHANGE, args=[row.pk]), {"name": "団体", "kind": "company", "names-TOTAL_FORMS": "1", "names-INITIAL_FORMS": "0", **name}
    )

    assert row.names.get().valid_until == date(2014, 4, 1)


def test_same_day_written_otherwise_is_no_change(clerk: Client) -> None:
    row = make_organization(name="団体", valid_from=date(2026, 4, 1))
    assert 'value="2026-04-01"' in clerk.get(reverse(CHANGE, args=[row.pk])).content.decode()

    clerk.post(reverse(CHANGE, args=[row.pk]), {"name": "団体", "kind": "company", "note": "説明", "valid_from": "R8.4.1", **NO_NAMES})

    assert set(Entry.objects.get(action="programs.organization.changed").difference) == {"note"}


def test_day_of_an_event_fills_year_and_month(clerk: Client) -> None:
    clerk.post(reverse("admin:outreach_event_add"), {"code": "a", "name": "視察", "kind": "visit", "held_on": "R7.12.3"})

    assert (Event.objects.get().held_on, Event.objects.get().month) == (date(2025, 12, 3), 12)


@pytest.mark.parametrize("name", ["programs_organization", "programs_participation", "outreach_event", "ventures_licence"])
def test_no_page_needs_the_calendar_of_the_stock_admin(clerk: Client, name: str) -> None:
    text = clerk.get(reverse(f"admin:{name}_add")).content.decode()

    assert "calendar.js" not in text and "DateTimeShortcuts" not in text and "vDateField" not in text
    assert "例：R8.4.1、令和8年4月1日、2026-04-01" in text
