"""What people fill in to attach files and to comment. The actions check what counts."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ledger.actions.comments import TEXT_AT_MOST
from ledger.evidence.kinds import SUFFIXES


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=FilesInput(attrs={"accept": ",".join(SUFFIXES)}), allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        clean = super().clean
        return [clean(each, initial) for each in data] if data else [clean(None, initial)]


class EvidenceForm(forms.Form):
    uploads = FilesField(label=_("ファイル"), error_messages={"required": _("ファイルを選択してください。")})
    note = forms.CharField(
        label=_("説明"), required=False, max_length=400, help_text=_("どの数値の根拠か、資料のどこに記載があるかを記入します。")
    )


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("取り下げる理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("取り下げる理由を入力してください。")},
    )


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("コメント"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("2,000文字まで。投稿した後の変更・削除はできません。"),
        error_messages={"required": _("コメントを入力してください。")},
    )
