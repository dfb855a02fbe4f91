"""How the auditor's page calls sheets, revisions, values and parts of registers."""

import pytest
from django.contrib import admin
from pytest_django import DjangoAssertNumQueries

from audit import targets
from audit.actions import record
from audit.differences import changes
from audit.models import Entry
from audit.queries import matching
from audit.snapshots import target_of
from iconm.lib.text import search_key
from ledger.cells import CellKey
from ledger.models import Comment, Draft, Evidence, Inquiry, Item, YearBook
from ledger.trail import COMMENT_SHOWN
from programs.models import Organization, OrganizationName
from tests.conftest import World
from tests.ledger.conftest import Book
from tests.ledger.factories import NOON, TODAY, make_item

pytestmark = pytest.mark.django_db


def test_sheet_and_revision(book: Book) -> None:
    sheet, revision = f"ledger.sheet:{book.approved.sheet_id}", f"ledger.revision:{book.approved.pk}"
    found = targets.named([sheet, revision])
    assert [found[target].name for target in (sheet, revision)] == ["収支 R6(2024) 決算（R7.3末）", "収支 R6(2024) 決算（R7.3末） 第1版"]
    assert found[revision].url == f"/admin/ledger/revision/{book.approved.pk}/change/"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("収支", {"sheet", "revision", "inquiry"}, id="a dataset"),
        pytest.param("収入の額", {"inquiry"}, id="the title of a request"),
        pytest.param("income-city", {"item"}, id="the name of an item"),
        pytest.param("広報", set(), id="another dataset"),
    ],
)
def test_entries_are_found_by_what_their_target_is_called(book: Book, world: World, words: str, expected: set[str]) -> None:
    sheet, item = book.draft.sheet, book.draft_value.item
    asked = Inquiry.objects.create(sheet=sheet, number=1, title="収入の額", due_on=TODAY, sent_by=world.clerk, sent_at=NOON)
    first = Entry.objects.latest("pk").pk
    rows = {"sheet": sheet, "revision": book.draft, "inquiry": asked, "item": item}
    entries = {name: record(action="ledger.sheet.opened", by=world.clerk, target=target_of(row)) for name, row in rows.items()}

    found = set(matching(Entry.objects.filter(pk__gt=first), {"text": words}))

    assert found == {entries[name] for name in expected}


@pytest.mark.parametrize(("words", "is_found"), [("収入・市", True), ("収入・国", False), ("", True)])
def test_values_are_found_by_the_names_of_their_items(book: Book, words: str, is_found: bool) -> None:
    Item.objects.filter(code="income-city").update(name="収入・市", search_key=search_key("収入・市"))
    saved = Entry.objects.filter(action="ledger.values.recorded", target=f"ledger.revision:{book.draft.pk}")
    answered = record(action="ledger.inquiry.filled", by=None, target="ledger.inquiry:1", after={str(CellKey.of(book.draft_value)): "12"})

    found = matching(Entry.objects.all(), {"text": words})

    assert (saved.get() in found, answered in found) == (is_found, is_found)


def test_values_are_found_by_their_whole_code_alone() -> None:
    make_item("income", name="収入・市", search_key=search_key("収入・市"))
    keys = ("income amount 2025", "income:amount:2025::settled:2026-03-31", "income-city amount 2025", "net-income amount 2025")
    entries = [record(action="ledger.values.recorded", by=None, target="ledger.revision:1", after={key: "12"}) for key in keys]

    found = matching(Entry.objects.all(), {"text": "収入・市"})

    assert [entry in found for entry in entries] == [True, True, False, False]


def test_common_word_takes_as_many_queries_and_terms_as_a_rare_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Item.objects.bulk_create(
        Item(code=f"a-{number}", dataset="kpi", name="件数", unit="件", kind="flow", search_key=search_key("件数")) for number in range(600)
    )
    entry = record(action="ledger.values.recorded", by=None, target="ledger.revision:1", after={"a-599 actual 2025": "12"})

    # What papers call items, the codes, the entries; SQLite knows no condition of more than a thousand terms.
    with django_assert_num_queries(3):
        found = list(matching(Entry.objects.all(), {"text": "件数"}))

    assert found == [entry]


def test_year_inquiry_file_comment_and_draft(book: Book, world: World) -> None:
    sheet, clerk = book.draft.sheet, world.clerk
    rows = {
        "R7(2025)": YearBook.objects.create(fiscal_year=2025, opened_by=clerk, opened_at=NOON),
        "収支 R7(2025) 決算（R8.3末） 第2号 収入の額": Inquiry.objects.create(
            sheet=sheet, number=2, title="収入の額", due_on=TODAY, sent_by=clerk, sent_at=NOON
        ),
        "決算書.pdf": Evidence.objects.create(sheet=sheet, name="決算書.pdf", sha256="0", size=1, added_by=clerk, added_at=NOON),
        "長" * COMMENT_SHOWN: Comment.objects.create(sheet=sheet, text="長" * (COMMENT_SHOWN + 1), by=clerk, at=NOON),
        "plan-1": Draft.objects.create(kind="plan", key="plan-1", owner=clerk, updated_at=NOON),
    }
    wanted = {f"{row._meta.label_lower}:{row.pk}": name for name, row in rows.items()}

    assert {target: named.name for target, named in targets.named(wanted).items()} == wanted


def test_values_bear_the_names_of_their_items(book: Book, world: World) -> None:
    entry = Entry.objects.filter(action="ledger.values.recorded", target=f"ledger.revision:{book.draft.pk}").get()
    assert [(change.label, change.old, change.new) for change in changes(entry)] == [
        ("項目 income-city 金額 R7(2025) 決算 R8.3末", None, "150000 千円")
    ]


def test_answers_and_what_stands_beside_a_value_bear_the_names_of_their_items(book: Book) -> None:
    answer = Entry(target="ledger.inquiry:1", difference={str(CellKey.of(book.draft_value)): ["", "12程度"]})
    said = {"income-city amount 2025 settled 2026-03-31 (reason)": ["", "増加のため"]}
    reason = Entry(target=f"ledger.revision:{book.draft.pk}", difference=said)
    assert [changes(entry)[0].label for entry in (answer, reason)] == [
        "項目 income-city 金額 R7(2025) 決算 R8.3末",
        "項目 income-city 金額 R7(2025) 決算 R8.3末 （理由）",
    ]


def test_key_of_an_item_that_is_gone_stays_as_it_is(book: Book) -> None:
    entry = Entry(target=f"ledger.revision:{book.draft.pk}", difference={"vanished amount 2025": [None, "1"], "number": [1, 2]})
    assert [change.label for change in changes(entry)] == ["版", "vanished amount 2025"]


def test_part_of_a_register_row() -> None:
    organization = Organization.objects.create(code="nano", name="NANO MRNA(株)", kind="company")
    former = OrganizationName.objects.create(organization=organization, name="ナノキャリア(株)", kind="former")
    target = f"programs.organizationname:{former.pk}"
    assert "ナノキャリア(株)" in targets.named([target])[target].name


@pytest.mark.usefixtures("loaded")
def test_every_row_of_the_portal_can_be_named(django_assert_num_queries) -> None:
    """One query for rows of every kind there is, on both databases."""
    rows = [row for model in admin.site._registry if not model._meta.proxy and (row := model._base_manager.first())]
    wanted = [f"{row._meta.label_lower}:{row.pk}" for row in rows]
    assert len(wanted) > 25
    with django_assert_num_queries(1):
        found = targets.named(wanted)
    assert not [target for target in wanted if found[target].is_gone or not found[target].name or "\x1f" in found[target].name]
    # An entry itself has no name.
    numbers_only = {target.partition(":")[0] for target in wanted if found[target].name == target.partition(":")[2]}
    assert numbers_only == {"audit.entry"}
