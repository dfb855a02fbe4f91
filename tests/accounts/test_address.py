from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.address import client_address

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
