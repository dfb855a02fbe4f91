"""The filters of a register's list, made from its declaration."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iconm.lib.fiscal_year import term_short
from iconm.lib.forms import DayField
from iconm.lib.registers import Register
from iconm.lib.wareki import month_short
from ledger.browse.queries import Offer, Wanted, is_register, offered, references_in
from ledger.browse.values import label, local_name, words_of
from ledger.registers import RegisterPage

YES_NO = (("1", gettext_lazy("はい")), ("0", gettext_lazy("いいえ")))


class RegisterFilterForm(forms.Form):
    """Which rows to list. Every reference to a register may be asked for in the address; the declared filters are offered.

    Of their words and rows only those that occur in the list, and what the address asks for.
    """

    q = forms.CharField(
        label=gettext_lazy("名称・よみ・コード"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    in_force = forms.BooleanField(label=gettext_lazy("現在有効のみ"), required=False)
    on = DayField(label=gettext_lazy("時点"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    sort = forms.CharField(label=gettext_lazy("並び順"), required=False, widget=forms.HiddenInput)
    field_order = ("q",)

    def __init__(self, *args: Any, page: RegisterPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        hidden = [name for name in references_in(page.model) if name not in page.filters and is_register(page.model, name)]
        offers = offered(page, {name: str(self.data.get(name, "")) for name in page.filters})
        for name in (*page.filters, *hidden):
            column = page.model._meta.get_field(name)
            self.fields[name] = _hidden_field(column) if name in hidden else _field(column, offers.get(name, []), self.data.get(name))
        self.order_fields(["q", *page.filters, "in_force", "on"])

    def clean_sort(self) -> str:
        sort = str(self.cleaned_data["sort"])
        if sort and sort.removeprefix("-") not in ("name", *self.page.columns):
            raise ValidationError(_("「%(sort)s」では並べ替えられません。") % {"sort": sort})
        return sort

    def wanted(self, *, today: Any) -> Wanted:
        """Return what is asked for; everything where the address cannot be read (the page then shows the error)."""
        if not self.is_valid():
            return Wanted()
        columns = {_lookup(self.page, name): value for name, value in self.cleaned_data.items() if name not in self.base_fields}
        chosen = {column: value for column, value in columns.items() if value not in (None, "")}
        days = [self.cleaned_data["on"], today if self.cleaned_data["in_force"] else None]
        text = self.cleaned_data["q"]
        return Wanted(text=text, chosen=chosen, on=tuple(day for day in days if day), sort=self.cleaned_data["sort"])

    def hidden_choices(self) -> list[tuple[str, Register]]:
        """Return what the address chooses beyond the filters on offer, with the names of the fields."""
        if not self.is_valid():
            return []
        hidden = (field for field in self.hidden_fields() if field.name != "sort")
        return [(str(field.label), self.cleaned_data[field.name]) for field in hidden if self.cleaned_data[field.name]]


def _lookup(page: RegisterPage, name: str) -> str:
    return f"{name}__code" if name in page.filters and name in references_in(page.model) else name


def _hidden_field(column: Any) -> forms.Field:
    rows = column.related_model._default_manager.all()
    return forms.ModelChoiceField(rows, to_field_name="code", required=False, label=column.verbose_name, widget=forms.HiddenInput)


def _field(column: Any, offers: list[Offer], asked: Any) -> forms.Field:
    name, every = label(column), ("", gettext_lazy("すべて"))
    if isinstance(column, models.ForeignKey):
        # No ModelChoiceField, which would ask again to check what was chosen.
        return forms.ChoiceField(choices=[every, *_told_apart(offers)], required=False, label=name)
    if isinstance(column, models.BooleanField):
        return forms.TypedChoiceField(
            choices=[every, *YES_NO], coerce=lambda text: text == "1", empty_value=None, required=False, label=name
        )
    wanted = {asked, *(offer.code for offer in offers)}
    words = [(code, word) for code, word in words_of(column).items() if code in wanted]
    return forms.ChoiceField(choices=[every, *words], required=False, label=name)


def _told_apart(rows: Iterable[Offer]) -> list[tuple[str, str]]:
    """Return codes and names; of rows of one name each bears when it was signed and its term, or else its code."""
    named = [(row, local_name(row.name, row.name_en)) for row in rows]
    number = Counter(name for _row, name in named)
    return [(row.code, name if number[name] == 1 else f"{name}（{_when(row) or row.code}）") for row, name in named]


def _when(row: Offer) -> str:
    signed = month_short(int(row.signed_year), int(row.signed_month)) if row.signed_year and row.signed_month else ""
    first, last = (int(year) if year else None for year in (row.first_year, row.last_year))
    return "、".join(filter(None, [signed, term_short(first, last)]))
