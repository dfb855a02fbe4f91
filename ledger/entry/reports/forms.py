"""The forms of a report's way: begun, due, corrected, returned, compared."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Basis
from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.forms import DayField, FiscalYearField
from iconm.lib.wareki import WarekiError, date_long, parse_as_of
from ledger.models import Revision, Sheet
from ledger.registry import Dataset

# The words of a city office, in the order of a year. No plans: they are made with their indicators, and hold several years.
_BASES = (
    (Basis.ACTUAL, _("実績")),
    (Basis.PROPOSED, _("予算案（議決前）")),
    (Basis.INITIAL, _("当初予算")),
    (Basis.REVISED, _("補正後予算")),
    (Basis.FORECAST, _("決算見込")),
    (Basis.SETTLED, _("決算")),
)
_PAST = _("提出期限には、本日以後の日付を入力してください。")


class ReportForm(forms.Form):
    """A new report. existing: the sheet there is already, once `is_valid` found one."""

    dataset = forms.ChoiceField(label=_("データ区分"))
    fiscal_year = FiscalYearField(label=_("年度"), max_length=40, help_text=_("「R7」「令和7年度」「2025」のように入力してください。"))
    basis = forms.ChoiceField(
        label=_("区分"),
        choices=_BASES,
        error_messages={"invalid_choice": _("一覧から選択してください。計画（目標値）は「計画期間の作成」で作成します。")},
    )
    as_of = forms.CharField(
        label=_("時点"),
        max_length=40,
        required=False,
        help_text=_("空欄は、年度末（3月31日）です。年度途中の値は「R7.12末」のように入力してください。"),
    )
    due_on = DayField(label=_("提出期限"), max_length=40, required=False, help_text=_("任意です。「R8.1.9」のように入力してください。"))

    def __init__(self, *args: Any, datasets: Sequence[Dataset], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.existing: Sheet | None = None
        field = self.fields["dataset"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(dataset.code, dataset.label) for dataset in datasets]

    def clean_due_on(self) -> date | None:
        return _not_past(self.cleaned_data["due_on"], self.today)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("fiscal_year"):
            data["as_of"] = self._as_of(FiscalYear(data["fiscal_year"]), data.get("as_of", ""))
        if not self.errors:
            key = {name: data[name] for name in ("dataset", "fiscal_year", "basis", "as_of")}
            self.existing = Sheet.objects.filter(**key).first()
            if self.existing:
                self.add_error(None, _("同じ区分・年度・時点の年度報告が既にあります。"))
        return data

    def _as_of(self, year: FiscalYear, typed: str) -> date | None:
        try:
            as_of = parse_as_of(typed, year) if typed else year.end
        except WarekiError as error:
            self.add_error("as_of", str(error))
            return None
        if not year.start <= as_of <= year.end:
            words = {"year": year.long, "first": date_long(year.start), "last": date_long(year.end)}
            self.add_error("as_of", _("時点が%(year)s（%(first)sから%(last)sまで）の中にありません。") % words)
        return as_of


class DueForm(forms.Form):
    """By when a report is wanted."""

    due_on = DayField(
        label=_("提出期限"),
        max_length=40,
        required=False,
        help_text=_("「R8.1.9」のように入力してください。空欄は提出期限なしです。"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date | None:
        return _not_past(self.cleaned_data["due_on"], self.today)


class ReasonForm(forms.Form):
    """Why a report is sent back, or an approved one corrected."""

    reason = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, wanted: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wanted:
            self.fields["reason"].error_messages["required"] = wanted


class CompareForm(forms.Form):
    """Two revisions of a sheet: what the second says otherwise than the first."""

    old = forms.TypedChoiceField(label=_("版を比較"), coerce=int)
    new = forms.TypedChoiceField(label=_("と"), coerce=int)

    def __init__(self, *args: Any, revisions: Sequence[Revision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(revision.number, _("第%(number)s版") % {"number": revision.number}) for revision in revisions]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


def _not_past(day: date | None, today: date) -> date | None:
    if day and day < today:
        raise forms.ValidationError(_PAST)
    return day
