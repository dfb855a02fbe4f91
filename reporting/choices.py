"""Words of the reporting app: stored code, Japanese label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BlockKind(TextChoices):
    HEADING = "heading", _("見出し")
    PARAGRAPH = "paragraph", _("文章")
    TABLE = "table", _("表")
    LISTING = "listing", _("箇条書き")


BUILT = (BlockKind.TABLE, BlockKind.LISTING)  # the kinds the catalogue builds from figures


class Format(TextChoices):
    XLSX = "xlsx", _("Excel")
    CSV = "csv", _("CSV")
    JSON = "json", _("JSON")


class Layout(TextChoices):
    """committee is for people, open for machines; no file is a compromise between them."""

    COMMITTEE = "committee", _("資料の体裁")
    OPEN = "open", _("オープンデータ")
