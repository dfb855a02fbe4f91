"""The timeline of programmes, agreements, plan periods and milestones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, groupby

from django.utils.translation import gettext as _
from django.utils.translation import override

from iconm.lib.chart import Bar, Lane, Mark, TimelineSpec
from iconm.lib.fiscal_year import LATEST, FiscalYear
from iconm.lib.table import Cell, Head, Row, Table
from iconm.lib.wareki import date_short
from programs.charts import strips
from programs.charts.strips import Moment, PlanTerm, Strip, Term
from programs.queries.history import AgreementLine, MilestoneLine
from programs.queries.lines import ProgramLine

YEARS_AHEAD = 8  # a lease of thirty years would leave the rest a few pixels a year: what lasts longer runs out at the edge with an arrow
MOST_LANES = 16  # of programmes
MOST_PLANS = 8
MOST_AGREEMENTS = 12
MOST_MOMENTS = 24  # on a lane


@dataclass(frozen=True)
class Ground:
    """What the timeline is made from, as known on a day."""

    programs: Sequence[ProgramLine]
    agreements: Sequence[AgreementLine]
    milestones: Sequence[MilestoneLine]
    plans: Sequence[PlanTerm]
    on: date


def timeline(ground: Ground, *, name: str) -> TimelineSpec | None:
    """Return the timeline from the earliest beginning to the latest end, but not further ahead than some years; None without anything."""
    with override("ja"):
        every = [*_strips(ground)]
        last = _last(every, ground.on)
        shown = [cut for strip in every if (cut := _until(strip, last))]
        if not shown:
            return None
        table = _table(shown, name)
    return TimelineSpec(
        name=name,
        title=_title(ground),
        lanes=tuple(Lane(name=strip.name, group=strip.group) for strip in shown),
        bars=tuple(bar for lane, strip in enumerate(shown) for bar in _bars(lane, strip)),
        marks=tuple(mark for lane, strip in enumerate(shown) for mark in _marks(lane, strip)),
        first=FiscalYear.containing(min(strip.start for strip in shown)).start,
        last=last,
        today=ground.on,
        notes=tuple(_notes(ground)),
        table=table,
    )


def _strips(ground: Ground) -> Iterator[Strip]:
    yield from strips.of_plans(sorted(ground.plans, key=lambda plan: plan.first_year)[-MOST_PLANS:])
    yield from _latest(strips.of_programs(ground.programs, ground.agreements))
    yield from strips.of_agreements(sorted(ground.agreements, key=_end, reverse=True)[:MOST_AGREEMENTS])
    yield from strips.of_milestones(ground.milestones, most=MOST_MOMENTS)


def _latest(found: Iterable[Strip]) -> list[Strip]:
    """Return no more lanes than can be read, those that ended longest ago left out; in their own order."""
    lanes = list(found)
    kept = sorted(range(len(lanes)), key=lambda place: (lanes[place].end, lanes[place].start), reverse=True)[:MOST_LANES]
    return [lanes[place] for place in sorted(kept)]


def _end(line: AgreementLine) -> tuple[int, int]:
    """Return the last fiscal year of an agreement and its first, one without an end after all others; those without a term come before."""
    first = line.first_year or (FiscalYear.containing(line.starts_on) if line.starts_on else line.signed[0] if line.signed else 0)
    return (line.last_year or LATEST if first else 0), first


def _last(found: Sequence[Strip], on: date) -> date:
    """Return the last day shown: of the latest end there is, at the least of this year and at the most some years on."""
    this = FiscalYear.containing(on)
    ends = [day for strip in found for day in _ends(strip)]
    latest = FiscalYear.containing(max([*ends, on]))
    return min(latest, this + YEARS_AHEAD).end


def _ends(strip: Strip) -> Iterator[date]:
    yield from (term.last or term.first for term in strip.terms)
    yield from (moment.day for moment in strip.moments)


def _until(strip: Strip, last: date) -> Strip | None:
    """Return the strip without what begins later; None when nothing is left."""
    terms = tuple(term for term in strip.terms if term.first <= last)
    moments = tuple(moment for moment in strip.moments if moment.day <= last)
    return replace(strip, terms=terms, moments=moments) if terms or moments else None


def _bars(lane: int, strip: Strip) -> Iterator[Bar]:
    for term in strip.terms:
        text = term.text if term.name == strip.name else f"{term.name} {term.text}"
        role = "unknown" if term.has_unknown_end else strip.role
        yield Bar(lane=lane, start=term.first, end=term.last, text=text.strip(), role=role)


def _marks(lane: int, strip: Strip) -> Iterator[Mark]:
    for moment in strip.moments:
        yield Mark(lane=lane, day=moment.day, text=f"{moment.when} {moment.name}", is_planned=moment.is_planned)


def _title(ground: Ground) -> str:
    running = [line for line in ground.programs if line.is_own and line.runs_on(ground.on)]
    agreed = [line for line in ground.agreements if runs_on(line, ground.on)]
    words = {"day": date_short(ground.on), "programs": len(running), "agreements": len(agreed)}
    said = _("%(day)s時点で期間中のiCONMの事業は%(programs)s件、協定・契約は%(agreements)s件です") % words
    endless = sum(line.is_own and line.has_no_end for line in ground.programs)
    return said + (_("（終期の登録がない事業%(count)s件を除きます）") % {"count": endless} if endless else "")


def runs_on(line: AgreementLine, on: date) -> bool:
    """Tell whether the day falls into the term of the agreement; one without a registered beginning runs on no day."""
    first = line.starts_on or (FiscalYear(line.first_year).start if line.first_year is not None else None)
    if first is None or on < first:
        return False
    last = line.ends_on or (FiscalYear(line.last_year).end if line.last_year is not None else None)
    return last is None or on <= last


def _notes(ground: Ground) -> Iterator[str]:
    undated = sum(line.first_year is None and line.adopted is None for line in ground.programs)
    unsigned = sum(line.signed is None and line.starts_on is None and line.first_year is None for line in ground.agreements)
    if undated:
        yield _("期間の登録がない事業%(count)s件は、図にありません。") % {"count": undated}
    if len(ground.programs) - undated > MOST_LANES:
        yield _("期間の新しい事業%(count)s件までを図に示しています。") % {"count": MOST_LANES}
    if len(ground.agreements) - unsigned > MOST_AGREEMENTS:
        yield _("期間の新しい協定・契約%(count)s件までを図に示しています。") % {"count": MOST_AGREEMENTS}
    if unsigned:
        yield _("期間の登録がない協定・契約%(count)s件は、図にありません。") % {"count": unsigned}
    if any(line.has_no_end for line in ground.programs):
        yield _("灰色の「→？」は、終期の登録がなく、始まった年度か、協定の期間だけを示しているものです。")
    yield _("◆は採択・締結・経緯、◇は予定、破線はこの画面の時点です。→は終期がないか、図の期間より先まで続くものです。")


def _table(shown: Sequence[Strip], name: str) -> Table:
    heads = tuple(Head(text=text) for text in ("区分", "事項", "期間・年月"))
    rows: list[Row] = []
    for group, found in groupby(shown, key=lambda strip: strip.group):
        lines = [line for strip in found for line in _lines(strip)]
        for place, (what, when) in enumerate(lines):
            opening = (Head(text=group, rowspan=len(lines)),) if place == 0 else ()
            rows.append(Row(heads=(*opening, Head(text=what)), cells=(Cell(text=when),)))
    return Table(name=name, title="事業・協定の年表", head=(heads,), rows=tuple(rows), stub=2)


def _lines(strip: Strip) -> Iterator[tuple[str, str]]:
    found: chain[Term | Moment] = chain(strip.terms, strip.moments)
    for each in sorted(found, key=lambda each: each.first if isinstance(each, Term) else each.day):
        yield (each.name, each.text) if isinstance(each, Term) else (each.name, each.when + ("（予定）" if each.is_planned else ""))
