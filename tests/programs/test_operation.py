"""Businesses, the facility and what the parties give each other, against what the papers print."""

from datetime import date

import pytest

from iconm.lib.table import TableInputError
from ledger.models import Item, SourceDocument
from ledger.queries import Known, known
from programs.models import BusinessLine, Facility, FacilityItem
from programs.queries.operation import BusinessFigures, SiteFigures, business_figures, site_figures
from programs.tables import operation
from tests.programs.factories import make_business, make_flow, make_program
from tests.programs.transcripts import printed, rows
from tests.reporting.grids import paper

NAMES = {"name": "operation", "title": "運営"}
ON = date(2026, 2, 10)
NOTHING = Known(on=ON, figures=())


def businesses_on(day: date) -> BusinessFigures:
    return business_figures(known(on=day))


def site_on(day: date) -> SiteFigures:
    return site_figures(known(on=day))


@pytest.mark.usefixtures("loaded")
class TestPapers:
    def test_registers_take_one_query_and_two(self, django_assert_num_queries) -> None:
        figures = known(on=ON)

        with django_assert_num_queries(1):
            business_figures(figures)
        with django_assert_num_queries(2):
            site_figures(figures)

    def test_activities_and_funds_of_each_business(self) -> None:
        figures = businesses_on(ON)

        shown = [
            [business.name, kind, line.mark, line.name, line.detail]
            for business in figures.businesses
            for kind, lines in (("activity", business.activities), ("source", business.funds))
            for line in lines
        ]
        transcribed = paper("2026-1-4-businesses")[1:]
        assert shown == [row for row in transcribed if row[1] != "overview"]
        outlines = {business.name: business.outline for business in figures.businesses}
        assert {row[0]: row[3] for row in transcribed if row[1] == "overview"}.items() <= outlines.items()

    def test_business_of_2022_says_nothing_of_2026(self) -> None:
        """The paper names the three businesses and what they are there for; their parts and funds were in a drawing that is lost."""
        then, now = (rows(operation.businesses(businesses_on(day), **NAMES)) for day in (date(2022, 1, 27), ON))

        assert [row[0] for row in then] == [row[0] for row in now]
        assert [row[2:] for row in then] == [["", ""]] * 3
        assert not any("共創の場形成支援プログラム" in text for row in then for text in row)
        assert any("共創の場形成支援プログラム" in text for row in now for text in row)
        overviews = [row[3] for row in paper("2026-1-4-businesses") if row[1] == "overview"]
        assert [[row[1] in overviews for row in table] for table in (then, now)] == [[False] * 3, [True, True, False]]

    def test_businesses_in_one_table(self) -> None:
        table = rows(operation.businesses(businesses_on(ON), **NAMES))

        assert [row[0] for row in table] == ["ア 研究事業", "イ 研究支援事業", "ウ 施設管理事業"]
        assert table[0][2].splitlines()[0] == "a 科学研究：ナノ医療・ドラッグデリバリーシステムに係る独自の研究を推進"
        assert table[1][3].splitlines() == ["研究間接費（大型国費の研究費、個別研究費、企業との共同研究費）", "市負担金"]

    def test_planned_facility(self) -> None:
        table = operation.facility(site_on(date(2013, 2, 13)), **NAMES, facility="planned-2013")

        assert rows(table) == [[label, value.replace(" ", "")] for label, value in printed("2013-4-facility")]

    def test_every_arrow_of_2013(self) -> None:
        table = rows(operation.flows(site_on(date(2013, 2, 13)), **NAMES, scheme="proposal-2013"))

        shown = {(giver, receiver.split("：")[0], what): terms for giver, receiver, what, terms in table}
        arrows = {(giver, receiver, what): note for giver, receiver, what, note in printed("2013-6-flows") if receiver}
        assert shown.keys() == arrows.keys()
        for arrow, note in arrows.items():
            assert note.removeprefix("財源は当該地の") in shown[arrow]
        # What the tenants pay themselves is a condition of their rent, not a payment to anyone here.
        assert "光熱水費は、入居者の実費負担" in shown["入居者", "産振財団", "賃料・共益費"]

    def test_tenants_are_an_open_list(self) -> None:
        table = rows(operation.flows(site_on(ON), **NAMES, scheme="proposal-2013"))

        (tenants,) = [row[1] for row in table if row[1].startswith("入居者")]
        named = [name for role, name, _open in printed("2013-6-parties") if role == "入居者"]
        assert tenants == f"入居者：{'、'.join(named)} 等"

    def test_loan_of_the_founding_is_a_figure(self) -> None:
        (loan,) = [value for _, label, value, _, _ in printed("support") if label.startswith("施設整備")]
        table = operation.flows(site_on(ON), **NAMES, scheme="founding")

        (figure,) = table.figures()
        assert f"{figure.value}" == loan
        assert rows(table)[-1][-1] == f"{loan}億円"

    def test_land_lease_before_assumed_and_decided(self) -> None:
        facts = {(stage, label): value for stage, label, value in printed("2022-6-1-land")}
        before, assumed, decided = rows(operation.flows(site_on(date(2022, 1, 27)), **NAMES, scheme="land-lease"))

        assert "H27～R3" in before[3] and facts["平成27年度の運営開始時", "財産貸付料"] in before[3]
        assert facts["令和4年度以降の当初想定", "契約"] in assumed[3]
        for label in ("根拠", "開始", "契約"):
            assert facts["今後のiCONMの取組", label] in decided[3]
        assert facts["期間", "根拠"] in decided[3]
        assert [before[4], assumed[4], decided[4]] == ["", "", facts["期間", "年数"]]

    def test_nothing_before_the_first_paper(self) -> None:
        day_before = date(2013, 2, 12)

        assert rows(operation.businesses(businesses_on(day_before), **NAMES)) == []
        assert site_on(day_before).facilities == {}
        with pytest.raises(TableInputError, match="proposal-2013"):
            operation.flows(site_on(day_before), **NAMES, scheme="proposal-2013")


@pytest.mark.django_db
class TestRules:
    def test_unknown_facility_says_which_there_are(self) -> None:
        with pytest.raises(TableInputError, match="登録済み：—"):
            operation.facility(site_figures(NOTHING), **NAMES, facility="annex")

    def test_business_without_lines_stays(self) -> None:
        make_business("new")

        assert rows(operation.businesses(business_figures(NOTHING), **NAMES)) == [["区分new", "", "", ""]]

    def test_queries_do_not_grow_with_the_rows(self, django_assert_num_queries) -> None:
        program = make_program(rate_numerator=1, rate_denominator=2)
        for number in range(20):
            business = make_business(f"business-{number}", order=number)
            BusinessLine.objects.create(business=business, kind="activity", order=1, name="研究")
            make_flow(f"flow-{number}", program=program)

        with django_assert_num_queries(3):
            assert len(business_figures(NOTHING).businesses) == 20
            table = operation.flows(site_figures(NOTHING), **NAMES, scheme="lease")
        assert rows(table) == [["市", "財団", "土地貸付", "補助率 1/2"]] * 20

    def test_figure_of_a_later_paper_is_left_out(self) -> None:
        later = SourceDocument.objects.create(code="later", name="後の資料", body="市", dated_on=date(2026, 2, 11))
        facility = Facility.objects.create(code="annex", name="別館")
        for order, document in enumerate((None, later)):
            item = Item.objects.create(code=f"area-{order}", dataset="facility", name="面積", unit="㎡", kind="stock")
            FacilityItem.objects.create(facility=facility, item=item, label=f"面積{order}", order=order, document=document)

        assert site_figures(NOTHING).facilities["annex"].items == (("面積0", "area-0"),)

    def test_amount_nobody_knows_yet_stays_blank(self) -> None:
        make_flow()

        assert rows(operation.flows(site_figures(NOTHING), **NAMES, scheme="lease")) == [["市", "財団", "土地貸付", ""]]
