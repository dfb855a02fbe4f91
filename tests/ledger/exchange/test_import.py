import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry
from programs.choices import OrganizationKind
from programs.models import FundingProgram, Organization, OrganizationName, Participation
from tests.conftest import World
from tests.ledger.exchange.sending import ORGANIZATIONS, confirm, csv_of, errors, send
from tests.lib.workbooks import workbook
from tests.programs.factories import make_organization, make_participation, make_program

HEAD = ("コード", "名称", "種別")


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


def test_preview_writes_nothing(clerk: Client) -> None:
    make_organization("a", name="甲社")

    preview = send(clerk, csv_of(HEAD, ("a", "甲社（新）", "企業"), ("b", "乙社", "企業")))

    shown = preview.context["preview"]
    assert (shown.added, shown.changed, shown.unchanged, shown.plan.error_count) == (1, 1, 0, 0)
    assert [(row.number, row.is_new, [tuple(cell) for cell in row.cells]) for row in shown.rows] == [
        (2, False, [("名称", "甲社", "甲社（新）")]),
        (3, True, [("コード", "", "b"), ("名称", "", "乙社"), ("種別", "", "企業")]),
    ]
    assert Organization.objects.get().name == "甲社" and not Entry.objects.filter(action__startswith="programs").exists()


def test_line_in_error_is_counted_as_an_error_alone(clerk: Client) -> None:
    make_organization("a", name="甲社")
    make_organization("c", name="丙社")

    shown = send(clerk, csv_of(HEAD, ("a", "甲社（新）", "会社"), ("b", "乙社", "会社"), ("c", "丙", "企業"))).context["preview"]

    assert (shown.added, shown.changed, shown.plan.error_count) == (0, 1, 2)


def test_confirmed_file_is_written_and_audited_like_single_edits(clerk: Client, world: World) -> None:
    row = make_organization("a", name="甲社", reading="こう")

    answer = confirm(clerk, send(clerk, csv_of(("code", "名称", "よみ", "種別"), ("a", "甲", "コウ", "企業"), ("b", "乙", "おつ", "大学"))))

    assert answer.status_code == 302
    row.refresh_from_db()
    added = Organization.objects.get(code="b")
    assert (row.name, row.search_key, added.sort_key) == ("甲", "甲こう", "おつ\tおつ")
    entries = {entry.target: entry for entry in Entry.objects.filter(action__contains="organization.")}
    changed = entries[f"programs.organization:{row.pk}"]
    assert (changed.action, changed.actor, changed.reason) == ("programs.organization.changed", world.clerk, "取込み：台帳.csv")
    assert changed.difference == {"name": ["甲社", "甲"], "search_key": ["甲社こう", "甲こう"]}
    assert entries[f"programs.organization:{added.pk}"].difference["name"] == [None, "乙"]
    summary = Entry.objects.get(action="ledger.register.imported")
    assert (summary.target, summary.difference["added"], summary.difference["changed"]) == ("programs.organization", [None, 1], [None, 1])


def test_imported_row_has_the_difference_a_single_edit_has(clerk: Client) -> None:
    one, two = make_organization("a", name="甲", note="旧"), make_organization("b", name="乙", note="旧")

    confirm(clerk, send(clerk, csv_of(("code", "note"), ("a", "新"))))
    sent = {"name": "乙", "kind": "company", "note": "新", "names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}
    clerk.post(reverse(f"{ORGANIZATIONS}_change", args=[two.pk]), sent)

    imported, edited = (Entry.objects.get(target=f"programs.organization:{row.pk}") for row in (one, two))
    assert (
        (imported.action, imported.difference)
        == (edited.action, edited.difference)
        == ("programs.organization.changed", {"note": ["旧", "新"]})
    )


def test_all_errors_at_once_and_nothing_is_written(clerk: Client) -> None:
    make_organization("a", name="甲社")
    rows = (
        ("コード", "名称", "種別", "有効開始日", "有効終了日（この日を含まない）", "上位の団体"),
        ("a", "", "会社", "2026-02-30", "", "だれか"),
        ("b c", "乙社", "企業", "R8.4.1", "R8.3.31", ""),
        ("d", "丁社", "企業", "", "", ""),
        ("d", "丁社2", "企業", "", "", ""),
    )

    preview = send(clerk, csv_of(*rows))

    assert errors(preview) == [
        (2, "名称"),
        (2, "種別"),
        (2, "有効開始日"),
        (2, "上位の団体"),
        (3, "コード"),
        (4, "コード"),
        (5, "コード"),
    ]
    assert confirm(clerk, preview).status_code == 302
    assert Organization.objects.count() == 1


def test_database_rule_is_told_with_its_sentence(clerk: Client) -> None:
    preview = send(clerk, csv_of((*HEAD, "valid_from", "valid_until"), ("a", "甲", "企業", "R8.4.1", "R8.3.31")))

    assert preview.context["preview"].errors == [(2, "有効開始日", "有効終了日は、有効開始日より後の日付にしてください。")]


def test_unknown_and_missing_columns(clerk: Client) -> None:
    unknown = send(clerk, csv_of((*HEAD, "備考２"), ("a", "甲", "企業", "x")))
    missing = send(clerk, csv_of(("コード", "名称"), ("a", "甲")))
    keyless = send(clerk, csv_of(("名称", "種別"), ("甲", "企業")))

    assert [message for _row, _column, message in unknown.context["preview"].errors] == [
        "「備考２」という列は、この台帳にありません。見出しを直すか、列を削除してください。"
    ]
    assert "「種別」の列が必要です" in missing.context["preview"].errors[0][2]
    assert "「コード」の列がありません" in keyless.context["preview"].errors[0][2]


def test_columns_in_any_order_by_label_or_field(clerk: Client) -> None:
    confirm(clerk, send(clerk, csv_of(("種別", "note", "コード", "名称"), ("大学", "注", "a", "甲大学"))))

    row = Organization.objects.get()
    assert (row.code, row.kind, row.note) == ("a", "university", "注")


def test_references_by_code_name_and_former_name(clerk: Client) -> None:
    parent = make_organization("parent", name="親会社")
    OrganizationName.objects.create(organization=parent, name="旧親会社", kind="former")
    rows = [(f"r{number}", f"子{number}", "企業", text) for number, text in enumerate(("parent", "親会社", "旧親会社"))]

    confirm(clerk, send(clerk, csv_of((*HEAD, "上位の団体"), *rows)))

    assert set(Organization.objects.exclude(pk=parent.pk).values_list("parent", flat=True)) == {parent.pk}


def test_ambiguous_name_is_an_error(clerk: Client) -> None:
    for code in ("a", "b"):
        make_organization(code, name="同名")

    preview = send(clerk, csv_of((*HEAD, "上位の団体"), ("c", "子", "企業", "同名")))

    assert preview.context["preview"].errors == [
        (2, "上位の団体", "「同名」という「団体」は複数あります。コードで指定してください：a、b。")
    ]


def test_row_added_by_the_same_file_cannot_be_referred_to(clerk: Client) -> None:
    preview = send(clerk, csv_of((*HEAD, "上位の団体"), ("a", "親", "企業", ""), ("b", "子", "企業", "a")))

    assert "先に取り込んで" in preview.context["preview"].errors[0][2]


def test_excel_dates_wareki_fiscal_years_and_booleans(clerk: Client) -> None:
    rows = [
        ("code", "name", "first_year", "last_year", "is_open_list", "valid_from"),
        ("a", "甲", "R7", "令和9年度", "はい", date(2026, 4, 1)),
        ("b", "乙", 2025, "FY2027", "いいえ", "令和8年4月1日"),
    ]

    confirm(clerk, send(clerk, workbook(rows), "a.xlsx", "admin:programs_fundingprogram"), "admin:programs_fundingprogram")

    found = FundingProgram.objects.order_by("code").values_list("first_year", "last_year", "is_open_list", "valid_from")
    assert list(found) == [(2025, 2027, True, date(2026, 4, 1)), (2025, 2027, False, date(2026, 4, 1))]


def test_date_excel_made_of_a_number_is_refused(clerk: Client) -> None:
    preview = send(clerk, workbook([HEAD, ("a", date(2026, 1, 2), "企業")]), "a.xlsx")

    assert errors(preview) == [(2, "名称")]


def test_failed_formula_is_an_error_and_not_an_empty_cell(clerk: Client) -> None:
    def fail(_book: object, sheet: object) -> None:
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")  # type: ignore[attr-defined]

    preview = send(clerk, workbook([(*HEAD, "説明"), ("a", "甲", "企業")], change=fail), "a.xlsx")

    assert errors(preview) == [(2, "説明")]


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        pytest.param("a.csv", b"", "空です", id="empty"),
        pytest.param("a.xlsm", workbook([["x"]]), "マクロ", id="macros"),
        pytest.param("a.pdf", b"%PDF-1.7\n\0", "ではありません", id="something else"),
    ],
)
def test_refused_file_says_why(clerk: Client, name: str, content: bytes, part: str) -> None:
    answer = send(clerk, content, name)

    assert part in answer.content.decode() and "token" not in answer.context


def test_changed_since_the_preview_is_refused(clerk: Client) -> None:
    row = make_organization("a", name="甲", note="一")
    preview = send(clerk, csv_of(("code", "note"), ("a", "三")))
    Organization.objects.filter(pk=row.pk).update(note="二")

    answer = clerk.get(confirm(clerk, preview).url)

    row.refresh_from_db()
    assert row.note == "二" and "台帳が変更されました" in answer.content.decode()


@pytest.mark.parametrize("spoil", ["token", "other user", "other register"])
def test_note_of_somebody_else_is_refused(clerk: Client, world: World, spoil: str) -> None:
    preview = send(clerk, csv_of(HEAD, ("a", "甲", "企業")))
    token, base = preview.context["token"], ORGANIZATIONS
    if spoil == "token":
        token += "x"
    if spoil == "other user":
        world.approver.role_assignments.create(role="clerk", valid_from=date(2025, 4, 1))
        clerk.force_login(world.approver)
    if spoil == "other register":
        base = "admin:programs_theme"

    answer = clerk.post(reverse(f"{base}_import"), {"token": token, "do": "apply"}, follow=True)

    assert "有効期限" in answer.content.decode() and not Organization.objects.exists()


def test_similar_names_have_to_be_confirmed(clerk: Client) -> None:
    make_organization("a", name="株式会社ナノ")
    preview = send(clerk, csv_of(HEAD, ("b", "㈱なの", "企業"), ("c", "(株)ナノ", "企業")))
    doubts = preview.context["preview"].doubts

    refused = confirm(clerk, preview)
    assert Organization.objects.count() == 1 and refused.status_code == 302
    assert [(doubt.number, [each.code for each in doubt.similar], doubt.has_double) for doubt in doubts] == [
        (2, ["a"], True),
        (3, ["a"], True),
    ]

    confirm(clerk, preview, may_repeat_names="on")
    assert Organization.objects.count() == 3


def test_errors_come_back_in_the_own_workbook(clerk: Client) -> None:
    content = workbook([HEAD, ("a", "甲", "会社"), ("b", "乙", "企業")])
    preview = send(clerk, content, "a.xlsx")

    answer = clerk.post(reverse(f"{ORGANIZATIONS}_import"), {"token": preview.context["token"], "do": "marked"})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    (kinds,) = re.findall("次のいずれかにしてください：(.*)。", sheet["C2"].comment.text)
    assert kinds.split("、") == [str(label) for label in OrganizationKind.labels]  # all of them, however many
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["C2"]


def test_exchanged_unique_values_are_refused_with_a_sentence(clerk: Client) -> None:
    base = "admin:programs_business"
    confirm(clerk, send(clerk, csv_of(("code", "name", "order"), ("a", "甲", 1), ("b", "乙", 2)), base=base), base)

    preview = send(clerk, csv_of(("code", "order"), ("a", 2), ("b", 1)), base=base)
    answer = clerk.get(confirm(clerk, preview, base).url)

    assert "2回に分けて" in answer.content.decode()


def test_unique_rule_names_the_other_line(clerk: Client) -> None:
    preview = send(clerk, csv_of(("code", "name", "order"), ("a", "甲", 1), ("b", "乙", 1)), base="admin:programs_business")

    ends = [(row, message.partition("。")[2]) for row, _column, message in preview.context["preview"].errors]
    assert ends == [(2, "（このファイルの3行目）"), (3, "（このファイルの2行目）")]


def test_row_without_a_code_is_found_by_its_number(clerk: Client) -> None:
    base, head = "admin:programs_participation", ("番号（新しい行は空欄）", "事業", "団体", "役割", "並び順")
    row = make_participation(make_program("p"), make_organization("o"))

    confirm(clerk, send(clerk, csv_of(head, (row.pk, "p", "o", "partner", 3), ("", "p", "o", "lead", 4)), base=base), base)
    wrong = send(clerk, csv_of(head, (row.pk + 7, "p", "o", "partner", 4)), base=base)

    assert sorted(Participation.objects.values_list("order", "role")) == [(3, "partner"), (4, "lead")]
    assert errors(wrong) == [(2, "番号（新しい行は空欄）")]


@pytest.mark.parametrize("role", ["approver", "respondent", "manager", "auditor", "administrator", "outsider"])
def test_only_who_may_add_and_change_may_import(client: Client, world: World, role: str) -> None:
    client.force_login(getattr(world, role))

    got, sent = client.get(reverse(f"{ORGANIZATIONS}_import"), follow=True), send(client, csv_of(HEAD, ("a", "甲", "企業")))

    assert got.status_code == 403 and sent.status_code in (302, 403) and not Organization.objects.exists()


def test_preview_of_400_rows_takes_20_queries_at_most(clerk: Client) -> None:
    make_organization("parent", name="親会社")
    for number in range(200):
        make_organization(f"r{number}", name=f"団体{number}", parent=None)
    rows = [(f"r{number}", f"団体{number}改", "企業", "親会社") for number in range(400)]
    content = csv_of((*HEAD, "上位の団体"), *rows)

    with CaptureQueriesContext(connection) as queries:
        preview = send(clerk, content)

    shown = preview.context["preview"]
    assert (shown.added, shown.changed, shown.plan.error_count) == (200, 200, 0)
    assert len(queries) <= 20

    with CaptureQueriesContext(connection) as queries:
        confirm(clerk, preview)
    assert Organization.objects.filter(parent__code="parent").count() == 400
    assert len(queries) <= 40


def test_new_row_without_a_code_is_given_a_free_one(clerk: Client) -> None:
    for code in ("organization-3", "organization-x", "other"):
        make_organization(code, name=code)

    preview = send(clerk, csv_of(HEAD, ("", "甲社", "企業"), ("organization-5", "乙社", "企業"), ("　", "丙大学", "大学")))
    shown = {row.name: row.cells[0] for row in preview.context["preview"].rows}
    confirm(clerk, preview)

    assert tuple(shown["甲社"]) == ("コード", "", "organization-6")
    found = dict(Organization.objects.filter(name__in=("甲社", "乙社", "丙大学")).values_list("name", "code"))
    assert found == {"甲社": "organization-6", "乙社": "organization-5", "丙大学": "organization-7"}


def test_proposed_code_that_was_taken_meanwhile_is_not_written(clerk: Client) -> None:
    preview = send(clerk, csv_of(HEAD, ("", "甲社", "企業")))
    make_organization("organization-1", name="乙社")

    answer = confirm(clerk, preview)

    assert "もう一度ファイルを選択し" in clerk.get(answer.url).content.decode()
    assert not Organization.objects.filter(name="甲社").exists()
