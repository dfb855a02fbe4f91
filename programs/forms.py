"""What people fill in about an organization: its row, and its new name."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iconm.lib.forms import DayField
from ledger.register_admin import RegisterForm
from programs.actions import NewName
from programs.models import Organization


class OrganizationForm(RegisterForm):
    """The row itself: here a slip in the name is put right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "name" in self.fields:
            self.fields["name"].help_text = _(
                "誤字などの訂正は、この欄を直します（過去の日付の資料にも、直した名称が印刷されます）。"
                "名称そのものが変わった場合は、右上の「名称変更を登録」を使用してください。"
            )


class RenameForm(RegisterForm):
    """The new name, starting from the one in force. seen: the name the page showed."""

    since = DayField(
        label=gettext_lazy("変更日"),
        max_length=40,
        help_text=gettext_lazy("新しい名称になる日。「令和8年4月1日」「R8.4.1」のように入力してください。"),
    )
    reason = forms.CharField(
        label=gettext_lazy("理由・根拠"),
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("名称が変わった理由と、確認した資料。変更履歴と操作記録に残ります。"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=200)
    required_css_class = "required"
    field_order = ("name", "is_another", "name_en", "reading", "since", "reason", "seen")

    class Meta:
        model = Organization
        fields = ("name", "name_en", "reading")
        widgets: ClassVar = dict.fromkeys(fields, AdminTextInputWidget)

    def __init__(self, *args: Any, instance: Organization, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, initial={"seen": instance.name}, **kwargs)
        self.fields["name"].label = _("新しい名称")
        self.fields["name"].help_text = _("今の名称が入っています。新しい名称に直してください。")
        self.fields["name_en"].help_text = _("英語の名称も変わる場合は、直してください。")
        self.fields["reading"].help_text = _("一覧の並び順と検索に使います。")

    def told(self) -> dict[str, Any]:
        """Return what `rename_organization` takes. Only after is_valid()."""
        data = self.cleaned_data
        since: date = data["since"]
        new = NewName(data["name"], data["name_en"], data["reading"])
        return {"new": new, "since": since, "seen": data["seen"], "reason": data["reason"]}
