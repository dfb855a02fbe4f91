"""The card behind a number: where it stands, who vouches for it, what it was before."""

from datetime import date

import pytest
from django.test import Client

from ledger import actions
from ledger.models import Comment, Evidence
from tests.conftest import World
from tests.ledger.factories import NOON, enter_and_approve, line, make_item, make_known, make_sheet

KEY = "income-city:amount:2023::settled:2024-03-31"
URL = f"/ledger/figures/origin/?cell={KEY}&on=2027-01-01"


@pytest.fixture
def approved(world: World):
    make_item()
    return enter_and_approve(make_sheet(2023), line(number=130000, note="確定額"), clerk=world.clerk, approver=world.approver)


def test_card_tells_sheet_revision_and_people(client: Client, world: World, approved) -> None:
    client.force_login(world.manager)

    page = client.get(URL).content.decode()

    for said in ("130,000", "第1版", str(world.clerk), str(world.approver), "確定額"):
        assert said in page
    assert "/admin/entry/" not in page  # a manager has no way in


def test_card_of_history_says_that_no_approver_is_recorded(client: Client, world: World, db: None) -> None:
    make_known(make_sheet(2023), date(2022, 1, 27), make_item(), 130000)
    client.force_login(world.manager)

    page = client.get(URL).content.decode()

    assert "資料からの移行" in page
    assert "<dd>令和4(2022)年1月27日（移行のため承認者の記録なし）</dd>" in page


def test_those_who_enter_are_led_to_the_report(client: Client, world: World, approved) -> None:
    client.force_login(world.clerk)

    page = client.get(URL).content.decode()

    assert f"/admin/entry/sheets/{approved.sheet_id}/" in page
    assert "承認済み" in page


def test_correction_shows_what_was_said_before(client: Client, world: World, approved) -> None:
    enter_and_approve(approved.sheet, line(number=131000), clerk=world.clerk, approver=world.approver, reason="転記誤り")
    client.force_login(world.manager)

    page = client.get(URL).content.decode()

    assert "131,000" in page
    assert "130,000" in page
    assert "第2版" in page


def test_value_a_correction_took_away_is_one_of_the_past(client: Client, world: World, approved) -> None:
    make_item("income-research", order=2)
    enter_and_approve(approved.sheet, line("income-research", 5), clerk=world.clerk, approver=world.approver, reason="科目の誤り")
    taken = actions.start_revision(sheet=approved.sheet, by=world.clerk, at=NOON, reason="取消し")
    taken.values.filter(item__code="income-city").delete()
    actions.approve_revision(revision=actions.submit_revision(revision=taken, by=world.clerk, at=NOON), by=world.approver, at=NOON)
    client.force_login(world.manager)

    page = client.get(URL).content.decode()

    assert "第3版" in page
    assert "で取り消された値です。" in page


def test_proof_and_open_questions_are_named(client: Client, world: World, approved) -> None:
    added = {"sheet": approved.sheet, "cell": KEY}
    Evidence.objects.create(
        **added, name="証明.pdf", sha256="0" * 64, size=1, content_type="application/pdf", added_by=world.clerk, added_at=NOON
    )
    Comment.objects.create(**added, text="確認してください", by=world.approver, at=NOON)
    client.force_login(world.manager)

    page = client.get(URL).content.decode()

    assert "証明.pdf" in page
    assert "未解決1件" in page


def test_card_alone_is_a_part_of_the_page(client: Client, world: World, approved) -> None:
    client.force_login(world.manager)

    card = client.get(URL, headers={"X-Part": "card"})

    assert "<html" not in card.content.decode()
    assert "origin-card" in card.content.decode()
    assert "X-Part" in card["Vary"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("cell=nonsense", "見つかりません"),
        ("", "見つかりません"),
        (f"cell={KEY}&on=2020-01-01", "指定した時点では登録されていません"),
        ("cell=income-city:amount:2024::settled:2025-03-31", "指定した時点では登録されていません"),
    ],
)
def test_a_number_that_is_not_there_says_so(client: Client, world: World, approved, query: str, said: str) -> None:
    client.force_login(world.manager)

    answer = client.get(f"/ledger/figures/origin/?{query}")

    assert answer.status_code == 404
    assert said in answer.content.decode()


def test_card_takes_few_queries(client: Client, world: World, approved, django_assert_max_num_queries) -> None:
    client.force_login(world.manager)

    with django_assert_max_num_queries(8):  # three of them for session, user and roles
        client.get(URL, headers={"X-Part": "card"})


@pytest.mark.usefixtures("loaded")
def test_every_figure_of_the_papers_has_a_card(world: World, client: Client) -> None:
    """Each number of the statement leads to a card that shows the same number."""
    from iconm.lib.present import figure_text
    from iconm.templatetags.numbers import origin_url
    from ledger.queries import Scope, known_within

    client.force_login(world.manager)
    figures = known_within(Scope(datasets=("statement",)), on=date(2026, 2, 10)).figures
    assert len(figures) > 70
    for figure in figures[::7]:
        assert figure_text(figure) in client.get(origin_url(figure, date(2026, 2, 10))).content.decode()
