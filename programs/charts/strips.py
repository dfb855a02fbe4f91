"""What stands on a timeline: the terms of programmes, agreements and plans, and the days of adoption, signing and milestones."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple, Protocol

from django.utils.translation import override

from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.wareki import date_short, month_short
from programs.choices import AgreementKind, MonthPart, Relation, Series
from programs.queries.history import AgreementLine, MilestoneLine
from programs.queries.lines import ProgramLine

_PART_DAYS = {MonthPart.EARLY: 5, MonthPart.MIDDLE: 15, MonthPart.LATE: 25}
_MID_MONTH = 15  # where a month without a day is marked: within it, and never on the border to the next


class PlanTerm(Protocol):
    """A plan period, whose register stands above this app. Fiscal years, both inclusive."""

    @property
    def name(self) -> str: ...
    @property
    def first_year(self) -> int: ...
    @property
    def last_year(self) -> int: ...


class Term(NamedTuple):
    """A bar. last: inclusive, None while there is no end. text: the term as printed.

    has_unknown_end: no end is registered; drawn is the first year, or what agreements cover.
    """

    name: str
    first: date
    last: date | None
    text: str
    has_unknown_end: bool = False


class Moment(NamedTuple):
    """A diamond. when: as precise as it is known; day: where it is drawn."""

    name: str
    day: date
    when: str
    is_planned: bool = False


@dataclass(frozen=True)
class Strip:
    """A lane. role: of its bars."""

    group: str
    name: str
    role: str
    terms: tuple[Term, ...] = ()
    moments: tuple[Moment, ...] = ()

    @property
    def start(self) -> date:
        return min([term.first for term in self.terms] + [moment.day for moment in self.moments])

    @property
    def end(self) -> date:
        """Return the last day that is known of anything on it; an open end counts as never-ending."""
        ends = [date.max if term.has_unknown_end or not term.last else term.last for term in self.terms]
        return max(ends + [moment.day for moment in self.moments])


def of_plans(plans: Iterable[PlanTerm]) -> Iterator[Strip]:
    """Yield a lane for each period, under its own name: what came before the first plan is no plan."""
    for plan in plans:
        yield Strip("計画期間", plan.name, "plan", (_plan(plan),))


def of_programs(programs: Iterable[ProgramLine], agreements: Iterable[AgreementLine] = ()) -> Iterator[Strip]:
    """Yield a lane for each programme with a term or an adoption, by its beginning; iCONM's, then those of the neighbourhood.

    agreements: until the end of the latest of its own a programme is drawn that has no end registered.
    """
    agreed = {each.program: each.last_year for each in sorted(agreements, key=lambda each: each.last_year or 0) if each.last_year}
    dated = [strip for program in programs if (strip := _program(program, agreed.get(program.code)))]
    own = str(Relation.OWN.label)
    yield from sorted(dated, key=lambda strip: (strip.group != own, strip.start, strip.name))


def of_agreements(agreements: Iterable[AgreementLine]) -> Iterator[Strip]:
    """Yield the agreements, kind by kind: one that follows another shares its lane."""
    found: dict[str, list[AgreementLine]] = defaultdict(list)
    for agreement in agreements:
        found[agreement.kind].append(agreement)
    for kind in (each for each in AgreementKind.values if each in found):
        terms = sorted((term for each in found[kind] if (term := _agreement(each))), key=lambda term: (term.first, term.name))
        signed = tuple(moment for each in found[kind] if (moment := _signing(each)))
        lanes = list(_packed(terms)) or ([[]] if signed else [])
        for place, lane in enumerate(lanes):
            yield Strip("協定・契約", str(AgreementKind(kind).label), "agreement", tuple(lane), () if place else signed)


def of_milestones(milestones: Iterable[MilestoneLine], *, most: int) -> Iterator[Strip]:
    """Yield a lane for each list. most: moments on one, the latest."""
    order = {series: place for place, series in enumerate(Series.values)}
    for series, lines in groupby(sorted(milestones, key=lambda line: order[line.series]), key=lambda line: line.series):
        latest = sorted(lines, key=day_of)[-most:]
        yield Strip("経緯・予定", str(Series(series).label), "", (), tuple(map(milestone, latest)))


def milestone(line: MilestoneLine) -> Moment:
    """Return when it was or is to be: R8.2.10, H25.3中旬, or H27.4."""
    day = day_of(line)
    when = date_short(day) if line.day else month_short(line.year, line.month) + _part_word(line.part)
    return Moment(line.name, day, when + ("まで" if line.is_deadline else ""), line.is_planned)


def day_of(line: MilestoneLine) -> date:
    """Return where a milestone is drawn: on its day, else within its month."""
    within = line.day or (_PART_DAYS[MonthPart(line.part)] if line.part else _MID_MONTH)
    return date(line.year, line.month, min(within, monthrange(line.year, line.month)[1]))


def _part_word(part: str) -> str:
    if not part:
        return ""
    with override("ja"):  # a part of a Japanese day
        return str(MonthPart(part).label)


def _plan(plan: PlanTerm) -> Term:
    return Term(plan.name, FiscalYear(plan.first_year).start, FiscalYear(plan.last_year).end, term_short(plan.first_year, plan.last_year))


def _program(line: ProgramLine, agreed_until: int | None) -> Strip | None:
    adopted = _adoption(line)
    terms = (_running(line, line.first_year, adopted, agreed_until),) if line.first_year is not None else ()
    if not terms and adopted is None:
        return None
    return Strip(str(Relation(line.relation).label), line.label, "program", terms, (adopted,) if adopted else ())


def _running(line: ProgramLine, first_year: int, adopted: Moment | None, agreed_until: int | None) -> Term:
    """Return its term, which begins with the adoption where that fell into the first year."""
    start = FiscalYear(first_year).start
    if adopted and FiscalYear.containing(adopted.day) == first_year:
        start = adopted.day.replace(day=adopted.day.day if line.adopted and line.adopted[2] else 1)
    if line.last_year is None:
        end = FiscalYear(max(first_year, agreed_until or first_year)).end
        return Term(line.name, start, end, f"{line.term}（終期の登録なし）", has_unknown_end=True)
    return Term(line.name, start, FiscalYear(line.last_year).end, line.term)


def _adoption(line: ProgramLine) -> Moment | None:
    """Return when it was adopted; None where not even the month is known."""
    if line.adopted is None or line.adopted[1] is None:
        return None
    year, month, day = line.adopted[0], line.adopted[1], line.adopted[2]
    when = date_short(date(year, month, day)) if day else month_short(year, month)
    return Moment(f"{line.label} 採択", date(year, month, day or _MID_MONTH), when)


def _agreement(line: AgreementLine) -> Term | None:
    if line.starts_on is None and line.first_year is None:
        return None
    first = line.starts_on or FiscalYear(line.first_year or 0).start
    last = line.ends_on or (FiscalYear(line.last_year).end if line.last_year is not None else None)
    return Term(line.name, first, last, term_short(line.first_year, line.last_year) or _days(first, last))


def _days(first: date, last: date | None) -> str:
    return f"{date_short(first)}～{date_short(last) if last else ''}"


def _signing(line: AgreementLine) -> Moment | None:
    if line.signed is None:
        return None
    return Moment(f"{line.name} 締結", date(*line.signed, _MID_MONTH), month_short(*line.signed))


def _packed(terms: Sequence[Term]) -> Iterator[list[Term]]:
    """Yield lanes on which no two terms overlap, each term on the first lane that is free. terms: by their beginning."""
    lanes: list[list[Term]] = []
    for term in terms:
        free = next((lane for lane in lanes if (lane[-1].last or date.max) < term.first), None)
        if free is None:
            lanes.append([term])
        else:
            free.append(term)
    yield from lanes
