"""Fields the forms of a new plan share."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from iconm.lib.fiscal_year import FiscalYear, FiscalYearError

Choices = list[tuple[str, str]]


class FiscalYearField(forms.CharField):
    """A fiscal year, read from R12, R12(2030), 令和12年度, 2030."""

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]  # a CharField's text becomes a year
        text = super().to_python(value)
        if not text:
            return None
        try:
            return int(FiscalYear.parse(text))
        except FiscalYearError as error:
            raise ValidationError(str(error), code="invalid") from error


def typed_into(form: type[forms.Form], posted: Mapping[str, str], *, prefix: str = "", before: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form as they were typed; one that was not sent keeps what it had."""
    stem = f"{prefix}-" if prefix else ""
    names = form.base_fields
    return {name: posted.get(f"{stem}{name}", before.get(name, "")) for name in names}


def as_data(fields: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {f"{prefix}-{name}": text for name, text in fields.items()}
