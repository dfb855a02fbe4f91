"""What stands where in the workbook of a grid: its columns, the sheets, and by which words a column is found again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iconm.lib.figure import Figure
from iconm.lib.text import search_key

FORMAT = "1"  # of the workbook: raised when an older portal could misread it
IDS_SHEET = "_portal"
ENTRIES = ("typed", "note", "reason", "cause", "response")  # the fields of `ledger.actions.Typed` that a workbook carries


@dataclass(frozen=True)
class Column:
    """width: in digits, as Excel counts. may_be_empty: hidden in a workbook none of whose lines has anything there."""

    name: str
    label: str | Promise
    width: int
    is_number: bool = False
    is_hidden: bool = False
    may_be_empty: bool = False

    @property
    def is_entry(self) -> bool:
        return self.name in ENTRIES


COLUMNS = (
    Column("mark", _("番号"), 6, may_be_empty=True),
    Column("label", _("項目"), 34),
    Column("unit", _("単位"), 7),
    Column("help", _("定義・意義"), 32, may_be_empty=True),
    Column("target", _("目標"), 12, is_number=True, may_be_empty=True),
    Column("last", _("前年度"), 12, is_number=True, may_be_empty=True),
    Column("previous", _("前回"), 12, is_number=True, may_be_empty=True),
    Column("typed", _("値"), 16, is_number=True),
    Column("note", _("注記"), 22),
    Column("reason", _("理由（要確認の場合）"), 22),
    Column("cause", _("要因"), 22),
    Column("response", _("今後の対応"), 22),
    Column("key", _("欄の識別子"), 10, is_hidden=True),
    *(
        Column(f"seen_{name}", label, 10, is_hidden=True)
        for name, label in zip(
            ENTRIES,
            (_("出力時の値"), _("出力時の注記"), _("出力時の理由"), _("出力時の要因"), _("出力時の今後の対応")),
            strict=True,
        )
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the sheet.

    texts: by the names in ENTRIES, what the cells hold, as the reader will give it back. number: the value where it is one, in `unit`.
    """

    key: str
    label: str
    unit: str
    decimals: int = 0
    mark: str = ""
    group: str = ""
    help: str = ""
    depth: int = 0
    is_total: bool = False
    target: Figure | None = None
    last: Figure | None = None
    previous: Figure | None = None
    number: Decimal | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Form:
    """A whole workbook. facts: what stands under the title. ids: by which the upload is told from others. is_open: may be filled in.

    left_out: names of entries that are not for whoever fills it in; the file has no such columns.
    """

    title: str
    facts: str
    ids: Mapping[str, str]
    lines: tuple[Line, ...]
    is_open: bool = True
    left_out: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[str, ...]:
        return tuple(name for name in ENTRIES if name not in self.left_out)

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for column in COLUMNS if column.name.removeprefix("seen_") not in self.left_out)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return where each column stands."""
        return {column.name: number for number, column in enumerate(self.columns)}

    @property
    def last_shown(self) -> int:
        return max(number for number, column in enumerate(self.columns) if not column.is_hidden)


@cache
def names_by_label() -> Mapping[str, str]:
    """Return the columns by the key of their label in each language of the portal: a form may be sent out in one and read in another."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {search_key(str(column.label)): column.name for column in COLUMNS}
    return found
