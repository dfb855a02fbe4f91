import pytest

from iconm.lib.text import sort_key

# Each list stands in the order of a printed Japanese index (JIS X 4061), most of it against the order of code points.
INDEXES = [
    pytest.param(["はい", "ばい", "ぱい", "はいる"], id="voiced decides between equals only"),
    pytest.param(["ばあ", "はい"], id="voiced does not come first"),
    pytest.param(["かあど", "カード", "かい"], id="long vowel mark as its vowel"),
    pytest.param(["きゃく", "きやま"], id="small kana as plain"),
    pytest.param(["ケア", "げんば", "コイ"], id="katakana with hiragana"),
    pytest.param(["1社", "AMED", "あい", "亜"], id="digits, Latin, kana, kanji"),
    pytest.param(["nec", "NTT"], id="case does not count"),
    pytest.param(["ｱｽﾃﾗｽ", "いろは"], id="half-width kana"),
    pytest.param(["(株)あい", "うえ(株)", "株式会社えお", "（公財）かき"], id="legal form in front does not count"),
]


@pytest.mark.parametrize("index", INDEXES)
def test_sort_key_gives_the_order_of_an_index(index: list[str]) -> None:
    backwards = index[::-1]

    assert sorted(backwards, key=sort_key) == index


def test_sort_key_tells_equals_apart() -> None:
    assert sort_key("はい") != sort_key("ばい")


def test_sort_key_of_nothing_is_first() -> None:
    assert sort_key("") < sort_key("0")
