"""The step of the migrations 0002 that fills the first sort keys. Frozen: a migration gives the same keys whatever becomes of the portal.

The portal's own key is `iconm.lib.text.sort_key`. When that changes, a new migration fills the rows again; this module stays as it is.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

BATCH = 500

_HIRAGANA = {kana: kana - 0x60 for kana in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_SMALL_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_ROWS = {
    "あ": "あかさたなはまやらわ",
    "い": "いきしちにひみり",
    "う": "うくすつぬふむゆる",
    "え": "えけせてねへめれ",
    "お": "おこそとのほもよろを",
}
_VOWELS = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
_VOICING = re.compile("[\u3099\u309a]")
_LEGAL_FORM = re.compile(
    r"^(株式会社|有限会社|合同会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|独立行政法人|地方独立行政法人|国立大学法人|学校法人|医療法人"
    r"|国立研究開発法人|\((株|有|医|公社|公財|一社|一財|独|学)\))"
)


def fill_sort_keys(*names: str) -> Callable[[Any, Any], None]:
    """Return the step of a migration that gives the rows of these models ("app.Model") the sort keys they were saved without."""

    def fill(apps: Any, schema_editor: Any) -> None:
        for name in names:
            _fill(apps.get_model(name)._default_manager.using(schema_editor.connection.alias))

    return fill


def first_sort_key(text: str) -> str:
    spelled = unicodedata.normalize("NFKC", text).strip().casefold()
    folded = _LEGAL_FORM.sub("", spelled).strip().translate(_HIRAGANA)
    plain = _VOICING.sub("", unicodedata.normalize("NFD", folded)).translate(_SMALL_KANA)
    lengthened = ""
    for character in plain:
        lengthened += _VOWELS.get(lengthened[-1:], character) if character == "ー" else character
    return f"{lengthened}\t{folded}"


def _fill(rows: Any) -> None:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "name", "reading")[:BATCH]):
        for row in batch:
            row.sort_key = first_sort_key(row.reading or row.name)[:400]
        rows.bulk_update(batch, ["sort_key"])
        last = batch[-1].pk
