"""Programmes, their themes and participants, against what the papers print."""

from datetime import date
from decimal import Decimal

import pytest

from iconm.lib.document import Listing
from iconm.lib.figure import Figure
from iconm.lib.table import Table, TableInputError
from ledger.models import Item, SourceDocument
from ledger.queries import Known, known
from programs.choices import ItemRole, ParticipationRole
from programs.models import ProgramItem
from programs.queries.projects import ProjectFigures, project_figures
from programs.tables import projects
from tests.programs.factories import make_organization, make_participation, make_program, make_theme
from tests.programs.transcripts import printed, rows

NAMES = {"name": "projects", "title": "事業"}
ON = date(2026, 2, 10)


def known_on(day: date) -> ProjectFigures:
    return project_figures(known(on=day))


def lines(listing: Listing) -> list[tuple[str, list[str]]]:
    return [(entry.text, [below.text for below in entry.entries]) for entry in listing.entries]


def heads(table: Table) -> list[str]:
    return [head.text for head in table.head[0]]


@pytest.mark.usefixtures("loaded")
class TestPapers:
    def test_registers_take_three_queries(self, django_assert_num_queries) -> None:
        figures = known(on=ON)

        with django_assert_num_queries(3):
            project_figures(figures)

    def test_themes_of_change(self) -> None:
        table = projects.themes(known_on(ON), **NAMES, program="change")
        participants = printed("2026-3-2-participants", "theme", "name")

        expected = []
        for number, name, target in printed("2026-3-2-themes", "number", "name", "target"):
            names = [participant for theme, participant in participants if theme == number]
            expected.append([f"{number} {name}", target, "、".join(names), f"{len(names)}機関"])
        assert heads(table) == ["研究開発課題", "ターゲット", "参画機関", "機関数"]
        assert rows(table) == expected

    def test_distinct_count_of_change_is_the_printed_one(self) -> None:
        """44 places in three themes, 37 institutions: three sit in all of them, one in two."""
        table = projects.themes(known_on(ON), **NAMES, program="change")
        names = {name for _theme, name in printed("2026-3-2-participants", "theme", "name")}

        assert len(names) == 37
        assert [note.text for note in table.notes] == ["参画機関数は37機関（重複を除く）"]

    def test_participants_of_change_each_once(self) -> None:
        table = projects.participants(known_on(ON), **NAMES, program="change")
        names = [name for _theme, name in printed("2026-3-2-participants", "theme", "name")]

        assert [row[-1] for row in rows(table)] == list(dict.fromkeys(names))
        assert table.rows[0].heads[0].rowspan == 37

    def test_proposers_of_2013(self) -> None:
        table = projects.participants(known_on(date(2013, 2, 13)), **NAMES, program="monozukuri-2013")
        expected = [
            [role, name + (" 他" if is_open else "")] for role, name, is_open in printed("2013-3-proposers", "role", "name", "is_open")
        ]

        opened = [[head.text for head in row.heads] for row in table.rows]
        assert opened == [["事業者兼提案者"], ["提案者"], [], [], [], [], []]
        assert [row[-1] for row in rows(table)] == [name for _role, name in expected]
        assert [role for role, _name in expected] == ["事業者兼提案者", *["提案者"] * 6]

    def test_scheme_of_2013(self) -> None:
        table = projects.scheme(known_on(date(2013, 2, 13)), **NAMES, program="hub-2013")
        facts = {label: value for _section, label, value in printed("2013-facts", "section", "label", "value_printed")}

        assert rows(table) == [
            *printed("2013-2-scheme", "label", "text"),
            ["補助率", facts["補助率"]],
            ["予算案", facts["予算案"]],
            ["拠点数", facts["拠点数"]],
        ]
        assert [figure.item_code for figure in table.figures()] == ["hub-budget", "hub-count"]

    def test_research_projects_of_2013(self) -> None:
        figures = known_on(date(2013, 2, 13))
        entries = printed("2013-5-projects", "kind", "group", "text")
        groups = list(dict.fromkeys(group for kind, group, _text in entries if kind == "project"))

        outline = projects.theme_outline(figures, program="monozukuri-2013")

        assert lines(outline) == [(group, [text for _kind, of, text in entries if of == group]) for group in groups]

    def test_components_of_the_campus(self) -> None:
        figures = known_on(date(2025, 6, 24))
        table = projects.components(figures, **NAMES, program="drug-cluster-campus")
        listing = projects.theme_outline(figures, program="drug-cluster-campus")
        expected = printed("2025-programmes", "number", "name", "organization", "footnote")

        assert [row[:3] for row in rows(table)] == [row[:3] for row in expected]
        assert [entry.mark for entry in listing.entries] == ["①", "②", "③", "④"]
        assert [row[3].split("：")[-1] for row in rows(table)[2:]] == ["試験器具容器での実験", "生体での実験"]
        assert [row[3][2:] for row in expected[2:]] == ["試験器具容器での実験", "生体での実験"]

    def test_subsidy_lines_of_the_campus(self) -> None:
        table = projects.subsidy_lines(known_on(date(2025, 6, 24)), **NAMES, program="drug-cluster-campus")
        words = dict(printed("2025-lines", "label", "value_printed"))

        rate = words.pop("補助率")
        assert rows(table) == [[line, kind, rate] for kind, line in words.items()]

    def test_applicants_of_the_campus(self) -> None:
        table = projects.participants(known_on(date(2025, 6, 24)), **NAMES, program="drug-cluster-campus", role="proposer")
        expected = [name + (f"（{short}）" if short else "") for name, short in printed("2025-parties", "name", "short_printed")]

        assert [row[-1] for row in rows(table)] == expected
        assert ["申請者数", "3者"] in rows(projects.scheme(known_on(date(2025, 6, 24)), **NAMES, program="drug-cluster-campus"))

    def test_neighbours_of_2013_leave_the_list_of_proposers_closed(self) -> None:
        """The 他 of the proposers is theirs alone; of those in the LiSE building the drawing itself says 等."""
        table = projects.participants(known_on(date(2013, 2, 13)), **NAMES, program="monozukuri-2013", role="collaborator")
        lise = next(detail for name, detail in printed("2013-7-resources", "name", "detail") if "LiSE" in name)

        names = [row[-1] for row in rows(table)]
        assert "、".join(names[-3:]) == lise.strip("（）()")
        assert not any(member.name.endswith("等") for member in known_on(date(2013, 2, 13)).programs["monozukuri-2013"].members)

    def test_joint_research(self) -> None:
        table = projects.joint_research(known_on(ON), **NAMES)
        columns = ("list", "name", "date", "place", "term", "content")
        expected = [row[1:] for row in printed("2026-4-4-lists", *columns) if row[0] == "joint_research"]

        found, aims = [], []
        for partner, _name, signed, term, place, aim, contents in rows(table):
            found.append([partner, signed, place, term, _squeezed(contents.splitlines()[0])])
            aims.append(aim)
        assert found == [[*row[:4], _squeezed(row[4])] for row in expected]
        assert all(word in aims[1] for word in ("siRNA", "核酸医薬送達技術", "TNBC"))  # the aims are in our own words, the terms are not

    def test_paper_of_2022_shows_nothing_of_2026(self) -> None:
        figures = known_on(date(2022, 1, 27))

        assert "change" not in figures.programs
        assert figures.joint_research == ()

    def test_neighbourhood_stays_apart(self) -> None:
        figures = known_on(ON)
        of_the_campus = {item for items in figures.programs["drug-cluster-campus"].items.values() for item in items}
        of_iconm = {item for code in ("coins", "change") for items in figures.programs[code].items.values() for item in items}

        assert of_the_campus == {"campus-proposers"}
        assert of_iconm == {"change-institutions"}

    def test_figures_stand_under_their_programme(self) -> None:
        groups = {figure.item_code: figure.group for figure in known_on(ON).known.figures}

        assert groups["hub-budget"] == "国際科学イノベーション拠点整備事業"
        assert groups["change-institutions"] == "CHANGE"


def _squeezed(text: str) -> str:
    """Drop blanks, which the dump puts round Latin words, and full stops, which a cell of a table ends without."""
    return "".join(text.split()).replace("。", "")


def empty(*figures: Figure) -> Known:
    return Known(on=ON, figures=figures)


def test_empty_database(db) -> None:
    figures = project_figures(empty())

    assert (figures.programs, figures.joint_research) == ({}, ())
    assert projects.joint_research(figures, **NAMES).rows == ()


def test_unknown_programme_and_role(db) -> None:
    make_program("change")
    figures = project_figures(empty())

    with pytest.raises(TableInputError, match="chagne"):
        projects.themes(figures, **NAMES, program="chagne")
    with pytest.raises(TableInputError, match="boss"):
        projects.participants(figures, **NAMES, program="change", role="boss")


def test_programme_without_themes_is_kept(db) -> None:
    make_program("bare")

    table = projects.themes(project_figures(empty()), **NAMES, program="bare")

    assert (table.rows, table.notes) == ((), ())


def test_open_list_is_never_counted(db) -> None:
    theme = make_theme(make_program("open"), is_open_list=True)
    make_participation(theme.program, make_organization("kao", name="花王"), theme=theme)

    table = projects.themes(project_figures(empty()), **NAMES, program="open")

    assert rows(table) == [["課題1", "", "花王 など", ""]]
    assert table.notes == ()


def test_printed_count_that_differs_is_named(db) -> None:
    theme = make_theme(make_program("change"))
    make_participation(theme.program, make_organization(), theme=theme)
    item = Item.objects.create(code="institutions", dataset="programs", name="参画機関数", unit="機関", kind="stock")
    ProgramItem.objects.create(program=theme.program, item=item, role=ItemRole.COUNT)
    figure = Figure(
        dataset="programs",
        item_code="institutions",
        item_label="参画機関数",
        measure="count",
        basis="actual",
        unit="機関",
        value=Decimal(2),
    )

    (note,) = projects.themes(project_figures(empty(figure)), **NAMES, program="change").notes

    assert note.text == "参画機関数は1機関（重複を除く）。資料の表記は2機関"


def test_participants_who_left_or_have_not_come(db) -> None:
    theme = make_theme(make_program("change"))
    for code, bounds in {
        "left": {"valid_until": ON},
        "stays": {"valid_from": ON},
        "comes": {"valid_from": date(2026, 2, 11)},
    }.items():
        make_participation(theme.program, make_organization(code), theme=theme, **bounds)

    (found,) = project_figures(empty()).programs["change"].themes

    assert [member.organization for member in found.members] == ["stays"]


def test_several_themes_and_items_do_not_multiply(db) -> None:
    program = make_program("change")
    themes = [make_theme(program, order) for order in (1, 2, 3)]
    for code in ("first", "second"):
        item = Item.objects.create(code=code, dataset="programs", name=code, unit="億円", kind="flow")
        ProgramItem.objects.create(program=program, item=item, role=ItemRole.AWARD)

    found = project_figures(empty()).programs["change"]

    assert [theme.code for theme in found.themes] == [theme.code for theme in themes]
    assert found.items == {ItemRole.AWARD: ("first", "second")}


def test_queries_do_not_grow_with_rows(db, django_assert_num_queries) -> None:
    for number in range(20):
        theme = make_theme(make_program(f"programme-{number}"))
        make_participation(theme.program, make_organization(f"organization-{number}"), theme=theme, role=ParticipationRole.OPERATOR)

    with django_assert_num_queries(3):
        project_figures(empty())


def test_row_of_a_later_paper_is_not_known_yet(db) -> None:
    later = SourceDocument.objects.create(code="later", name="後の資料", body="市", dated_on=date(2026, 2, 11))
    program = make_program("change")
    make_theme(program, 1, document=later)
    make_theme(program, 2)
    make_program("next", document=later)

    figures = project_figures(empty())

    assert list(figures.programs) == ["change"]
    assert [theme.name for theme in figures.programs["change"].themes] == ["課題2"]
