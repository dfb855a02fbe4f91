"""The answer as a workbook: filled in with a real program's library, shown cell by cell, taken over whole or not at all."""

import io
import re
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from ledger.actions.inquiries import withdraw_inquiry
from ledger.models import Inquiry
from tests.conftest import World
from tests.frame.pages import parsed, words
from tests.ledger.factories import NOON
from tests.ledger.inquiries.acts import fill, make_asked_sheet, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_here(tmp_path: Any, settings: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def client(world: World) -> Client:
    client = Client()
    client.force_login(world.respondent)
    return client


@pytest.fixture
def inquiry(world: World) -> Inquiry:
    return fill(send(make_asked_sheet(3), by=world.clerk), "1", "", "12程度", by=world.respondent)


def url(name: str, inquiry: Inquiry) -> str:
    return reverse(f"inquiries:workbook-{name}", args=[inquiry.pk])


def downloaded(client: Client, inquiry: Inquiry) -> bytes:
    return client.get(url("download", inquiry)).content


def filled(content: bytes, **texts: Any) -> bytes:
    """Enter texts into the column of values, by the label of the row; `note__` before a label means the column of notes.

    `reason__` is a column the form has not: whoever fills it in adds it at the end.
    """
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=10) for cell in row if cell.value}
    heads.setdefault("理由（要確認の場合）", sheet.max_column + 1)
    rows = {str(row[heads["項目"] - 1].value): row[0].row for row in sheet.iter_rows()}
    if any(name.startswith("reason__") for name in texts):
        sheet.cell(rows["項目"], heads["理由（要確認の場合）"]).value = "理由（要確認の場合）"
    for name, text in texts.items():
        field, _line, label = name.rpartition("__")
        sheet.cell(rows[label], heads[{"": "値", "note": "注記", "reason": "理由（要確認の場合）"}[field]]).value = text
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def uploaded(client: Client, inquiry: Inquiry, content: bytes) -> Any:
    return client.post(url("upload", inquiry), {"file": SimpleUploadedFile("回答.xlsx", content)}, follow=True)


def confirmed(client: Client, page: Any, **choices: str) -> Any:
    (form,) = parsed(page).xpath("//main//form[@method='post']")
    return client.post(urlsplit(form.get("action")).path, dict(form.form_values()) | choices, follow=True)


def typed(inquiry: Inquiry) -> list[str]:
    return list(inquiry.lines.order_by("order").values_list("typed", flat=True))


def test_form_holds_what_is_asked_and_nothing_that_is_the_citys(client: Client, inquiry: Inquiry) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(client, inquiry))).worksheets[0]
    (head,) = [row for row in sheet.iter_rows() if any(cell.value == "値" for cell in row)]
    labels = {str(cell.value) for cell in head}

    assert {"値", "注記", "項目"} <= labels
    assert not [label for label in labels if re.search("理由|要因|今後の対応", label)]
    assert "収入1" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert Entry.objects.get(action="ledger.workbook.exported").target == f"ledger.inquiry:{inquiry.pk}"


def test_round_trip(client: Client, inquiry: Inquiry, world: World) -> None:
    content = filled(downloaded(client, inquiry), 収入2=120, note__収入2="速報", 収入3="未確定")

    page = uploaded(client, inquiry, content)
    assert typed(inquiry) == ["1", "", "12程度"]
    done = confirmed(client, page)

    assert "取り込みました" in words(parsed(done))
    assert typed(inquiry) == ["1", "120", "未確定"]
    assert inquiry.lines.get(order=2).note == "速報"
    entry = Entry.objects.filter(action="ledger.inquiry.filled").latest("pk")
    assert (entry.actor, entry.reason) == (world.respondent, "取込み：回答.xlsx")


def test_error_stops_everything_and_is_marked_in_the_file(client: Client, inquiry: Inquiry) -> None:
    page = uploaded(client, inquiry, filled(downloaded(client, inquiry), 収入1=101, 収入2="百件"))
    done = confirmed(client, page) if parsed(page).xpath("//button[contains(., '取り込む')]") else page
    (link,) = parsed(page).xpath("//a[contains(., 'エラーの印')]/@href")
    marked = openpyxl.load_workbook(io.BytesIO(client.get(link).content)).worksheets[0]

    assert "1件も登録していません" in words(parsed(done))
    assert typed(inquiry) == ["1", "", "12程度"]
    assert ["百件" in str(cell.value) for row in marked.iter_rows() for cell in row if cell.comment] == [True]


def test_column_of_the_city_is_not_lost_quietly(client: Client, inquiry: Inquiry) -> None:
    page = uploaded(client, inquiry, filled(downloaded(client, inquiry), 収入2=101, reason__収入2="増加のため"))

    assert "照会への回答では使用しない欄です" in words(parsed(page))


def test_what_another_saved_meanwhile_is_asked_about(client: Client, inquiry: Inquiry, world: World) -> None:
    content = filled(downloaded(client, inquiry), 収入1=105)
    fill(inquiry, "103", by=world.respondent)

    page = uploaded(client, inquiry, content)
    (name,) = set(parsed(page).xpath("//input[@type='radio']/@name"))
    undecided = confirmed(client, page)
    confirmed(client, page, **{name: "mine"})

    assert undecided.status_code == 422
    assert typed(inquiry)[0] == "105"


def test_save_between_preview_and_confirmation(client: Client, inquiry: Inquiry, world: World) -> None:
    page = uploaded(client, inquiry, filled(downloaded(client, inquiry), 収入2=120))
    fill(inquiry, "103", by=world.respondent)

    again = confirmed(client, page)

    assert again.status_code == 409
    assert typed(inquiry) == ["103", "", "12程度"]


def test_form_of_another_request_is_refused(client: Client, inquiry: Inquiry, world: World) -> None:
    other = send(inquiry.sheet, by=world.clerk)

    page = uploaded(client, inquiry, filled(downloaded(client, other), 収入1=1))

    assert "別の照会又は年度報告の様式です" in words(parsed(page))


def test_withdrawn_request_takes_no_file(client: Client, inquiry: Inquiry, world: World) -> None:
    content = filled(downloaded(client, inquiry), 収入2=120)
    page = uploaded(client, inquiry, content)
    withdraw_inquiry(inquiry=inquiry, reason="重複", by=world.clerk, at=NOON, seen=inquiry.lock_version)

    assert uploaded(client, inquiry, content).status_code == 409
    assert confirmed(client, page).status_code in (200, 409)
    assert typed(inquiry) == ["1", "", "12程度"]


@pytest.mark.parametrize("name", ["download", "upload", "preview", "errors"])
@pytest.mark.parametrize("role", ["clerk", "manager", "auditor"])
def test_workbook_is_the_respondents(world: World, inquiry: Inquiry, role: str, name: str) -> None:
    client = Client()
    client.force_login(getattr(world, role))

    assert client.get(url(name, inquiry)).status_code == 403
