"""What the workbook says about itself: the line above its table, the hint at each cell, and the sheet of instructions."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ledger.workbook.layout import Form
from ledger.workbook.looks import A4, Looks, height_of

_WIDTH = 110


def what_to_do(*, is_open: bool) -> str:
    if is_open:
        return _("色の付いた欄に入力して保存し、ポータルの「Excelを取り込む」で取り込んでください。記入方法はシート「説明」にあります。")
    return _("閲覧用です。変更しても取り込めません。")


def hint(reasons: Sequence[str]) -> str:
    return _("数値を入力してください。値がないときは、一覧から理由を選択してください（%(reasons)s）。") % {"reasons": "・".join(reasons)}


def write(sheet: Any, looks: Looks, form: Form) -> None:
    sheet.set_column(0, 0, _WIDTH)
    sheet.hide_gridlines(2)
    for row, text in enumerate(_lines(form)):
        sheet.set_row(row, height_of([(text, _WIDTH)]))
        sheet.write_string(row, 0, text, looks.get(text_wrap=True, bold=text.startswith("■")))
    sheet.protect()
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _lines(form: Form) -> tuple[str, ...]:
    if not form.is_open:
        return (what_to_do(is_open=False), _("訂正するときは、ポータルで「訂正版を作成」を行い、その様式を出力してください。"))
    return (
        _("■ 値の入力"),
        _("・単位の欄の単位で、数値を入力してください。「1.5億円」のように単位を付けた入力も読み取ります。"),
        _("・負の数は「△1,234」「-1,234」のどちらでも入力できます。"),
        _("・値がないときは、未確定・該当なし・比較不能などの理由を入力してください（欄の一覧から選択できます）。空欄は未入力です。"),
        _("・計算式も使用できます。保存されている計算結果を取り込みます。"),
        _("■ 値以外の入力"),
        *_beside(form),
        _("■ 様式の取扱い"),
        _("・列や行の並べ替え、列の追加、行の削除をしても取り込めます。削除した行は、変更なしとして扱います。"),
        _("・保護を解除するときのパスワードはありません。右端の非表示の列と見出しは変更しないでください。"),
        _("・ファイルにパスワードを付けたり、マクロを加えたりすると取り込めません。"),
        _("■ 取込み"),
        _("・ポータルの年度報告の画面で「Excelを取り込む」を押し、このファイルを選択してください。CSVで保存したファイルも取り込めます。"),
        _("・取り込む前に、変更される欄の一覧を確認できます。確認して確定するまで、登録は変わりません。"),
        _("・エラーが1件でもあるときは、1件も登録しません。エラーの欄に印を付けたファイルを出力できます。"),
    )


def _beside(form: Form) -> tuple[str, ...]:
    """Explain the columns beside the value, as far as the form has them."""
    if "reason" in form.left_out:
        return (_("・注記：値の説明です。前年度からの大きな増減などの理由を入力してください。資料には印字しません。"),)
    return (
        _("・注記：資料の脚注になる説明です。値のある行に入力してください。"),
        _("・理由：前年度からの大きな増減など、確認を求められた値が正しい理由です。"),
        _("・要因・今後の対応：年度確定の実績が目標に達しなかったときに入力してください。"),
    )
