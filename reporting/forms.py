"""What a download URL may say, and what a block of a template may hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import today
from ledger.forms import OnForm
from reporting import catalogue, figures
from reporting.choices import BlockKind, Format, Layout
from reporting.models import Block


class DownloadForm(OnForm):
    format = forms.ChoiceField(label=_("形式"), choices=Format.choices)
    layout = forms.ChoiceField(label=_("体裁"), choices=Layout.choices)


class BlockForm(forms.ModelForm):
    """A block in the admin: a table has to be one of the catalogue, with parameters its builder takes."""

    class Meta:
        model = Block
        fields = ["order", "kind", "level", "number", "text", "table", "parameters"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == BlockKind.TABLE and cleaned.get("table"):
            try:
                self._try_out(cleaned)
            except catalogue.CatalogueError as error:
                self.add_error("table", str(error))
        return cleaned

    def _try_out(self, cleaned: dict[str, Any]) -> None:
        # Building it is the only full check: a plan or a year may be well-formed and still name nothing.
        known = figures.load(on=today())
        catalogue.build(cleaned["table"], known, instance="tried", title="", parameters=cleaned.get("parameters") or {})
