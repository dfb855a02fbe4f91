"""成果指標 and the page of an indicator: numbers against the paper, filters, what stands beside the numbers, and bounded queries."""

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from kpis.models import Indicator
from ledger.models import Comment, CrossCheck, Evidence, Item, Revision, Sheet
from tests.conftest import World
from tests.kpis.factories import make_many
from tests.ledger import factories
from tests.ledger.factories import NOON

LIST, ON = "/overview/indicators/", "on=2026-02-10"
PATENTS = f"{LIST}patent-applications/"
PAPER = Path(__file__).parents[2] / "papers" / "2026-6-2-kpi.csv"
CELL = "kpi-patent-applications:actual:2024::actual:2025-03-31"
EVERY = ("patent-applications", "lecture-seminar-satisfaction", "new-companies", "research-income", "occupancy", "ventures")


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


def text_of(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def file_rows(reader: Client, url: str) -> list[list[str]]:
    content = reader.get(url).content.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(content)) if len(row) > 2]
    return [row for row in rows if not row[-1].startswith("（")]  # the line with the unit


@pytest.mark.usefixtures("loaded")
def test_list_has_every_number_of_the_paper(reader: Client) -> None:
    rows = file_rows(reader, f"{LIST}?{ON}&csv=indicators")
    found = [(row[1], row[2], [text.removesuffix("（R7.12末）") for text in row[3:]]) for row in rows if row[2] in ("目標", "実績")]
    paper = list(csv.reader(PAPER.read_text(encoding="utf-8").splitlines()))[1:]
    names = [row[1] for row in paper[::2] for _line in range(2)]

    assert found == [(name, row[2], row[3:]) for name, row in zip(names, paper, strict=True)]


@pytest.mark.usefixtures("loaded")
def test_list_leads_to_indicators_and_origins(reader: Client) -> None:
    page = reader.get(f"{LIST}?{ON}").content.decode()

    assert page.count('data-origin href="') == 8 * 4 * 2
    assert f'href="{PATENTS}?{ON}"' in page
    assert page.count("目標到達") == 5


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("q=とっきょ", ["特許の出願数（年間）"]),
        ("q=メディア", ["メディア掲載件数（年間）"]),
        ("period=plan-4&q=特許", ["特許の基礎出願件数（年間）"]),
        ("objective=新産業の創出", ["ベンチャー企業の設立（累計）"]),
        ("q=どこにもない", []),
    ],
)
def test_list_filters(reader: Client, query: str, listed: list[str]) -> None:
    rows = file_rows(reader, f"{LIST}?{ON}&{query}&csv=indicators")
    page = reader.get(f"{LIST}?{ON}&{query}")

    assert [row[1] for row in rows if row[2] == "目標"] == listed
    assert ("この条件に合う指標はありません。" in page.content.decode()) is (not listed)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("url", [LIST, PATENTS])
@pytest.mark.parametrize("query", ["on=きのう", "period=plan-9"])
def test_bad_filter_keeps_the_page_and_says_so(reader: Client, url: str, query: str) -> None:
    response = reader.get(f"{url}?{query}")

    assert response.status_code == 400
    assert "error-summary" in response.content.decode()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("url", [f"{LIST}?{ON}", f"{LIST}?{ON}&q=特許&period=plan-4", *(f"{LIST}{code}/?{ON}" for code in EVERY)])
def test_pages_take_at_most_twelve_queries(reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries, url: str) -> None:
    reader.get(url)

    with django_assert_max_num_queries(12):
        assert reader.get(url).status_code == 200


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "patent-applications",
            "R4～R6は目標を達成しました。R7.12末時点で12件です（目標20件、年度途中のため判定対象外）。"
            "R8からは「特許の基礎出願件数（年間）」に替わり、目標は毎年4件です。",
        ),
        ("lecture-satisfaction", "R5～R6は目標を達成しました。R4は目標に届きませんでした。R7は未確定です。"),
        (
            "research-income",
            "R4～R6は目標を達成しました。R7.12末時点で439,452千円と、目標360,000千円に到達しています。R8からの目標は毎年400,000千円です。",
        ),
        ("new-companies", "R8からの目標は毎年3件です。"),
        ("ventures", "R8からの目標はR8の12社からR11の15社までです。"),
    ],
)
def test_page_says_what_the_years_say(reader: Client, code: str, said: str) -> None:
    assert said in text_of(reader.get(f"{LIST}{code}/?{ON}").content)


@pytest.mark.usefixtures("loaded")
def test_pages_of_old_and_new_show_the_same(reader: Client) -> None:
    old, new = (file_rows(reader, f"{LIST}{code}/?{ON}&csv=years") for code in ("patent-applications", "basic-patent-applications"))
    page = text_of(reader.get(f"{LIST}basic-patent-applications/?{ON}").content)

    assert old == new
    years = [row[0].split("(")[0] for row in old]
    assert years[:6] == ["年度", "R3", "R4", "R5", "R6", "R7"]
    assert old[6][0].startswith("定義変更")
    assert years[7:] == ["R7", "R8", "R9", "R10", "R11"]
    assert "特許の出願数（年間） → から 特許の基礎出願件数（年間）" in page


@pytest.mark.usefixtures("loaded")
def test_definitions_stand_side_by_side(reader: Client) -> None:
    page = text_of(reader.get(f"{PATENTS}?{ON}").content)

    assert "総合計画第3期実施計画（R4～R7） 総合計画第4期実施計画（R8～R11）" in page
    assert "特許出願件数(年間)：総務委員会資料（令和4(2022)年1月27日）" in page
    assert "基礎出願に限って数える。前後の値は比較できない。" in page


@pytest.mark.usefixtures("loaded")
def test_indicator_under_another_objective_is_not_unchanged(reader: Client) -> None:
    moved, kept = (text_of(reader.get(f"{LIST}{code}/?{ON}").content) for code in ("occupancy", "trials"))

    assert "前の計画期間から 新規 実現する目標の変更 " in moved
    assert "前の計画期間から 変更なし 変更なし " in kept


@pytest.mark.usefixtures("loaded")
def test_earlier_day_knows_nothing_of_the_next_plan(reader: Client) -> None:
    page = re.sub(r"\b[A-Za-z0-9]{64}\b", "", reader.get(f"{PATENTS}?on=2022-02-01").content.decode())  # tokens may hold an R8

    assert "特許出願件数(年間)：総務委員会資料（令和4(2022)年1月27日）" in page
    for later in ("基礎出願", "第4期", "令和8", "R8", "特許の出願数（年間）"):
        assert later not in page


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("url", [LIST, f"{LIST}assessments/", "/overview/finance/"])
def test_filters_offer_the_plans_of_the_day(reader: Client, url: str) -> None:
    page = reader.get(f"{url}?on=2022-02-01").content.decode()

    assert ('value="plan-3"' in page, 'value="plan-4"' in page) == (True, False)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("url", [LIST, PATENTS, "/overview/finance/"])
def test_plan_of_a_later_day_is_refused_with_the_reason(reader: Client, url: str) -> None:
    response = reader.get(f"{url}?on=2022-02-01&period=plan-4")

    assert response.status_code == 400
    assert "この計画期間は、指定した時点では定められていません。" in response.content.decode()


@pytest.mark.usefixtures("loaded")
def test_indicator_of_a_later_plan_has_nothing_yet(reader: Client) -> None:
    response = reader.get(f"{LIST}basic-patent-applications/?on=2022-02-01")

    assert response.status_code == 200
    assert "この時点では、この指標の値は登録されていません。" in response.content.decode()


@pytest.mark.usefixtures("loaded")
def test_plan_narrows_the_page(reader: Client) -> None:
    rows = file_rows(reader, f"{PATENTS}?{ON}&period=plan-4&csv=years")

    assert [row[0] for row in rows[1:]] == ["R7(2025)", "R8(2026)", "R9(2027)", "R10(2028)", "R11(2029)"]


@pytest.mark.usefixtures("loaded")
def test_plan_without_the_indicator_leads_to_its_whole_life(reader: Client) -> None:
    page = reader.get(f"{LIST}new-companies/?{ON}&period=plan-3").content.decode()

    assert "この計画期間と時点には、この指標の値がありません。" in page
    assert "全期間を表示" in page


@pytest.mark.usefixtures("loaded")
def test_file_of_figures_is_recorded(reader: Client, world: World) -> None:
    response = reader.get(f"{PATENTS}?{ON}&csv=life")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert Entry.objects.filter(action="reporting.chart.exported", actor=world.manager).count() == 1


def test_unknown_indicator_is_not_found(reader: Client) -> None:
    response = reader.get(f"{LIST}nobody/")

    assert response.status_code == 404
    assert "指標「nobody」は登録されていません。" in response.content.decode()


def test_pages_before_anything_is_registered(reader: Client) -> None:
    item = Item.objects.create(code="kpi-alone", dataset="kpi", name="単独", unit="件", kind="flow")
    Indicator.objects.create(code="alone", name="単独", item=item)

    assert "計画期間が登録されていません。" in reader.get(LIST).content.decode()
    assert "この時点では、この指標の値は登録されていません。" in reader.get(f"{LIST}alone/").content.decode()


def test_list_is_in_pages_and_its_file_whole(reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    make_many(51)

    with django_assert_max_num_queries(12):
        first = reader.get(LIST).content.decode()
    second = reader.get(f"{LIST}?page=2").content.decode()

    assert ("指標24" in first, "指標25" in first) == (True, False)
    assert ("指標24" in second, "指標25" in second) == (False, True)
    assert len([row for row in file_rows(reader, f"{LIST}?csv=indicators") if row[2] == "目標"]) == 51


@pytest.fixture
def traced(loaded: None, world: World) -> Revision:
    """Return a correction of R6, 16 to 17 applications, with proof, an open question and an answered finding."""
    sheet = Sheet.objects.get(dataset="kpi", fiscal_year=2024, basis="actual")
    revision = factories.make_past(sheet)
    factories.make_value(revision, Item.objects.get(code="kpi-patent-applications"), 17, measure="actual")
    Revision.objects.filter(pk=revision.pk).update(reason="転記誤り")
    factories.approve_as_history([revision], date(2026, 2, 20))
    beside: dict[str, Any] = {"sheet": sheet, "cell": CELL}
    Evidence.objects.create(**beside, name="出願一覧.xlsx", sha256="0" * 64, size=1, content_type="x", added_by=world.clerk, added_at=NOON)
    Comment.objects.create(**beside, text="共同出願を含むか", by=world.approver, at=NOON)
    Comment.objects.create(**beside, text="済んだ話", by=world.approver, at=NOON, resolved_by=world.clerk, resolved_at=NOON)
    finding = {"rule": "other", "weight": "warning", "message": "台帳と一致しません。理由を入力してください。", "cell": CELL}
    other = finding | {"cell": CELL.replace("patent-applications", "trials"), "message": "別の指標の指摘"}
    told = [each | {"wants": "reason", "suggestion": None, "fact": ""} for each in (finding, other)]
    CrossCheck.objects.create(revision=revision, lock_version=1, checked_at=NOON, findings=told)
    return revision


def test_manager_reads_what_stands_beside_the_numbers(reader: Client, traced: Revision) -> None:
    page = reader.get(f"{PATENTS}?on=2026-02-20").content.decode()
    text = text_of(page.encode())

    assert "16件 → 17件" in text
    assert "転記誤り" in text
    assert "出願一覧.xlsx" in text
    assert "R6 実績 台帳と一致しません。 説明済" in text
    assert "理由を入力してください" not in text
    assert "別の指標の指摘" not in text
    assert "共同出願を含むか" not in text
    assert "/admin/" not in page


def test_clerk_gets_the_links_and_the_open_question(client: Client, world: World, traced: Revision) -> None:
    client.force_login(world.clerk)
    page = client.get(f"{PATENTS}?on=2026-02-20").content.decode()

    assert "共同出願を含むか" in page
    assert "済んだ話" not in page
    assert reverse("entry:evidence-file", args=[Evidence.objects.get().pk]) in page
    assert reverse("entry:sheet", args=[traced.sheet_id]) in page


def test_correction_is_unknown_before_its_day(reader: Client, traced: Revision) -> None:
    text = text_of(reader.get(f"{PATENTS}?on=2026-02-19").content)

    assert "最初の版から変更された値はありません。" in text
    assert "記録された指摘はありません。" in text


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("research-income", "この指標の値は、他の表の値と照合していません。"),
        ("media", "他の表との照合は、年度報告の確認を依頼する時に行います。資料から移行した値は照合していません。"),
    ],
)
def test_page_says_whether_its_numbers_are_compared(reader: Client, code: str, said: str) -> None:
    assert said in text_of(reader.get(f"{LIST}{code}/?{ON}").content)


def test_finding_of_a_draft_is_for_those_who_enter(client: Client, world: World, loaded: None) -> None:
    sheet = factories.make_sheet(2025, dataset="kpi", basis="actual")
    draft = factories.make_draft(sheet)
    told = {"rule": "other", "weight": "warning", "message": "一致しません。", "cell": "kpi-trials:actual:2025::actual:2026-03-31"}
    CrossCheck.objects.create(
        revision=draft, lock_version=1, checked_at=NOON, findings=[told | {"wants": "reason", "suggestion": None, "fact": ""}]
    )
    seen = {}
    for user in (world.clerk, world.manager):
        client.force_login(user)
        seen[user.username] = text_of(client.get(f"{LIST}trials/?{ON}").content)

    assert "R7 実績 一致しません。 未対応" in seen["clerk"]
    assert "一致しません。" not in seen["manager"]


def test_proof_of_a_draft_and_of_later_is_for_those_who_enter(client: Client, world: World, loaded: None) -> None:
    draft = factories.make_draft(factories.make_sheet(2025, dataset="kpi", basis="actual"))
    factories.make_value(draft, Item.objects.get(code="kpi-patent-applications"), 18, measure="actual")
    approved = Sheet.objects.get(dataset="kpi", fiscal_year=2024, basis="actual")
    file = {"sha256": "0" * 64, "size": 1, "content_type": "x", "added_by": world.clerk}
    Evidence.objects.create(**file, sheet=draft.sheet, name="未公表一覧.xlsx", added_at=NOON)
    Evidence.objects.create(**file, sheet=approved, name="出願一覧.xlsx", added_at=NOON)
    Evidence.objects.create(**file, sheet=approved, name="後日の資料.xlsx", added_at=NOON.replace(year=2030))
    seen = {}
    for user in (world.clerk, world.manager):
        client.force_login(user)
        page = text_of(client.get(f"{PATENTS}?on=2026-02-20").content)
        seen[user.username] = [name for name in ("未公表一覧", "出願一覧", "後日の資料") if name in page]

    assert seen == {"clerk": ["未公表一覧", "出願一覧", "後日の資料"], "manager": ["出願一覧"]}
