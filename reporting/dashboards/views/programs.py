"""事業・協定: what runs when, under which agreements, with whom, and what was promised."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.models import CITY_SUPPORT, RESEARCH_FUNDING
from iconm.lib.chart import Chart
from iconm.lib.table import Table
from kpis.queries.periods import periods
from ledger.queries import known_of
from programs.charts.themes import participants
from programs.charts.timeline import Ground, timeline
from programs.choices import ItemRole, ProgramKind, Relation
from programs.queries.governance import commitments
from programs.queries.history import agreements, milestones
from programs.queries.lines import ProgramLine, program_detail, program_lines
from programs.queries.parties import parties, themes
from programs.queries.projects import DATASET
from programs.tables.themes import by_theme, overlap
from reporting.dashboards.choosing import choose
from reporting.dashboards.forms import DayForm, ProgramsForm
from reporting.dashboards.frame import respond
from reporting.dashboards.pages import program as detail
from reporting.dashboards.pages import programs as page
from reporting.dashboards.program_items import item_links, related

PAGE_SIZE = 30


@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Show the timeline, the programmes, agreements and promises, the themes of one programme, and the milestones."""
    plans = periods()
    chosen = choose(request.GET, form=DayForm, periods=plans, datasets=(DATASET, RESEARCH_FUNDING, CITY_SUPPORT), everything=True)
    on = chosen.on
    lines, agreed, happened = program_lines(on), agreements(on), milestones(on)
    form = _form(request.GET, lines, on)
    themed = form.cleaned_data.get("program") or page.default_themes(lines, on)
    time = timeline(Ground(lines, agreed, happened, plans, on), name="programs-timeline")
    promises = page.promise_rows(commitments(on), on)
    shown = page.milestone_rows(happened, form.cleaned_data.get("series", ""))
    return respond(
        request,
        "dashboards/programs.html",
        replace(chosen, form=form),
        tab="programs",
        files=[*([time] if time else []), *_theme_files(themed, on)],
        summary=page.summary(lines, agreed, promises, on),
        groups=page.groups(lines, item_links(), chosen.known, agreed),
        programs_left=max(len(lines) - page.MOST_ROWS, 0),
        agreements=page.agreement_rows(agreed, on),
        agreements_left=max(len(agreed) - page.MOST_ROWS, 0),
        themed=next((line for line in lines if line.code == themed), None),
        promises=promises,
        milestones=Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
    )


@require_safe
def program(request: HttpRequest, code: str) -> HttpResponse:
    """Show one programme: its terms, its money by year, who takes part, and what belongs to it. 404 where none was known by the day."""
    chosen = choose(request.GET, form=DayForm, periods=(), datasets=(DATASET,), everything=True)
    on = chosen.on
    found = program_detail(code, on)
    if found is None:
        raise Http404(_("「%(code)s」という事業は、この時点では登録されていません。") % {"code": code})
    links = detail.by_program(item_links(line.code for line in found.family))
    own = links.get(code, [])
    known = known_of([link.item for link in own], on=on)
    parts, places = themes(code, on), parties(code, on)
    course = detail.course(found.line, own, known)
    drawn = [course, detail.figure_table(own, known), participants(parts, places, name="program-themes")]
    return respond(
        request,
        "dashboards/program.html",
        replace(chosen, known=known),
        tab="programs",
        files=[each for each in drawn if each],
        breadcrumbs=[(found.line.label, "")],
        detail=found,
        kind=ProgramKind(found.line.kind).label,
        relation=Relation(found.line.relation).label,
        adopted=detail.adopted(found.line),
        ceilings=detail.of_role(own, known, ItemRole.CEILING),
        awards=detail.of_role(own, known, ItemRole.AWARD),
        nearby=detail.money_of(found, links),
        indicators=detail.indicators(own, known),
        members=detail.role_groups(place for place in places if not place.theme),
        themes=detail.theme_blocks(parts, places),
        agreements=page.agreement_rows(agreements(on, program=code), on),
        milestones=page.milestone_rows(milestones(on, program=code), "")[:PAGE_SIZE],
        related=detail.related_groups(related(code, on)),
    )


def _form(data: QueryDict, lines: Sequence[ProgramLine], on: date) -> ProgramsForm:
    """Return the bound filters, which say whose themes are shown also where the URL leaves it open."""
    resolved = data.copy()
    resolved.setdefault("program", page.default_themes(lines, on))
    form = ProgramsForm(resolved, themed=[(line.code, line.label) for line in lines if line.has_partners])
    form.is_valid()
    return form


def _theme_files(program: str, on: date) -> Iterator[Chart | Table]:
    """Yield the chart of who takes part in the themes, and the table of what they share. Two queries; none without a programme."""
    if not program:
        return
    parts, places = themes(program, on), parties(program, on)
    if chart := participants(parts, places, name="programs-themes"):
        yield chart
        yield overlap(parts, by_theme(parts, places), name="programs-overlap", title="課題間で重複する参画機関数")
