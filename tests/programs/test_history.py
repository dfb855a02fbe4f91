"""Milestones and agreements, against what the papers print."""

from datetime import date

import pytest

from iconm.lib.table import Table, TableInputError
from ledger.queries import Known, known
from programs.choices import MonthPart, Series
from programs.models import AgreementParty
from programs.queries.history import HistoryFigures, history_figures
from programs.tables import history
from tests.programs.factories import make_agreement, make_milestone, make_organization
from tests.programs.transcripts import printed, rows
from tests.reporting.grids import paper

NAMES = {"name": "history", "title": "経緯"}
ON = date(2026, 2, 10)
PAPER_OF_2013 = date(2013, 2, 13)


def known_on(day: date) -> HistoryFigures:
    return history_figures(known(on=day))


def on_one_line(table: Table) -> list[list[str]]:
    return [[when, " ".join(text.splitlines())] for when, text in rows(table)]


@pytest.mark.usefixtures("loaded")
class TestPapers:
    def test_registers_take_two_queries(self, django_assert_num_queries) -> None:
        figures = known(on=ON)

        with django_assert_num_queries(2):
            history_figures(figures)

    def test_history(self) -> None:
        table = history.milestones(known_on(ON), **NAMES, series="history")

        assert on_one_line(table) == printed("2026-1-2-history")

    def test_call_of_2013(self) -> None:
        table = history.milestones(known_on(PAPER_OF_2013), **NAMES, series="call")

        assert rows(table) == printed("2013-2-schedule")

    def test_plan_of_2013(self) -> None:
        table = history.milestones(known_on(PAPER_OF_2013), **NAMES, series="plan")

        assert [[when, line] for when, text in rows(table) for line in text.splitlines()] == printed("2013-9-schedule")

    def test_history_is_empty_before_its_paper(self) -> None:
        table = history.milestones(known_on(date(2026, 2, 9)), **NAMES, series="history")

        assert table.rows == ()

    def test_terms_of_the_agreements(self) -> None:
        """The years of the paper's 1(2), R1 as R元; the land lease of 30 years from R4 ends with R33."""
        table = history.agreements(known_on(ON), **NAMES)
        terms = [(signed, name[-4:], parties, term) for signed, name, parties, term, *_rest in rows(table) if term]

        both = "川崎市、川崎市産業振興財団"
        assert terms == [
            ("H27.2", "本協定書", both, "H27～R3"),
            ("H31.3", "る協定書", both, "R元～R3"),
            ("R4.3", "本協定書", both, "R4～R34"),
            ("R4.3", "る協定書", both, "R4～R7"),
            ("R4.4.1", "貸借契約", both, "R4～R33"),
        ]

    def test_land_lease_of_2022(self) -> None:
        table = history.agreements(known_on(date(2022, 1, 27)), **NAMES, kind="lease")
        facts = "\n".join("\t".join(row) for row in paper("2022-6-1-land"))

        ((_signed, name, _parties, _term, _terms, legal_basis, _termination),) = rows(table)
        assert [text in facts for text in (name, *legal_basis.splitlines())] == [True, True, True]

    def test_memoranda_in_printed_order(self) -> None:
        lines = [line for line in known_on(ON).agreements if line.kind == "memorandum"]
        institutions = [row[1:] for row in printed("2026-4-4-lists", "list", "name", "is_open") if row[0] == "mou_institution"]

        assert [line.parties for line in lines] == [("ナノ医療イノベーションセンター", name) for name, _open in institutions]
        assert [entry.text for entry in history.memoranda(known_on(ON)).entries] == [
            f"{name}{'等' if is_open else ''}との覚書（MoU）等" for name, is_open in institutions
        ]


def empty() -> Known:
    return Known(on=ON, figures=())


def test_empty_database(db) -> None:
    figures = history_figures(empty())

    assert (figures.milestones, figures.agreements) == ((), ())
    assert history.milestones(figures, **NAMES, series="history").rows == ()


def test_unknown_series_and_kind(db) -> None:
    figures = history_figures(empty())

    with pytest.raises(TableInputError, match="hstory"):
        history.milestones(figures, **NAMES, series="hstory")
    with pytest.raises(TableInputError, match="treaty"):
        history.agreements(figures, **NAMES, kind="treaty")


def test_milestone_naming_a_figure_there_is_not(db) -> None:
    make_milestone(text="採択額 {award-facility}")

    table = history.milestones(history_figures(empty()), **NAMES, series="history")

    assert rows(table) == [["H27.4", "採択額 （未登録）"]]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"series": Series.HISTORY, "year": 2019, "month": 5, "day": 1}, "R元.5"),
        ({"series": Series.CALL, "year": 2019, "month": 5, "day": 1}, "令和元年5月1日（水）"),
        ({"series": Series.CALL, "year": 2024, "month": 2, "day": 29, "is_deadline": True}, "令和6年2月29日（木）まで"),
        ({"series": Series.CALL, "year": 2013, "month": 3}, "平成25年3月"),
        ({"series": Series.PLAN, "year": 2013, "month": 3, "part": MonthPart.MIDDLE}, "3月中旬"),
    ],
)
def test_milestone_dates(db, fields, expected: str) -> None:
    make_milestone(**fields)

    table = history.milestones(history_figures(empty()), **NAMES, series=fields["series"].value)

    assert rows(table) == [[expected, "運営開始"]]


def test_agreement_without_parties_or_end_is_kept(db) -> None:
    make_agreement(first_year=2022)

    assert rows(history.agreements(history_figures(empty()), **NAMES)) == [["", "協定agreement", "", "R4～", "", "", ""]]


def test_queries_do_not_grow_with_rows(db, django_assert_num_queries) -> None:
    for number in range(20):
        agreement = make_agreement(f"agreement-{number}")
        AgreementParty.objects.create(agreement=agreement, organization=make_organization(f"party-{number}"))
        make_milestone(f"milestone-{number}")

    with django_assert_num_queries(2):
        history_figures(empty())
