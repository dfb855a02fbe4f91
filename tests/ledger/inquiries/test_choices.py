"""What the pages of a request say about the boxes they tick."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import World
from tests.frame.pages import parsed, words
from tests.ledger import factories
from tests.ledger.factories import line
from tests.ledger.inquiries.acts import answered, make_asked_sheet, take_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def seen(clerk: Client, name: str, pk: int) -> tuple[int, str]:
    """Return how many boxes are ticked, and the words of the page."""
    page: Any = parsed(clerk.get(reverse(f"entry:{name}", args=[pk])))
    return len(page.xpath("//input[@name='choose'][@checked]")), words(page)


def test_new_request_says_what_it_ticked(clerk: Client) -> None:
    number, said = seen(clerk, "inquiry-new", make_asked_sheet(2).pk)

    assert number == 2 and "未入力で照会中でない項目を選択しています。" in said


def test_new_request_with_nothing_empty_says_that_nothing_is_ticked(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(1)
    factories.enter(sheet, line("a-1", 7), by=world.clerk)

    number, said = seen(clerk, "inquiry-new", sheet.pk)

    assert number == 0 and "選択しています。" not in said
    assert "未入力で照会中でない項目がないため、選択していません。" in said


def test_request_sent_again_without_a_tick_claims_none(clerk: Client) -> None:
    sheet = make_asked_sheet(1)

    page = clerk.post(reverse("entry:inquiry-new", args=[sheet.pk]), {"title": "件名", "due_on": "R8.3.5", "tick": "none"})

    assert "項目を選択しています。" not in words(parsed(page))


def test_answers_say_what_is_ticked(clerk: Client, world: World) -> None:
    number, said = seen(clerk, "inquiry", answered(make_asked_sheet(2), world, "101", "102").pk)

    assert number == 2 and "現在の入力を置き換えない回答を選択しています。" in said


def test_answers_that_all_replace_something_are_not_said_to_be_ticked(clerk: Client, world: World) -> None:
    sheet = make_asked_sheet(1)
    factories.enter(sheet, line("a-1", 7), by=world.clerk)

    number, said = seen(clerk, "inquiry", answered(sheet, world, "101").pk)

    assert number == 0 and "選択しています。" not in said
    assert "現在の入力を置き換えずに採用できる回答がないため、選択していません。" in said


def test_answers_that_are_all_decided_claim_no_tick(clerk: Client, world: World) -> None:
    inquiry = answered(make_asked_sheet(1), world, "101")
    take_all(inquiry, by=world.clerk)

    number, said = seen(clerk, "inquiry", inquiry.pk)

    assert number == 0 and "選択しています。" not in said and "採用できる回答がない" not in said
