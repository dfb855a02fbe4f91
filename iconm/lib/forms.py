"""Form fields that understand what people type in Japan."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from iconm.lib.wareki import WarekiError, parse_date


class DayField(forms.CharField):
    """A day, read from 2026-02-10, 令和8年2月10日, R8.2.10 and their full-width forms. Empty becomes None."""

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]  # a CharField's text becomes a day
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_date(text)
        except WarekiError as error:
            raise ValidationError(str(error), code="invalid") from error
