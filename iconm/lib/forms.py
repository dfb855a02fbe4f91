"""Form fields that understand what people type in Japan."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from iconm.lib.fiscal_year import FiscalYear, FiscalYearError
from iconm.lib.wareki import WarekiError, date_short, has_no_year, parse_date, parse_date_near


class DayField(forms.CharField):
    """A day, read from 2026-02-10, 令和8年2月10日, R8.2.10 and their full-width forms. Empty becomes None.

    reference: gives the day to which 12/3 and 12月3日 are the nearest such day, today as a rule; None refuses them. Nearest, not next: a
    due date typed two days late is refused as past, and not taken for one a year off.
    """

    def __init__(self, *, reference: Callable[[], date] | None = timezone.localdate, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reference = reference

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)  # as a text it is checked, for its length too
        if not text:
            return None
        try:
            return self._read(text)
        except WarekiError as error:
            raise ValidationError(str(error), code="invalid") from error

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002  # Django gives it
        """Return what the page shows again: as it was typed, but a day without a year as the day it was understood to be."""
        try:
            return date_short(self._read(data)) if isinstance(data, str) and self.reference and has_no_year(data) else data
        except WarekiError:
            return data

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare days: 令和8年4月1日 is no change of 2026-04-01. What cannot be read is one."""
        try:
            return self._known(initial) != self._known(data)
        except WarekiError:
            return True

    def _known(self, value: Any) -> date | None:
        if isinstance(value, date) or not value:
            return value or None
        text = str(self.to_python(value))
        return self._read(text) if text else None

    def _read(self, text: str) -> date:
        return parse_date(text) if self.reference is None else parse_date_near(text, self.reference())


class FiscalYearField(forms.CharField):
    """A fiscal year, read from R7, R7(2025), 令和7年度, 2025. Empty becomes None."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return int(FiscalYear.parse(text))
        except FiscalYearError as error:
            raise ValidationError(str(error), code="invalid") from error
