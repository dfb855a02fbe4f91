"""Bounds of items: what people type for them, and what the form shows of those that are set."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from iconm.lib.text import UnreadableError
from ledger.bounds import bound_text, read_bound
from ledger.models import Item
from tests.conftest import World
from tests.ledger import factories


@pytest.mark.parametrize(
    ("typed", "unit", "bound"),
    [
        ("1,000", "件", "1000"),
        ("１００％", "%", "100"),
        ("△5", "千円", "-5"),
        ("1.5億円", "千円", "150000"),
        ("0", "件", "0"),
        ("0.125", "%", "0.125"),
        (" ", "件", None),
    ],
)
def test_bound_is_read_as_a_value_is(typed: str, unit: str, bound: str | None) -> None:
    assert read_bound(typed, unit=unit) == (None if bound is None else Decimal(bound))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("—", "数値を入力するか、空欄に"),
        ("該当なし", "数値を入力するか、空欄に"),
        ("1,00", "桁区切り"),
        ("5人", "単位"),
        ("0.0001", "端数"),
    ],
)
def test_what_is_no_bound_is_told(typed: str, told: str) -> None:
    with pytest.raises(UnreadableError, match=told):
        read_bound(typed, unit="件")


@pytest.mark.parametrize(
    ("bound", "text"), [(None, ""), ("0.000", "0"), ("1000.000", "1,000"), ("-5.500", "△5.5"), ("1E+5", "100,000"), ("0.125", "0.125")]
)
def test_bound_is_shown_as_it_may_be_typed(bound: str | None, text: str) -> None:
    value = None if bound is None else Decimal(bound)

    assert bound_text(value) == text
    assert read_bound(text, unit="件") == value


def test_form_of_an_item_reads_and_shows_bounds(client: Client, world: World) -> None:
    item = factories.make_item("income", unit="千円")
    Item.objects.filter(pk=item.pk).update(minimum=Decimal("-1000"), maximum=None)
    client.force_login(world.clerk)
    address = reverse("admin:ledger_item_change", args=[item.pk])

    shown = html.fromstring(client.get(address).content.decode())
    assert shown.xpath("//input[@name='minimum' or @name='maximum']/@value") == ["△1,000"]
    wrong = client.post(address, {"minimum": "下限", "maximum": "1億円"}).content.decode()
    assert "数値として読み取れません" in wrong
    assert 'value="1億円"' in wrong
