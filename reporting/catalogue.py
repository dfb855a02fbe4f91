"""Every table and listing a paper can hold, by name. Builders are plain functions from figures; this is the only list of them."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import tables as finance
from iconm.lib.document import Listing
from iconm.lib.table import Table, TableInputError
from kpis import tables as kpis
from reporting.choices import BlockKind
from reporting.figures import Figures

# What the catalogue itself gives every builder; the rest of a builder's arguments are its parameters.
_GIVEN = ("figures", "name", "title")


class CatalogueError(ValueError):
    """A table that does not exist, or parameters its builder does not take; the message says which there are."""


@dataclass(frozen=True)
class Entry:
    """A table or listing by name. label: what staff pick it by. part: the bundle's part the builder reads."""

    name: str
    label: str | Promise
    build: Callable[..., Table] | Callable[..., Listing]
    part: str
    kind: BlockKind = BlockKind.TABLE

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        signature = inspect.signature(self.build).parameters
        return {name: parameter for name, parameter in signature.items() if name not in _GIVEN}


TABLES = {
    entry.name: entry
    for entry in (
        Entry("kpi-progress", gettext_lazy("成果指標（KPI）目標・実績"), kpis.progress, "kpis"),
        Entry("kpi-targets", gettext_lazy("成果指標（KPI）目標"), kpis.targets, "kpis"),
        Entry("kpi-targets-with-significance", gettext_lazy("成果指標（KPI）目標と指標の意義"), kpis.targets_with_significance, "kpis"),
        Entry("kgi", gettext_lazy("直接目標（KGI）"), kpis.goals, "kpis"),
        Entry("statement", gettext_lazy("収支"), finance.statement, "finance"),
        Entry("research-funding", gettext_lazy("研究費獲得"), finance.research_funding, "finance"),
    )
}


def check(name: str, parameters: Mapping[str, Any], kind: str = BlockKind.TABLE) -> Entry:
    """Return the entry. Raises CatalogueError for a name of another kind or none, and for an unknown, missing or mistyped parameter."""
    if name not in TABLES or TABLES[name].kind != kind:
        names = "、".join(entry.name for entry in TABLES.values() if entry.kind == kind)
        words = {"name": name, "names": names, "kind": BlockKind(kind).label}
        raise CatalogueError(_("「%(name)s」という%(kind)sはありません。使えるもの：%(names)s") % words)
    if not isinstance(parameters, dict):
        raise CatalogueError(_('表「%(name)s」の設定は {"項目": 値} の形で入力してください。') % {"name": name})
    accepted = TABLES[name].parameters
    mistyped = [key for key, value in parameters.items() if key in accepted and type(value) is not accepted[key].annotation]
    unknown = [key for key in parameters if key not in accepted]
    missing = [key for key, parameter in accepted.items() if parameter.default is parameter.empty and key not in parameters]
    if unknown or missing or mistyped:
        faults = {"unknown": unknown, "missing": missing, "mistyped": mistyped}
        raise CatalogueError(
            _("表「%(name)s」の設定が合いません。不明：%(unknown)s、不足：%(missing)s、種類の誤り：%(mistyped)s")
            % {"name": name, **{word: "、".join(keys) or "—" for word, keys in faults.items()}}
        )
    return TABLES[name]


def build(name: str, figures: Figures, *, instance: str, title: str, parameters: Mapping[str, Any]) -> Table:
    """Build a table, in Japanese whatever the reader's language. instance: its name in the document.

    Raises CatalogueError as `check` does, and when a parameter names what no register has.
    """
    return _build(check(name, parameters), figures, name=instance, title=title, **parameters)


def build_listing(name: str, figures: Figures, *, parameters: Mapping[str, Any]) -> Listing:
    """Build a listing as `build` builds a table."""
    return _build(check(name, parameters, BlockKind.LISTING), figures, **parameters)


def _build(entry: Entry, figures: Figures, **arguments: Any) -> Any:
    try:
        with translation.override("ja"):
            return entry.build(getattr(figures, entry.part), **arguments)
    except TableInputError as error:
        raise CatalogueError(str(error)) from error
