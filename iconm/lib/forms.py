"""Form fields that understand what people type in Japan."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from iconm.lib.fiscal_year import FiscalYear, FiscalYearError
from iconm.lib.wareki import WarekiError, parse_date


class DayField(forms.CharField):
    """A day, read from 2026-02-10, 令和8年2月10日, R8.2.10 and their full-width forms. Empty becomes None."""

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)  # as a text it is checked, for its length too
        if not text:
            return None
        try:
            return parse_date(text)
        except WarekiError as error:
            raise ValidationError(str(error), code="invalid") from error


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
