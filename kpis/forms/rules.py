"""The steps of a rule: told apart by their thresholds, so that every rate has one step and one only."""

from collections import Counter
from decimal import Decimal

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kpis.choices import Scheme

_TWO_STEPS = _("「達成・未達」の段階は、達成（対目標・進捗に数値を入力）と未達（対目標・進捗を空欄）の2つにしてください。")
_ONE_LOWEST = _("対目標・進捗を空欄にした段階（最も下の段階）を、1つだけ登録してください。")
_SAME = _("対目標・進捗が同じ段階が2つあります。")


class BandFormSet(forms.BaseInlineFormSet):
    """is_settled: the rule grades already, so that its steps are shown and not asked for."""

    is_settled = False

    def clean(self) -> None:
        super().clean()
        if self.is_settled or any(self.errors):
            return
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and form not in self.deleted_forms]
        if fault := _fault(self.instance.scheme, [(row["above"], row["is_exclusive"]) for row in rows]):
            raise forms.ValidationError(str(fault))


def _fault(scheme: str, thresholds: list[tuple[Decimal | None, bool]]) -> Promise | None:
    """Return what is wrong with the steps of a rule. None at all are right: they can be given later."""
    lowest = sum(above is None for above, _is_exclusive in thresholds)
    if not thresholds:
        return None
    if scheme == Scheme.MET and (len(thresholds), lowest) != (2, 1):
        return _TWO_STEPS
    if lowest != 1:
        return _ONE_LOWEST
    return _SAME if max(Counter(thresholds).values()) > 1 else None
