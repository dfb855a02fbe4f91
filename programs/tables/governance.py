"""Tables of who judges, what was concluded, and what was promised."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from iconm.lib import wareki
from iconm.lib.document import Entry, Listing
from iconm.lib.fiscal_year import FiscalYear, term_short
from iconm.lib.table import Cell, Head, Row, Table, TableInputError
from ledger.sentences import fill
from programs.choices import CommitmentState, ConclusionKind
from programs.queries.governance import AnswerLine, BodyLine, CharterLine, CommitmentLine, ConclusionLine, GovernanceFigures

MARKS = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


def bodies(figures: GovernanceFigures, *, name: str, title: str, document: str) -> Table:
    """Return the bodies as one paper describes them, a block of rows each, with one more where a body acts upon another.

    document: code of the paper.
    """
    described = [(body, charter) for body in figures.bodies if (charter := body.charter(document))]
    if not described:
        raise TableInputError(_("資料「%(document)s」には、会議体の定めが登録されていません。") % {"document": document})
    heads = (Head(text="会議体"), Head(text="区分"), Head(text="内容"))
    rows = tuple(row for body, charter in described for row in _body_rows(body, charter))
    return Table(name=name, title=title, head=(heads,), rows=rows, stub=2)


def evaluations(figures: GovernanceFigures, *, name: str, title: str, kind: str = "", document: str = "") -> Table:
    """Return what was concluded, oldest first. Without a kind all but the results, which `results` lists.

    kind: of ConclusionKind. document: code of the paper that states them.
    """
    if kind and kind not in ConclusionKind:
        raise TableInputError(_("検証結果・決定の種別に「%(kind)s」はありません。") % {"kind": kind})
    chosen = [
        line
        for line in figures.conclusions
        if (line.kind == kind if kind else line.kind != ConclusionKind.RESULT) and document in ("", line.document)
    ]
    heads = tuple(Head(text=text) for text in ("種別", "会議", "日付", "対象期間", "結論"))
    rows = tuple(Row(heads=(Head(text=str(ConclusionKind(line.kind).label)),), cells=_conclusion_cells(line, figures)) for line in chosen)
    return Table(name=name, title=title, head=(heads,), rows=rows)


def commitments(figures: GovernanceFigures, *, name: str, title: str) -> Table:
    """Return every promise with what answered it and how it stands on the figures' day."""
    heads = tuple(Head(text=text) for text in ("約束", "内容", "定めた文書", "期限", "評価検証", "決定", "状態"))
    rows = tuple(Row(heads=(Head(text=line.name),), cells=_commitment_cells(line, figures.known.on)) for line in figures.commitments)
    return Table(name=name, title=title, head=(heads,), rows=rows)


def results(figures: GovernanceFigures, *, document: str) -> Listing:
    """Return the results one paper reports, under their goals. document: code of the paper."""
    chosen = [line for line in figures.conclusions if line.kind == ConclusionKind.RESULT and line.document == document]
    return Listing(
        entries=tuple(
            Entry(mark=MARKS[position % len(MARKS)], text=line.name, entries=tuple(_points(fill(line.text, figures.known))))
            for position, line in enumerate(chosen)
        )
    )


def _body_rows(body: BodyLine, charter: CharterLine) -> Iterator[Row]:
    members = "\n".join(f"{member.side}：{member.offices}{'他' if member.is_open_list else ''}" for member in charter.members)
    facts = [
        ("目的", charter.purpose),
        ("委員", members),
        ("開催", f"年{charter.times_a_year}回{charter.times_qualifier}実施"),
        ("内容", "\n".join(f"・{duty}" for duty in charter.duties)),
    ]
    if charter.action:
        facts.append((f"{charter.target}へ", charter.action))
    for position, (label, text) in enumerate(facts):
        opening = (Head(text=f"{body.name}（{body.host}）", rowspan=len(facts)),) if position == 0 else ()
        yield Row(heads=(*opening, Head(text=label)), cells=(Cell(text=text),))


def _conclusion_cells(line: ConclusionLine, figures: GovernanceFigures) -> tuple[Cell, ...]:
    said = "\n".join(text for text in (line.name, line.verdict, fill(line.text, figures.known)) if text)
    texts = (line.body, wareki.date_long(line.dated_on), term_short(line.first_year, line.last_year), said)
    return tuple(Cell(text=text) for text in texts)


def _commitment_cells(line: CommitmentLine, on: date) -> tuple[Cell, ...]:
    state: CommitmentState = line.state(on)
    texts = (line.text, line.stated_in, due_text(line), _answer(line.evaluation), _answer(line.decision), str(state.label))
    return tuple(Cell(text=text) for text in texts)


def due_text(line: CommitmentLine) -> str:
    """Return when the promise falls due, as its paper says, else by its fiscal year."""
    if line.due_printed or line.due_year is None:
        return line.due_printed
    year = FiscalYear(line.due_year).long
    return f"毎年度（{year}まで）" if line.is_yearly else f"{year}末"


def _answer(answer: AnswerLine | None) -> str:
    return f"{answer.name}\n{wareki.date_long(answer.dated_on)}" if answer else ""


def _points(text: str) -> Iterator[Entry]:
    return (Entry(mark="・", text=line) for line in text.splitlines())
