"""Writes of this app that are more than the saving of a row."""

from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from audit.snapshots import Snapshot, fields_of, parts_of, target_of
from iconm.lib.text import hiragana
from iconm.lib.wareki import date_long
from programs.choices import NameKind
from programs.models import Organization, OrganizationName


class NewName(NamedTuple):
    name: str
    name_en: str = ""
    reading: str = ""


@transaction.atomic
def rename_organization(*, organization: Organization, new: NewName, since: date, seen: str, reason: str, by: User, at: datetime) -> None:
    """Give the organization a new name from that day on, and keep the one it had as a former name that ended there.

    seen: the name it had on the page. Raises PermissionDenied, and ValidationError for a name that is no new one, for a day that is not
    after the last renaming, for a name that has been a former one before, and when somebody else changed the name in between; then nothing
    was written.
    """
    access.require(by, Role.CLERK, on=timezone.localdate(at))
    row = Organization.objects.select_for_update().get(pk=organization.pk)
    if row.name != seen:
        words = {"name": row.name}
        raise ValidationError(_("他の利用者が名称を「%(name)s」に変更しました。内容を確認し、必要ならもう一度登録してください。") % words)
    if new.name == row.name:
        raise ValidationError({"name": _("今の名称と同じです。新しい名称を入力してください。")})
    before = _state(row)
    _keep(row, since=since)
    row.name, row.name_en, row.reading = new.name, new.name_en, hiragana(new.reading)
    row.save()
    record(action="programs.organization.renamed", by=by, target=target_of(row), before=before, after=_state(row), reason=reason)


def _keep(row: Organization, *, since: date) -> None:
    """Write the name of the row as a former one that ended on the day; the same name noted as another kind of name becomes it."""
    first = _first_day(row)
    if first and since <= first:
        raise ValidationError(
            {"since": _("変更日は、今の名称になった日（%(day)s）より後の日付にしてください。") % {"day": date_long(first)}}
        )
    if row.valid_until and since >= row.valid_until:
        raise ValidationError(
            {"since": _("変更日は、団体の有効終了日（%(day)s）より前の日付にしてください。") % {"day": date_long(row.valid_until)}}
        )
    former = row.names.filter(name=row.name).first() or OrganizationName(organization=row, name=row.name)
    if former.kind == NameKind.FORMER and former.valid_until:
        raise ValidationError(
            _(
                "「%(name)s」は%(day)sまでの旧称として登録されています。同じ名称を二つの期間の旧称にはできません。"
                "新しい名称の団体を別に登録し、この団体には有効終了日と「承継した団体」を入力してください。"
                "登録済みの旧称が誤りの場合は、別名・旧称の欄を直してください。"
            )
            % {"name": row.name, "day": date_long(former.valid_until)}
        )
    former.kind, former.valid_from, former.valid_until = NameKind.FORMER, first, since
    former.save()


def _first_day(row: Organization) -> date | None:
    """Return since when the name in force has been borne, None where nobody knows: the day the last former name ended."""
    ends = row.names.filter(kind=NameKind.FORMER).exclude(valid_until=None).order_by("-valid_until").values_list("valid_until", flat=True)
    return ends.first() or row.valid_from


def _state(row: Organization) -> Snapshot:
    return fields_of(row) | parts_of(row.names.order_by("pk"), owner="organization")
