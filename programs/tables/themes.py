"""Tables of who takes part in the themes of a programme: by kind, and how far the themes share institutions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from iconm.lib.choices import State
from iconm.lib.table import Cell, Head, Note, Row, Table
from programs.choices import OrganizationKind, ParticipationRole
from programs.queries.parties import Party
from programs.queries.projects import ThemeLine

COUNTER = "機関"
MOST_NAMED = 12
ByTheme = Mapping[str, Mapping[str, Party]]


def by_theme(themes: Iterable[ThemeLine], parties: Iterable[Party]) -> ByTheme:
    """Return, by theme, the participating institutions by their codes: each once, whatever its places."""
    found: dict[str, dict[str, Party]] = {theme.code: {} for theme in themes}
    for party in parties:
        if party.theme in found and party.role == ParticipationRole.PARTNER:
            found[party.theme].setdefault(party.organization, party)
    return found


def everyone(members: ByTheme) -> dict[str, Party]:
    """Return the institutions of all themes, each once."""
    return {code: party for parties in members.values() for code, party in parties.items()}


def kinds_of(parties: Iterable[Party]) -> Counter[str]:
    return Counter(party.kind for party in parties)


def ordered_kinds(members: ByTheme) -> list[str]:
    """Return the kinds there are, the most frequent first; of the same number in the order of the choices."""
    counts = kinds_of(everyone(members).values())
    return sorted(counts, key=lambda kind: (-counts[kind], OrganizationKind.values.index(kind)))


def theme_mark(theme: ThemeLine, place: int) -> str:
    """Return 課題1, by the printed number, else by its place."""
    return f"課題{theme.number or place}"


def theme_name(theme: ThemeLine) -> str:
    return f"{theme.number} {theme.name}".strip()


def kinds(themes: Sequence[ThemeLine], members: ByTheme, *, name: str, title: str) -> Table:
    """Return how many institutions of each kind take part in each theme, and in the programme as a whole, each counted once.

    A theme whose list the paper leaves open has no numbers.
    """
    order = ordered_kinds(members)
    heads = tuple(Head(text=text) for text in ("研究開発課題", *(str(OrganizationKind(kind).label) for kind in order), "計"))
    rows = [_kind_row(theme_name(theme), members[theme.code].values(), order, is_open=theme.is_open_list) for theme in themes]
    is_open = any(theme.is_open_list for theme in themes)
    total = _kind_row("全体（重複を除く）", everyone(members).values(), order, is_open=is_open, is_total=True)
    return Table(name=name, title=title, unit=COUNTER, head=(heads,), rows=(*rows, total))


def overlap(themes: Sequence[ThemeLine], members: ByTheme, *, name: str, title: str) -> Table:
    """Return how many institutions each pair of themes shares, by the code of the organization; its own number on the diagonal."""
    heads = tuple(Head(text=text) for text in ("研究開発課題", *(theme_mark(theme, place) for place, theme in enumerate(themes, start=1))))
    rows = tuple(
        Row(heads=(Head(text=theme_name(one)),), cells=tuple(count(len(_shared(members, one, two))) for two in themes)) for one in themes
    )
    return Table(name=name, title=title, unit=COUNTER, head=(heads,), rows=rows, notes=tuple(_shared_note(members)))


def count(number: int) -> Cell:
    return Cell(value=Decimal(number), unit=COUNTER, state=State.FINAL)


def in_several(members: ByTheme) -> dict[str, int]:
    """Return the codes of the institutions in more than one theme, with how many themes, the widest first."""
    places = Counter(code for parties in members.values() for code in parties)
    return {code: number for code, number in places.most_common() if number > 1}


def _kind_row(name: str, parties: Iterable[Party], order: Sequence[str], *, is_open: bool, is_total: bool = False) -> Row:
    counts = kinds_of(parties)
    numbers = [*(counts[kind] for kind in order), counts.total()]
    cells = tuple(Cell() if is_open else count(number) for number in numbers)
    return Row(heads=(Head(text=name),), cells=cells, kind="total" if is_total else "body")


def _shared(members: ByTheme, one: ThemeLine, two: ThemeLine) -> set[str]:
    return set(members[one.code]) & set(members[two.code])


def _shared_note(members: ByTheme) -> Iterator[Note]:
    several, known = in_several(members), everyone(members)
    named = [f"{known[code].name}（{number}課題）" for code, number in several.items()]
    if named:
        more = f" ほか{len(named) - MOST_NAMED}{COUNTER}" if len(named) > MOST_NAMED else ""
        yield Note(text=f"複数の課題に参画：{'、'.join(named[:MOST_NAMED])}{more}")
