"""What files are, by their content, and the names they get."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.evidence import kinds
from ledger.evidence.kinds import KindError, clean_name, kind_of
from tests.ledger.evidence import samples


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        pytest.param(samples.PDF, "決算.pdf", kinds.PDF, id="pdf"),
        pytest.param(samples.PDF, "決算.exe", kinds.PDF, id="pdf under another name"),
        pytest.param(samples.PNG, "図.png", kinds.PNG, id="png"),
        pytest.param(samples.JPEG, "図.jpg", kinds.JPEG, id="jpeg"),
        pytest.param(samples.WEBP, "図.webp", kinds.WEBP, id="webp"),
        pytest.param(samples.workbook(), "集計.xlsx", kinds.XLSX, id="xlsx"),
        pytest.param(samples.office(samples.WORD), "通知.docx", kinds.DOCX, id="docx"),
        pytest.param(samples.office(samples.SLIDES), "資料.pptx", kinds.PPTX, id="pptx"),
        pytest.param("年度,件数\r\n2025,21\r\n".encode("cp932"), "a.csv", kinds.CSV, id="csv in cp932"),
        pytest.param("\ufeff年度\t件数\n".encode(), "a.CSV", kinds.CSV, id="csv in utf-8"),
        pytest.param("聞き取りの記録".encode(), "記録.txt", kinds.TEXT, id="text"),
        pytest.param(b"<html><script>alert(1)</script>", "x.html", kinds.TEXT, id="a page is text"),
    ],
)
def test_kind_is_told_by_the_content(content: bytes, name: str, kind: kinds.Kind) -> None:
    assert kind_of(content, name) == kind


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "ファイルが空です。", id="empty"),
        pytest.param(b"MZ\x90\0\x03\0\0\0", "添付できる形式は、PDF", id="program"),
        pytest.param(b"\x7fELF\x02\x01\x01\0", "添付できる形式は、PDF", id="program of linux"),
        pytest.param(samples.OLE, "古い形式", id="xls, doc, ppt"),
        pytest.param(samples.LOCKED, "パスワードの付いたファイル", id="password"),
        pytest.param(samples.office(samples.MACROS), "マクロを含むファイル", id="macros by type"),
        pytest.param(samples.office(samples.WORD, "word/vbaProject.bin"), "マクロを含むファイル", id="macros by part"),
        pytest.param(samples.archive(a="text"), "添付できる形式は、PDF", id="zip"),
        pytest.param(samples.office("application/zip"), "添付できる形式は、PDF", id="package of something else"),
        pytest.param(samples.workbook()[:200], "ファイルが壊れている", id="broken"),
        pytest.param(b"RIFF\x1a\0\0\0WAVEfmt ", "添付できる形式は、PDF", id="sound"),
    ],
)
def test_what_is_not_taken_is_explained(content: bytes, told: str) -> None:
    with pytest.raises(KindError, match=told):
        kind_of(content, "根拠.dat")


@pytest.mark.parametrize(
    ("content", "name", "called"),
    [
        pytest.param("議事録".encode(), "決算書.PDF", "PDF", id="text"),
        pytest.param(b"MZ\x90\0\x03\0\0\0", "決算書.pdf", "PDF", id="program"),
        pytest.param(b"a,b\r\n1,2\r\n", "集計.xlsx", "Excelブック", id="csv"),
        pytest.param(b"<html></html>", "図.jpeg", "JPEG画像", id="a page"),
    ],
)
def test_file_that_is_not_what_its_name_says_is_told_so(content: bytes, name: str, called: str) -> None:
    with pytest.raises(KindError, match=f"^中身が{called}ではありません。"):
        kind_of(content, name)


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail))
def test_garbage_is_a_kind_or_the_documented_error(content: bytes) -> None:
    try:
        assert kind_of(content, "a.csv") in kinds.KINDS
    except KindError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("決算書.pdf", kinds.PDF, "決算書.pdf"),
        ("決算書.PDF", kinds.PDF, "決算書.PDF"),
        ("図.JPEG", kinds.JPEG, "図.JPEG"),
        ("../../etc/passwd.txt", kinds.TEXT, "passwd.txt"),
        ("C:\\共有\\集計.xlsx", kinds.XLSX, "集計.xlsx"),
        ("a\r\nSet-Cookie: x.pdf", kinds.PDF, "a Set-Cookie: x.pdf"),
        ("fdp.\u202etxt.exe\0.pdf", kinds.PDF, "fdp.txt.exe.pdf"),
        ("か\u3099.pdf", kinds.PDF, "が.pdf"),
        ("  .pdf", kinds.PDF, "根拠資料.pdf"),
        (".csv", kinds.CSV, "根拠資料.csv"),
        ("長" * 300 + ".docx", kinds.DOCX, "長" * 195 + ".docx"),
    ],
)
def test_clean_name(name: str, kind: kinds.Kind, clean: str) -> None:
    assert clean_name(name, kind) == clean


@pytest.mark.parametrize(
    ("name", "kind", "ends"),
    [
        pytest.param("fake.pdf", kinds.TEXT, ".txt", id="text called pdf"),
        pytest.param("報告.pdf", kinds.JPEG, ".jpg・.jpeg", id="picture called pdf"),
        pytest.param("a.exe", kinds.PDF, ".pdf", id="pdf called program"),
        pytest.param("x.html", kinds.TEXT, ".txt", id="page"),
        pytest.param("決算書.pdf.exe", kinds.PDF, ".pdf", id="two endings"),
        pytest.param("決算書", kinds.PDF, ".pdf", id="no ending"),
        pytest.param("", kinds.CSV, ".csv", id="no name"),
    ],
)
def test_name_of_another_kind_is_refused(name: str, kind: kinds.Kind, ends: str) -> None:
    with pytest.raises(KindError, match=f"内容と一致しません。内容は「{ends}」の形式です。"):
        clean_name(name, kind)


@given(st.text(max_size=300), st.sampled_from(kinds.KINDS))
def test_clean_name_is_always_a_plain_name_of_its_kind(name: str, kind: kinds.Kind) -> None:
    clean = clean_name(name + kind.suffixes[-1], kind)

    assert clean.isprintable() and "/" not in clean and "\\" not in clean
    assert clean.lower().endswith(kind.suffixes) and len(clean) <= kinds.MAX_NAME
