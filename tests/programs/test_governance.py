"""Bodies, conclusions and promises, against what the papers print and on days around them."""

from datetime import date

import pytest

from iconm.lib.document import Listing
from iconm.lib.table import Table, TableInputError
from ledger.queries import Known, known
from programs.choices import CommitmentState
from programs.models import BodyCharter, BodyMember, Meeting
from programs.queries.governance import GovernanceFigures, governance_figures
from programs.tables import governance
from tests.ledger.factories import make_document
from tests.programs.factories import make_body, make_commitment, make_conclusion, make_organization
from tests.programs.transcripts import printed, rows
from tests.reporting.grids import paper

NAMES = {"name": "governance", "title": "評価検証"}
ON = date(2026, 2, 10)
FIRST_PAPER = date(2022, 1, 27)


def known_on(day: date) -> GovernanceFigures:
    return governance_figures(known(on=day))


def empty(day: date = ON) -> GovernanceFigures:
    return governance_figures(Known(on=day, figures=()))


def body_lines(table: Table) -> list[list[str]]:
    """Return body, host, label and text, a line each, as the transcription has them."""
    lines, body, host = [], "", ""
    for row in rows(table):
        if len(row) > 2:
            body, host = row[0].removesuffix("）").split("（")
        label, text = row[-2:]
        lines += [[body, host, label, line.removeprefix("・")] for line in text.splitlines()]
    return lines


def listed(listing: Listing) -> list[list[str]]:
    return [[entry.mark, entry.text, line.text] for entry in listing.entries for line in entry.entries]


@pytest.mark.usefixtures("loaded")
class TestPapers:
    def test_registers_take_three_queries(self, django_assert_num_queries) -> None:
        figures = known(on=ON)

        with django_assert_num_queries(3):
            governance_figures(figures)

    @pytest.mark.parametrize(("transcription", "document"), [("2026-9-4-bodies", "committee-2026"), ("2022-8-4-bodies", "committee-2022")])
    def test_bodies_as_each_paper_prints_them(self, transcription: str, document: str) -> None:
        table = governance.bodies(known_on(ON), **NAMES, document=document)

        # What the transcription calls an arrow is a row that names the other body.
        lines = [[body, host, "矢印" if label.endswith("会議へ") else label, text] for body, host, label, text in body_lines(table)]
        assert lines == paper(transcription)[1:]

    def test_bodies_of_2022_act_upon_each_other(self) -> None:
        table = governance.bodies(known_on(FIRST_PAPER), **NAMES, document="committee-2022")

        acts = [row[-2:] for row in rows(table) if row[-2].endswith("へ")]
        assert acts == [["iCONM運営調整会議へ", "取組報告"], ["iCONM戦略推進会議へ", "検証・改善"]]

    def test_only_the_open_list_ends_with_others(self) -> None:
        table = governance.bodies(known_on(ON), **NAMES, document="committee-2026")

        members = [row[-1] for row in rows(table) if row[-2] == "委員"]
        assert [text.count("他") for text in members] == [0, 1]
        assert members[1].endswith("センター長他")

    def test_results_of_2022(self) -> None:
        # The transcription has the words in brackets apart.
        expected = [[mark, goal, f"{text}（{detail}）" if detail else text] for mark, goal, text, detail in paper("2022-2-2-results")[1:]]

        assert listed(governance.results(known_on(FIRST_PAPER), document="committee-2022")) == expected

    def test_evaluation_of_the_four_years(self) -> None:
        said = {label: value for section, label, value in printed("2026-7-evaluation") if label not in ("目的", "評価")}
        (row,) = rows(governance.evaluations(known_on(ON), **NAMES, kind="evaluation"))

        kind, body, day, term, text = row
        assert (kind, body, term) == ("評価検証", said["会議"], "R4～R7")
        assert day == said["開催日"] == "令和8年1月20日"
        assert f"KPIを{said['KPI']}" in text.splitlines()

    def test_decisions_of_each_paper(self) -> None:
        figures = known_on(ON)

        for document, sections in (("committee-2022", 2), ("committee-2026", 3)):
            table = governance.evaluations(figures, **NAMES, kind="decision", document=document)
            assert len(table.rows) == sections

    def test_the_decided_contribution_comes_from_the_ledger(self) -> None:
        amounts = {label: value for _, label, _, value, _ in printed("2026-8-contribution") if value}
        table = governance.evaluations(known_on(ON), **NAMES, document="committee-2026", kind="decision")

        (text,) = [row[-1] for row in rows(table) if "本市負担金" in row[-1]]
        assert amounts["これまで"] in text and amounts["本市負担金"] in text
        assert "{" not in text

    def test_promise_of_2022_is_open_until_it_is_answered(self) -> None:
        states = {}
        for day in (FIRST_PAPER, date(2026, 1, 19), date(2026, 1, 20), ON):
            promises = [line for line in known_on(day).commitments if line.due_printed == "「総合計画第3期実施計画」期間終了時"]
            states[day] = {promise.state(day) for promise in promises}  # of the paper, and of the agreements that followed

        assert list(states.values()) == [
            {CommitmentState.OPEN},
            {CommitmentState.OPEN},
            {CommitmentState.EVALUATED},
            {CommitmentState.DECIDED},
        ]

    def test_promises_of_2026_are_open(self) -> None:
        table = governance.commitments(known_on(ON), **NAMES)

        due = {row[3]: row[4:] for row in rows(table)}
        assert due["「総合計画第4期実施計画」期間終了時"] == ["", "", "期限前"]
        assert due["令和11年度末時"] == ["", "", "期限前"]
        assert due["令和7年度末時"] == ["研究支援事業の評価検証（R4～R7）\n令和8年1月20日", "", "評価検証済み"]

    def test_nothing_is_known_before_the_first_paper(self) -> None:
        figures = known_on(date(2022, 1, 26))

        assert not figures.conclusions and not figures.commitments
        assert not any(body.charters for body in figures.bodies)
        assert rows(governance.evaluations(figures, **NAMES)) == []
        assert governance.results(figures, document="committee-2022").entries == ()

    def test_paper_without_bodies_is_refused(self) -> None:
        with pytest.raises(TableInputError, match="proposal-2013"):
            governance.bodies(known_on(ON), **NAMES, document="proposal-2013")


@pytest.mark.django_db
class TestRules:
    def test_empty_registers_give_empty_tables(self) -> None:
        assert governance.evaluations(empty(), **NAMES).rows == ()
        assert governance.commitments(empty(), **NAMES).rows == ()

    def test_unknown_kind_is_refused(self) -> None:
        with pytest.raises(TableInputError, match="opinion"):
            governance.evaluations(empty(), **NAMES, kind="opinion")

    def test_results_are_listed_apart(self) -> None:
        make_conclusion("goal", kind="result")
        make_conclusion("verdict")

        assert len(governance.evaluations(empty(), **NAMES).rows) == 1
        assert len(governance.evaluations(empty(), **NAMES, kind="result").rows) == 1

    def test_queries_do_not_grow_with_the_rows(self, django_assert_num_queries) -> None:
        side, document = make_organization("side"), make_document()
        for number in range(20):
            body = make_body(f"body-{number}", order=number)
            charter = BodyCharter.objects.create(body=body, document=document, purpose="目的", times_a_year=2, duties="検証")
            BodyMember.objects.create(charter=charter, side=side, side_label="市", offices="副市長", order=1)
            meeting = Meeting.objects.create(code=f"meeting-{number}", name="会議", body=body, held_on=ON)
            make_commitment(f"promise-{number}", evaluation=make_conclusion(f"verdict-{number}", meeting=meeting))

        with django_assert_num_queries(3):
            figures = empty()
            rows(governance.commitments(figures, **NAMES))
            assert len(rows(governance.evaluations(figures, **NAMES))) == 20

    def test_body_without_charter_stays(self) -> None:
        make_body("new")

        assert [(body.name, body.charters) for body in empty().bodies] == [("会議new", ())]

    @pytest.mark.parametrize(
        ("fields", "day", "state"),
        [
            pytest.param({}, date(2026, 3, 31), CommitmentState.OPEN, id="last day in time"),
            pytest.param({}, date(2026, 4, 1), CommitmentState.OVERDUE, id="a day late"),
            pytest.param({"is_yearly": True}, date(2026, 3, 31), CommitmentState.YEARLY, id="yearly, last day"),
            pytest.param({"is_yearly": True}, date(2026, 4, 1), CommitmentState.ENDED, id="yearly, over"),
            pytest.param({"is_yearly": True, "due_year": None}, date(2060, 1, 1), CommitmentState.YEARLY, id="without end"),
        ],
    )
    def test_state_of_an_unanswered_promise(self, fields: dict[str, object], day: date, state: CommitmentState) -> None:
        make_commitment(**fields)

        (promise,) = empty(day).commitments
        assert promise.state(day) == state

    def test_due_year_without_printed_words(self) -> None:
        make_commitment("once", order=1)
        make_commitment("yearly", order=2, is_yearly=True)

        assert [row[3] for row in rows(governance.commitments(empty(), **NAMES))] == ["令和7年度末", "毎年度（令和7年度まで）"]

    def test_promise_counts_from_the_paper_that_reports_it(self) -> None:
        make_commitment(made_on=None, document=make_document())

        assert len(empty(ON).commitments) == 1
        assert empty(date(2026, 2, 9)).commitments == ()
