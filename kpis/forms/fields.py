"""What the forms of a new plan share."""

from collections.abc import Mapping

from django import forms

Choices = list[tuple[str, str]]


def typed_into(form: type[forms.Form], posted: Mapping[str, str], *, prefix: str = "", before: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form as they were typed; one that was not sent keeps what it had."""
    stem = f"{prefix}-" if prefix else ""
    names = form.base_fields
    return {name: posted.get(f"{stem}{name}", before.get(name, "")) for name in names}


def as_data(fields: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {f"{prefix}-{name}": text for name, text in fields.items()}
