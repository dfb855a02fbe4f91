"""The forms of an import."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iconm.lib.uploads import MAX_BYTES, Rows, UploadError, read_upload


class UploadForm(forms.Form):
    """The file. rows, content, name: what it holds, after `is_valid`."""

    file = forms.FileField(
        label=gettext_lazy("取り込むファイル"),
        help_text=gettext_lazy("Excelブック（.xlsx）又はCSV（UTF-8・Shift_JIS）。10MBまで。"),
        allow_empty_file=True,  # the reader has a better sentence for it
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": gettext_lazy("ファイルを選択してください。")},
    )
    rows: Rows
    content: bytes

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if upload.size is not None and upload.size > MAX_BYTES:
            raise ValidationError(
                _("ファイルが大きすぎます（上限は%(limit)sMBです）。ファイルを分けてください。") % {"limit": MAX_BYTES // 1024**2}
            )
        self.content = upload.read()
        try:
            self.rows = read_upload(upload.name or "", self.content)
        except UploadError as error:
            raise ValidationError(str(error)) from error
        return upload


class ConfirmForm(forms.Form):
    """What the preview sends back. token: the signed note about the file."""

    token = forms.CharField(widget=forms.HiddenInput)
    may_repeat_names = forms.BooleanField(required=False)
    do = forms.ChoiceField(choices=[("apply", ""), ("marked", "")])
