"""Small files of every kind, made here."""

import io
import zipfile

import xlsxwriter

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
WEBP = b"RIFF\x1a\0\0\0WEBPVP8 "
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 100
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, 21)
    return buffer.getvalue()


def office(main: str, *parts: str) -> bytes:
    """Return a package whose main part is of that type."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>')
        for part in ("main.xml", *parts):
            archive.writestr(part, "<x/>")
    return buffer.getvalue()


def archive(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as found:
        for name, text in files.items():
            found.writestr(name, text)
    return buffer.getvalue()
