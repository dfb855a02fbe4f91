"""評価の一覧: the grades of a year beside what people decided, as the catalogue prints them."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kpis.models import Grading, PlanIndicator
from tests.conftest import World
from tests.kpis.factories import make_many

PAGE, YEAR = "/overview/indicators/assessments/", "period=plan-3&year=2022&on=2026-06-01"


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


@pytest.fixture
def decided(loaded: None) -> None:
    place = PlanIndicator.objects.get(plan__code="plan-3", indicator__code="media")
    given = {"grade": "未達", "label": "目標を下回った", "reason": "集計の方法を改めた。"}
    day = date(2026, 5, 20)
    Grading.objects.create(plan_indicator=place, fiscal_year=2022, decided_on=day, recorded_on=day, **given)


@pytest.mark.usefixtures("decided")
def test_page_shows_what_was_computed_beside_what_was_decided(reader: Client) -> None:
    page = reader.get(f"{PAGE}?{YEAR}").content.decode()

    assert "R4(2022)年度の評価（総合計画第3期実施計画）" in page
    assert "R4の8指標のうち、評価を確定したもの1件、算定による評価のもの7件、評価のないもの0件。" in page
    assert "集計の方法を改めた。（令和8年5月20日確定）" in page
    assert page.count('data-origin href="') == 8 * 2  # target and actual lead to where they come from


@pytest.mark.usefixtures("decided")
def test_file_has_the_same_rows(reader: Client) -> None:
    content = reader.get(f"{PAGE}?{YEAR}&csv=assessments").content.decode("utf-8-sig")

    rows = [row for row in csv.reader(io.StringIO(content)) if len(row) == 9]
    media = next(row for row in rows if row[1] == "メディア掲載件数（年間）")
    assert (len(rows), media[6:]) == (9, [*media[6:7], "未達 目標を下回った", "集計の方法を改めた。（令和8年5月20日確定）"])


@pytest.mark.usefixtures("loaded")
def test_list_of_indicators_leads_to_it(reader: Client) -> None:
    page = reader.get("/overview/indicators/?period=plan-3&on=2026-06-01").content.decode()

    assert f'href="{PAGE}?period=plan-3&amp;on=2026-06-01"' in page


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("role", "is_led"), [("clerk", True), ("approver", False), ("manager", False)])
def test_clerk_alone_is_led_to_grading(client: Client, world: World, role: str, is_led: bool) -> None:
    client.force_login(getattr(world, role))

    assert (reverse("admin:kpis_grading_add") in client.get(PAGE).content.decode()) is is_led


def test_without_a_plan_it_says_why(reader: Client) -> None:
    assert "計画期間が登録されていません。" in reader.get(PAGE).content.decode()


@pytest.mark.usefixtures("loaded")
def test_page_needs_twelve_queries_at_most(reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    reader.get(PAGE)
    with django_assert_max_num_queries(12):
        reader.get(f"{PAGE}?{YEAR}")


def test_list_is_in_pages_and_its_file_whole(reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    make_many(26)

    with django_assert_max_num_queries(12):
        first = reader.get(PAGE).content.decode()
    second = reader.get(f"{PAGE}?page=2").content.decode()
    file = reader.get(f"{PAGE}?csv=assessments").content.decode("utf-8-sig")

    assert ("指標19" in first, "指標20" in first) == (True, False)
    assert ("指標19" in second, "指標20" in second) == (False, True)
    assert "26指標のうち" in first and "26指標のうち" in second
    assert file.count("上市,指標") == 26
