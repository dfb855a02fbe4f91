"""The list of tables: every entry builds, every mistake in a template's parameters is named."""

from datetime import date

import pytest
from django.test import Client

from iconm.lib.document import Listing
from iconm.lib.table import Table
from reporting import catalogue, figures
from reporting.choices import BUILT, BlockKind
from reporting.forms import BlockForm
from reporting.models import Block

NOT_IN_A_PAPER = {"kpi-assessment"}  # none of them grades; tests/kpis/test_assessment.py compares its cells


def built(block: Block, known: figures.Figures) -> Table | Listing:
    if block.kind == BlockKind.LISTING:
        return catalogue.build_listing(block.table, known, parameters=block.parameters)
    return catalogue.build(block.table, known, instance="t", title="表", parameters=block.parameters)


def has_content(content: Table | Listing) -> bool:
    if isinstance(content, Listing):
        return bool(content.entries)
    return any(cell.figure or cell.text for row in content.rows for cell in row.cells) or any(row.heads for row in content.rows)


@pytest.mark.usefixtures("loaded")
def test_the_shipped_papers_use_every_entry_and_each_says_something() -> None:
    blocks = list(Block.objects.filter(kind__in=BUILT))
    known = figures.load(on=date(2026, 2, 10))

    assert {block.table for block in blocks} == set(catalogue.TABLES) - NOT_IN_A_PAPER
    assert [(block.table, block.parameters) for block in blocks if not has_content(built(block, known))] == []


@pytest.mark.usefixtures("loaded")
def test_every_entry_copes_with_a_day_before_everything() -> None:
    """An empty table, or one sentence that says what is not registered: never another error, never a figure."""
    known = figures.load(on=date(2000, 1, 1))

    for block in Block.objects.filter(kind__in=BUILT):
        try:
            content = built(block, known)
        except catalogue.CatalogueError as error:
            assert str(error)
        else:
            assert not (isinstance(content, Table) and list(content.figures())), block.table


def test_a_listing_is_no_table() -> None:
    with pytest.raises(catalogue.CatalogueError, match="「results」という表はありません"):
        catalogue.check("results", {"document": "committee-2022"})


@pytest.mark.parametrize(
    ("name", "parameters", "says"),
    [
        pytest.param("kpi", {}, "kpi-progress", id="no such table: the others are named"),
        pytest.param("kgi", {}, "plan", id="a parameter is missing"),
        pytest.param("kgi", {"plan": "plan-3", "colour": "red"}, "colour", id="a parameter is unknown"),
        pytest.param("statement", {"first": "2022", "last": 2025}, "first", id="a number is a text"),
        pytest.param("kgi", {"plan": "plan-3", "figures": 1}, "figures", id="what the catalogue gives cannot be set"),
    ],
)
def test_a_mistake_is_named(name: str, parameters: dict[str, object], says: str) -> None:
    with pytest.raises(catalogue.CatalogueError, match=says):
        catalogue.check(name, parameters)


NAMES_NOTHING = [
    pytest.param("kgi", {"plan": "plan-9"}, "plan-3", id="no such plan: the others are named"),
    pytest.param("kpi-progress", {"plan": "plan-3", "until": "2025-02-30"}, "2025-02-30", id="no such day"),
    pytest.param("statement", {"first": 2025, "last": 2022}, "2025～2022", id="years run backwards"),
    pytest.param("statement", {"first": 1000, "last": 1003}, "1000～1003", id="years before any era"),
    pytest.param("research-funding", {"first": 1900, "last": 2025}, "1900～2025", id="more years than a page is wide"),
]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("name", "parameters", "says"), NAMES_NOTHING)
def test_parameters_that_name_nothing_are_refused(name: str, parameters: dict[str, object], says: str) -> None:
    with pytest.raises(catalogue.CatalogueError, match=says):
        catalogue.build(name, figures.load(on=date(2026, 2, 10)), instance="t", title="表", parameters=parameters)


@pytest.mark.usefixtures("loaded")
def test_one_bad_block_does_not_take_the_paper_away(client: Client, world) -> None:
    Block.objects.filter(table="statement").update(parameters={"first": 2025, "last": 2022})
    client.force_login(world.manager)

    page = client.get("/reports/committee-2026/").content.decode()
    assert "「5 iCONMの収支（R4～R7）」は作成できません：年度の範囲 2025～2022 では表を作成できません。" in page
    assert "464,904千円" in page


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("table", "plan", "is_valid"), [("kgi", "plan-3", True), ("kpi", "plan-3", False), ("kgi", "plan-9", False)])
def test_staff_cannot_save_a_block_no_builder_takes(table: str, plan: str, is_valid: bool) -> None:
    form = BlockForm({"order": 10, "kind": "table", "table": table, "parameters": f'{{"plan": "{plan}"}}', "text": "表"})

    assert form.is_valid() == is_valid
    assert list(form.errors) == ([] if is_valid else ["table"])


@pytest.mark.usefixtures("loaded")
def test_every_block_of_the_papers_is_in_the_catalogue() -> None:
    for block in Block.objects.filter(kind__in=BUILT):
        catalogue.check(block.table, block.parameters, block.kind)
