"""The grids of money: the accounts in the order of the statement, research funding by its marks."""

from collections.abc import Sequence

from django.db.models import F

from finance.models import Account, ResearchSource
from ledger.grid.layout import Place, with_parts
from ledger.models import Sheet


def statement(sheet: Sheet) -> Sequence[Place]:
    """Return the lines of the statement under 収入 and 支出, totals with their parts. One query."""
    accounts = Account.objects.in_force(sheet.as_of).select_related("item", "carried_from__item")
    rows = accounts.annotate(part=F("item__parts__part_id"), sign=F("item__parts__sign")).order_by("order", "part")
    return [
        Place(
            item=account.item,
            label=account.name,
            measures=("amount",),
            group=str(account.get_side_display()),
            depth=1 if account.parent_id else 0,
            is_total=account.is_total,
            carried_from=account.carried_from.item.code if account.carried_from else "",
            parts=parts,
        )
        for account, parts in with_parts(rows, lambda account: account.item)
    ]


def research_funding(sheet: Sheet) -> Sequence[Place]:
    """Return the sources of research money as the papers number them. One query."""
    sources = ResearchSource.objects.in_force(sheet.as_of).select_related("item")
    rows = sources.annotate(part=F("item__parts__part_id"), sign=F("item__parts__sign")).order_by("order", "part")
    return [
        Place(
            item=source.item,
            label=source.name,
            measures=(source.measure,),
            mark=source.mark,
            depth=1 if source.parent_id else 0,
            parts=parts,
        )
        for source, parts in with_parts(rows, lambda source: source.item)
    ]
