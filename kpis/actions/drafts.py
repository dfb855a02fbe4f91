"""The draft of a new plan: begun, saved step by step, given up. It belongs to the dataset: any clerk goes on with it."""

from datetime import datetime
from typing import NoReturn

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.choices import Role
from accounts.models import User
from audit.actions import record
from audit.snapshots import target_of
from kpis.models import DATASET, PlanPeriod
from kpis.planning.draft import KIND, PlanDraft, content_of, find, key_of, stored
from kpis.planning.suggest import first_draft
from kpis.queries.planning import old_plan
from ledger.actions import StaleError
from ledger.models import Draft


class GoneError(ValidationError):
    """The draft was given up, or the plan has been made of it."""


@transaction.atomic
def start_draft(*, predecessor: PlanPeriod, by: User, at: datetime) -> Draft:
    """Begin the plan that follows `predecessor`. Raises ValidationError where it has a successor or somebody has begun already."""
    on = timezone.localdate(at)
    access.require(by, Role.CLERK, dataset=DATASET, on=on)
    if PlanPeriod.objects.filter(predecessor=predecessor).exists():
        raise ValidationError(_("「%(plan)s」の次の計画期間は、既に作成されています。") % {"plan": predecessor})
    if find(key_of(predecessor.code)):
        raise ValidationError(_("「%(plan)s」の次の計画期間は、既に作成中です。一覧から続けてください。") % {"plan": predecessor})
    old = old_plan(predecessor.code, on=on)
    if old is None:
        raise GoneError(_("この計画期間は登録されていません。"))
    content = first_draft(old)
    draft = Draft.objects.create(kind=KIND, key=key_of(old.code), owner=by, content=stored(content), updated_at=at)
    record(action="kpis.plan.started", by=by, target=target_of(draft), after={"predecessor": old.code, "name": content.period["name"]})
    return draft


@transaction.atomic
def save_draft(*, draft: Draft, content: PlanDraft, seen: int, by: User, at: datetime) -> Draft:
    """Keep what was typed, right or wrong. seen: the version it was based on.

    Raises StaleError when somebody saved since, GoneError when the draft is no more. What changes nothing writes nothing.
    """
    access.require(by, Role.CLERK, dataset=DATASET, on=timezone.localdate(at))
    current = locked(draft, seen=seen)
    before = content_of(current)
    if msgspec.structs.replace(content, version=before.version) == before:
        return current
    current.content = stored(msgspec.structs.replace(content, version=seen + 1))
    current.updated_at = at
    current.save()
    record(action="kpis.plan.saved", by=by, target=target_of(current), before=before.flat(), after=content_of(current).flat())
    return current


@transaction.atomic
def discard_draft(*, draft: Draft, seen: int, by: User, at: datetime) -> None:
    """Give the draft up; the audit entry keeps what it held."""
    access.require(by, Role.CLERK, dataset=DATASET, on=timezone.localdate(at))
    current = locked(draft, seen=seen)
    record(action="kpis.plan.discarded", by=by, target=target_of(current), before=content_of(current).flat())
    current.delete()


def locked(draft: Draft, *, seen: int) -> Draft:
    """Return the draft as it stands, locked until the transaction ends. Raises GoneError, StaleError."""
    current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None:
        refuse_gone()
    if content_of(current).version != seen:
        raise StaleError(_("他の利用者が先に保存しました。両方の値を確認し、採用する値を選択してください。"))
    return current


def refuse_gone() -> NoReturn:
    raise GoneError(_("この下書きは、取り消されたか、計画期間の作成が終わっています。計画期間の一覧を確認してください。"))
