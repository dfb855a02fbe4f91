"""The pages of the Excel round trip: who gets them, what they cost and refuse, and that nothing is written before the confirmation."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from iconm.lib.choices import Basis
from jobs.registry import JobContext, get
from ledger import actions
from ledger.models import Item, Revision
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import NOON
from tests.ledger.workbook import forms
from tests.ledger.workbook.forms import fill

pytestmark = pytest.mark.django_db
ROWS = 400
LICENCES = ("ライセンス", "値")


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    client.get(reverse("reporting:report-list"))  # the session is written on its first page
    return client


def url(name: str, revision: Revision) -> str:
    return reverse(f"entry:workbook-{name}", args=[revision.pk])


def send(client: Client, revision: Revision, content: bytes, name: str = "様式.xlsx", **more: Any) -> Any:
    """Send a file; the answer is the preview, or the page of the choice with what is wrong."""
    return client.post(url("upload", revision), {"file": SimpleUploadedFile(name, content)}, follow=True, **more)


def confirm(client: Client, preview: Any, revision: Revision, **choices: str) -> Any:
    taken = {f"take:{field}": choice for field, choice in choices.items()}
    return client.post(url("preview", revision), {"file": preview.context["token"], **taken}, follow=True)


def values(revision: Revision) -> dict[str, Any]:
    return {value.item.code: value.value for value in revision.values.select_related("item")}


def test_form_is_sent_under_its_name_and_recorded(clerk: Client, draft: Revision) -> None:
    response = clerk.get(url("download", draft))
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert "%E5%85%A5%E5%8A%9B%E6%A7%98%E5%BC%8F.xlsx" in response["Content-Disposition"]  # 入力様式
    assert openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames[0] == "入力"
    entry = Entry.objects.get(action="ledger.workbook.exported")
    assert entry.target == f"ledger.revision:{draft.pk}"


@pytest.mark.parametrize(
    ("role", "download", "upload"),
    [
        ("clerk", 200, 200),
        ("approver", 200, 403),
        ("auditor", 200, 403),
        ("administrator", 200, 403),
        ("manager", 403, 403),
        ("respondent", 403, 403),
    ],
)
def test_everyone_in_the_admin_gets_the_form_and_clerks_alone_send_it(
    role: str,
    download: int,
    upload: int,
    client: Client,
    draft: Revision,
    world: World,
) -> None:
    client.force_login(getattr(world, role))
    assert client.get(url("download", draft)).status_code == download
    assert client.get(url("upload", draft)).status_code == upload
    token = {"file": "x"}
    refused = 302 if upload == 200 else 403  # back to the choice of a file
    assert client.get(url("preview", draft), token).status_code == refused
    assert client.post(url("preview", draft), token).status_code == refused
    assert client.get(url("errors", draft), token).status_code == refused


def test_preview_writes_nothing_and_confirmation_everything(clerk: Client, draft: Revision, world: World) -> None:
    content = fill(forms.form(draft, world.clerk), {LICENCES: 12, ("収入", "値"): "0.012億円"})
    preview = send(clerk, draft, content)
    assert preview.status_code == 200
    assert "「0.012億円」を1,200千円と読み取りました。" in preview.content.decode()
    assert values(draft) == {}
    done = confirm(clerk, preview, draft)
    assert done.redirect_chain[-1][0] == reverse("entry:grid", args=[draft.pk])
    assert values(draft) == {"licences": 12, "income": 1200}
    assert Entry.objects.get(action="ledger.values.imported").reason == "取込み：様式.xlsx"


def test_errors_stop_the_import_and_come_back_in_the_file(clerk: Client, draft: Revision, world: World) -> None:
    content = fill(forms.form(draft, world.clerk), {LICENCES: 12, ("収入", "値"): "多数", ("入居率", "値"): "—"})
    preview = send(clerk, draft, content)
    page = preview.content.decode()
    assert "取込みを中止しました。エラーが2件あるため、1件も登録していません。" in page
    assert "この内容で取り込む" not in page
    refused = confirm(clerk, preview, draft)
    assert (refused.status_code, values(draft)) == (422, {})
    marked = clerk.get(preview.context["errors_url"])
    sheet = openpyxl.load_workbook(io.BytesIO(marked.content)).worksheets[0]
    found = {cell.value for row in sheet.iter_rows() for cell in row if cell.comment}
    assert found == {"多数", "—"}


def test_errors_of_csv_come_back_as_a_workbook(clerk: Client, draft: Revision, world: World) -> None:
    content = forms.as_csv(fill(forms.form(draft, world.clerk), {LICENCES: "多数"}), "cp932")
    preview = send(clerk, draft, content, "様式.csv")
    sheet = openpyxl.load_workbook(io.BytesIO(clerk.get(preview.context["errors_url"]).content)).worksheets[0]
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.comment] == ["多数"]


def test_conflict_waits_for_a_choice(clerk: Client, draft: Revision, world: World) -> None:
    content = fill(forms.form(draft, world.clerk), {LICENCES: 12})
    forms.save(draft, "licences", "11", by=world.clerk)
    preview = send(clerk, draft, content)
    field = preview.context["preview"].conflicts[0].field
    assert confirm(clerk, preview, draft).status_code == 422
    assert values(draft) == {"licences": 11}
    confirm(clerk, preview, draft, **{field: "mine"})
    assert values(draft) == {"licences": 12}


def test_draft_saved_after_the_preview_is_shown_again(clerk: Client, draft: Revision, world: World) -> None:
    preview = send(clerk, draft, fill(forms.form(draft, world.clerk), {LICENCES: 12}))
    forms.save(draft, "income", "1100", by=world.clerk)
    again = confirm(clerk, preview, draft)
    assert again.status_code == 409
    assert "確認画面を表示した後に、年度報告が保存されました" in again.content.decode()
    assert values(draft) == {"income": 1100}
    confirm(clerk, again, draft)
    assert values(draft) == {"income": 1100, "licences": 12}


def test_note_of_another_user_or_revision_is_worth_nothing(clerk: Client, draft: Revision, world: World, client: Client) -> None:
    preview = send(clerk, draft, fill(forms.form(draft, world.clerk), {LICENCES: 12}))
    other = actions.start_revision(sheet=factories.make_sheet(2026, dataset=forms.DATASET, basis=Basis.ACTUAL), by=world.clerk, at=NOON)
    refused = confirm(clerk, preview, other)
    assert "確認画面の有効期限が切れています" in refused.content.decode()
    assert values(draft) == values(other) == {}


def test_note_is_good_for_a_day_and_the_file_is_forgotten(clerk: Client, draft: Revision, world: World) -> None:
    preview = send(clerk, draft, fill(forms.form(draft, world.clerk), {LICENCES: 12}))
    token = preview.context["token"]
    address = urlsplit(preview.redirect_chain[-1][0])
    assert parse_qs(address.query)["file"]
    job = JobContext(id=1, attempt=1, requested_by_id=None, report=lambda percent, message: None)
    assert get("ledger.forget_uploads").run(job) == {"deleted": 0}
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)):
        clerk.force_login(world.clerk)
        late = clerk.post(url("preview", draft), {"file": token}, follow=True)
        assert "確認画面の有効期限が切れています" in late.content.decode()
        assert get("ledger.forget_uploads").run(job)["deleted"] >= 1  # type: ignore[index]
    assert default_storage.listdir("uploads")[1] == []
    assert values(draft) == {}


OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xls", OLE + b"\0" * 600, "古い形式（.xls）"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "パスワードの付いたファイル"),
        ("a.xlsx", b"", "ファイルが空です"),
        ("a.pdf", b"%PDF-1.7\n", "PDFのファイルです。Excelではありません。"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 50, "Excelブック（.xlsx）又はCSVファイルではありません"),
    ],
)
def test_file_of_another_kind_is_refused_with_a_sentence(name: str, content: bytes, sentence: str, clerk: Client, draft: Revision) -> None:
    response = send(clerk, draft, content, name)
    assert sentence in response.content.decode()
    assert response.redirect_chain == []


def test_form_of_another_year_is_refused_at_the_choice_of_the_file(clerk: Client, draft: Revision, world: World) -> None:
    other = actions.start_revision(sheet=factories.make_sheet(2026, dataset=forms.DATASET, basis=Basis.ACTUAL), by=world.clerk, at=NOON)
    response = send(clerk, draft, forms.form(other, world.clerk))
    assert "別の年度報告（" in response.content.decode()
    assert response.redirect_chain == []


def test_submitted_revision_takes_no_file(clerk: Client, draft: Revision, world: World) -> None:
    for code, typed in (("licences", "10"), ("income", "1000"), ("rate", "90"), ("content", "99")):
        forms.save(draft, code, typed, by=world.clerk)
    content = fill(forms.form(draft, world.clerk), {LICENCES: 12})
    preview = send(clerk, draft, content)
    actions.submit_revision(revision=forms.current(draft), by=world.clerk, at=NOON)
    assert send(clerk, draft, content).status_code == 409
    assert "「確認依頼中」の版にはこの操作を行えません" in confirm(clerk, preview, draft).content.decode()
    assert values(draft)["licences"] == 10


def test_discarded_revision_is_not_found(clerk: Client, draft: Revision) -> None:
    pk = draft.pk
    draft.delete()
    assert clerk.get(reverse("entry:workbook-download", args=[pk])).status_code == 404


@pytest.fixture
def many(world: World) -> Revision:
    """A draft of 400 items, each with a value of the year before."""
    Item.objects.bulk_create(
        Item(code=f"line-{n}", dataset=forms.DATASET, name=f"項目 {n}", unit="件", kind="flow", order=n) for n in range(ROWS)
    )
    past = factories.make_past(factories.make_sheet(2024, dataset=forms.DATASET, basis=Basis.ACTUAL))
    for item in Item.objects.filter(dataset=forms.DATASET):
        factories.make_value(past, item, 10, measure="count")
    factories.approve_as_history([past], factories.R6_END)
    sheet = factories.make_sheet(2025, dataset=forms.DATASET, basis=Basis.ACTUAL)
    return actions.start_revision(sheet=sheet, by=world.clerk, at=NOON)


def test_queries_of_four_hundred_rows_are_bounded(clerk: Client, many: Revision, world: World, django_assert_max_num_queries: Any) -> None:
    def fill_all(sheet: Any) -> None:
        place = [cell.value for cell in sheet[forms.HEAD]].index("値") + 1
        for number in range(ROWS):
            sheet.cell(forms.HEAD + 1 + number, place).value = 11

    with django_assert_max_num_queries(12):
        content = clerk.get(url("download", many)).content
    filled = fill(content, change=fill_all)
    with django_assert_max_num_queries(12):
        sent = clerk.post(url("upload", many), {"file": SimpleUploadedFile("a.xlsx", filled)})
    with django_assert_max_num_queries(20):
        preview = clerk.get(sent["Location"])
    assert preview.context["preview"].changed == ROWS
    with django_assert_max_num_queries(30):  # SQLite takes some hundred rows a statement
        clerk.post(url("preview", many), {"file": preview.context["token"]})
    assert len(values(many)) == ROWS
