"""Text as people type it, and the keys it is found by.

What is stored stays as typed. NFKC would turn ④ ㈱ ㎡ ～ into other characters, so it is used for keys only (domain guide 1.6).
"""

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# U+FF5E is left out: ～ is the sign of ranges in every paper, not a wide tilde.
_ASCII_FROM_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5E)}
_HIRAGANA_FROM_KATAKANA = {kana: kana - 0x60 for kana in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_NOT_IN_KEYS = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"))
_SHOWN_AT_MOST = 40


class UnreadableError(ValueError):
    """What was typed cannot be read. The sentence is put together when shown, in the language of whoever reads it.

    message: a lazy msgid with %(name)s places, filled from `values`. forms: a sentence on what is accepted, the same for every reason.
    """

    forms: str | Promise = ""

    def __init__(self, message: str | Promise, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        problem = str(self.message) % {name: shorten(str(value)) for name, value in self.values.items()}
        if not self.forms:
            return problem
        # Translators: two sentences in a row; English needs a blank between them.
        return _("%(problem)s%(forms)s") % {"problem": problem, "forms": self.forms}


def text_width(text: str) -> int:
    """Return how wide the text stands, in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def shorten(text: str) -> str:
    """Return at most 40 characters of `text`, so that a pasted page does not fill the message about it."""
    return text if len(text) <= _SHOWN_AT_MOST else text[: _SHOWN_AT_MOST - 1] + "…"


def half_width(text: str) -> str:
    """Return `text` with full-width letters, digits and signs as ASCII; ～ and the full-width blank stay."""
    return text.translate(_ASCII_FROM_WIDE)


def clean_input(text: str) -> str:
    """Return what an input field stores: ASCII and digits half-width, kana full-width, trimmed. Nothing else: ④ ㈱ ㎡ ～ 髙 stay."""
    return _HALF_WIDTH_KANA.sub(_full_width_kana, half_width(text)).strip()


def _full_width_kana(run: re.Match[str]) -> str:
    # A sound mark with no kana before it becomes a combining one under NFKC and would cling to whatever precedes it.
    return unicodedata.normalize("NFKC", run[0]).replace("\u3099", "゛").replace("\u309a", "゜")


def search_key(text: str) -> str:
    """Return the key under which `text` is searched and compared for duplicates; never shown, never stored in place of a name.

    Widths, case, katakana and hiragana, blanks, punctuation and variant selectors make no difference; ー does. 髙 and 高 stay two
    characters. Text of nothing but punctuation has the empty key.
    """
    folded = _fold(_fold(text)).translate(_HIRAGANA_FROM_KATAKANA)
    return unicodedata.normalize("NFKC", "".join(filter(_counts_in_key, folded)))


def _fold(text: str) -> str:
    # Case folding can undo normal form and the other way round: callers fold twice, after which nothing moves any more.
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def _counts_in_key(character: str) -> bool:
    """Refuse blanks, controls, punctuation, dashes and tildes of every kind, and variation selectors (葛󠄀 is found by 葛)."""
    return not (
        unicodedata.category(character) in _NOT_IN_KEYS
        or character in "~\u2212"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def unencodable_cp932(text: str) -> tuple[str, ...]:
    """Return the characters Windows-31J files cannot hold, each once, in the order met: — 𠮷 ㋿ are among them.

    Private-use characters count as not fitting. 〜 − ‖ fit but come back as ～ － ∥.
    """
    return tuple(character for character in dict.fromkeys(text) if not _fits_cp932(character))


def _fits_cp932(character: str) -> bool:
    # Python maps private-use characters to the user-defined area, where every machine shows something else.
    if is_private_use(character):
        return False
    try:
        character.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def is_private_use(text: str) -> bool:
    """Tell whether `text` holds a private-use character (外字): it means something on the machine that made it and nowhere else."""
    return any(unicodedata.category(character) == "Co" for character in text)


def hiragana(text: str) -> str:
    """Return `text` with katakana of either width as hiragana; ー and everything else stay."""
    return clean_input(text).translate(_HIRAGANA_FROM_KATAKANA)


_SMALL_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_VOWELS = {
    kana: vowel
    for vowel, row in {
        "あ": "あかさたなはまやらわ",
        "い": "いきしちにひみり",
        "う": "うくすつぬふむゆる",
        "え": "えけせてねへめれ",
        "お": "おこそとのほもよろを",
    }.items()
    for kana in row
}
_VOICING = re.compile("[\u3099\u309a]")
_LEGAL_FORM = re.compile(
    r"^(株式会社|有限会社|合同会社|一般社団法人|一般財団法人|公益社団法人|公益財団法人|独立行政法人|地方独立行政法人|国立大学法人|学校法人|医療法人"
    r"|国立研究開発法人|\((株|有|医|公社|公財|一社|一財|独|学)\))"
)


def sort_key(text: str) -> str:
    """Return the key that puts readings into the order of a Japanese index (JIS X 4061 without its finer levels).

    Voiced, small and long kana stand with their plain ones (ばあ before はい, カード as かあと) and decide only between equals. Digits come
    before Latin letters, those before kana, kana before kanji. A leading legal form does not count: (株)横浜銀行 stands under 横.
    """
    spelled = unicodedata.normalize("NFKC", text).strip().casefold()
    folded = _LEGAL_FORM.sub("", spelled).strip().translate(_HIRAGANA_FROM_KATAKANA)
    plain = _VOICING.sub("", unicodedata.normalize("NFD", folded)).translate(_SMALL_KANA)
    lengthened = ""
    for character in plain:
        lengthened += _VOWELS.get(lengthened[-1:], character) if character == "ー" else character
    return f"{lengthened}\t{folded}"


_FORMS = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益|特例)?(?:社団|財団)法人|(?:地方)?独立行政法人|国立研究開発法人|(?:国立|公立)大学法人"
    r"|学校法人|医療法人(?:社団|財団)?|社会福祉法人|特定非営利活動法人|\((?:株|有|合|資|名|社|財|一社|一財|公社|公財|独|国|大|学|医|福|特非)\)"
)
_FORM_AROUND = re.compile(rf"^\s*(?:{_FORMS})\s*|\s*(?:{_FORMS})\s*$")


def name_key(text: str) -> str:
    """Return the key under which two names count as one: the search key without the legal form before or behind the name.

    ㈱ナノ, (株) なの and 株式会社ナノ have the same. A name of nothing but a legal form keeps it.
    """
    return search_key(_FORM_AROUND.sub("", unicodedata.normalize("NFKC", text))) or search_key(text)


def search_words(text: str) -> tuple[str, ...]:
    """Return the words that are searched for, each once: a row has to hold every one of them somewhere.

    Legal forms count only where nothing else was typed: 株式会社島津製作所, （株） 島津製作所 and ㈱島津製作所 all find (株)島津製作所.
    """
    words = text.split()
    return tuple(dict.fromkeys(filter(None, map(_without_form, words)))) or tuple(words)


def word_keys(text: str) -> tuple[str, ...]:
    """Return the search keys of the words; none for text of nothing but punctuation."""
    return tuple(filter(None, map(search_key, search_words(text))))


def _without_form(word: str) -> str:
    spelled = unicodedata.normalize("NFKC", word)
    bare = _FORM_AROUND.sub("", spelled)
    return word if bare == spelled else bare
