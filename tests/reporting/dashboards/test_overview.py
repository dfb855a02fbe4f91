"""概況: every number of the board against the paper, the sentences made of them, and what the page says when there is nothing."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from audit.models import Entry
from kpis.models import PlanIndicator, PlanPeriod
from ledger.models import Item, Sheet
from tests.conftest import World
from tests.ledger import factories

URL = "/overview/?on=2026-02-10"
PAPER = Path(__file__).parents[2] / "papers" / "2026-6-2-kpi.csv"


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def board(reader: Client, query: str = "") -> list[list[str]]:
    """Return the board as its file has it: one row an indicator, without the heads."""
    content = reader.get(f"{URL}{query}&csv=scoreboard").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    start = next(number for number, row in enumerate(rows) if "指標" in row)
    return [row for row in rows[start + 1 :] if len(row) == len(rows[start])]


def printed() -> dict[str, tuple[list[str], list[str]]]:
    """Return by indicator the targets and actuals of R4 to R7 as the paper prints them."""
    rows = list(csv.reader(PAPER.read_text(encoding="utf-8").splitlines()))[1:]
    return {target[1]: (target[3:], actual[3:]) for target, actual in zip(rows[::2], rows[1::2], strict=True)}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_board_has_every_target_and_actual_of_the_paper(reader: Client, year: int) -> None:
    rows = board(reader, f"&year={year}")

    assert len(rows) == 8
    for _objective, name, unit, actual, target, *_rest in rows:
        targets, actuals = printed()[name]
        of_paper = actuals[year - 2022].replace("—", "")
        assert target + unit == targets[year - 2022]
        assert actual.replace("—", "") in (of_paper, of_paper.removesuffix(unit))
        assert not actual.endswith(unit)


@pytest.mark.usefixtures("loaded")
def test_differences_rates_and_states_of_the_part_year(reader: Client) -> None:
    rows = {row[1]: row[5:] for row in board(reader)}

    assert rows["治験や臨床研究の実施件数（累計）"] == ["0", "100.0%", "14", "R7.12末", "目標到達（年度途中）"]
    assert rows["ライセンス実施件数（累計）"] == ["4", "123.5%", "19", "R7.12末", "目標到達（年度途中）"]
    assert rows["特許の出願数（年間）"] == ["△8", "60.0%", "16", "R7.12末", "年度途中（判定対象外）"]
    assert rows["研究費収入額（年額）"] == ["79,452", "122.1%", "427,644", "R7.12末", "目標到達（年度途中）"]
    assert rows["市民公開講座アンケートの「満足」割合"] == ["—", "—", "99", "", "未確定"]
    assert rows["ベンチャー企業の設立（累計）"] == ["△1", "90.9%", "10", "R7.12末", "年度途中（判定対象外）"]


@pytest.mark.usefixtures("loaded")
def test_sentence_counts_what_the_board_shows(reader: Client) -> None:
    said = text_of(reader.get(URL).content.decode())

    assert "R7.12末時点で、8指標のうち5指標が目標に到達しています。" in said
    assert "目標に届いていないのは特許の出願数（年間）及びベンチャー企業の設立（累計）の2指標です。" in said
    assert "未確定は1指標です。" in said
    assert "年度途中の値のため、達成状況は判定していません。" in said
    assert "確定した3年度（R4～R6）は、延べ24目標のうち23目標を達成しました。" in said
    assert "R4 市民公開講座アンケートの「満足」割合" in said
    assert "検証結果「KPIを概ね達成」（令和8(2026)年1月20日 iCONM運営調整会議）" in said


@pytest.mark.usefixtures("loaded")
def test_sentence_of_a_year_that_is_over_judges(reader: Client) -> None:
    said = text_of(reader.get(f"{URL}&year=2022").content.decode())

    assert "R4(2022)年度は、8指標のうち7指標が目標を達成しました。" in said
    assert "目標に届いていないのは市民公開講座アンケートの「満足」割合の1指標です。" in said
    assert "判定していません" not in said


@pytest.mark.usefixtures("loaded")
def test_money_stands_beside_the_year_before(reader: Client) -> None:
    said = text_of(reader.get(URL).content.decode())

    for number in ("994,546", "939,056", "55,490", "130,000", "R6比 +8,179", "R6比 +47,124", "R6比 △38,945", "R6比 0"):
        assert number in said, number
    assert "うち繰越充当分 94,435" in said
    assert "単年度収支 △38,945" in said  # 994,546 - 94,435 - 939,056
    assert "R8予算案（議決前） 1.5億円" in said
    assert "うち人件費 243,974" in said


@pytest.mark.usefixtures("loaded")
def test_attention_names_what_is_behind_and_what_will_change(reader: Client) -> None:
    said = text_of(reader.get(URL).content.decode())

    # 12 ÷ 9 × 12; and 10 of the year before + (10 - 10) ÷ 9 × 12.
    behind = "特許の出願数（年間）は12件です（R7.12末、9か月分）。同じペースでは年度末に16件となり、目標20件に届きません。"
    still = "ベンチャー企業の設立（累計）は10件です（R7.12末、9か月分）。同じペースでは年度末に10件となり、目標11社に届きません。"
    assert behind in said
    assert still in said
    # 994,546 - 94,435 - 939,056
    assert "R7（見込）の単年度収支は△38,945千円です。次年度繰越はR6の94,435千円から55,490千円に減りました。" in said
    assert "R8から「特許の基礎出願件数（年間）」に定義が変わります。前後の値は比較できません。" in said


@pytest.mark.usefixtures("loaded")
def test_year_that_is_over_without_final_values_is_named(reader: Client) -> None:
    during, after = (text_of(reader.get(f"/overview/?on={on}").content.decode()) for on in ("2026-03-31", "2026-04-01"))

    assert "確定値の登録されていない" not in during
    assert "R7(2025)年度は終了しましたが、確定値の登録されていない指標が8件あります。" in after
    assert "同じペース" in during
    assert "同じペース" not in after  # nothing goes on any more
    assert "特許の出願数（年間）は12件で、目標20件まであと8件です（R7.12末、9か月分）。" in after


@pytest.mark.usefixtures("loaded")
def test_last_year_of_a_plan_leads_to_the_next_one(reader: Client) -> None:
    page = reader.get("/overview/?on=2022-02-01").content.decode()

    assert "総合計画第3期実施計画（R4～R7）の基準値と目標値は、計画期間を切り替えて確認できます。" in text_of(page)
    assert 'href="/overview/indicators/?period=plan-3&amp;on=2022-02-01"' in page


@pytest.mark.usefixtures("loaded")
def test_deficit_leads_to_the_accounts_of_its_year(reader: Client) -> None:
    page = reader.get(f"{URL}&year=2022").content.decode()

    assert 'href="/overview/finance/?period=plan-3&amp;year=2022&amp;on=2026-02-10"' in page


@pytest.mark.usefixtures("loaded")
def test_value_without_a_target_is_not_called_inapplicable(reader: Client) -> None:
    assert "目標なし" in text_of(reader.get("/overview/?on=2022-02-01").content.decode())


@pytest.mark.usefixtures("loaded")
def test_limits_are_exceeded_or_kept(reader: Client) -> None:
    """R7.12末 against limits: 272 of 240; 12 of 20, which come to 16."""
    PlanIndicator.objects.filter(plan__code="plan-3", indicator__code__in=["media", "patent-applications"]).update(target_type="at_most")
    said = text_of(reader.get(URL).content.decode())

    assert "メディア掲載件数（年間）は272件で、目標240件を32件超えています。" in said
    assert "目標の上限を超えているのはメディア掲載件数（年間）の1指標です。" in said
    assert "目標の上限までの範囲にあるものは1指標です。" in said
    assert "比較の対象としないもの" not in said


@pytest.mark.usefixtures("loaded")
def test_gap_between_two_rates_is_told_in_points(reader: Client) -> None:
    said = text_of(reader.get(f"{URL}&year=2022").content.decode())

    assert "市民公開講座アンケートの「満足」割合は88%で、目標90%に届きませんでした（差2ポイント）。" in said
    assert "R4（決算）の単年度収支は△57,547千円です。" in said
    assert "確定した1年度" not in said  # the first sentence says it


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("&period=plan-4", "R8(2026)年度の実績は、まだ登録されていません。目標は9指標に登録されています。"),
        ("&period=support-r1", "の目標は登録されていません。達成状況は判定していません。"),
    ],
)
def test_without_actuals_or_targets_nothing_is_counted(reader: Client, query: str, sentence: str) -> None:
    said = text_of(reader.get(URL + query).content.decode())

    assert sentence in said
    assert "指標のうち" not in said.split("成果指標（KPI）")[0]


@pytest.mark.usefixtures("loaded")
def test_nothing_is_said_of_a_plan_that_was_not_known(reader: Client) -> None:
    early = reader.get("/overview/?on=2022-02-01").content.decode()

    assert "第4期" not in early
    assert "特許の出願数（年間）" not in early  # the words of 2026
    assert "定義が変わります" not in text_of(reader.get("/overview/?on=2026-02-09&period=plan-3&year=2025").content.decode())


@pytest.mark.usefixtures("loaded")
def test_only_the_years_of_the_period_are_offered(reader: Client) -> None:
    page = reader.get(f"{URL}&period=plan-4&year=2025").content.decode()

    assert re.findall(r'<option value="(20\d\d)"', page) == ["2026", "2027", "2028", "2029"]


@pytest.mark.usefixtures("loaded")
def test_report_that_is_late_is_named(reader: Client, world: World) -> None:
    Sheet.objects.create(dataset="kpi", fiscal_year=2025, basis="actual", as_of=date(2026, 3, 31), due_on=date(2026, 1, 30))

    said = text_of(reader.get(URL).content.decode())

    assert "の入力が完了していません。" in said
    assert "期限超過" in said


@pytest.mark.usefixtures("loaded")
def test_events_are_the_newest_first(reader: Client) -> None:
    page = reader.get(URL).content.decode()
    events = re.findall(r'line-list__when"[^>]*>([^<]+)<', page)

    assert events[:3] == ["R8.1.20", "R7.10", "R7.5"]
    assert len(events) == 6


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("query", ["", "&year=2023", "&period=plan-4", "&period=plan-3&year=2022"])
def test_page_takes_twelve_queries(reader: Client, django_assert_max_num_queries, query: str) -> None:
    with django_assert_max_num_queries(12):
        assert reader.get(URL + query).status_code == 200


@pytest.mark.usefixtures("loaded")
def test_next_plan_has_targets_and_no_verdicts_yet(reader: Client) -> None:
    rows = board(reader, "&period=plan-4&year=2026")

    assert {row[-1] for row in rows} == {"未確定"}
    assert all(row[4] for row in rows)


@pytest.mark.usefixtures("loaded")
def test_as_known_before_the_paper_nothing_is_said_of_it(reader: Client) -> None:
    said = text_of(reader.get("/overview/?on=2022-02-01").content.decode())

    assert "R7.12末" not in said
    assert "994,546" not in said


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("on", ["1990-01-01", "2015-01-01", "2060-01-01"])
def test_a_day_outside_every_plan_shows_the_nearest(reader: Client, on: str) -> None:
    assert reader.get(f"/overview/?on={on}").status_code == 200


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("query", ["on=2026-02-30", "year=abc", "period=none", "year=1999"])
def test_filter_that_cannot_be_read_keeps_the_page(reader: Client, query: str) -> None:
    answer = reader.get(f"/overview/?{query}")

    assert answer.status_code == 400
    assert "成果指標（KPI）" in answer.content.decode()
    assert "aria-invalid" in answer.content.decode()


@pytest.mark.usefixtures("loaded")
def test_file_of_the_board_leaves_an_entry(reader: Client, world: World) -> None:
    answer = reader.get(f"{URL}&csv=scoreboard")

    assert answer["Content-Disposition"] == 'attachment; filename="scoreboard_committee_20260210.csv"'
    entry = Entry.objects.get(action="reporting.chart.exported")
    assert (entry.actor, entry.difference["page"][1]) == (world.manager, "/overview/?on=2026-02-10&csv=scoreboard")


@pytest.mark.usefixtures("loaded")
def test_file_of_nothing_is_not_found(reader: Client) -> None:
    assert reader.get(f"{URL}&csv=nothing").status_code == 404


def test_page_without_any_plan_says_what_to_do(reader: Client) -> None:
    assert not PlanPeriod.objects.exists()

    answer = reader.get("/overview/")

    assert answer.status_code == 200
    assert "計画期間が登録されていません。" in answer.content.decode()


@pytest.mark.usefixtures("loaded")
def test_english_page_marks_japanese_content(reader: Client) -> None:
    reader.cookies["django_language"] = "en"

    page = reader.get(URL).content.decode()

    assert '<html lang="en">' in page
    assert re.search(r'<a href="/overview/indicators/trials/\?on=2026-02-10" lang="ja">治験や臨床研究の実施件数（累計）</a>', page)


@pytest.mark.usefixtures("loaded")
def test_day_no_calendar_of_ours_reaches_is_refused(reader: Client) -> None:
    assert reader.get("/overview/?on=9999-12-31").status_code == 400


@pytest.mark.usefixtures("loaded")
def test_file_of_a_filter_that_cannot_be_read_is_not_sent(reader: Client) -> None:
    answer = reader.get("/overview/?on=garbage&csv=scoreboard")

    assert answer.status_code == 400
    assert "Content-Disposition" not in answer
    assert not Entry.objects.filter(action="reporting.chart.exported").exists()


@pytest.mark.usefixtures("loaded")
def test_tabs_and_links_keep_the_day_and_nothing_of_one_page_alone(reader: Client) -> None:
    page = reader.get("/overview/indicators/?on=2026-02-10&q=特許&page=1&period=plan-3").content.decode()

    assert 'href="/overview/finance/?period=plan-3&amp;on=2026-02-10"' in page
    assert 'href="/overview/indicators/patent-applications/?on=2026-02-10"' in page


@pytest.mark.usefixtures("loaded")
def test_part_year_values_of_the_year_before_bear_their_day(reader: Client) -> None:
    """R4 is compared with R3, of which only the values of 30 November are known."""
    page = reader.get(f"{URL}&year=2022").content.decode()

    assert page.count(">R3.11末<") >= 3


@pytest.mark.usefixtures("loaded")
def test_sparklines_of_a_plan_without_actuals_say_its_targets(reader: Client) -> None:
    page = reader.get(f"{URL}&period=plan-4").content.decode()

    assert 'aria-label=""' not in page
    assert 'aria-label="R8目標 4件' in page


def restate(dataset: str, fiscal_year: int, item: str, value: str, *, unit: str, measure: str) -> None:
    """Approve a correction of a whole year in which one value bears another unit, everything else as it was."""
    sheet = Sheet.objects.get(dataset=dataset, fiscal_year=fiscal_year, as_of=date(fiscal_year + 1, 3, 31), basis__in=("actual", "settled"))
    revision = factories.make_past(sheet)
    for row in sheet.revisions.get(number=1).values.exclude(item__code=item):
        row.pk, row.revision = None, revision
        row.save()
    factories.make_value(revision, Item.objects.get(code=item), value, unit=unit, measure=measure)
    factories.approve_as_history([revision], date(2026, 2, 10))


@pytest.mark.usefixtures("loaded")
def test_money_in_another_unit_is_compared_in_one(reader: Client) -> None:
    """R6: 4.5億円 are 450,000千円, 96,000 more than the target of 354,000千円: 127.1 %."""
    restate("kpi", 2024, "kpi-research-income", "4.5", unit="億円", measure="actual")
    groups = reader.get(f"{URL}&year=2024").context["groups"]
    score = next(score for group in groups for score in group.scores if score.line.code == "research-income")

    assert (score.difference, score.difference_text, score.verdict.pct) == (96000, "+96,000", Decimal("127.1"))
    assert all(float(column.height) > 1 for column in score.trend.columns)


@pytest.mark.usefixtures("loaded")
def test_tiles_of_money_are_in_one_unit(reader: Client) -> None:
    """R6: 10億円 are 1,000,000千円."""
    restate("statement", 2024, "income-total", "10", unit="億円", measure="amount")
    tile, later = (next(iter(reader.get(f"{URL}&year={year}").context["tiles"])) for year in (2024, 2025))

    assert (tile.number, tile.figure.unit) == ("1,000,000", "千円")
    assert later.facts[0].endswith(" △5,454")  # 994,546 less 1,000,000
