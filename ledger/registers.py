"""The registers people may look through. Upper apps declare theirs in their `registers.py` and register them in `AppConfig.ready()`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.functional import Promise

from iconm.lib.registers import Register
from ledger.models import Item, Mention, SourceDocument, TotalPart


@dataclass(frozen=True)
class RegisterPage:
    """A register with a list and a page for each row; words and types are the model's.

    columns: fields in the list beside the name. filters: fields to choose by: words, yes or no, or a reference to a short register.
    names: the relation whose rows hold further names of a row. figures: the parameter by which the list of figures shows the row's own.
    words: by field, what its codes are called, where the model leaves open which codes there are.
    """

    slug: str
    model: type[Register]
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()
    names: str = ""
    figures: str = ""
    words: Mapping[str, Mapping[str, str | Promise]] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> str | Promise:
        return self.model._meta.verbose_name_plural or self.slug

    @property
    def group(self) -> str | Promise:
        """Return what the app is called."""
        return self.model._meta.app_config.verbose_name

    @property
    def has_printed_order(self) -> bool:
        """Tell whether the rows have an order of their own beside the Japanese one."""
        ordering = self.model._meta.ordering or ()
        return bool(ordering) and ordering[0] != "sort_key"


@dataclass(frozen=True)
class Part:
    """Rows without pages: each belongs to the register row its `parent` path leads to.

    shows: paths of what tells one row from another, three at most. columns: what the owner's page shows of it; without any, `shows`.
    A path that ends in a reference links to it; `年{times}回` puts fields into words, under the label of the first.
    """

    model: type[Model]
    parent: str
    shows: tuple[str, ...]
    columns: tuple[str, ...] = ()


_pages: dict[str, RegisterPage] = {}
_by_model: dict[type[Model], RegisterPage | Part] = {}


def register(*declared: RegisterPage | Part) -> None:
    """Add pages and parts. Raises ValueError when a slug or a model is taken."""
    for each in declared:
        taken = isinstance(each, RegisterPage) and _pages.setdefault(each.slug, each) != each
        if taken or _by_model.setdefault(each.model, each) != each:
            raise ValueError(f"{each.model._meta.label} or its slug is registered twice")


def page(slug: str) -> RegisterPage | None:
    return _pages.get(slug)


def pages() -> Iterator[RegisterPage]:
    """Yield every page, the ledger's own last: people look for who and what before they look for how it is kept."""
    yield from sorted(_pages.values(), key=lambda each: each.model._meta.app_label == Item._meta.app_label)


def parts() -> Iterator[Part]:
    return (each for each in _by_model.values() if isinstance(each, Part))


def of_model(model: type[Model]) -> RegisterPage | Part | None:
    return _by_model.get(model)


def page_of(model: type[Model]) -> RegisterPage | None:
    declared = _by_model.get(model)
    return declared if isinstance(declared, RegisterPage) else None


PAGES = (
    RegisterPage("items", Item, ("dataset", "parent", "unit", "kind"), ("dataset", "kind"), figures="item"),
    RegisterPage("documents", SourceDocument, ("occasion", "body", "dated_on"), figures="document"),
)
PARTS = (
    Part(TotalPart, "total", ("part",)),
    Part(Mention, "", ("printed", "document", "section")),
)
