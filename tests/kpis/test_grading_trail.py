"""What the auditor reads about a grade: which indicator, which year, and why people graded so."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django import DjangoAssertNumQueries

from audit import reasons, targets
from audit.models import Entry
from audit.reasons import Why
from audit.sign_in import SIGNED_IN
from kpis.models import Grading, PlanIndicator
from tests.conftest import World
from tests.kpis.test_grading import ADD, place, typed

pytestmark = pytest.mark.usefixtures("loaded")
PLACE = "総合計画第3期実施計画 市民公開講座アンケートの「満足」割合"
REASON = "対面開催の再開が遅れた。"
LIST = "/admin/audit/entry/"


@pytest.fixture
def graded(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> Entry:
    monkeypatch.setattr("kpis.admin.today", lambda: date(2026, 6, 1))
    client.force_login(world.clerk)
    client.post(reverse(ADD), typed(place()))
    client.force_login(world.auditor)
    return Entry.objects.get(action="kpis.grading.added")


def cells(client: Client, url: str, name: str) -> list[str]:
    page = html.fromstring(client.get(url).content.decode())
    return [" ".join(cell.text_content().split()) for cell in page.xpath(f"//*[contains(@class, 'field-{name}')]")]


def test_list_says_which_indicator_and_year_and_why(client: Client, graded: Entry) -> None:
    url = f"{LIST}?kind=kpis.grading"

    assert cells(client, url, "about") == [f"評価の確定 {PLACE} R4(2022) 4 目標を下回った"]
    assert cells(client, url, "why") == [REASON]


def test_page_of_the_entry_says_why_and_names_the_place(client: Client, graded: Entry) -> None:
    page = html.fromstring(client.get(f"{LIST}{graded.pk}/change/").content.decode())

    rows = [[cell.text_content().strip() for cell in row] for row in page.xpath("//table[@class='changes']/tbody/tr")]
    assert ["計画期間の指標", "—", PLACE] in rows
    assert cells(client, f"{LIST}{graded.pk}/change/", "why") == [f"理由: {REASON}"]


def test_page_of_an_entry_without_a_reason_has_none(client: Client, graded: Entry) -> None:
    other = Entry.objects.filter(action=SIGNED_IN).latest("pk")

    assert cells(client, f"{LIST}{other.pk}/change/", "why") == ["理由: -"]


def test_file_of_changes_has_the_reason_and_the_names(client: Client, graded: Entry) -> None:
    content = b"".join(client.get(f"{LIST}export/", {"kind": "kpis.grading"})).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(content)))
    assert {(row["対象"], row["理由"]) for row in rows} == {(f"評価の確定 {PLACE} R4(2022) 4 目標を下回った", REASON)}
    assert {row["変更後"] for row in rows if row["項目"] == "計画期間の指標"} == {PLACE}


def test_trail_calls_a_place_and_a_grade_as_their_pages_do(graded: Entry, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    grading, other = Grading.objects.get(), PlanIndicator.objects.get(plan__code="plan-3", indicator__code="media")
    wanted = {f"kpis.grading:{grading.pk}": str(grading), f"kpis.planindicator:{other.pk}": str(other)}

    with django_assert_num_queries(1):
        assert {target: named.name for target, named in targets.named(wanted).items()} == wanted


def test_why_is_read_from_the_entry_itself(graded: Entry, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert reasons.found([graded]) == {graded.pk: Why(own=REASON)}
