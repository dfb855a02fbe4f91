"""Dates in the admin, typed as people type them: the stock fields take the western calendar alone, with a script for a calendar."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.db.models import DateField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from iconm.lib.forms import DayField

_HELP = _("例：R8.4.1、令和8年4月1日、2026-04-01")


class DaysAsTyped(admin.ModelAdmin):
    """Reads the dates of its form and of every inline by `DayField`. A day without a year is refused: registers reach over decades."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _read_days(self)

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[InlineModelAdmin]:
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            _read_days(inline)
        return inlines


def _read_days(page: BaseModelAdmin) -> None:
    widget = forms.TextInput(attrs={"size": 16})
    field = {"form_class": DayField, "widget": widget, "max_length": 40, "reference": None, "help_text": _HELP}
    page.formfield_overrides = {**page.formfield_overrides, DateField: field}  # type: ignore[misc]  # Django keeps it in the instance
