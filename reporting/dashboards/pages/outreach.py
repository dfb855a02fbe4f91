"""広報・人材育成: small charts of every metric, by heading and in printed order, and what is described and not counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from iconm.lib.chart import ChartSpec
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.wareki import as_of_short
from outreach.charts import metric_charts
from outreach.choices import Field
from outreach.queries import ActivityLine, MetricLine, OutreachFigures

MOST_ACTIVITIES = 50


@dataclass(frozen=True)
class Heading:
    """A heading of the achievements. charts: of its metrics, in printed order. silent: metrics without any number in these years."""

    code: str
    label: str
    charts: tuple[ChartSpec, ...]
    silent: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names the page knows the charts by."""
        return tuple(chart.name.replace("-", "_") for chart in self.charts)


@dataclass(frozen=True)
class Summary:
    """What the charts are about. days: of the part-year values, worded. metrics: how many have a number."""

    term: str
    days: str
    metrics: int


def headings(figures: OutreachFigures, lines: Iterable[MetricLine], years: Sequence[int]) -> list[Heading]:
    """Return the headings of these metrics. figures: without the totals over other years."""
    ordered = sorted(lines, key=lambda line: list(Field.values).index(line.field))
    return [_heading(field, figures, list(group), years) for field, group in groupby(ordered, key=lambda line: line.field)]


def _heading(field: str, figures: OutreachFigures, lines: Sequence[MetricLine], years: Sequence[int]) -> Heading:
    drawn = {line.label: metric_charts(figures, line, years) for line in lines}
    return Heading(
        code=field,
        label=str(Field(field).label),
        charts=tuple(chart for charts in drawn.values() for chart in charts),
        silent=tuple(label for label, charts in drawn.items() if not charts),
    )


def summary(figures: OutreachFigures, years: Sequence[int]) -> Summary:
    items = {line.item for line in figures.metrics}
    told = [
        figure for figure in figures.known.figures if figure.item_code in items and figure.fiscal_year in years and figure.value is not None
    ]
    days = sorted({figure.as_of for figure in told if figure.is_part_year and figure.as_of and figure.period_end is None})
    return Summary(
        term=term_short(years[0], years[-1]),
        days="、".join(map(as_of_short, days)),
        metrics=len({figure.item_code for figure in told}),
    )


def described(figures: OutreachFigures, years: Sequence[int]) -> list[ActivityLine]:
    """Return the activities that say more than their heading does: part of another, divided into others, or with contents of their own.

    years: of the plan. Nobody dates these activities: they belong to the plan within which the paper that tells of them was written.
    """
    divided = {line.parent for line in figures.activities if line.parent}
    told = (line for line in figures.activities if line.parent or line.code in divided or line.contents or line.item or line.school)
    return [line for line in told if line.stated_on is None or FiscalYear.containing(line.stated_on) in years]
