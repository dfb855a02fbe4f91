"""Filters that stay in the URL."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.forms import DayField
from ledger import registry
from ledger.models import Item, SourceDocument

EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2200, 3, 31)


class OnForm(forms.Form):
    """時点: the figures as known on a day."""

    on = DayField(label=_("時点"), required=False)

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and not EARLIEST_DAY <= on <= LATEST_DAY:
            raise forms.ValidationError(_("時点は、1900年から2200年までの日付を入力してください。"))
        return on

    def day(self, *, today: date) -> date:
        """Return the day asked for; today when none or none readable was given (the page then shows the error)."""
        return (self.cleaned_data.get("on") if self.is_valid() else None) or today


class DocumentField(forms.ModelChoiceField):
    """A paper, by kind and date: those of several years bear one name."""

    def label_from_instance(self, obj: SourceDocument) -> str:
        return obj.citation


class FigureFilterForm(forms.Form):
    """Which figures of the ledger to list."""

    q = forms.CharField(label=_("項目"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    dataset = forms.ChoiceField(label=_("データ区分"), required=False)
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    basis = forms.ChoiceField(label=_("区分"), required=False, choices=[("", _("すべて")), *Basis.choices])
    document = DocumentField(
        SourceDocument.objects.all(), label=_("出典資料"), required=False, to_field_name="code", empty_label=_("すべて")
    )
    item = forms.ModelChoiceField(Item.objects.all(), label=_("項目"), required=False, to_field_name="code", widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("dataset", ((dataset.code, dataset.label) for dataset in registry.datasets()))
        self._offer("year", ((str(year), FiscalYear(year).header) for year in years))

    def _offer(self, name: str, choices: Iterable[tuple[str, str | Promise]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("すべて")), *choices]
