from django.utils.translation import gettext_noop

from audit.models import Entry, Link
from iconm.lib.guards import append_only

MESSAGE = gettext_noop("操作記録は変更・削除できません。")
GUARDS = (
    *append_only(Entry._meta.db_table, MESSAGE),
    *append_only(Link._meta.db_table, MESSAGE, unique=("sequence", "entry_id", "digest")),
)
