"""The admin shows the ledger and writes none of its figures, whatever a request asks for. Its registers are written, and it is recorded."""

from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from finance.models import Amount
from kpis.models import Actual, Target
from ledger.models import Item, Mention, Revision, Sheet, SourceDocument, TotalPart, Value
from outreach.models import Total
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.conftest import Book
from tests.ledger.factories import approved_content

pytestmark = pytest.mark.django_db

SHOWN = {Item, Revision, Sheet, SourceDocument, Target, Actual, Amount, Total}
WRITTEN = {Mention, TotalPart}
READERS = ("clerk", "approver", "auditor", "administrator")
OTHERS = ("respondent", "manager", "outsider")
# What a form would send: every field there is, empty inlines, and the button.
FORM: dict[str, Any] = {
    "value": "1",
    "missing": "",
    "measure": "amount",
    "fiscal_year": "2024",
    "basis": "settled",
    "as_of": "2025-03-31",
    "unit": "円",
    "state": "draft",
    "number": "9",
    "source": "entry",
    "known_on": "2020-01-01",
    "reason": "x",
    "dataset": "statement",
    "code": "changed",
    "name": "変更",
    "kind": "flow",
    "decimals": "0",
    "order": "1",
    "body": "x",
    "dated_on": "2025-01-01",
    **{f"{inline}-{count}_FORMS": "0" for inline in ("revisions", "values") for count in ("TOTAL", "INITIAL")},
    "_save": "保存",
}


@pytest.fixture
def rows(book: Book) -> list[models.Model]:
    """One approved row of every kind that the admin shows."""
    sheet = factories.make_sheet(2024, dataset="kpi", basis="actual")
    trials = factories.make_item("kpi-trials", dataset="kpi", unit="件")
    revision = factories.make_past(sheet)
    factories.make_value(revision, trials, 14, measure="target", basis="plan")
    factories.make_value(revision, trials, 12, measure="actual")
    factories.approve_as_history([revision], factories.TODAY)
    visits = factories.make_item("outreach-visits", dataset="outreach", unit="件")
    factories.make_known(factories.make_sheet(2024, dataset="outreach", basis="actual"), factories.TODAY, visits, 5, measure="count")
    amount = Amount.objects.get(pk=book.value.pk)
    figures = [Target.objects.get(), Actual.objects.get(), amount, Total.objects.get()]
    return [book.item, book.approved, book.approved.sheet, book.document, *figures]


def url(row: models.Model, verb: str) -> str:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{verb}"
    return reverse(name, args=[row.pk] if verb in ("change", "delete") else [])


def everything() -> list[Any]:
    stored = [list(model.objects.order_by("pk").values()) for model in (Item, Revision, Sheet, SourceDocument, Value)]
    return [approved_content(), *stored]


def test_these_are_all_the_pages_of_the_ledger(rows: list[models.Model]) -> None:
    """A ledger model that is registered later has to be added here, or its pages are not tried below."""
    registered = {model for model in admin.site._registry if (model._meta.concrete_model or model)._meta.app_label == "ledger"}

    assert registered - WRITTEN == SHOWN == {type(row) for row in rows}


@pytest.mark.parametrize("person", [*READERS, *OTHERS, "second_approver"])
def test_nobody_writes(client: Client, world: World, rows: list[models.Model], person: str) -> None:
    client.force_login(getattr(world, person))
    before = everything()

    for row in rows:
        answers = [
            client.post(url(row, "add"), FORM, follow=True),
            client.post(url(row, "change"), FORM, follow=True),
            client.post(url(row, "delete"), {"post": "yes"}, follow=True),
        ]
        changed = 200 if person == "clerk" and isinstance(row, Item) else 403  # its bounds, which FORM leaves empty as they are
        assert [answer.status_code for answer in answers] == [403, changed, 403], row
        # The list knows no actions; who may read it gets it as if nothing had been chosen.
        chosen = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [row.pk], "index": "0", "post": "yes"}
        listed = client.post(url(row, "changelist"), chosen, follow=True)
        assert listed.status_code == (403 if person in OTHERS else 200), row

    assert everything() == before


def test_visitor_writes_nothing(client: Client, rows: list[models.Model]) -> None:
    before = everything()

    for row in rows:
        for verb in ("add", "change", "delete", "changelist"):
            response = client.post(url(row, verb), FORM)
            assert response.status_code == 302
            assert response.headers["Location"].startswith((reverse("accounts:sign-in"), reverse("admin:login")))

    assert everything() == before


def test_readers_read(client: Client, world: World, rows: list[models.Model]) -> None:
    client.force_login(world.auditor)

    for row in rows:
        assert client.get(url(row, "changelist")).status_code == 200, row
        assert client.get(url(row, "change")).status_code == 200, row


def test_a_clerk_sets_the_bounds_of_an_item_and_nothing_else(client: Client, world: World, book: Book) -> None:
    client.force_login(world.clerk)
    address, before = url(book.item, "change"), Item.objects.values().get(pk=book.item.pk)
    page = html.fromstring(client.get(address).content.decode())
    assert page.xpath("//form[@id='item_form']//input[@type='text' or @type='number']/@name") == ["minimum", "maximum"]
    sent = FORM | {"change_reason": "定員の変更"}

    wrong = client.post(address, sent | {"minimum": "10", "maximum": "5"})
    silent = client.post(address, sent | {"minimum": "0", "maximum": "500", "change_reason": ""})
    assert "上限は、下限以上の値にしてください。" in wrong.content.decode()
    assert "変更の理由を入力してください。" in silent.content.decode()
    assert client.post(address, sent | {"minimum": "0", "maximum": "500"}).status_code == 302

    assert Item.objects.values().get(pk=book.item.pk) == before | {"minimum": 0, "maximum": 500}
    entry = Entry.objects.get(action="ledger.item.changed", target=f"ledger.item:{book.item.pk}")
    assert (entry.actor, set(entry.difference), entry.reason) == (world.clerk, {"minimum", "maximum"}, "定員の変更")


def test_a_clerk_of_another_dataset_looks_at_the_bounds_of_an_item(client: Client, book: Book) -> None:
    client.force_login(make_user("elsewhere", "clerk", dataset="outreach"))
    address, before = url(book.item, "change"), everything()

    assert client.get(address).status_code == 200
    assert client.post(address, FORM | {"minimum": "", "maximum": "", "change_reason": "上限なし"}).status_code == 403

    assert everything() == before


@pytest.mark.parametrize("size", [1, 12])
def test_revision_page_needs_the_same_queries_for_any_number_of_values(
    client: Client, world: World, book: Book, django_assert_max_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    for number in range(size):
        day = date(2025, 12, number + 1)
        factories.make_value(book.draft, factories.make_item(f"item-{number}", parent=book.item), number, as_of=day)
    client.force_login(world.auditor)

    with django_assert_max_num_queries(16):
        page = client.get(reverse("admin:ledger_revision_change", args=[book.draft.pk]))

    assert page.content.decode().count("12月") >= size


MENTION = {"subject": "ledger.item:licences", "aspect": "name", "printed": "許諾", "section": "6(2)", "note": ""}


def mention(**changes: str) -> dict[str, str]:
    return MENTION | {"document": str(SourceDocument.objects.get().pk), "_save": "保存"} | changes


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    factories.make_document()
    factories.make_item("licences")
    client.force_login(world.clerk)
    return client


def test_clerk_enters_a_printing_and_it_is_recorded(clerk: Client, world: World) -> None:
    assert clerk.post(reverse("admin:ledger_mention_add"), mention()).status_code == 302
    row = Mention.objects.get()
    assert clerk.post(url(row, "change"), mention(printed="実施許諾")).status_code == 302

    entries = list(Entry.objects.about(f"ledger.mention:{row.pk}").order_by("id"))
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("ledger.mention.added", world.clerk),
        ("ledger.mention.changed", world.clerk),
    ]
    assert entries[1].difference == {"printed": ["許諾", "実施許諾"]}
    assert clerk.post(url(row, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"subject": "ledger.item:nothing"}, "対象は台帳にありません"),
        ({"subject": "Ledger.Item:licences"}, "対象は台帳にありません"),
        ({"subject": "ledger.Item:licences"}, "対象は台帳にありません"),
        ({"subject": "ledger.sheet:1"}, "対象は台帳にありません"),
        ({"subject": "licences"}, "対象は台帳にありません"),
        ({"document": ""}, "出典資料を選択してください。"),
        ({"printed": ""}, "このフィールドは必須です。"),
        ({"is_in_force": "on"}, "現在の表記は、対象と観点ごとに一つだけです。"),
        ({"printed": "ライセンス", "section": "9(2)"}, "既に"),
    ],
)
def test_printing_that_cannot_be_is_explained(clerk: Client, changes: dict[str, str], error: str) -> None:
    document = SourceDocument.objects.get()
    Mention.objects.create(subject="ledger.item:licences", printed="ライセンス", document=document, section="9(2)", is_in_force=True)

    page = clerk.post(reverse("admin:ledger_mention_add"), mention(**changes))

    assert page.status_code == 200
    assert error in page.content.decode()
    assert Mention.objects.count() == 1


def test_printings_are_found_by_subject_and_words_and_chosen_by_paper_and_aspect(clerk: Client) -> None:
    first, second = SourceDocument.objects.get(), factories.make_document("committee-2022")
    rows = {
        "a": Mention.objects.create(subject="ledger.item:licences", printed="許諾", document=first, section="1"),
        "b": Mention.objects.create(subject="ledger.item:licences", printed="社", aspect="unit", document=second, section="2"),
    }
    papers = [f"document__id__exact={document.pk}" for document in (first, second)]

    def found(query: str) -> set[str]:
        listed = clerk.get(f"{reverse('admin:ledger_mention_changelist')}?{query}").content.decode()
        return {name for name, row in rows.items() if url(row, "change") in listed}

    queries = ("q=item:lic", "q=許諾", "aspect=unit", papers[1], f"{papers[0]}&aspect=unit")
    assert [found(query) for query in queries] == [{"a", "b"}, {"a"}, {"b"}, {"b"}, set()]


def test_clerk_enters_a_part_of_a_total_and_it_is_recorded(clerk: Client) -> None:
    total, part = factories.make_item("total"), factories.make_item("part")
    sent = {"total": total.pk, "part": part.pk, "sign": "-1"}
    wrong = [clerk.post(reverse("admin:ledger_totalpart_add"), sent | change) for change in ({"sign": "2"}, {"part": total.pk})]
    assert [(page.status_code, TotalPart.objects.count()) for page in wrong] == [(200, 0), (200, 0)]

    assert clerk.post(reverse("admin:ledger_totalpart_add"), sent).status_code == 302

    row = TotalPart.objects.get()
    assert (row.total, row.part, row.sign) == (total, part, -1)
    assert [entry.action for entry in Entry.objects.about(f"ledger.totalpart:{row.pk}")] == ["ledger.totalpart.added"]
