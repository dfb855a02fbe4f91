"""The admin of programmes and organizations: found by any name, checked by the row's own rules, and no query a row."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.models import FundingProgram, Organization, Participation, Theme
from tests.conftest import World
from tests.programs.factories import make_organization, make_participation, make_program, make_theme


@pytest.fixture
def clerk(world: World, client: Client) -> Client:
    client.force_login(world.clerk)
    return client


def listed(client: Client, model: type[Model], **query: str) -> set[str]:
    response = client.get(reverse(f"admin:programs_{model._meta.model_name}_changelist"), query)
    assert response.status_code == 200
    return {str(row) for row in response.context["cl"].result_list}


def fill(first: int, last: int) -> None:
    for number in range(first, last):
        theme = make_theme(make_program(f"programme-{number}"))
        parent = make_organization(f"parent-{number}")
        make_participation(theme.program, make_organization(f"organization-{number}", parent=parent), theme=theme)


def test_organization_is_found_by_a_former_name(clerk: Client) -> None:
    nano = make_organization("nano", name="NANO MRNA(株)")
    make_organization("other", name="日油(株)")
    nano.names.create(name="ナノキャリア(株)", kind="former")

    assert listed(clerk, Organization, q="ナノキャリア") == {"NANO MRNA(株)"}


def test_theme_of_another_programme_is_refused(clerk: Client) -> None:
    theme = make_theme(make_program("change"))
    content = {
        "program": make_program("coins").pk,
        "theme": theme.pk,
        "organization": make_organization().pk,
        "role": "partner",
        "order": 1,
    }

    response = clerk.post(reverse("admin:programs_participation_add"), content)

    assert "theme" in response.context["adminform"].form.errors
    assert not Participation.objects.exists()


def test_same_participation_from_another_day_on_is_no_duplicate(clerk: Client) -> None:
    theme = make_theme(make_program("change"))
    first = make_participation(theme.program, make_organization(), theme=theme, valid_until=date(2024, 4, 1))
    content = {"program": theme.program.pk, "theme": theme.pk, "organization": first.organization.pk, "role": first.role, "order": 1}
    url = reverse("admin:programs_participation_add")

    refused = clerk.post(url, content)
    accepted = clerk.post(url, content | {"valid_from": "2025-04-01"})

    assert "同じ団体・役割・開始日の参画が既にあります。" in str(refused.context["adminform"].form.non_field_errors())
    assert (accepted.status_code, Participation.objects.count()) == (302, 2)


@pytest.mark.parametrize("model", [Organization, Participation, Theme, FundingProgram], ids=lambda model: model.__name__)
def test_lists_take_no_query_a_row(clerk: Client, model: type[Model]) -> None:
    fill(0, 2)
    listed(clerk, model)  # the first visit of a session costs more
    with CaptureQueriesContext(connection) as few:
        listed(clerk, model)
    fill(2, 20)

    with CaptureQueriesContext(connection) as many:
        listed(clerk, model)

    assert len(many) == len(few)
