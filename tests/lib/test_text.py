import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iconm.lib.text import (
    UnreadableError,
    clean_input,
    half_width,
    hiragana,
    is_private_use,
    name_key,
    search_key,
    search_words,
    shorten,
    text_width,
    unencodable_cp932,
    word_keys,
)

# Hypothesis' own text rarely meets Japanese; these are the characters our names are made of, and those that fold in surprising ways.
JAPANESE = st.text(
    st.sampled_from("ナノ医療イノベーションｾﾝﾀｰﾞﾟ㈱（）①㎡Ⅱ～〜－−—ー・ＡａA1１ がか\u3099ヷヴヽßſİΐ髙𠮷\u200d\ufe00\U000e0100")
)
ANY_TEXT = st.text() | JAPANESE


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("　ナノ医療 ", "ナノ医療", id="trimmed, full-width blanks too"),
        pytest.param("ＩＣＯＮＭ２０２５", "ICONM2025", id="letters and digits"),
        pytest.param("（仮称）１００％！", "(仮称)100%!", id="signs"),
        pytest.param("ｲﾉﾍﾞｰｼｮﾝｾﾝﾀｰ", "イノベーションセンター", id="half-width kana"),
        pytest.param("ﾎﾟﾘﾏｰ｡｢ﾐｾﾙ｣､･", "ポリマー。「ミセル」、・", id="half-width punctuation"),
        pytest.param("カﾞﾞ", "カ゛゛", id="a sound mark with nothing to sit on stays a character of its own"),
        pytest.param("④㈱㎡～Ⅱ髙﨑㋿", "④㈱㎡～Ⅱ髙﨑㋿", id="nothing else"),
        pytest.param("株式会社　ナノ  テク", "株式会社　ナノ  テク", id="inner blanks"),
        pytest.param("", "", id="empty"),
    ],
)
def test_clean_input(typed: str, stored: str) -> None:
    assert clean_input(typed) == stored


@given(ANY_TEXT)
def test_clean_input_twice_changes_nothing_more(text: str) -> None:
    assert clean_input(clean_input(text)) == clean_input(text)


@given(st.text(st.characters(max_codepoint=0xFF00)))
def test_clean_input_leaves_everything_below_the_width_forms(text: str) -> None:
    assert clean_input(text) == text.strip()


def test_half_width_leaves_the_range_sign_and_blank() -> None:
    assert half_width("Ｒ４～Ｒ７　＆｛＾｝") == "R4～R7　&{^}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("ナノ医療イノベーションセンター", "なの医療いのべーしょんせんたー", id="katakana and hiragana"),
        pytest.param("ｲﾉﾍﾞｰｼｮﾝ", "イノベーション", id="half-width kana"),
        pytest.param("ｉＣＯＮＭ", "iconm", id="width and case"),
        pytest.param("㈱ナノ", "（株）ナノ", id="compatibility characters"),
        pytest.param("COI－NEXT", "COI NEXT", id="dash and blank"),
        pytest.param("共創の場（COI-NEXT）", "共創の場COINEXT", id="brackets"),
        pytest.param("R4～R7", "R4〜R7", id="tildes"),
        pytest.param("キング・スカイフロント", "キングスカイフロント", id="middle dot"),
        pytest.param("葛\U000e0100飾", "葛飾", id="ideographic variant"),
        pytest.param("か\u3099ん", "がん", id="decomposed kana"),
        pytest.param("ワ\u3099", "ヷ", id="rare kana"),
        pytest.param("Straße", "STRASSE", id="case folding"),
        pytest.param("A−B", "A－B", id="minus"),
    ],
)
def test_search_key_is_the_same(one: str, other: str) -> None:
    assert search_key(one) == search_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("センター", "センタ", id="long vowel"),
        pytest.param("かん", "がん", id="sound mark"),
        pytest.param("髙橋", "高橋", id="variant with a code of its own"),
        pytest.param("iCONM1", "iCONM2", id="digits"),
    ],
)
def test_search_key_differs(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


def test_search_key_of_punctuation_is_empty() -> None:
    assert search_key("（・） —～\u200b") == ""


@given(ANY_TEXT)
def test_search_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(JAPANESE)
def test_search_key_is_indifferent_to_input_cleaning(text: str) -> None:
    assert search_key(clean_input(text)) == search_key(text)


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        pytest.param("①㈱㎡～－Ⅱ髙﨑", (), id="Windows characters fit"),
        pytest.param("〜−‖", (), id="fit, though they come back as others"),
        pytest.param("目標 — 実績 — ㋿𠮷", ("—", "㋿", "𠮷"), id="dash of paper 001, each once, in order"),
        pytest.param("\ue000", ("\ue000",), id="private use"),
        pytest.param("নিং 트", ("ন", "ি", "ং", "트"), id="other scripts"),
        pytest.param("\ud800", ("\ud800",), id="lone surrogate"),
        pytest.param("", (), id="empty"),
    ],
)
def test_unencodable_cp932(text: str, lacking: tuple[str, ...]) -> None:
    assert unencodable_cp932(text) == lacking


@given(ANY_TEXT)
def test_without_the_lacking_characters_text_fits_cp932(text: str) -> None:
    lacking = unencodable_cp932(text)
    "".join(character for character in text if character not in lacking).encode("cp932")
    assert set(lacking) <= set(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("渡邊", False, id="plain"),
        pytest.param("葛\U000e0100", False, id="IVS"),
        pytest.param("渡\ue123", True, id="BMP"),
        pytest.param("\U000f0000", True, id="plane 15"),
        pytest.param("\U0010fffd", True, id="plane 16"),
        pytest.param("", False, id="empty"),
    ],
)
def test_is_private_use(text: str, expected: bool) -> None:
    assert is_private_use(text) is expected


def test_shorten_keeps_forty_characters() -> None:
    assert shorten("あ" * 40) == "あ" * 40
    assert shorten("あ" * 41) == "あ" * 39 + "…"


def test_unreadable_error_shows_what_was_typed_shortened() -> None:
    error = UnreadableError("「%(text)s」は読めません。", text="長" * 1000)
    assert str(error) == f"「{'長' * 39}…」は読めません。"


def test_unreadable_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(UnreadableError("%(text)s!", text="100%")))  # noqa: S301 (our own bytes)
    assert str(error) == "100%!"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("㈱ナノ", "株式会社なの", id="sign and word"),
        pytest.param("ナノ（株）", "ﾅﾉ", id="behind, half-width kana"),
        pytest.param("国立大学法人　東京大学", "東京大学", id="university"),
        pytest.param("地方独立行政法人神奈川県立産業技術総合研究所", "神奈川県立産業技術総合研究所", id="local agency"),
        pytest.param("(公財)川崎市産業振興財団", "公益財団法人 川崎市産業振興財団", id="foundation"),
        pytest.param("ＮＡＮＯ ＭＲＮＡ(株)", "nano mrna", id="letters"),
    ],
)
def test_names_that_count_as_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("株式会社", "有限会社"), ("ナノ財団", "ナノ"), ("髙島屋", "高島屋")])
def test_names_that_do_not(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("株式会社島津製作所", ("島津製作所",), id="legal form in front"),
        pytest.param("（株） 島津製作所", ("島津製作所",), id="legal form apart"),
        pytest.param("㈱島津製作所", ("島津製作所",), id="legal form in one character"),
        pytest.param("ナノ　医療 ナノ", ("ナノ", "医療"), id="each word once"),
        pytest.param("株式会社", ("株式会社",), id="legal form alone"),
        pytest.param("①", ("①",), id="left as typed"),
        pytest.param(" ", (), id="nothing"),
    ],
)
def test_search_words(typed: str, words: tuple[str, ...]) -> None:
    assert search_words(typed) == words


def test_word_keys() -> None:
    assert word_keys("（株）ﾅﾉ 医療 ・") == ("なの", "医療")


@given(ANY_TEXT)
def test_word_keys_are_never_empty_nor_more_than_the_words(text: str) -> None:
    assert all(word_keys(text)) and len(word_keys(text)) <= len(text.split())


@pytest.mark.parametrize(
    ("typed", "kept"), [("ｶﾜｻｷｼ", "かわさきし"), ("カワサキ", "かわさき"), ("ヴァ ー", "ゔぁ ー"), ("川崎A", "川崎A"), ("", "")]
)
def test_hiragana(typed: str, kept: str) -> None:
    assert hiragana(typed) == kept


@pytest.mark.parametrize(("text", "width"), [("", 0), ("R7", 2), ("R7.12末", 7), ("（株）", 6), ("ｱ", 1)])
def test_text_width_counts_half_width_characters(text: str, width: int) -> None:
    assert text_width(text) == width
