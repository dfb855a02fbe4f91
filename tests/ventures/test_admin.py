"""Clerks find companies in the admin, and a long register takes no more queries than a short one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.models import Organization
from tests.ventures.factories import make_consortium, make_tier, make_venture
from ventures.models import FundingRound, Membership


@pytest.mark.parametrize("typed", ["ぶれいぞん", "ブレイゾン", "braizon", "通過型ナノマシン"])
def test_company_is_found_by_reading_name_code_and_technology(client: Client, loaded, world, typed: str) -> None:
    client.force_login(world.clerk)

    page = client.get(reverse("admin:ventures_venture_changelist"), {"q": typed})

    assert [venture.code for venture in page.context["cl"].result_list] == ["braizon"]


def test_list_of_members_takes_as_many_queries_for_fifty(client: Client, world) -> None:
    tier = make_tier(make_consortium())
    client.force_login(world.clerk)
    client.get(reverse("admin:index"))  # the first page of a session writes it
    counts = []
    for members in (range(1), range(1, 50)):
        for number in members:
            company = Organization.objects.create(code=f"c{number}", name=f"会社{number}", kind="company")
            Membership.objects.create(code=f"m{number}", name=f"会社{number}", tier=tier, organization=company)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("admin:ventures_membership_changelist"))
        assert len(page.context["cl"].result_list) == members[-1] + 1
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_company_page_shows_its_funding(client: Client, world) -> None:
    venture = make_venture()
    FundingRound.objects.create(code="series-a", name="シリーズA", venture=venture, kind="round", note="第三者割当増資")
    client.force_login(world.auditor)

    page = client.get(reverse("admin:ventures_venture_change", args=[venture.pk])).content.decode()

    assert "第三者割当増資" in page
