"""Papers name an organization as it was called on their day."""

from datetime import date
from typing import Any

import pytest

from ledger.queries import Known
from outreach.queries import outreach_figures
from programs.choices import AgreementKind
from programs.models import AgreementParty, Organization
from programs.queries.history import history_figures
from programs.queries.names import name_on
from programs.queries.projects import project_figures
from reporting import documents, figures
from tests.conftest import World
from tests.outreach.factories import make_activity
from tests.programs.factories import make_agreement, make_organization, make_participation, make_program
from tests.programs.renaming import BEFORE, SINCE, rename
from tests.ventures.factories import make_venture
from ventures.queries import venture_figures

LAST_DAY = date(2026, 3, 31)


def known(on: date) -> Known:
    return Known(on=on, figures=())


@pytest.fixture
def party(db) -> Organization:
    organization = make_organization(name="現在")
    make_agreement().parties.create(organization=organization)
    return organization


def named(on: date) -> str:
    return AgreementParty.objects.values_list(name_on(on, "organization"), flat=True).get()


@pytest.mark.parametrize(
    ("on", "name"),
    [(date(2014, 3, 31), "初代"), (date(2014, 4, 1), "二代"), (LAST_DAY, "二代"), (SINCE, "現在"), (date(2030, 1, 1), "現在")],
)
def test_name_is_the_former_one_whose_days_cover_the_day(party: Organization, on: date, name: str) -> None:
    party.names.create(name="二代", kind="former", valid_until=SINCE)
    party.names.create(name="初代", kind="former", valid_until=date(2014, 4, 1))

    assert named(on) == name


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "former"},
        {"kind": "former", "valid_from": date(2010, 4, 1)},
        {"kind": "former", "valid_from": date(2026, 3, 1), "valid_until": SINCE},
        {"kind": "alias", "valid_until": SINCE},
        {"kind": "short", "valid_until": SINCE},
    ],
    ids=["former at some time", "no last day", "of later days", "alias", "short"],
)
def test_other_names_are_not_printed(party: Organization, fields: dict[str, Any]) -> None:
    party.names.create(name="別の名称", **fields)

    assert named(BEFORE) == "現在"


class TestRenamed:
    def test_parties_of_agreements(self, world: World) -> None:
        city = make_organization(name="旧名称")
        make_agreement().parties.create(organization=city)
        make_agreement("later").parties.create(organization=make_organization("other", name="別の団体"))
        rename(city, by=world.clerk)

        assert [line.parties for line in history_figures(known(LAST_DAY)).agreements] == [("旧名称",), ("別の団体",)]
        assert [line.parties for line in history_figures(known(SINCE)).agreements] == [("新名称",), ("別の団体",)]

    def test_participants_and_partners(self, world: World) -> None:
        company, program = make_organization(name="旧名称"), make_program()
        make_participation(program, company)
        make_participation(program, make_organization("printed"), order=2, printed="資料の表記")
        company.joint_research.create(code="joint", name="共同研究", starts_on=date(2025, 4, 1))
        rename(company, by=world.clerk)

        for on, name in ((LAST_DAY, "旧名称"), (SINCE, "新名称")):
            found = project_figures(known(on))
            assert [member.name for member in found.programs["programme"].members] == [name, "資料の表記"]
            assert [line.partner for line in found.joint_research] == [name]

    def test_ventures_and_what_they_became(self, world: World) -> None:
        successor = make_organization("successor", name="旧名称")
        successor.names.create(name="古い名称", kind="former")
        venture = make_venture(status="merged", merged_into=successor)
        rename(successor, by=world.clerk)
        rename(venture.organization, by=world.clerk, name="(株)新ナノ")

        before, after = (venture_figures(known(on)).companies[0] for on in (LAST_DAY, SINCE))

        assert (before.name, before.successor, before.successor_formerly) == ("(株)nano", "旧名称", "古い名称")
        assert (after.name, after.successor, after.successor_formerly) == ("(株)新ナノ", "新名称", "古い名称")

    def test_name_in_force_is_nobodys_former_name(self, world: World) -> None:
        successor = make_organization("successor", name="旧名称")
        make_venture(status="merged", merged_into=successor)
        rename(successor, by=world.clerk)

        formerly = [venture_figures(known(on)).companies[0].successor_formerly for on in (LAST_DAY, SINCE)]

        assert formerly == ["", "旧名称"]

    def test_schools(self, world: World) -> None:
        school = make_organization(name="旧名称")
        make_activity(school=school)
        make_activity("without", order=20)
        rename(school, by=world.clerk)

        assert [line.school for line in outreach_figures(known(LAST_DAY)).activities] == ["旧名称", ""]
        assert [line.school for line in outreach_figures(known(SINCE)).activities] == ["新名称", ""]


@pytest.mark.usefixtures("loaded")
def test_paper_of_february_2026_stays_as_it_was(world: World) -> None:
    """A partner of joint research, a party of a memorandum and a venture get new names in April."""
    template = documents.find_template("committee-2026")
    roles: list[dict[str, Any]] = [
        {"joint_research__isnull": False},
        {"agreements__agreement__kind": AgreementKind.MEMORANDUM},
        {"venture__isnull": False},
    ]
    printed = documents.build(template, figures.load(on=BEFORE)).blocks
    renamed = [Organization.objects.filter(**role).first() for role in roles]
    for row in renamed:
        rename(row, by=world.clerk, name=f"改名{row.code}")

    assert documents.build(template, figures.load(on=BEFORE)).blocks == printed
    later = str(documents.build(template, figures.load(on=date(2026, 5, 1))).blocks)
    assert [row.code for row in renamed if f"改名{row.code}" not in later] == []
