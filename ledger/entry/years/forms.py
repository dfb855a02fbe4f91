"""What people fill in to open a year, to close it and to let it be corrected afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iconm.lib.choices import Basis
from iconm.lib.forms import DayField
from iconm.lib.wareki import date_long
from ledger import registry
from ledger.actions.yearbook import NewSheet
from ledger.entry.frame import basis_line
from ledger.models import Sheet
from ledger.years import is_month_end, kind_of


@dataclass(frozen=True)
class Offer:
    """A sheet the year would have. is_there: it exists already. pick, due: the fields; None for one that is there or not the user's."""

    sheet: Sheet
    is_there: bool
    pick: forms.BoundField | None = None
    due: forms.BoundField | None = None

    @property
    def dataset(self) -> str:
        return registry.label(self.sheet.dataset)

    @property
    def basis(self) -> str:
        return basis_line(self.sheet)


class OpenYearForm(forms.Form):
    """One box and one due date a sheet. Fields are named by the sheet: a page from before another was opened still fits."""

    def __init__(self, data: Any = None, *, sheets: Sequence[Sheet], there: Iterable[Sheet], mine: Iterable[str], today: date) -> None:
        super().__init__(data)
        self.today = today
        self.sheets, self.there, self.mine = sheets, {kind_of(sheet) for sheet in there}, set(mine)
        for sheet in self.offered:
            name, label = _name(sheet), f"{registry.label(sheet.dataset)} {basis_line(sheet)}"
            self.fields[f"pick-{name}"] = forms.BooleanField(label=label, required=False, initial=is_month_end(sheet.as_of))
            due = date_long(sheet.due_on) if sheet.due_on and sheet.due_on >= today else ""
            self.fields[f"due-{name}"] = DayField(label=f"{label} {_('提出期限')}", required=False, initial=due)

    @property
    def offered(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if kind_of(sheet) not in self.there and sheet.dataset in self.mine]

    @property
    def offers(self) -> list[Offer]:
        offered = {kind_of(sheet) for sheet in self.offered}
        return [
            Offer(sheet, False, self[f"pick-{_name(sheet)}"], self[f"due-{_name(sheet)}"])
            if kind_of(sheet) in offered
            else Offer(sheet, kind_of(sheet) in self.there)
            for sheet in self.sheets
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in map(_name, self.offered):
            day = cleaned.get(f"due-{name}")
            if cleaned.get(f"pick-{name}") and day and day < self.today:
                self.add_error(f"due-{name}", _("提出期限には、本日以後の日付を入力してください。"))
        return cleaned

    def chosen(self) -> list[NewSheet]:
        """Return what was ticked. Only after is_valid()."""
        data = self.cleaned_data
        return [
            NewSheet(dataset=sheet.dataset, basis=Basis(sheet.basis), as_of=sheet.as_of, due_on=data[f"due-{_name(sheet)}"])
            for sheet in self.offered
            if data[f"pick-{_name(sheet)}"]
        ]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ExceptionForm(forms.Form):
    """last_on is the last day on which a correction may be begun and handed in; `valid_until` of the row is the day after."""

    dataset = forms.ChoiceField(label=_("データ区分"))
    last_on = DayField(
        label=_("訂正の最終日"),
        help_text=_("この日までに確認を依頼したものだけを受け付けます。例：令和8年3月31日、R8.3.31"),
        error_messages={"required": _("訂正の最終日を入力してください。")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("理由を入力してください。")},
    )

    def __init__(self, data: Any = None, *, datasets: Iterable[tuple[str, str | Promise]]) -> None:
        super().__init__(data)
        field = self.fields["dataset"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(datasets)

    def granted(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"dataset": data["dataset"], "valid_until": data["last_on"] + timedelta(days=1), "reason": data["reason"]}


def _name(sheet: Sheet) -> str:
    return f"{sheet.dataset}-{sheet.basis}-{sheet.as_of:%Y%m%d}"
