"""The forms of a request: its list's filters, its words and day, and what the clerk says afterwards."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.forms import DayField
from iconm.lib.wareki import date_short
from ledger.actions.inquiries import WORDS_AT_MOST
from ledger.choices import InquiryState
from ledger.entry.answers.queries import LATE
from ledger.entry.frame import title_of
from ledger.models import Sheet

_BEFORE_THE_SHEET = timedelta(days=7)  # for the clerk to look at the answer before the sheet itself is due
_STATES = [
    (InquiryState.OPEN, InquiryState.OPEN.label),
    (LATE, gettext_lazy("期限超過")),
    *((state, state.label) for state in InquiryState if state != InquiryState.OPEN),
]
_DAY_HELP = gettext_lazy("「R8.1.9」「令和8年1月9日」のように入力してください。")


class InquiryFilterForm(forms.Form):
    """Which requests to list. sheets: those there are requests about."""

    state = forms.ChoiceField(label=gettext_lazy("状態"), required=False, choices=[("", gettext_lazy("すべて")), *_STATES])
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), required=False, coerce=int, empty_value=None)
    sheet = forms.TypedChoiceField(label=gettext_lazy("年度報告"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, sheets: list[Sheet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = {sheet.pk: sheet for sheet in sheets}
        years = dict.fromkeys(sheet.fiscal_year for sheet in sheets)
        self._offer("year", [(str(year), FiscalYear(year).header) for year in years])
        self._offer("sheet", [(str(sheet.pk), title_of(sheet)) for sheet in sheets])

    def wanted(self) -> dict[str, Any]:
        """Return the filters of `queries.listed`; none where the address cannot be read (the page then shows the error)."""
        if not self.is_valid():
            return {}
        data = self.cleaned_data
        return {"state": data["state"], "year": data["year"], "sheet": self.sheets.get(data["sheet"])}

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext_lazy("すべて")), *choices]


class InquiryForm(forms.Form):
    """The words and the day of a new request; its cells are ticked in the table below."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=200)
    message = forms.CharField(
        label=gettext_lazy("照会文"), max_length=WORDS_AT_MOST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = DayField(label=gettext_lazy("回答期限"), max_length=40, help_text=_DAY_HELP)


class MessageForm(forms.Form):
    """Something said about a request: a reminder, a reason."""

    text = forms.CharField(max_length=WORDS_AT_MOST, widget=forms.Textarea(attrs={"rows": 3}))


class ExtendForm(forms.Form):
    due_on = DayField(label=gettext_lazy("延長後の回答期限"), max_length=40, help_text=_DAY_HELP)


def suggested(sheet: Sheet, *, on: date) -> dict[str, Any]:
    """Return what a new request of the sheet begins with. Due a week before the sheet; a week from today where that has no day."""
    due_on = sheet.due_on - _BEFORE_THE_SHEET if sheet.due_on else on + _BEFORE_THE_SHEET
    return {
        "title": _("%(sheet)sの照会") % {"sheet": title_of(sheet)},
        "message": _("次の項目の値を、回答期限までに回答してください。値がない項目は、その理由を回答してください。"),
        "due_on": date_short(max(due_on, on + timedelta(days=1))),
    }
