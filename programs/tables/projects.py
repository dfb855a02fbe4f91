"""Tables and listings of programmes: themes, participants, components, subsidies, and joint research."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from iconm.lib import wareki
from iconm.lib.choices import Basis, State
from iconm.lib.document import Entry, Listing
from iconm.lib.figure import Figure
from iconm.lib.present import figure_text
from iconm.lib.table import Cell, Head, Note, Row, Table, TableInputError
from ledger.sentences import fill
from programs.choices import ItemRole, ParticipationRole, ProgramKind
from programs.queries.projects import JointLine, Member, Project, ProjectFigures, ThemeLine

# Those who carry a project out together; its funder and those it works with outside are other lists.
CARRIERS = (ParticipationRole.LEAD, ParticipationRole.PROPOSER, ParticipationRole.PARTNER, ParticipationRole.OPERATOR)
COUNTER = "機関"


def themes(figures: ProjectFigures, *, name: str, title: str, program: str) -> Table:
    """Return the research themes with who takes part in each and how many they are.

    A list the paper leaves open is never counted. The note counts an organization of several themes once, and names the printed number
    where that is another.
    """
    project = _project(figures, program)
    heads = tuple(Head(text=text) for text in ("研究開発課題", "ターゲット", "参画機関", "機関数"))
    rows = tuple(_theme_row(theme) for theme in project.themes)
    return Table(name=name, title=title, head=(heads,), rows=rows, notes=tuple(_count_note(figures, project)))


def participants(figures: ProjectFigures, *, name: str, title: str, program: str, role: str = "") -> Table:
    """Return who takes part, a row an organization and role. role: only these; without it, all but funders and outside collaborators."""
    project = _project(figures, program)
    wanted = (_role(role),) if role else CARRIERS
    members = [member for member in _once(project) if member.role in wanted]
    members.sort(key=lambda member: wanted.index(ParticipationRole(member.role)))
    labels = _role_labels(members)
    rows = [
        Row(heads=(Head(text=labels[role_], rowspan=size),) if first else (), cells=(Cell(text=text),))
        for role_, text, first, size in _by_role(members, is_open_list=project.is_open_list and not set(wanted).isdisjoint(CARRIERS))
    ]
    return Table(name=name, title=title, head=((Head(text="役割"), Head(text="団体")),), rows=tuple(rows))


def components(figures: ProjectFigures, *, name: str, title: str, program: str) -> Table:
    """Return the components of a programme with who runs each."""
    heads = tuple(Head(text=text) for text in ("番号", "プログラム", "実施機関", "内容"))
    rows = [
        Row(
            heads=(Head(text=theme.number), Head(text=theme.name)),
            cells=(Cell(text=_names(theme.with_role(ParticipationRole.OPERATOR))), Cell(text="\n".join(theme.outline))),
        )
        for theme in _project(figures, program).themes
    ]
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows), stub=2)


def subsidy_lines(figures: ProjectFigures, *, name: str, title: str, program: str) -> Table:
    """Return the lines under a programme, each with its kind and the share the funder pays."""
    code = _project(figures, program).code
    lines = [line for line in figures.children(code) if line.kind == ProgramKind.LINE]
    heads = tuple(Head(text=text) for text in ("補助事業", "区分", "補助率"))
    rows = [Row(heads=(Head(text=line.name),), cells=(Cell(text=line.short_name), Cell(text=line.rate))) for line in lines]
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows))


def scheme(figures: ProjectFigures, *, name: str, title: str, program: str) -> Table:
    """Return what a programme is for and what it pays, a label a row; what is not registered has no row."""
    rows = tuple(Row(heads=(Head(text=label),), cells=(cell,)) for label, cell in _facts(figures, _project(figures, program)))
    return Table(name=name, title=title, head=((Head(text="項目"), Head(text="内容")),), rows=rows)


def joint_research(figures: ProjectFigures, *, name: str, title: str) -> Table:
    """Return the joint-research contracts."""
    heads = tuple(Head(text=text) for text in ("相手方", "件名", "締結・開始", "期間", "場所", "目的", "内容"))
    rows = [
        Row(
            heads=(Head(text=line.partner), Head(text=line.name)),
            cells=tuple(
                Cell(text=text)
                for text in (
                    wareki.month_short(*line.signed) if line.signed else "",
                    _days(line),
                    line.place,
                    line.aim,
                    fill(line.note, figures.known),
                )
            ),
        )
        for line in figures.joint_research
    ]
    return Table(name=name, title=title, head=(heads,), rows=tuple(rows), stub=2)


def theme_outline(figures: ProjectFigures, *, program: str) -> Listing:
    """Return the themes with the lines of each below it."""
    return Listing(entries=tuple(_outlined(theme) for theme in _project(figures, program).themes))


def _project(figures: ProjectFigures, program: str) -> Project:
    if program not in figures.programs:
        known = {"program": program, "programs": "・".join(figures.programs) or "—"}
        raise TableInputError(_("事業「%(program)s」は登録されていません。登録済み：%(programs)s") % known)
    return figures.programs[program]


def _role(role: str) -> ParticipationRole:
    if role not in ParticipationRole.values:
        known = {"role": role, "roles": "・".join(ParticipationRole.values)}
        raise TableInputError(_("「%(role)s」という役割はありません。使えるもの：%(roles)s") % known)
    return ParticipationRole(role)


def _theme_row(theme: ThemeLine) -> Row:
    partners = theme.with_role(ParticipationRole.PARTNER)
    names = _names(partners) + (" など" if theme.is_open_list else "")
    is_counted = bool(partners) and not theme.is_open_list
    count = Cell(value=Decimal(len(partners)), unit=COUNTER, state=State.FINAL) if is_counted else Cell()
    return Row(heads=(Head(text=f"{theme.number} {theme.name}".strip()),), cells=(Cell(text=theme.target), Cell(text=names), count))


def _count_note(figures: ProjectFigures, project: Project) -> Iterator[Note]:
    partners = {member.organization for theme in project.themes for member in theme.with_role(ParticipationRole.PARTNER)}
    is_open = project.is_open_list or any(theme.is_open_list for theme in project.themes)
    printed = _printed_count(figures, project)
    if partners and not is_open:
        counted = f"参画機関数は{len(partners)}{COUNTER}（重複を除く）"
        differs = printed is not None and printed.value != len(partners)
        yield Note(text=counted + (f"。資料の表記は{figure_text(printed)}" if printed and differs else ""))
    elif partners and printed:
        yield Note(text=f"参画機関数は{figure_text(printed)}（資料の表記）")


def _printed_count(figures: ProjectFigures, project: Project) -> Figure | None:
    counts = figures.figures(project, ItemRole.COUNT)
    return next((figure for figure in counts if figure.unit == COUNTER), None)


def _names(members: Iterable[Member]) -> str:
    return "、".join(f"{member.name}{'等' if member.is_open_list else ''}" for member in members)


def _once(project: Project) -> list[Member]:
    """Return the members of the programme, then of its themes, each organization once in each role."""
    everyone = (*project.members, *(member for theme in project.themes for member in theme.members))
    first: dict[tuple[str, str], Member] = {}
    for member in everyone:
        first.setdefault((member.organization, member.role), member)
    return list(first.values())


def _role_labels(members: Sequence[Member]) -> dict[str, str]:
    """Return how each role is called. Where there are proposers beside it, the lead both proposes and runs the project."""
    labels = {member.role: str(ParticipationRole(member.role).label) for member in members}
    if ParticipationRole.LEAD in labels and ParticipationRole.PROPOSER in labels:
        labels[ParticipationRole.LEAD] = "事業者兼提案者"
    return labels


def _by_role(members: Sequence[Member], *, is_open_list: bool) -> Iterator[tuple[str, str, bool, int]]:
    """Yield role, name, whether it opens its role, and how many the role has; 他 stands behind the last name of an open list."""
    for role, group in groupby(members, key=lambda member: member.role):
        names = [f"{member.name}{'等' if member.is_open_list else ''}" for member in group]
        if is_open_list and role == members[-1].role:
            names[-1] += " 他"
        for position, text in enumerate(names):
            yield role, text, position == 0, len(names)


def _facts(figures: ProjectFigures, project: Project) -> Iterator[tuple[str, Cell]]:
    texts = (
        ("所管官庁", project.funder),
        ("補助事業名", f"「{project.name}」"),
        ("目的", project.purpose),
        ("対象事業者", project.eligible),
        ("補助対象", project.covers),
        ("補助率", project.rate),
    )
    yield from ((label, Cell(text=text)) for label, text in texts if text)
    for figure in figures.figures(project, ItemRole.BUDGET):
        yield str(Basis(figure.basis).label), Cell.of(figure)
    for figure in figures.figures(project, ItemRole.COUNT):
        yield figure.item_label.removeprefix(project.label).strip(), Cell.of(figure)


def _days(line: JointLine) -> str:
    if line.starts_on is None:
        return ""
    last = f"{wareki.date_long(line.ends_on)}まで" if line.ends_on else ""
    return f"{wareki.date_long(line.starts_on)}から{last}"


def _outlined(theme: ThemeLine) -> Entry:
    return Entry(mark=theme.number or "・", text=theme.name, entries=tuple(Entry(mark="・", text=line) for line in theme.outline))
