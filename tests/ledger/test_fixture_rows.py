"""Registers from TOML: rows follow the fixture until people edit them."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from audit.models import Entry
from kpis.loads import KPIS
from kpis.models import AssessmentBand, Goal, PlanIndicator, PlanPeriod, Wording
from ledger.fixture_rows import load_registers, read_registers
from ledger.history import FixtureError
from ledger.loads import DOCUMENTS, ITEMS, TOTAL_PARTS
from ledger.models import Item, LoadedRow, TotalPart
from tests.ledger import factories
from tests.ledger.factories import TODAY

pytestmark = pytest.mark.django_db

CITY = """
[[item]]
code = "income-city"
dataset = "statement"
name = "市負担金"
unit = "千円"
kind = "flow"
order = 10
"""
TOTAL = CITY.replace("income-city", "income-total").replace("市負担金", "収入計")
PART = """
[[total_part]]
total = "income-total"
part = "income-city"
"""

Load = Callable[[str], Counter[str]]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def text(content: str) -> Counter[str]:
        path = tmp_path / "registers.toml"
        path.write_text(content, encoding="utf-8")
        return load_registers(path=path, loads=(DOCUMENTS, ITEMS, TOTAL_PARTS))

    return text


def test_load_rows_and_references(load: Load) -> None:
    assert load(CITY + TOTAL + PART) == {"loaded": 3}

    city = Item.objects.get(code="income-city")
    assert (city.name, city.unit, city.order, city.decimals, city.search_key) == ("市負担金", "千円", 10, 0, "市負担金")
    assert TotalPart.objects.values_list("total__code", "part__code", "sign").get() == ("income-total", "income-city", 1)


def test_load_is_in_the_trail_once(load: Load) -> None:
    load(CITY)
    load(CITY)

    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.target) == ("ledger.register.loaded", None, "registers.toml")
    assert entry.difference == {"loaded": [None, 1]}


def test_load_again_changes_nothing(load: Load) -> None:
    load(CITY + TOTAL + PART)
    before = [list(model.objects.order_by("pk").values()) for model in (Item, TotalPart, LoadedRow)]

    assert load(CITY + TOTAL + PART) == {"unchanged": 3}

    assert [list(model.objects.order_by("pk").values()) for model in (Item, TotalPart, LoadedRow)] == before


def test_unedited_row_follows_the_fixture(load: Load) -> None:
    load(CITY)
    pk = Item.objects.get().pk

    assert load(CITY.replace("市負担金", "市からの負担金") + "name_en = 'City contribution'\n") == {"loaded": 1}

    item = Item.objects.get()
    assert (item.pk, item.name, item.name_en) == (pk, "市からの負担金", "City contribution")


def test_field_that_the_fixture_no_longer_states_goes_back_to_its_default(load: Load) -> None:
    load(CITY + "decimals = 1\nname_en = 'City'\n")

    assert load(CITY) == {"loaded": 1}

    assert Item.objects.values_list("decimals", "name_en").get() == (0, "")


def test_edited_row_is_kept(load: Load) -> None:
    load(CITY)
    Item.objects.update(name="市費")

    assert load(CITY) == {"kept": 1}
    assert load(CITY.replace("order = 10", "order = 20")) == {"kept": 1}

    assert Item.objects.values_list("name", "order").get() == ("市費", 10)


def test_row_edited_in_a_field_the_fixture_does_not_state_follows_in_the_others(load: Load) -> None:
    load(CITY)
    Item.objects.update(name_en="Contribution of the city")

    assert load(CITY) == {"unchanged": 1}
    assert load(CITY.replace("order = 10", "order = 20")) == {"loaded": 1}

    assert Item.objects.values_list("name_en", "order").get() == ("Contribution of the city", 20)


def test_row_that_people_made_first_is_kept(load: Load) -> None:
    factories.make_item("income-city", name="市費")

    assert load(CITY) == {"kept": 1}

    assert Item.objects.get().name == "市費"


def test_row_that_people_made_first_with_the_same_content_is_taken_over(load: Load) -> None:
    factories.make_item("income-city", name="市負担金", order=10)
    load(CITY)

    assert load(CITY.replace("order = 10", "order = 20")) == {"loaded": 1}


def test_row_that_people_removed_or_renamed_does_not_come_back(load: Load) -> None:
    load(CITY + TOTAL)
    Item.objects.filter(code="income-city").delete()
    Item.objects.filter(code="income-total").update(code="income-sum")

    assert load(CITY + TOTAL) == {"kept": 2}

    assert [item.code for item in Item.objects.all()] == ["income-sum"]


def test_composite_keys_and_references_of_two_parts(tmp_path: Path) -> None:
    factories.make_document("committee-2022")
    path = tmp_path / "kpis.toml"
    path.write_text(
        """
[[item]]
code = "kpi-trials"
dataset = "kpi"
name = "治験"
unit = "件"
kind = "cumulative"

[[plan]]
code = "plan-3"
name = "第3期実施計画"
first_year = 2022
last_year = 2025

[[goal]]
code = "goal-1"
name = "目標"
plan = "plan-3"
target_year = 2025
order = 1

[[objective]]
code = "research"
name = "研究"

[[indicator]]
code = "trials"
name = "治験"
item = "kpi-trials"

[[plan_indicator]]
plan = "plan-3"
indicator = "trials"
objective = "research"
order = 1

[[wording]]
plan_indicator = "plan-3/trials"
document = "committee-2022"
label = "治験の件数"

[[rule]]
code = "steps-1"
name = "五段階"
scheme = "five_step"
version = 1
valid_from = 2022-04-01

[[band]]
rule = "steps-1"
grade = "2"
label = "目標を上回った"
above = 110.5
""",
        encoding="utf-8",
    )

    assert load_registers(path=path, loads=KPIS) == {"loaded": 9}
    assert load_registers(path=path, loads=KPIS) == {"unchanged": 9}

    assert Wording.objects.get().plan_indicator == PlanIndicator.objects.get(plan__code="plan-3", indicator__code="trials")
    assert Goal.objects.get().plan == PlanPeriod.objects.get()
    assert AssessmentBand.objects.get().above == Decimal("110.5")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("[[item]]\ncode = \n", r"registers.toml: Invalid value \(at line 2, column 8\)", id="broken TOML"),
        pytest.param(CITY + CITY.replace("[[item]]", "[[itme]]"), r"registers.toml, line 10: no register takes \[\[itme\]\]", id="array"),
        pytest.param("[item]\ncode = 'x'\n", r"registers.toml: item is not in any \[\[array\]\]", id="table in place of an array"),
        pytest.param("order = 1\n" + CITY, r"registers.toml: order is not in any \[\[array\]\]", id="stray key"),
        pytest.param(CITY + "colour = 'red'\n", r"registers.toml, line 2, \[\[item\]\]: Item has no field named 'colour'", id="field"),
        pytest.param(CITY + "parent = 'none'\n", r"registers.toml, line 2, \[\[item\]\]: parent = 'none': no such item", id="reference"),
        pytest.param(CITY + TOTAL.replace("10", "'ten'"), r"registers.toml, line 10, \[\[item\]\]: .*ten", id="not a number"),
        pytest.param(CITY + TOTAL.replace('kind = "flow"', 'kind = "flood"'), r"registers.toml, line 10, .*: kind: ", id="choice"),
        pytest.param(TOTAL.replace('code = "income-total"', ""), r"registers.toml, line 2, \[\[item\]\]: code is missing", id="no key"),
        pytest.param(CITY + CITY, r"registers.toml, line 10, .*: income-city stands already in registers.toml, line 2", id="twice"),
        pytest.param(CITY + PART.replace("income-total", "income-city"), r"registers.toml, line 10, \[\[total_part\]\]: ", id="constraint"),
    ],
)
def test_error_names_file_and_line_and_loads_nothing(load: Load, content: str, message: str) -> None:
    with pytest.raises(FixtureError, match=f"^{message}"):
        load(content)

    assert not Item.objects.exists()
    assert not LoadedRow.objects.exists()


def test_error_of_a_row_that_approved_figures_stand_on(load: Load) -> None:
    load(CITY)
    factories.make_known(factories.make_sheet(), TODAY, Item.objects.get())

    with pytest.raises(FixtureError, match=r"registers.toml, line 2, \[\[item\]\]: 承認済のため変更できません"):
        load(CITY.replace('dataset = "statement"', 'dataset = "kpi"'))


def test_error_of_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"^kpis\.toml: "):
        read_registers(tmp_path / "kpis.toml")
