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
from kpis.tables import assessment, initiatives, plans
from outreach import tables as outreach
from programs.tables import governance, history, operation, outlines, projects
from reporting.choices import BlockKind
from reporting.figures import Figures
from ventures import tables as ventures

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


_ENTRIES = (
    Entry("milestones", gettext_lazy("経緯・予定"), history.milestones, "history"),
    Entry("agreements", gettext_lazy("協定・契約"), history.agreements, "history"),
    Entry("memoranda", gettext_lazy("覚書等の相手方（文）"), history.memoranda, "history", BlockKind.LISTING),
    Entry("support", gettext_lazy("これまでの支援とその取組結果"), finance.support, "finance"),
    Entry("city-measures", gettext_lazy("市の取組"), finance.city_measures, "finance"),
    Entry("businesses", gettext_lazy("事業構成と主な財源"), operation.businesses, "businesses"),
    Entry("ventures", gettext_lazy("ベンチャー企業"), ventures.companies, "ventures"),
    Entry("themes", gettext_lazy("研究開発課題と参画機関"), projects.themes, "projects"),
    Entry("research-lines", gettext_lazy("研究費獲得（文）"), finance.research_lines, "finance", BlockKind.LISTING),
    Entry("research-funding", gettext_lazy("研究費獲得"), finance.research_funding, "finance"),
    Entry("joint-research", gettext_lazy("民間企業との共同研究"), projects.joint_research, "projects"),
    Entry("achievements", gettext_lazy("取組成果（文）"), outreach.achievements, "outreach", BlockKind.LISTING),
    Entry("outreach-metrics", gettext_lazy("取組成果（年度別）"), outreach.metrics, "outreach"),
    Entry("school-programmes", gettext_lazy("高校生プログラム"), outreach.school_programmes, "outreach"),
    Entry("consortium", gettext_lazy("コンソーシアムの概要"), ventures.consortium, "consortium"),
    Entry("consortium-membership", gettext_lazy("コンソーシアムの会員と会費"), ventures.membership, "consortium"),
    Entry("consortium-activities", gettext_lazy("コンソーシアムの取組"), ventures.activities, "consortium", BlockKind.LISTING),
    Entry("care-sites", gettext_lazy("看護の現場"), ventures.care_sites, "consortium"),
    Entry("statement", gettext_lazy("収支"), finance.statement, "finance"),
    Entry("kgi", gettext_lazy("直接目標（KGI）"), plans.goals, "kpis"),
    Entry("kpi-progress", gettext_lazy("成果指標（KPI）目標・実績"), plans.progress, "kpis"),
    Entry("kpi-targets", gettext_lazy("成果指標（KPI）目標"), plans.targets, "kpis"),
    Entry("kpi-targets-with-significance", gettext_lazy("成果指標（KPI）目標と指標の意義"), plans.targets_with_significance, "kpis"),
    Entry("kpi-assessment", gettext_lazy("成果指標（KPI）の評価"), assessment.assessment, "kpis"),
    Entry("initiatives", gettext_lazy("主な取組"), initiatives.initiatives, "initiatives"),
    Entry("evaluations", gettext_lazy("評価検証・決定"), governance.evaluations, "governance"),
    Entry("results", gettext_lazy("成果（文）"), governance.results, "governance", BlockKind.LISTING),
    Entry("contribution", gettext_lazy("本市負担金"), finance.contribution, "finance"),
    Entry("contribution-policies", gettext_lazy("負担金の考え方"), finance.contribution_policies, "finance"),
    Entry("commitments", gettext_lazy("約束と評価"), governance.commitments, "governance"),
    Entry("bodies", gettext_lazy("会議体"), governance.bodies, "governance"),
    Entry("scheme", gettext_lazy("国の補助事業の概要"), projects.scheme, "projects"),
    Entry("participants", gettext_lazy("参加団体"), projects.participants, "projects"),
    Entry("facility", gettext_lazy("施設概要"), operation.facility, "site"),
    Entry("theme-outline", gettext_lazy("プロジェクトの概要（文）"), projects.theme_outline, "projects", BlockKind.LISTING),
    Entry("outline", gettext_lazy("事業の概要（文）"), outlines.outline, "outlines", BlockKind.LISTING),
    Entry("flows", gettext_lazy("土地・賃料・資金の流れ"), operation.flows, "site"),
    Entry("components", gettext_lazy("支援プログラム"), projects.components, "projects"),
    Entry("subsidy-lines", gettext_lazy("補助区分"), projects.subsidy_lines, "projects"),
)
TABLES = {entry.name: entry for entry in _ENTRIES}


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
    table: Table = _build(check(name, parameters), figures, name=instance, title=title, **parameters)
    return table


def build_listing(name: str, figures: Figures, *, parameters: Mapping[str, Any]) -> Listing:
    """Build a listing as `build` builds a table."""
    listing: Listing = _build(check(name, parameters, BlockKind.LISTING), figures, **parameters)
    return listing


def _build(entry: Entry, figures: Figures, **arguments: Any) -> Any:
    try:
        with translation.override("ja"):
            return entry.build(getattr(figures, entry.part), **arguments)
    except TableInputError as error:
        raise CatalogueError(str(error)) from error
