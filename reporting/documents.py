"""From a template and the figures to a Document."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from iconm.lib.document import Block, Document, Heading, Paragraph, Remarks
from iconm.lib.table import Note, Table
from ledger.sentences import fill
from reporting import catalogue
from reporting.choices import BlockKind
from reporting.figures import Figures
from reporting.models import Block as BlockRow
from reporting.models import ReportTemplate


def find_template(name: str) -> ReportTemplate | None:
    """Return the template with its blocks, None for an unknown name. Two queries."""
    return ReportTemplate.objects.prefetch_related("blocks").filter(code=name).first()


def build(template: ReportTemplate, figures: Figures) -> Document:
    """Return the paper as known on the figures' day. Loads the parts of the figures its blocks need, each once."""
    rows = sorted(template.blocks.all(), key=lambda row: row.order)
    blocks = tuple(_blocks(rows, figures))
    cited = (figure.document for block in blocks if isinstance(block, Table) for figure in block.figures() if figure.document)
    return Document(
        name=template.code,
        title=template.name,
        subtitle=template.subtitle,
        organization=template.organization,
        dated=template.dated_on,
        on=figures.on,
        blocks=blocks,
        sources=tuple(dict.fromkeys(cited)),
    )


def _blocks(rows: Sequence[BlockRow], figures: Figures) -> Iterator[Block]:
    for row in rows:
        if row.kind == BlockKind.HEADING:
            yield Heading(level=row.level or 1, number=row.number, text=row.text)
        elif row.kind == BlockKind.PARAGRAPH:
            yield Paragraph(text=fill(row.text, figures.known))
        else:
            yield _built(row, figures)


def _built(row: BlockRow, figures: Figures) -> Block:
    """Return the table or listing of a block; where there is none, a remark that says why: one bad block must not take the paper away."""
    try:
        if row.kind == BlockKind.LISTING:
            return catalogue.build_listing(row.table, figures, parameters=row.parameters)
        return catalogue.build(row.table, figures, instance=f"{row.table}-{row.order}", title=row.text, parameters=row.parameters)
    except catalogue.CatalogueError as error:
        return Remarks(notes=(Note(text=_("「%(title)s」は作成できません：%(error)s") % {"title": row.text or row.table, "error": error}),))
