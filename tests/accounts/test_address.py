from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from accounts.address import client_address, current_address
from accounts.middleware import remember_address

BEHIND_PROXY = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize(
    ("proxy", "meta", "expected"),
    [
        pytest.param(None, {"REMOTE_ADDR": "10.1.2.3"}, "10.1.2.3", id="direct"),
        pytest.param(None, {"REMOTE_ADDR": "10.1.2.3", "HTTP_X_FORWARDED_FOR": "6.6.6.6"}, "10.1.2.3", id="no proxy: the header is a lie"),
        pytest.param(BEHIND_PROXY, {"REMOTE_ADDR": "172.18.0.2", "HTTP_X_FORWARDED_FOR": "10.1.2.3"}, "10.1.2.3", id="proxy"),
        pytest.param(
            BEHIND_PROXY,
            {"REMOTE_ADDR": "172.18.0.2", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.1.2.3"},
            "10.1.2.3",
            id="proxy: the last one is its own",
        ),
        pytest.param(BEHIND_PROXY, {"REMOTE_ADDR": "172.18.0.2"}, "172.18.0.2", id="proxy says nothing"),
        pytest.param(
            BEHIND_PROXY, {"REMOTE_ADDR": "172.18.0.2", "HTTP_X_FORWARDED_FOR": "unknown"}, "172.18.0.2", id="proxy says nonsense"
        ),
        pytest.param(None, {"REMOTE_ADDR": "2001:DB8::1"}, "2001:db8::1", id="IPv6, one spelling"),
        pytest.param(None, {"REMOTE_ADDR": ""}, None, id="a Unix socket has none"),
    ],
)
def test_client_address(settings: Settings, proxy: tuple[str, str] | None, meta: dict[str, Any], expected: str | None) -> None:
    settings.SECURE_PROXY_SSL_HEADER = proxy
    assert client_address(RequestFactory().get("/", **meta)) == expected


def test_client_address_without_request() -> None:
    assert client_address(None) is None


def test_current_address_goes_with_the_request() -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(current_address() or "")

    assert remember_address(answer)(RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")).content == b"10.1.2.3"
    assert current_address() is None


def test_current_address_ends_with_a_request_that_fails() -> None:
    def fail(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        remember_address(fail)(RequestFactory().get("/", REMOTE_ADDR="10.1.2.3"))
    assert current_address() is None


def test_current_address_of_threads_that_answer_at_once() -> None:
    """As in the web server: threads are used again and again, each answering somebody else while the others do too."""
    threads = 4
    together = Barrier(threads, timeout=10)

    def look(_request: HttpRequest) -> HttpResponse:
        together.wait()  # all four stand inside their request
        return HttpResponse(current_address() or "")

    def answer(number: int) -> tuple[str | None, bytes]:
        response = remember_address(look)(RequestFactory().get("/", REMOTE_ADDR=f"10.0.0.{number}"))
        return current_address(), response.content

    with ThreadPoolExecutor(threads) as server:
        answers = list(server.map(answer, range(1, 3 * threads + 1)))
    assert answers == [(None, f"10.0.0.{number}".encode()) for number in range(1, 3 * threads + 1)]
