"""What refers to a register row: every foreign key to it, from registers and from the parts of registers.

One query reads the numbers and the first rows of every kind, and how the papers print the row, whatever there is of each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Model, QuerySet, Subquery, Value, Window
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import RowNumber

from iconm.lib.fiscal_year import FiscalYear, FiscalYearRange
from iconm.lib.registers import Register
from ledger.browse.columns import NOTHING, end, expression, head, name_of, read, text_of
from ledger.browse.queries import plain_order, united
from ledger.browse.values import Shown
from ledger.models import Mention
from ledger.registers import Part, RegisterPage, of_model, page_of, parts

SHOWN = 50
_TERM = ("first_year", "last_year")
WORDS = 9  # text columns of the union: what a part consists of, where and how a mention stands


@dataclass(frozen=True)
class Kind:
    """One foreign key: the rows of a register or of its parts that refer by it. field: the path to the row.

    is_inside: they are parts of the row referred to, or of the row it belongs to itself.
    """

    declared: RegisterPage | Part
    field: str
    label: str
    is_inside: bool

    @property
    def model(self) -> type[Model]:
        return self.declared.model

    @property
    def key(self) -> str:
        """Return the name of the kind in addresses."""
        return f"{self.model._meta.app_label}-{self.model._meta.model_name}-{self.field}"

    @property
    def own_page(self) -> RegisterPage | None:
        return self.declared if isinstance(self.declared, RegisterPage) else None

    @property
    def link_page(self) -> RegisterPage | None:
        """Return the register whose rows the references lead to: their own, or that of which they are parts."""
        if isinstance(self.declared, RegisterPage):
            return self.declared
        return None if self.is_inside or not self.declared.parent else page_of(end(self.model, self.declared.parent))

    @property
    def paths(self) -> tuple[str, ...]:
        """Return what tells a row from the others: of a register its years, of a part not the row referred to, the same for all.

        Of the row's own parts: everything they consist of.
        """
        if not isinstance(self.declared, Part):
            return tuple(name for name in _TERM if name in self.declared.columns)
        shows = (self.declared.columns if self.is_inside else ()) or self.declared.shows
        return tuple(path for path in shows if path.split(LOOKUP_SEP)[0] != self.field)

    @property
    def heads(self) -> list[str]:
        """Return what each of the paths is called."""
        return [head(self.model, path) for path in self.paths]


@dataclass(frozen=True)
class Reference:
    """A row that refers. page and code: where to read it, if anywhere. words: what tells it from others, one for each path of its kind."""

    page: RegisterPage | None
    code: str
    name: str
    name_en: str
    words: tuple[Shown, ...]
    valid_until: date | None


@dataclass(frozen=True)
class Group:
    """The references of one kind: how many there are, and the first of them."""

    kind: Kind
    total: int
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Printing:
    """How one place of a paper prints the row's name or a term."""

    printed: str
    paper: str
    dated_on: date
    section: str
    is_in_force: bool
    note: str


@dataclass(frozen=True)
class Around:
    groups: list[Group]
    printings: list[Printing]


def kinds(model: type[Model]) -> list[Kind]:
    """Return every foreign key to the model from a declared register or part, its own parts first, then the registers."""
    relations: list[Any] = [
        each
        for each in model._meta.get_fields(include_hidden=True)
        if each.auto_created
        and not each.concrete
        and (each.one_to_many or each.one_to_one)
        and isinstance(each.related_model, type)
        and of_model(each.related_model)
    ]
    found = [*(_kind(relation, relations) for relation in relations), *_parts_of_parts(model)]
    return sorted(found, key=lambda kind: (not kind.is_inside, kind.own_page is None))


def around(row: Register) -> Around:
    """Return what refers to the row, of each kind the number and the first rows in order, and how the papers print it. One query."""
    every = kinds(type(row))
    columns: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for number, *rest in united([_mention_branch(row), *(_branch(row, kind, number) for number, kind in enumerate(every))]):
        columns[number].append(tuple(rest))
    groups = [
        Group(kind, int(columns[number][0][0]), tuple(reference(kind, line[1:]) for line in sorted(columns[number])))
        for number, kind in enumerate(every)
        if columns[number]
    ]
    return Around(groups, [_printing(line[1:]) for line in sorted(columns[_MENTIONS])])


def all_rows(row: Register, kind: Kind) -> QuerySet[Any, Any]:
    """Return every row of a kind, as `reference` reads it; for a paginator."""
    rows = kind.model._default_manager.filter(**{kind.field: row.pk})
    columns: QuerySet[Any, Any] = _columns(rows, kind).order_by("row_place").values_list(*_COLUMNS)
    return columns


def reference(kind: Kind, columns: Sequence[Any]) -> Reference:
    _place, code, name, name_en, until, *words = columns
    page = kind.link_page
    if not page and ":" in code:  # a mention names what it is about
        page, code = _subject(code)
    if kind.own_page:
        said = _term(words[: len(kind.paths)])
    else:
        said = tuple(read(kind.model, path, word) for path, word in zip(kind.paths, words, strict=False))
    return Reference(page, code, name, name_en, said, date.fromisoformat(until) if until else None)


_MENTIONS = -1  # the branch of the mentions, which refer by a text
_COLUMNS = ("row_place", "row_code", "row_name", "row_name_en", "row_until", *(f"row_word_{number}" for number in range(WORDS)))


def _declared(relation: Any) -> RegisterPage | Part | None:
    return of_model(relation.related_model)


def _kind(relation: Any, others: Iterable[Any]) -> Kind:
    """Return the kind of a relation; the field says which it is where a model refers twice."""
    model, field = relation.related_model, relation.field
    declared = _declared(relation)
    if declared is None:
        raise LookupError(f"{model._meta.label} is neither a register page nor a part")
    label, is_inside = str(model._meta.verbose_name), isinstance(declared, Part) and _is_inside(declared, field)
    if not is_inside and sum(other.related_model is model for other in others) > 1:
        label = f"{label}（{field.verbose_name}）"
    return Kind(declared, field.name, label, is_inside)


def _is_inside(part: Part, field: Any) -> bool:
    """Tell whether the rows are parts of what the field refers to, or of its own parent: then to name that one would say nothing."""
    if part.parent == field.name:
        return True
    siblings = {each.name: each.related_model for each in field.related_model._meta.concrete_fields if each.many_to_one}
    return part.parent in siblings and siblings[part.parent] is end(part.model, part.parent)


def _parts_of_parts(model: type[Model]) -> Iterator[Kind]:
    """Yield the parts that reach the model by way of another part."""
    for part in parts():
        if LOOKUP_SEP in part.parent and end(part.model, part.parent) is model:
            yield Kind(part, part.parent, str(part.model._meta.verbose_name), is_inside=True)


def _branch(row: Register, kind: Kind, number: int) -> Any:
    rows = kind.model._default_manager.filter(**{kind.field: row.pk})
    # SQLite takes no limit in a branch of a union, but in a subquery of one.
    first = kind.model._default_manager.filter(pk__in=rows.order_by(*plain_order(kind.model)).values("pk")[:SHOWN])
    total = rows.order_by().values(kind.field).annotate(number_of_rows=Count("pk")).values("number_of_rows")
    counted = _columns(first, kind).order_by().annotate(row_kind=Value(number), row_total=Subquery(total))
    return counted.values_list("row_kind", "row_total", *_COLUMNS)


def _mention_branch(row: Register) -> QuerySet[Any, Any]:
    mentions = Mention.objects.filter(subject=f"{row._meta.label_lower}:{row.code}").order_by()
    paths = ("document__occasion", "document__dated_on", "section", "is_in_force", "note")
    order = [F("aspect").asc(), F("is_in_force").desc(), F("document__dated_on").asc(), F("section").asc(), F("pk").asc()]
    link = {"row_code": text_of("document__name"), "row_name": text_of("printed"), "row_name_en": NOTHING, "row_until": NOTHING}
    columns = [text_of(path) for path in paths]
    words = {f"row_word_{number}": column for number, column in enumerate([*columns, *[NOTHING] * (WORDS - len(columns))])}
    numbers = {"row_kind": Value(_MENTIONS), "row_total": Value(0), "row_place": Window(RowNumber(), order_by=order)}
    return mentions.annotate(**numbers, **link, **words).values_list("row_kind", "row_total", *_COLUMNS)


def _printing(columns: Sequence[Any]) -> Printing:
    _place, document, printed, _name_en, _until, occasion, dated_on, section, in_force, note, *_rest = columns
    # The databases write a boolean as text in ways of their own.
    return Printing(printed, occasion or document, date.fromisoformat(dated_on), section, in_force in ("1", "t", "true"), note)


def _columns(rows: QuerySet[Any, Any], kind: Kind) -> Any:
    columns = [expression(kind.model, path) for path in kind.paths]
    words = {f"row_word_{number}": column for number, column in enumerate([*columns, *[NOTHING] * (WORDS - len(columns))])}
    return rows.annotate(row_place=Window(RowNumber(), order_by=plain_order(kind.model)), **_link(kind), **words)


def _link(kind: Kind) -> dict[str, Any]:
    """Return the columns that name the row to read: the referring one, or the one it is part of."""
    if not kind.link_page:
        code = text_of("subject") if _names_its_subject(kind.model) else NOTHING
        return {"row_code": code, "row_name": NOTHING, "row_name_en": NOTHING, "row_until": NOTHING}
    owner = f"{kind.declared.parent}__" if isinstance(kind.declared, Part) else ""
    return {
        "row_code": text_of(f"{owner}code"),
        "row_name": name_of(kind.link_page.model, owner),
        "row_name_en": text_of(f"{owner}name_en"),
        "row_until": text_of(f"{owner}valid_until"),
    }


def _names_its_subject(model: type[Model]) -> bool:
    return any(field.name == "subject" for field in model._meta.concrete_fields)


def _subject(text: str) -> tuple[RegisterPage | None, str]:
    label, _colon, code = text.partition(":")
    return page_of(apps.get_model(label)), code


def _term(years: Sequence[str]) -> tuple[Shown, ...]:
    """Return R4(2022)～R13(2031); R4(2022)～ where the end is open."""
    first, last = (FiscalYear(int(year)) if year else None for year in (*years, "", "")[:2])
    if first is None:
        return ()
    return (Shown((FiscalYearRange.inclusive(first, last).header if last else f"{first.header}～",), is_content=True),)
