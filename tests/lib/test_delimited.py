import pytest

from iconm.lib.delimited import bare, encode, safe


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("@a", "'@a"),
        ("-5", "'-5"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("＠a", "'＠a"),
        ("－5", "'－5"),
        ("﹦1", "'﹦1"),
        ("\ta", "'\ta"),
        ("\ra", "'\ra"),
        ("\n=1", "'\n=1"),
        ("△5", "△5"),
        ("−5", "−5"),
        ("～5", "～5"),
        ("㈱", "㈱"),
        ("", ""),
        ("a=b", "a=b"),
        ("㈱＝b", "㈱＝b"),
    ],
)
def test_text_a_spreadsheet_would_run_is_quoted(text: str, field: str) -> None:
    assert safe(text) == field


def test_file_as_excel_reads_it() -> None:
    assert encode([["a", "川,崎"], ["b", ""]]) == b"\xef\xbb\xbf" + 'a,"川,崎"\r\nb,\r\n'.encode()


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''=1+1", "'quoted'", "'", "", "－5", "a"])
def test_quoting_is_taken_off_again(text: str) -> None:
    assert bare(safe(text)) == text
