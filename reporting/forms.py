"""What a download URL may say, and what a block of a template may hold."""

from typing import Any

from django import forms
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from accounts.access import today
from ledger.forms import OnForm
from reporting import catalogue, figures
from reporting.choices import BUILT, BlockKind, Format, Layout
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
        if not self.has_changed():
            return cleaned  # trying a table out loads every figure: only where something may have become wrong
        if cleaned.get("kind") in BUILT and cleaned.get("table"):
            try:
                self._try_out(cleaned)
            except catalogue.CatalogueError as error:
                self.add_error("table", str(error))
        return cleaned

    def _try_out(self, cleaned: dict[str, Any]) -> None:
        # Building it is the only full check: a plan or a year may be well-formed and still name nothing.
        known, parameters = figures.load(on=today()), cleaned.get("parameters") or {}
        if cleaned["kind"] == BlockKind.LISTING:
            catalogue.build_listing(cleaned["table"], known, parameters=parameters)
        else:
            catalogue.build(cleaned["table"], known, instance="tried", title="", parameters=parameters)


class BlockFormSet(BaseInlineFormSet):
    """The blocks of a template. Their places are compared as they will be: two blocks may change places in one go."""

    def clean(self) -> None:
        super().clean()
        staying = [form for form in self.forms if form.has_changed() or form.instance.pk]
        taken: set[int] = set()
        for form in staying:
            order = form.cleaned_data.get("order") if hasattr(form, "cleaned_data") and not form.cleaned_data.get("DELETE") else None
            if order in taken:
                form.add_error("order", _("並び順 %(order)s のブロックが2つあります。") % {"order": order})
            elif order is not None:
                taken.add(order)
