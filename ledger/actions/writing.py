"""What every write of values shares: the lock on the revision, the rules of a value, and what the audit entry says of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from iconm.lib.wareki import date_long
from ledger.cells import CellKey
from ledger.choices import EDITABLE, RevisionState
from ledger.models import Revision, Value


class LockedError(ValidationError):
    """The revision is in a state that does not allow this; the message says why and what to do."""


class StaleError(ValidationError):
    """Someone else saved the revision since it was read; nothing was written."""


def take_lock(revision: Revision, *, seen: int) -> None:
    """Count one more save of an open revision. seen: the lock version the work was based on. Raises LockedError or StaleError."""
    changed = Revision.objects.filter(pk=revision.pk, state__in=EDITABLE, lock_version=seen).update(lock_version=seen + 1)
    if not changed:
        explain_refusal(revision, seen=seen)
    revision.lock_version = seen + 1


def explain_refusal(revision: Revision, *, seen: int) -> NoReturn:
    """Raise the error that says why nothing was written. seen: the lock version that the user's work was based on."""
    current = Revision.objects.select_related("approved_by").filter(pk=revision.pk).first()
    if current is None:
        raise LockedError(_("この版は取り消されています。年度報告の画面から、もう一度作成を開始してください。"))
    if current.state == RevisionState.APPROVED:
        raise LockedError(locked_sentence(current))
    if current.lock_version != seen:
        raise StaleError(_("他の利用者が先に保存しました。両方の値を確認し、採用する値を選択してください。"))
    raise LockedError(_("「%(state)s」の版にはこの操作を行えません。") % {"state": current.get_state_display()})


def locked_sentence(revision: Revision) -> str:
    """Say who approved the revision, when, and what to do instead of changing it. revision.approved_by is loaded."""
    words = {"day": date_long(revision.known_on) if revision.known_on else "", "who": str(revision.approved_by or "")}
    if not revision.approved_by:
        return _("%(day)sに承認済みのため変更できません。修正は「訂正版を作成」から行ってください。") % words
    return _("%(day)sに承認済み（承認者：%(who)s）のため変更できません。修正は「訂正版を作成」から行ってください。") % words


def clean_value(value: Value) -> None:
    """Raise ValidationError for a value that contradicts itself. No query: the database's own constraints stand behind it."""
    value.full_clean(exclude=["revision", "item", "document"], validate_unique=False, validate_constraints=False)


def replace_values(revision: Revision, *, former: Mapping[str, Value], values: Sequence[Value], cleared: Iterable[str] = ()) -> None:
    """Put the values in the place of those with their keys, and take away the cleared ones. Two statements at most.

    former: what the revision holds, by `CellKey` as text.
    """
    gone = [former[key].pk for key in (*(str(CellKey.of(value)) for value in values), *cleared) if key in former]
    if gone:
        Value.objects.filter(revision=revision, pk__in=gone).delete()
    if values:
        Value.objects.bulk_create(values)


def label(value: Value) -> str:
    """Return what the audit trail calls the value: item, measure, years, basis, as-of."""
    parts = (value.item.code, value.measure, value.fiscal_year, value.period_end, value.basis, value.as_of)
    return " ".join(str(part) for part in parts if part is not None)


def shown(value: Value) -> str:
    """Return everything that is recorded of a value, so that the audit entry also shows a change of its note or source alone."""
    number = "～".join(f"{bound.normalize():f}" for bound in (value.value, value.upper) if bound is not None)
    source = f"{value.document.code if value.document else ''} {value.section}".strip()
    parts = (f"{value.qualifier}{number}{value.missing} {value.unit}", value.printed, value.note, source)
    return " | ".join(part for part in parts if part)


def target(revision: Revision) -> str:
    return f"ledger.revision:{revision.pk}"
