"""Step 1: how long the plan runs, what it is called, and which paper words its indicators."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iconm.lib.forms import DayField, FiscalYearField
from kpis.forms.fields import Choices
from kpis.models import PlanPeriod
from kpis.planning.plan import NewDocument
from ledger.models import SourceDocument


class PeriodForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=200)
    code = forms.SlugField(
        label=_("コード"), max_length=60, help_text=_("半角の英小文字・数字・ハイフン。画面には表示されず、後から変更できません。")
    )
    first_year = FiscalYearField(label=_("開始年度"), help_text=_("例：R12、令和12年度、2030"))
    last_year = FiscalYearField(label=_("終了年度"))
    gap_reason = forms.CharField(
        label=_("前の計画期間と続かない理由"),
        max_length=400,
        required=False,
        help_text=_("前の計画期間の翌年度から始まる場合は不要です。"),
    )
    goals_note = forms.CharField(label=_("直接目標の注記"), max_length=200, required=False)
    document = forms.ChoiceField(
        label=_("指標を定めた資料"), required=False, help_text=_("指標の表記と目標値の出典になります。未登録の資料は、下の欄で登録します。")
    )
    document_name = forms.CharField(label=_("資料の名称"), max_length=200, required=False)
    document_occasion = forms.CharField(label=_("資料の種別"), max_length=100, required=False, help_text=_("例：総務委員会資料"))
    document_body = forms.CharField(label=_("作成者"), max_length=100, required=False)
    document_date = DayField(label=_("日付"), required=False, help_text=_("例：R12.2.10、2030-02-10"))

    def __init__(self, *args: Any, documents: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["document"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = [("", str(_("新しい資料を登録する"))), *documents]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if PlanPeriod.objects.filter(code=code).exists():
            raise ValidationError(_("このコードの計画期間は既にあります。"))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("document"):
            for name in ("document_name", "document_body", "document_date"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("資料を選択しない場合は、この欄を入力してください。"))
        return data

    def source(self) -> str | NewDocument:
        """Return the code of the paper chosen, or the paper to register. Only of a valid form."""
        data = self.cleaned_data
        if data["document"]:
            return str(data["document"])
        return NewDocument(
            code=data["code"],
            name=data["document_name"],
            body=data["document_body"],
            occasion=data["document_occasion"],
            dated_on=data["document_date"],
        )


def document_choices() -> Choices:
    """Return the papers, the latest first, by kind and date: those of several years bear one name. One query."""
    return [(paper.code, f"{paper.citation} {paper.name}") for paper in SourceDocument.objects.order_by("-dated_on")]
