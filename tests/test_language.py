"""Japanese first: the browser's wish does not decide, the reader's choice does."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cookie", "language"), [("", "ja"), ("en", "en"), ("ja", "ja"), ("fr", "ja"), ("../etc", "ja")], ids=lambda value: value or "none"
)
def test_the_page_speaks_what_the_reader_chose(client: Client, cookie: str, language: str) -> None:
    if cookie:
        client.cookies["django_language"] = cookie

    response = client.get("/accounts/sign-in/", headers={"accept-language": "en-US,en;q=0.9"})

    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in response.content.decode()
    assert "Cookie" in response.headers["Vary"]
