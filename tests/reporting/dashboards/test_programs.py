"""事業・協定 and the page of a programme: what they list, in which order, what they never count, and their addresses."""

import csv
import io
import re
from datetime import date

import plotly.graph_objects
import pytest
from django.test import Client
from lxml import html

from finance.choices import SupportKind
from finance.models import SupportScheme
from iconm.lib.chart import Chart
from ledger.models import Item
from programs.choices import ItemRole, ParticipationRole, Relation
from programs.models import FundingProgram, ProgramItem
from reporting.dashboards.program_items import item_links
from reporting.renderers.plotly_json import plotly_figure
from tests.conftest import World
from tests.ledger import factories
from tests.programs.factories import (
    make_agreement,
    make_commitment,
    make_conclusion,
    make_milestone,
    make_organization,
    make_participation,
    make_program,
    make_theme,
)
from tests.programs.transcripts import printed

pytestmark = pytest.mark.django_db
URL = "/overview/programs/"
DAY = "?on=2026-02-10"


@pytest.fixture
def reader(client: Client, world: World) -> Client:
    client.force_login(world.manager)
    return client


def words(page: str, path: str) -> list[str]:
    return [re.sub(r"\s+", "", node.text_content()) for node in html.fromstring(page).xpath(path)]


def page_of(reader: Client, url: str) -> str:
    answer = reader.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def cells(reader: Client, url: str, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(reader.get(f"{url}&csv={name}").content.decode("utf-8-sig"))))


def make_received(program: FundingProgram) -> None:
    """Give the programme 500千円 in R6, as no form would for one of the neighbourhood."""
    item = factories.make_item("campus-money", dataset="programs", order=1)
    factories.make_known(factories.make_sheet(2024, dataset="programs"), date(2025, 6, 1), item, 500)
    ProgramItem.objects.create(program=program, item=item, role=ItemRole.RECEIVED)


@pytest.mark.usefixtures("loaded")
class TestPapers:
    @pytest.mark.parametrize("url", [URL, f"{URL}change/", f"{URL}coi-next/", f"{URL}monozukuri-2013/", f"{URL}drug-cluster-campus/"])
    def test_page_takes_at_most_twelve_queries(self, reader: Client, django_assert_max_num_queries, url: str) -> None:
        with django_assert_max_num_queries(12):
            page_of(reader, url + DAY)

    @pytest.mark.parametrize("url", [URL, f"{URL}coi-next/", f"{URL}change/"])
    def test_plotly_accepts_every_chart(self, reader: Client, url: str) -> None:
        files = reader.get(url + DAY).context["files"]
        charts = [shown.what for shown in files.values() if isinstance(shown.what, Chart)]

        assert charts
        for chart in charts:
            plotly.graph_objects.Figure(plotly_figure(chart))

    def test_received_and_ceiling_are_those_of_the_paper(self, reader: Client) -> None:
        row = next(row for row in words(page_of(reader, URL + DAY), "//table[contains(@class,'program-table')]//tr") if "COI-NEXT" in row)
        paper = {
            period: value for label, period, value in printed("2026-4-1-research-funding", "label", "period", "value") if "NEXT" in label
        }

        assert "最大40億円" in row and f"{paper['計']}千円" in row and "R4～R13" in row

    def test_single_years_are_not_taken_for_totals(self, reader: Client) -> None:
        page = page_of(reader, URL + DAY)
        years = words(page, "//tr[th/a]/td[6]//span[@class='amount__year']")

        assert "登録はR4のみ" in years  # COI STREAM, which ran from H25 to R3
        assert "R7の年額（計の登録なし）" in years

    def test_programme_without_a_registered_end_is_not_said_to_run(self, reader: Client) -> None:
        page = page_of(reader, f"{URL}?on=2026-04-01")
        table = "//table[contains(@class, 'program-table')]//tr[th/a]"
        terms = dict(zip(words(page, f"{table}/th/a"), words(page, f"{table}/td[4]"), strict=True))

        assert terms["研究支援事業"] == "R4～終期の登録なしR8以後の協定は登録されていません。"
        assert "R8以後の協定" not in page_of(reader, URL + DAY)  # the last agreement was still in force

    def test_promise_without_a_record_is_not_said_to_be_kept(self, reader: Client) -> None:
        states = set(words(page_of(reader, f"{URL}?on=2026-04-01"), "//table[contains(@class, 'promise-table')]//td[4]"))

        assert {"毎年度（回ごとの記録なし）", "期間終了（実施の記録なし）"} <= states

    def test_campus_stands_apart_and_is_not_counted(self, reader: Client) -> None:
        page = page_of(reader, URL + DAY)
        own, near = words(page, "//table[contains(@class,'program-table')]/tbody")

        assert "創薬クラスターキャンパス" not in own and "創薬クラスターキャンパス" in near
        assert near.startswith("キングスカイフロント関連（iCONMの事業・収入に含めません）")
        assert "iCONMの事業は14件" in words(page, "//p[@class='lead-sentence']")[0]

    def test_overlap_is_a_file(self, reader: Client) -> None:
        found = cells(reader, URL + DAY, "programs-overlap")
        shared = [row[1:] for row in found if row and row[0].startswith(("1 ", "2 ", "3 "))]

        assert shared == [["9", "3", "4"], ["3", "12", "3"], ["4", "3", "23"]]

    def test_milestones_of_one_list_are_those_of_the_paper(self, reader: Client) -> None:
        page = page_of(reader, f"{URL}{DAY}&series=history")

        assert words(page, "//ul[contains(@class,'milestones')]//span[@class='line-list__when']") == [
            when for (when,) in reversed(printed("2026-1-2-history", "date_printed"))
        ]

    def test_page_of_2013_knows_no_later_paper(self, reader: Client) -> None:
        page = page_of(reader, f"{URL}?on=2013-02-13")

        assert "国際科学イノベーション拠点整備事業" in page and "COI-NEXT" not in page

    def test_program_of_a_later_paper_is_not_found(self, reader: Client) -> None:
        assert reader.get(f"{URL}coi-next/?on=2013-02-13").status_code == 404

    def test_program_shows_its_figures_and_parties(self, reader: Client) -> None:
        page = page_of(reader, f"{URL}change/{DAY}")
        names = [name for _theme, name in printed("2026-3-2-participants", "theme", "name")]

        assert words(page, "//dl[@class='parties']//dd/a") == [name.replace(" ", "") for name in names]
        assert "プロジェクトCHANGE参画機関数" in words(page, "//table[@id='program-figures-table']")[0]

    @pytest.mark.parametrize("program", ["", "hub-2013/", "monozukuri-2013/", "coi-next/", "research-promotion/"])
    def test_reading_on_keeps_the_day(self, reader: Client, program: str) -> None:
        page = html.fromstring(page_of(reader, f"{URL}{program}{DAY}"))
        content = page.xpath("//main//a/@href | //nav[contains(@class, 'breadcrumb')]//a/@href")
        links = [link for link in content if link.startswith("/overview/")]

        assert len(links) > 2
        assert [link for link in links if DAY[1:] not in link] == []

    def test_numbers_lead_to_where_they_come_from(self, reader: Client) -> None:
        page = page_of(reader, f"{URL}coi-next/{DAY}")

        assert "research-coi-next" in html.fromstring(page).xpath("//table[@id='program-figures-table']//a/@href")[-1]


def test_page_without_programs_says_what_to_do(reader: Client) -> None:
    page = page_of(reader, URL)

    assert "この時点までに登録された事業・協定はありません。" in page and "/registers/programs/" in page


@pytest.mark.parametrize("query", ["on=soon", "series=x", "program=x"])
def test_unreadable_filter_keeps_the_page_and_the_error(reader: Client, query: str) -> None:
    make_program()
    answer = reader.get(f"{URL}?{query}")

    assert answer.status_code == 400
    assert "事業programme" in answer.content.decode()
    assert words(answer.content.decode(), "//*[contains(@class,'error-summary')]")


def test_unknown_figures_are_not_found(reader: Client) -> None:
    assert reader.get(f"{URL}?csv=nothing").status_code == 404


def test_children_follow_their_parent(reader: Client) -> None:
    scheme = make_program("scheme", first_year=2013)
    make_program("project", parent=scheme, first_year=2014)
    make_program("later", first_year=2022)
    rows = reader.get(URL).context["groups"][0].rows

    assert [(row.line.code, row.depth) for row in rows] == [("later", 0), ("scheme", 0), ("project", 1)]


def test_names_are_text_and_never_markup(reader: Client) -> None:
    make_program("scheme", name='<b>"橋"</b>', short_name="<i>")
    page = reader.get(URL).content.decode()

    assert "&lt;b&gt;&quot;橋&quot;&lt;/b&gt;" in page and "（&lt;i&gt;）" in page
    assert "<b>" not in page and "<i>" not in page


def test_names_in_every_list_are_text(reader: Client) -> None:
    """Of the funder, of agreements and who signed them, of promises, their answers, and of what happened."""
    hostile = make_organization("funder", name="<s>団体</s>")
    make_program("scheme", name="<s>事業</s>", first_year=2013, funder=hostile)
    signed = make_agreement("signed", name="<s>協定</s>", first_year=2013, last_year=2030)
    signed.parties.create(organization=hostile, order=1)
    make_milestone("opened", name="<s>開始</s>")
    answer = make_conclusion("verdict", name="<s>結論</s>")
    make_commitment("promise", name="<s>約束</s>", evaluation=answer)
    page = reader.get(URL).content.decode()

    assert {f"&lt;s&gt;{name}&lt;/s&gt;" in page for name in ("団体", "事業", "協定", "開始", "結論", "約束")} == {True}
    assert "<s>" not in page


def test_themes_are_those_of_the_chosen_program(reader: Client) -> None:
    for number, code in enumerate(("old", "new")):
        program = make_program(code, first_year=2013 + number, last_year=2013 + number)
        make_participation(program, make_organization(f"partner-{code}"), theme=make_theme(program))

    assert reader.get(URL).context["themed"].code == "new"
    assert reader.get(f"{URL}?program=old").context["themed"].code == "old"


def test_overdue_promise_comes_first_and_is_said(reader: Client) -> None:
    make_program()
    make_commitment("later", due_year=2031, order=1)
    make_commitment("missed", due_year=2024, order=2)
    page = page_of(reader, f"{URL}{DAY}")

    assert [row.line.code for row in reader.get(f"{URL}{DAY}").context["promises"]] == ["missed", "later"]
    assert "期限を過ぎた約束が1件あります。" in words(page, "//p[@class='lead-sentence']")[0]


def test_lists_are_bounded_and_say_so(reader: Client, django_assert_max_num_queries) -> None:
    for number in range(60):
        make_program(f"p{number}")
        make_agreement(f"a{number}", first_year=2020 + number % 5, last_year=2025)
        make_milestone(f"m{number}", name=f"経緯{number}")
    with django_assert_max_num_queries(12):
        page = page_of(reader, f"{URL}?page=2")

    assert len(words(page, "//ul[contains(@class,'milestones')]/li")) == 30
    assert page.count("ほか30件は、台帳にあります。") == 2


class TestLinks:
    @pytest.mark.parametrize(("relation", "texts"), [(Relation.OWN, ["500千円"]), (Relation.NEIGHBOURHOOD, [])])
    def test_only_money_of_own_programmes_is_shown_as_received(self, reader: Client, relation: str, texts: list[str]) -> None:
        make_received(make_program("campus", relation=relation))
        (row,) = reader.get(f"{URL}{DAY}").context["groups"][0].rows

        assert [amount.text for amount in row.received] == texts

    @pytest.mark.parametrize(("relation", "is_drawn"), [(Relation.OWN, True), (Relation.NEIGHBOURHOOD, False)])
    def test_only_money_of_own_programmes_is_drawn(self, reader: Client, relation: str, is_drawn: bool) -> None:
        make_received(make_program("campus", relation=relation))

        assert ("program_amounts" in reader.get(f"{URL}campus/{DAY}").context["files"]) is is_drawn

    def test_loan_is_not_received(self) -> None:
        item = Item.objects.create(code="loan", name="貸付", dataset="city-support", unit="億円", kind="stock", order=1)
        SupportScheme.objects.create(code="loan", name="貸付", kind=SupportKind.LOAN, item=item, first_year=2012, program=make_program())

        assert item_links() == ()


def test_program_lists_each_party_once_in_its_role(reader: Client) -> None:
    program, body = make_program(), make_organization("body")
    first, second = (make_theme(program, order) for order in (1, 2))
    for theme in (first, second):
        make_participation(program, body, theme=theme)
    make_participation(program, make_organization("funder"), role=ParticipationRole.FUNDER)
    answer = reader.get(f"{URL}programme/")

    assert [(group.label, group.total) for group in answer.context["members"]] == [(ParticipationRole.FUNDER.label, 1)]
    assert [[group.total for group in block.groups] for block in answer.context["themes"]] == [[1], [1]]


def test_unknown_program_is_not_found(reader: Client) -> None:
    assert reader.get(f"{URL}nothing/").status_code == 404


def test_program_without_figures_points_to_its_neighbours(reader: Client) -> None:
    scheme = make_program("scheme")
    make_program("project", parent=scheme)
    item = Item.objects.create(code="grant", name="助成", dataset="programs", unit="千円", kind="flow", order=1)
    ProgramItem.objects.create(program=scheme, item=item, role=ItemRole.RECEIVED)
    page = page_of(reader, f"{URL}project/?on={date(2026, 2, 10)}")

    assert "関連する次の事業に登録があります。" in page and "/overview/programs/scheme/" in page
