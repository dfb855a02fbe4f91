"""What is doubtful about an answer: said as answered once the foundation has explained it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import World
from tests.frame.pages import parsed, words
from tests.ledger.inquiries.acts import answered, make_asked_sheet

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("note", "weight", "asks"), [("", "要確認", True), ("共同研究の開始による", "説明済", False)], ids=["left open", "explained"]
)
def test_doubt_about_an_answer_is_shown_as_answered_once_it_is(client: Client, world: World, note: str, weight: str, asks: bool) -> None:
    inquiry = answered(make_asked_sheet(1), world, "100,000", note=note)
    client.force_login(world.clerk)

    page = parsed(client.get(reverse("entry:inquiry", args=[inquiry.pk])))

    (remark,) = page.xpath("//*[contains(@class, 'remark--')]")
    assert words(remark).startswith(f"{weight} 前年度の約1,000倍です。")
    assert ("理由を入力してください" in words(remark), "remark--answered" in remark.get("class")) == (asks, not asks)
