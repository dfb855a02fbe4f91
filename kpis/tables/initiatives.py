"""The table of what a plan sets out to do."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from iconm.lib.table import Head, Row, Table, TableInputError
from kpis.choices import InitiativeSeries
from kpis.queries.initiatives import ContentLine, InitiativeFigures, InitiativeLine

CONTENT_HEAD = "主な取組内容"


def initiatives(
    figures: InitiativeFigures,
    *,
    name: str,
    title: str,
    plan: str,
    series: str = InitiativeSeries.SUPPORT.value,
    content_head: str = CONTENT_HEAD,
) -> Table:
    """Return the initiatives of a plan, a row a line of content; item and outcome reach over the rows they belong to.

    Without any outcome there is no column for it. content_head: what the paper prints over the contents.
    """
    if series not in InitiativeSeries:
        raise TableInputError(_("主な取組の一覧に「%(series)s」はありません。") % {"series": series})
    lines = figures.of(plan, series)
    if not lines:
        raise TableInputError(_("計画期間「%(plan)s」の主な取組は登録されていません。") % {"plan": plan})
    has_outcomes = any(line.objectives for line in lines)
    heads = ("主な取組項目", content_head, *(("獲得を目指す成果",) if has_outcomes else ()))
    return Table(
        name=name,
        title=title,
        head=(tuple(Head(text=text) for text in heads),),
        rows=tuple(row for line in lines for row in _rows(line, has_outcomes)),
        stub=len(heads),  # every cell may reach over rows, and only heads do
    )


def _rows(line: InitiativeLine, has_outcomes: bool) -> Iterator[Row]:
    contents = [_content(content) for content in line.contents] or [""]
    item = Head(text=f"{line.mark} {line.name}".strip(), rowspan=len(contents))
    outcome = (Head(text="\n".join(line.objectives), rowspan=len(contents)),) if has_outcomes else ()
    for position, text in enumerate(contents):
        yield Row(heads=(item, Head(text=text), *outcome) if position == 0 else (Head(text=text),))


def _content(content: ContentLine) -> str:
    return content.text + ("【新規】" if content.is_new else "")
