"""How many institutions of each kind take part in the themes of a programme."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from iconm.lib.chart import ChartSpec, Point, Series, Tick
from iconm.lib.choices import State
from programs.choices import OrganizationKind
from programs.queries.parties import Party
from programs.queries.projects import ThemeLine
from programs.tables import themes as tables

MOST_SERIES = 6  # kinds with a colour of their own; the rest stand together on top


def participants(themes: Sequence[ThemeLine], parties: Sequence[Party], *, name: str) -> ChartSpec | None:
    """Return a column a theme and one for the whole, stacked by kind; None where nobody takes part.

    A theme whose list the paper leaves open has no column, nor then has the whole.
    """
    members = tables.by_theme(themes, parties)
    shown = [theme for theme in themes if members[theme.code]]
    if not shown:
        return None
    with override("ja"):
        table = tables.kinds(shown, members, name=name, title="課題別・種別の参画機関数")
    columns = [None if theme.is_open_list else [*members[theme.code].values()] for theme in shown]
    whole = None if None in columns else [*tables.everyone(members).values()]
    return ChartSpec(
        name=name,
        title=_title(shown, members),
        kind="stacked",
        unit=tables.COUNTER,
        axis=(*_ticks(shown, columns), Tick(label=_("全体"), below=_total(whole))),
        series=tuple(_series(kinds, [*columns, whole]) for kinds in _bands(tables.ordered_kinds(members))),
        notes=(_("全体は、複数の課題に参画する機関を1機関と数えています。"),),
        table=table,
    )


def _title(themes: Sequence[ThemeLine], members: tables.ByTheme) -> str:
    words = {"count": len(tables.everyone(members)), "themes": len(themes), "several": len(tables.in_several(members))}
    if any(theme.is_open_list for theme in themes):
        return _("%(themes)s課題の参画機関は、公表された一覧では%(count)s機関以上です") % words
    return _("%(themes)s課題に%(count)s機関が参画し、うち%(several)s機関は複数の課題に参画しています") % words


def _bands(kinds: list[str]) -> list[tuple[str, ...]]:
    """Return what is drawn together: each of the most frequent kinds, then the others as one."""
    alone = kinds if len(kinds) <= MOST_SERIES + 1 else kinds[:MOST_SERIES]
    rest = tuple(kinds[len(alone) :])
    return [*((kind,) for kind in alone), *([rest] if rest else [])]


def _series(kinds: tuple[str, ...], columns: Sequence[list[Party] | None]) -> Series:
    label = str(OrganizationKind(kinds[0]).label) if len(kinds) == 1 else _("その他の種別")
    return Series(name=label, role="part", stack="kinds", points=tuple(_point(kinds, column) for column in columns))


def _point(kinds: tuple[str, ...], column: list[Party] | None) -> Point:
    if column is None:
        return Point()
    number = sum(party.kind in kinds for party in column)
    return Point(value=Decimal(number), state=State.FINAL, text=f"{number}{tables.COUNTER}") if number else Point()


def _ticks(themes: Sequence[ThemeLine], columns: Sequence[list[Party] | None]) -> Iterator[Tick]:
    """Yield 課題1 with its number: the names are too long for an axis, and stand in the table."""
    for place, (theme, column) in enumerate(zip(themes, columns, strict=True), start=1):
        yield Tick(label=tables.theme_mark(theme, place), below=_total(column))


def _total(column: list[Party] | None) -> str:
    return _("一覧は一部") if column is None else f"{len(column)}{tables.COUNTER}"
