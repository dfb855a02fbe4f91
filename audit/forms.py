"""Which entries of the trail to show: the filters above the list, kept in the address."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.apps import apps
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleAssignment, User
from audit import registry, targets
from audit.choices import Area
from audit.snapshots import HIDDEN
from iconm.lib.forms import DayField

SYSTEM = "system"
Choice = tuple[str, str | Promise]
Group = tuple[str, list[Choice]]


class EntryFilterForm(forms.Form):
    since = DayField(label=_("期間（開始日）"), required=False)
    until = DayField(label=_("期間（終了日）"), required=False)
    actor = forms.ChoiceField(label=_("利用者"), required=False)
    action = forms.ChoiceField(label=_("操作"), required=False)
    kind = forms.ChoiceField(label=_("対象の種類"), required=False)
    text = forms.CharField(
        label=_("理由・対象・変更内容"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    address = forms.GenericIPAddressField(label=_("接続元"), required=False)

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        """Costs one query, for the people."""
        super().__init__(_as_offered(data), **kwargs)
        people = ((str(user.pk), f"{user.name}（{user.username}）") for user in User.objects.order_by("username"))
        self._offer("actor", [(SYSTEM, _("システム")), *people])
        self._offer("action", list(_actions()))
        self._offer("kind", list(_kinds()))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("終了日は、開始日以後の日付にしてください。"))
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for, as `audit.queries.matching` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if actor := given.pop("actor", ""):
            given["actor"] = None if actor == SYSTEM else int(actor)
        if action := given.pop("action", ""):
            given["actions"] = registry.codes_of_rows(action) if action in registry.VERBS else [action]
        return given

    def told(self) -> dict[str, Any]:
        """Return what was asked for, as an entry of the trail may hold it: of a text only that there was one."""
        wanted, chosen = self.wanted(), self.cleaned_data["action"]
        if wanted.pop("actions", None):
            wanted["action"] = chosen
        return wanted | {"text": HIDDEN} if "text" in wanted else wanted

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("すべて")), *choices]


def _as_offered(data: QueryDict) -> QueryDict:
    """Return what an address asks for, `programs.organization.changed` as a kind and a verb: addresses saved earlier have the one code."""
    asked = data.get("action", "")
    row = registry.row_code(asked)
    if row is None or asked in _people() or data.get("kind", "") not in ("", row[0]):
        return data
    given = data.copy()
    given["kind"], given["action"] = row
    return given


def _people() -> list[str]:
    return [registry.model_code(model, verb) for model in (User, RoleAssignment) for verb in registry.VERBS]


def _actions() -> Iterator[Group]:
    """Yield the actions by area. What is done to rows is the same in every register, which another filter names; people are told apart."""
    rows: dict[str, list[Choice]] = {
        str(Area.REGISTER.label): [(verb, registry.row_sentence(verb)) for verb in registry.VERBS],
        str(Area.PEOPLE.label): [(code, _sentence(code)) for code in _people()],
    }
    for area, codes in registry.by_area():
        yield area, [*rows.get(area, ()), *((code, registry.sentence(code)) for code in codes)]


def _sentence(code: str) -> str:
    """Return the sentence of a code of rows with what they are called."""
    return f"{apps.get_model(code.rpartition('.')[0])._meta.verbose_name}：{registry.sentence(code)}"


def _kinds() -> Iterator[Group]:
    for app, models in groupby(targets.kinds(), key=lambda model: model._meta.app_config):
        yield str(app.verbose_name), [(model._meta.label_lower, model._meta.verbose_name or "") for model in models]
