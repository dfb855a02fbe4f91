"""事業・協定: the programmes as a tree, the agreements, the promises and the milestones, put in the order they are read in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Measure
from iconm.lib.figure import Figure
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.present import figure_text, figure_years
from iconm.lib.wareki import date_short, month_short
from ledger.queries import Known
from programs.charts import strips
from programs.charts.timeline import runs_on
from programs.choices import AgreementKind, CommitmentState, ItemRole, ProgramKind, Relation
from programs.queries.governance import CommitmentLine
from programs.queries.history import AgreementLine, MilestoneLine
from programs.queries.lines import ProgramLine
from programs.tables.governance import due_text
from reporting.dashboards.program_items import ItemLink, received

MOST_ROWS = 30  # of one list on the page; what is more stands in the register


@dataclass(frozen=True)
class Amount:
    """A figure of the ledger as a list prints it. year: to which years it belongs, empty for a fact without one."""

    figure: Figure
    text: str
    year: str

    @classmethod
    def of(cls, figure: Figure | None) -> "Amount | None":
        return cls(figure, figure_text(figure), figure_years(figure)) if figure else None


@dataclass(frozen=True)
class ProgramRow:
    """depth: 1 below another programme of the list. agreed_until: last fiscal year of its agreements where all ended before it did."""

    line: ProgramLine
    depth: int
    is_running: bool
    agreed_until: int | None
    ceilings: tuple[Amount, ...]
    received: tuple[Amount, ...]

    @property
    def kind(self) -> str | Promise:
        return ProgramKind(self.line.kind).label

    @property
    def unagreed_from(self) -> str:
        """Return R8, the first year for which no agreement is registered; empty where one is, or where there never was any."""
        return FiscalYear(self.agreed_until + 1).short if self.agreed_until is not None else ""


@dataclass(frozen=True)
class Group:
    """iCONM's programmes, or those of the neighbourhood, which are never counted with them."""

    relation: str | Promise
    is_own: bool
    rows: tuple[ProgramRow, ...]


@dataclass(frozen=True)
class AgreementRow:
    line: AgreementLine
    kind: str | Promise
    signed: str
    term: str
    parties: str
    is_running: bool


@dataclass(frozen=True)
class StateOfPromise:
    """How a state is shown, as `state_words` asks for it."""

    icon: str
    word: str | Promise
    tone: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PromiseRow:
    line: CommitmentLine
    due: str
    state: CommitmentState

    @property
    def look(self) -> StateOfPromise:
        return _LOOKS[self.state]


@dataclass(frozen=True)
class MilestoneRow:
    line: MilestoneLine

    @property
    def when(self) -> str:
        return strips.milestone(self.line).when  # of all there are, a page words thirty


@dataclass(frozen=True)
class Summary:
    """How many there are, and which promises are overdue."""

    own: int
    neighbours: int
    agreements: int
    running: int
    overdue: tuple[str, ...]


# Nothing answers a promise of every year, or one whose term is over: without 「記録なし」 they would read as done.
_LOOKS = {
    CommitmentState.OPEN: StateOfPromise("planned", CommitmentState.OPEN.label),
    CommitmentState.YEARLY: StateOfPromise("running", _("毎年度（回ごとの記録なし）")),
    CommitmentState.EVALUATED: StateOfPromise("reached", CommitmentState.EVALUATED.label, "good"),
    CommitmentState.DECIDED: StateOfPromise("done", CommitmentState.DECIDED.label, "good"),
    CommitmentState.OVERDUE: StateOfPromise("warning", CommitmentState.OVERDUE.label, "bad"),
    CommitmentState.ENDED: StateOfPromise("none", _("期間終了（実施の記録なし）")),
}
# What waits longest comes first, what is settled last.
_URGENCY = (
    CommitmentState.OVERDUE,
    CommitmentState.OPEN,
    CommitmentState.YEARLY,
    CommitmentState.EVALUATED,
    CommitmentState.DECIDED,
    CommitmentState.ENDED,
)


def summary(lines: Sequence[ProgramLine], agreed: Sequence[AgreementLine], promises: Sequence[PromiseRow], on: date) -> Summary:
    own = sum(line.is_own for line in lines)
    overdue = tuple(row.line.name for row in promises if row.state == CommitmentState.OVERDUE)
    return Summary(own, len(lines) - own, len(agreed), sum(runs_on(line, on) for line in agreed), overdue)


def groups(lines: Sequence[ProgramLine], links: Iterable[ItemLink], known: Known, agreed: Sequence[AgreementLine] = ()) -> list[Group]:
    """Return the programmes by whose they are, each below its parent; iCONM's first, within them the latest first. At most MOST_ROWS."""
    items: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in links:
        items[link.program, link.role].append(link.item)
    shown = islice(_tree(lines), MOST_ROWS)
    rows = [_row(line, depth, items, known, _agreed_until(line, agreed, known.on)) for line, depth in shown]
    found = ((relation, tuple(row for row in rows if row.line.relation == relation)) for relation in Relation)
    return [Group(relation.label, relation == Relation.OWN, members) for relation, members in found if members]


def agreement_rows(lines: Sequence[AgreementLine], on: date) -> list[AgreementRow]:
    """Return the agreements in force on the day, then the others, the latest first. At most MOST_ROWS."""
    latest = sorted(lines, key=lambda line: (runs_on(line, on), line.signed or (line.first_year or 0, 0)), reverse=True)
    return [_agreement(line, on) for line in latest[:MOST_ROWS]]


def promise_rows(lines: Iterable[CommitmentLine], on: date) -> list[PromiseRow]:
    """Return the promises, what is overdue first and what is settled last. At most MOST_ROWS."""
    rows = [PromiseRow(line, due_text(line), line.state(on)) for line in lines]
    rows.sort(key=lambda row: (_URGENCY.index(row.state), row.line.due_year or 9999))
    return rows[:MOST_ROWS]


def milestone_rows(lines: Iterable[MilestoneLine], series: str) -> list[MilestoneRow]:
    """Return the milestones of one list, or of all, the newest first."""
    listed = (line for line in lines if series in ("", line.series))
    return [MilestoneRow(line) for line in sorted(listed, key=strips.day_of, reverse=True)]


def default_themes(lines: Iterable[ProgramLine], on: date) -> str:
    """Return the programme whose themes are shown without being asked for: iCONM's, running, the latest; empty where there is none."""
    themed = [line for line in lines if line.has_partners]
    latest = max(themed, key=lambda line: (line.is_own, line.runs_on(on), line.first_year or 0), default=None)
    return latest.code if latest else ""


def _tree(lines: Sequence[ProgramLine]) -> Iterator[tuple[ProgramLine, int]]:
    """Yield each programme with its depth: those without a parent in the list, the latest first, each followed by its own."""
    codes = {line.code: line.relation for line in lines}
    below: dict[str, list[ProgramLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (-_begins(line), line.label)):
        has_parent = codes.get(line.parent) == line.relation
        below[line.parent if has_parent else ""].append(line)
    for relation in Relation:
        for line in below[""]:
            if line.relation == relation:
                yield from _branch(line, below, 0)


def _branch(line: ProgramLine, below: Mapping[str, Sequence[ProgramLine]], depth: int) -> Iterator[tuple[ProgramLine, int]]:
    yield line, min(depth, 3)
    for child in below.get(line.code, ()):
        yield from _branch(child, below, depth + 1)


def _begins(line: ProgramLine) -> int:
    return line.first_year or (line.adopted[0] if line.adopted else 0)


def _agreed_until(line: ProgramLine, agreed: Iterable[AgreementLine], on: date) -> int | None:
    """Return when the last agreement of a programme ended that runs on, or may; None while one is in force."""
    own = [each for each in agreed if each.program == line.code]
    if not own or not (line.runs_on(on) or line.has_no_end) or any(runs_on(each, on) for each in own):
        return None
    ends = [last for each in own if (last := _last_year(each)) is not None]
    return max(ends, default=None)


def _last_year(line: AgreementLine) -> int | None:
    return int(FiscalYear.containing(line.ends_on)) if line.ends_on else line.last_year


def _row(
    line: ProgramLine, depth: int, items: Mapping[tuple[str, str], Sequence[str]], known: Known, agreed_until: int | None
) -> ProgramRow:
    ceilings = (Amount.of(known.latest(item)) for item in items.get((line.code, ItemRole.CEILING), ()))
    # Money of the neighbourhood is never shown as received: the register refuses it, and the page does not look.
    codes = items.get((line.code, ItemRole.RECEIVED), ()) if line.is_own else ()
    sums = (_received(known, item) for item in codes)
    shown = (tuple(each for each in found if each) for found in (ceilings, sums))
    return ProgramRow(line, depth, line.runs_on(known.on), agreed_until, *shown)


def _received(known: Known, item: str) -> Amount | None:
    """Return what a programme has brought in, and where that is of one year alone, that no more is registered."""
    amount = Amount.of(received(known, item))
    if amount is None or amount.figure.period_end is not None or amount.figure.fiscal_year is None:
        return amount
    year = FiscalYear(amount.figure.fiscal_year).short
    told = [each for each in known.years([item]) if (figure := known.best(item, each, Measure.AMOUNT)) and figure.value is not None]
    words = gettext("登録は%(year)sのみ") if len(told) == 1 else gettext("%(year)sの年額（計の登録なし）")
    return replace(amount, year=words % {"year": year})


def _agreement(line: AgreementLine, on: date) -> AgreementRow:
    return AgreementRow(
        line=line,
        kind=AgreementKind(line.kind).label,
        signed=month_short(*line.signed) if line.signed else "",
        term=term_short(line.first_year, line.last_year) or (f"{date_short(line.starts_on)}～" if line.starts_on else ""),
        parties="、".join(line.parties) + ("等" if line.is_open_list else ""),
        is_running=runs_on(line, on),
    )
