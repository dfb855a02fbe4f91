"""主な取組 of both plans and of iCONM, against what the papers print."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from iconm.lib.table import TableInputError
from kpis.models import Initiative, InitiativeContent, InitiativeObjective, Judgement, Objective, PlanPeriod
from kpis.queries.initiatives import InitiativeFigures, initiative_figures
from kpis.tables.initiatives import initiatives
from ledger.queries import Known, known
from tests.conftest import World
from tests.programs.transcripts import rows
from tests.reporting.grids import paper

NAMES = {"name": "initiatives", "title": "主な取組"}
ON = date(2026, 2, 10)
FIRST_PAPER = date(2022, 1, 27)


def known_on(day: date) -> InitiativeFigures:
    return initiative_figures(known(on=day))


def filled(table: list[list[str]]) -> list[list[str]]:
    """Return every row with the item and the outcome that reach over it."""
    full: list[list[str]] = []
    for row in table:
        item, outcome = (row[0], row[-1]) if len(row) > 1 else (full[-1][0], full[-1][2])
        full.append([item, row[1] if len(row) > 1 else row[0], outcome])
    return full


@pytest.mark.usefixtures("loaded")
class TestPapers:
    def test_registers_take_one_query(self, django_assert_num_queries) -> None:
        figures = known(on=ON)

        with django_assert_num_queries(1):
            initiative_figures(figures)

    @pytest.mark.parametrize(
        ("transcription", "plan", "day"), [("2026-9-3-initiatives", "plan-4", ON), ("2022-8-3-initiatives", "plan-3", FIRST_PAPER)]
    )
    def test_initiatives_of_a_plan(self, transcription: str, plan: str, day: date) -> None:
        table = initiatives(known_on(day), **NAMES, plan=plan)

        shown = [[item, content, outcome.replace("\n", "／")] for item, content, outcome in filled(rows(table))]
        assert shown == paper(transcription)[1:]

    def test_what_iconm_itself_sets_out_to_do(self) -> None:
        table = initiatives(known_on(FIRST_PAPER), **NAMES, plan="plan-3", series="iconm")

        shown, item = [], ""
        for row in rows(table):
            item = row[0] if len(row) > 1 else item
            section, goal = item.split(" ", 1)
            shown.append([section, goal, row[-1].removesuffix("【新規】"), "新規" if row[-1].endswith("【新規】") else ""])
        assert shown == paper("2022-3-measures")[1:]

    def test_no_column_for_outcomes_nobody_named(self) -> None:
        figures = known_on(ON)

        with_outcomes = initiatives(figures, **NAMES, plan="plan-3")
        without = initiatives(figures, **NAMES, plan="plan-3", series="iconm", content_head="取組内容")
        assert [head.text for head in with_outcomes.head[0]] == ["主な取組項目", "主な取組内容", "獲得を目指す成果"]
        assert [head.text for head in without.head[0]] == ["主な取組項目", "取組内容"]

    def test_fourth_plan_is_unknown_before_its_paper(self) -> None:
        with pytest.raises(TableInputError, match="plan-4"):
            initiatives(known_on(date(2026, 2, 9)), **NAMES, plan="plan-4")
        assert known_on(date(2022, 1, 26)).initiatives == ()

    def test_evaluation_of_r4_to_r7_judged_every_indicator_of_the_paper(self) -> None:
        judged = Judgement.objects.filter(conclusion__code="evaluation-r4-r7", plan_indicator__plan__code="plan-3")

        labels = set(judged.filter(plan_indicator__wordings__is_in_force=True).values_list("plan_indicator__wordings__label", flat=True))
        # Targets and actuals take a row each; the indicator stands beside the targets.
        printed = {row[1].replace(" ", "") for row in paper("2026-6-2-kpi")[1:] if row[1] not in ("^", "<")}
        assert {label.replace(" ", "") for label in labels} == printed
        assert judged.count() == len(printed)

    @pytest.mark.parametrize("model", [Initiative, Judgement])
    def test_admin_opens(self, client: Client, world: World, model: type[Initiative | Judgement]) -> None:
        client.force_login(world.clerk)
        base, row = f"admin:kpis_{model._meta.model_name}", model.objects.first()

        assert row is not None
        assert client.get(reverse(f"{base}_changelist")).status_code == 200
        assert client.get(reverse(f"{base}_change", args=[row.pk])).status_code == 200


@pytest.mark.django_db
class TestRules:
    def test_unknown_series_is_refused(self) -> None:
        with pytest.raises(TableInputError, match="city"):
            initiatives(initiative_figures(Known(on=ON, figures=())), **NAMES, plan="plan-3", series="city")

    def test_initiative_without_contents_or_outcomes_stays(self) -> None:
        plan = PlanPeriod.objects.create(code="plan-9", name="計画", first_year=2042, last_year=2045)
        Initiative.objects.create(code="new", name="新しい取組", plan=plan, order=1)

        figures = initiative_figures(Known(on=ON, figures=()))
        assert rows(initiatives(figures, **NAMES, plan="plan-9")) == [["新しい取組", ""]]

    def test_queries_do_not_grow_with_the_rows(self, django_assert_num_queries) -> None:
        plan = PlanPeriod.objects.create(code="plan-9", name="計画", first_year=2042, last_year=2045)
        objectives = [Objective.objects.create(code=f"objective-{order}", name=f"目標{order}", order=order) for order in (3, 1, 2)]
        for number in range(20):
            initiative = Initiative.objects.create(code=f"initiative-{number}", name=f"取組{number}", plan=plan, order=number)
            for order in range(3):
                InitiativeContent.objects.create(initiative=initiative, order=order, text=f"内容{order}")
                InitiativeObjective.objects.create(initiative=initiative, objective=objectives[order])

        with django_assert_num_queries(1):
            table = rows(initiatives(initiative_figures(Known(on=ON, figures=())), **NAMES, plan="plan-9"))
        # Contents and outcomes do not multiply each other.
        assert len(table) == 60
        assert table[0] == ["取組0", "内容0", "目標1\n目標2\n目標3"]
