"""The line of an indicator in the wizard: how its bounds are read, and that what is hidden keeps nothing back."""

from decimal import Decimal

import pytest

from kpis.actions.drafts import start_draft
from kpis.forms.lines import LineForm
from kpis.planning.draft import RawLine
from kpis.queries.planning import OldLine
from ledger.models import Item
from tests.conftest import World
from tests.kpis.factories import fill, make_plan, opened
from tests.kpis.test_creation import create
from tests.ledger.factories import NOON

OBJECTIVES = [("market", "上市")]
NEW = {
    "fate": "new",
    "objective": "market",
    "label": "共同研究費",
    "code": "joint",
    "unit": "千円",
    "kind": "flow",
    "direction": "up",
    "scheme": "met",
}
OLD = OldLine(
    code="trials",
    item="kpi-trials",
    label="治験",
    objective="market",
    order=1,
    unit="件",
    kind="flow",
    decimals=0,
    direction="up",
    definition="",
    target_type="at_least",
    narrative="",
    scheme="met",
    significance="",
    mark="",
    footnote="",
)


def form_of(old: OldLine | None = None, **fields: str) -> LineForm:
    return LineForm(RawLine(key="line", old=old.code if old else "", fields=NEW | fields), old=old, objectives=OBJECTIVES)


def test_bounds_are_read_as_values_are() -> None:
    form = form_of(minimum="△５", maximum="1.5億円")

    assert form.is_valid(), form.errors
    line = form.new_line(target_type="at_least")
    assert (line.minimum, line.maximum) == (Decimal(-5), Decimal(150000))


@pytest.mark.parametrize(
    ("minimum", "maximum", "field", "told"),
    [
        ("千", "", "minimum", "数値として読み取れません"),
        ("", "—", "maximum", "数値を入力するか、空欄に"),
        ("", "未確定", "maximum", "数値を入力するか、空欄に"),
        ("1,000", "999", "maximum", "下限以上の値に"),
        ("10件", "", "minimum", "単位"),
    ],
)
def test_bounds_that_are_none_are_told(minimum: str, maximum: str, field: str, told: str) -> None:
    errors = form_of(minimum=minimum, maximum=maximum).errors

    assert list(errors) == [field]
    assert told in errors[field][0]


@pytest.mark.parametrize("fate", ["kept", "moved", "ended"])
def test_what_is_hidden_keeps_nothing_back(fate: str) -> None:
    form = form_of(OLD, fate=fate, minimum="下限", maximum="—", code="全角", decimals="多", label="長" * 201)

    assert form.is_valid(), form.errors
    line = form.new_line(target_type="at_least")
    assert (line.code, line.minimum, line.maximum, line.label) == ("trials", None, None, "治験")


def test_notes_count_unless_the_indicator_ends() -> None:
    assert list(form_of(OLD, fate="kept", mark="長い記号", footnote="").errors) == ["mark"]
    assert form_of(OLD, fate="ended", mark="とても長い記号").is_valid()


def test_redefined_indicator_keeps_its_bounds(world: World) -> None:
    plan = make_plan()
    Item.objects.filter(code="kpi-income").update(minimum=Decimal("-1000.5"), maximum=2000000)
    draft = start_draft(predecessor=plan, by=world.clerk, at=NOON)
    offered = opened(draft).content.lines[1].fields
    lines = {"income": {"fate": "redefined", "label": "研究費", "code": "income-2"}}

    create(fill(draft, world.clerk, lines=lines), world.clerk)

    assert (offered["minimum"], offered["maximum"]) == ("△1,000.5", "2,000,000")
    item = Item.objects.get(indicator__code="income-2")
    assert (item.minimum, item.maximum) == (Decimal("-1000.5"), Decimal(2000000))
