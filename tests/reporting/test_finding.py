"""What the search box finds: items with their latest figure, figures by number, places in papers that lead to where they stand."""

from datetime import date

import pytest
from django.test import Client
from lxml import html

from reporting import finding

pytestmark = pytest.mark.usefixtures("loaded")
ON = date(2026, 2, 10)


def test_an_item_comes_with_its_latest_figures() -> None:
    (hit,) = finding.items("学術セミナー等", on=ON)

    assert [(figure.measure, figure.fiscal_year, figure.value) for figure in hit.figures] == [("count", 2025, 4), ("people", 2025, 365)]


def test_an_item_comes_without_figures_before_anything_was_known() -> None:
    (hit,) = finding.items("学術セミナー等", on=date(2000, 1, 1))

    assert hit.figures == ()


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        pytest.param("500億円", {"hub-budget"}, id="with its unit"),
        pytest.param("８，８５８", {"outreach-visits"}, id="full width, no unit"),
        pytest.param("94,435千円", {"carried-over", "income-carried-forward"}, id="one number in two places"),
        pytest.param("500件", set(), id="another unit"),
        pytest.param("特許", set(), id="no number"),
        pytest.param("1,2,3,", set(), id="no number either"),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_figures_are_found_by_their_number(typed: str, items: set[str]) -> None:
    assert {figure.item_code for figure in finding.figures(typed, on=ON)} == items


@pytest.mark.parametrize("typed", ["研究開発課題", "補助区分", "会員と会費", "評価検証", "負担金"])
def test_a_place_leads_to_where_it_stands(client: Client, world, typed: str) -> None:
    client.force_login(world.manager)
    found = finding.places(typed)

    assert found
    for place in found:
        page = html.fromstring(client.get(f"/reports/{place.report}/").content.decode())
        (element,) = page.xpath(f"//*[@id='{place.anchor}']")
        assert place.text.split(" ")[-1] in element.text_content()


def test_a_search_without_letters_finds_no_place() -> None:
    assert finding.places("（）") == []


@pytest.mark.parametrize("typed", ["治験や臨床研究等の実施件数(累計)", "特許出願件数(年間)"])
def test_an_indicator_is_found_by_the_wording_of_an_earlier_paper(typed: str) -> None:
    (hit,) = finding.items(typed, on=ON)

    assert hit.item.code in ("kpi-trials", "kpi-patent-applications")
