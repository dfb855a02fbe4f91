"""The grid of the indicators: the plan's order and words, and the question why a target was missed."""

from collections.abc import Iterator, Sequence

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from iconm.lib.choices import Basis, Measure
from iconm.lib.present import figure_text
from kpis.calculations import is_reached
from kpis.choices import TargetType
from kpis.models import PlanIndicator
from ledger.choices import Weight
from ledger.grid.checks import about
from ledger.grid.findings import Finding
from ledger.grid.layout import Place
from ledger.grid.rows import Grid, Row
from ledger.models import Sheet


def layout(sheet: Sheet) -> Sequence[Place]:
    """Return the indicators of the plan the year belongs to, and of the next plan in its last year: that is its baseline. One query."""
    year = sheet.fiscal_year  # a sheet of targets bears the first year of its plan
    indicators = _worded().filter(_of_plan(sheet)).select_related("plan", "indicator__item__parent", "objective")
    places: dict[int, Place] = {}
    for each in indicators.order_by("plan__first_year", "order"):
        places.setdefault(each.indicator.item_id, _place(each, year))
    return list(places.values())


def words(sheets: Sequence[Sheet]) -> dict[tuple[int, str], str]:
    """Return what `layout` calls the indicators of each sheet, by sheet and code of the item. One query."""
    last = F("plan__predecessor__last_year")
    columns = ("indicator__item__code", "wording", "indicator__name", "plan__first_year", "plan__last_year", "follows")
    rows = _worded().annotate(follows=last).order_by("-plan__first_year", "-order").values_list(*columns)
    found: dict[tuple[int, str], str] = {}
    for code, wording, name, *years in rows:  # the earliest plan comes last, and counts, as in `layout`
        found |= {(sheet.pk, code): wording or name for sheet in sheets if _holds(sheet, *years)}
    return found


def _worded() -> QuerySet[PlanIndicator]:
    """Return the places of indicators with `wording`, in force or None."""
    # A filter beside the annotation would join the wordings a second time, and the annotation take any paper's.
    in_force = FilteredRelation("wordings", condition=Q(wordings__is_in_force=True))
    return PlanIndicator.objects.annotate(in_force=in_force).annotate(wording=F("in_force__label"))


def _of_plan(sheet: Sheet) -> Q:
    of_plan = Q(plan__first_year__lte=sheet.fiscal_year, plan__last_year__gte=sheet.fiscal_year)
    return of_plan if sheet.basis == Basis.PLAN else of_plan | Q(plan__predecessor__last_year=sheet.fiscal_year)


def _holds(sheet: Sheet, first: int, last: int, follows: int | None) -> bool:
    """Tell what `_of_plan` asks the database."""
    return first <= sheet.fiscal_year <= last or (sheet.basis != Basis.PLAN and follows == sheet.fiscal_year)


def _place(each: PlanIndicator, year: int) -> Place:
    is_next = each.plan.first_year > year
    group = _("次期計画の基準値（%(plan)s）") % {"plan": each.plan} if is_next else each.objective.name
    wording: str | None = getattr(each, "wording", None)
    return Place(
        item=each.indicator.item,
        label=wording or each.indicator.name,
        measures=(Measure.TARGET, Measure.ACTUAL),
        group=group,
        mark=str(each.order),
        help=each.significance or each.indicator.definition,
        target_type=each.target_type,
        direction=each.indicator.direction,
    )


def missed_targets(grid: Grid) -> Iterator[Finding]:
    """A missed target has to be explained where it is final: within the year nothing is missed yet."""
    for row in grid.rows:
        if row.is_final and _is_missed(row):
            message = _("目標（%(target)s）を下回っています。要因と今後の対応を入力してください。")
            if row.place.target_type == TargetType.AT_MOST:
                message = _("目標（%(target)s）を上回っています。要因と今後の対応を入力してください。")
            yield about(row, "missed", Weight.WARNING, message % {"target": _target(row)}, wants="explanation")


def _is_missed(row: Row) -> bool:
    target, number = row.target, row.number
    if target is None or target.value is None or number is None or number.value is None:
        return False
    if row.place.target_type == TargetType.NARRATIVE or (row.place.target_type == TargetType.RANGE and target.upper is None):
        return False
    return not is_reached(number.value, target.value, row.place.target_type, target.upper)


def _target(row: Row) -> str:
    return figure_text(row.target) if row.target else ""
