"""Step 3: the targets of one indicator, a field for each year of the plan."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from iconm.lib.fiscal_year import FiscalYear
from iconm.lib.text import UnreadableError
from kpis.choices import TargetType
from kpis.forms.fields import as_data
from kpis.forms.lines import LineForm
from kpis.planning.checks import beyond_bounds
from kpis.planning.plan import NewTarget
from kpis.planning.reading import read_target


class TargetForm(forms.Form):
    """The kind of target, a text for each year, and why a doubtful one is right. A year left empty is a year still to be filled."""

    target_type = forms.ChoiceField(label=_("目標の種類"), choices=TargetType)
    narrative = forms.CharField(label=_("記述による目標"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    note = forms.CharField(label=_("理由"), required=False, max_length=400)

    def __init__(self, fields: dict[str, str], *, line: LineForm, years: range) -> None:
        super().__init__(as_data(fields, line.line.key), prefix=line.line.key)
        self.line, self.years = line, years
        self.fields["target_type"].widget.attrs["aria-label"] = f"{line.name} {self.fields['target_type'].label}"
        for year in years:
            self.fields[str(year)] = forms.CharField(
                label=FiscalYear(year).header,
                required=False,
                max_length=60,
                widget=forms.TextInput(attrs={"autocomplete": "off", "aria-label": f"{line.name} {FiscalYear(year).header}"}),
            )

    @property
    def name(self) -> str:
        return self.line.name

    @property
    def wording(self) -> str:
        return self.line.wording

    @cached_property
    def is_narrative(self) -> bool:
        return str(self["target_type"].value()) == TargetType.NARRATIVE

    @property
    def unit(self) -> str:
        """Return the unit the numbers are read in; of a line that is not right yet, what was typed for it."""
        measured = self._measured
        return str(measured.get("unit", ""))

    def year_fields(self) -> list[forms.BoundField]:
        return [self[str(year)] for year in self.years]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("target_type") == TargetType.NARRATIVE:
            return data
        for year in self.years:
            typed = data.get(str(year))
            if typed:
                self._read(str(year), typed, data.get("target_type", ""))
        return data

    def targets(self) -> tuple[NewTarget, ...]:
        """Return the targets that were entered. Only of a valid form."""
        if self.is_narrative:
            return ()
        readings = ((year, self.cleaned_data[str(year)]) for year in self.years)
        return tuple(NewTarget(year=year, value=read.value, upper=read.upper, missing=read.missing) for year, read in readings if read)

    @cached_property
    def _measured(self) -> dict[str, Any]:
        return self.line.new_line(target_type="").__dict__ if self.line.is_valid() else self.line.line.fields

    def _read(self, name: str, typed: str, target_type: str) -> None:
        decimals = int(self._measured.get("decimals") or 0) if self.line.is_valid() else 3
        try:
            reading = read_target(typed, unit=self.unit, decimals=decimals, target_type=target_type)
        except UnreadableError as error:
            self.add_error(name, str(error))
            return
        self.cleaned_data[name] = reading
        line = self.line.new_line(target_type="") if self.line.is_valid() else None
        if line and (message := beyond_bounds(line, reading.value, reading.upper)):
            self.add_error(name, message)
