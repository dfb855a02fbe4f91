"""What a clerk does with a file: send it, look at the preview, confirm."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

ORGANIZATIONS = "admin:programs_organization"


def csv_of(*rows: Sequence[Any], encoding: str = "utf-8") -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding)


def send(client: Client, content: bytes, name: str = "台帳.csv", base: str = ORGANIZATIONS) -> Any:
    """Return the answer to an upload: the preview, or the page with what is wrong."""
    return client.post(reverse(f"{base}_import"), {"file": SimpleUploadedFile(name, content)})


def confirm(client: Client, preview: Any, base: str = ORGANIZATIONS, **answers: str) -> Any:
    return client.post(reverse(f"{base}_import"), {"token": preview.context["token"], "do": "apply", **answers})


def errors(preview: Any) -> list[tuple[int, str]]:
    """Return the row and the column of each error."""
    return [(row, column) for row, column, _message in preview.context["preview"].errors]
