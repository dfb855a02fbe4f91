"""Where a request comes from: the same answer for the lock after failed sign-ins and for the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

_current: ContextVar[str | None] = ContextVar("client_address", default=None)


def current_address() -> str | None:
    """Return the client of the request being answered; None outside one, in commands and jobs."""
    return _current.get()


@contextmanager
def answering(request: HttpRequest) -> Iterator[None]:
    """Make the request's client the current one. A server's thread answers many people in turn: the value goes with the request."""
    token = _current.set(client_address(request))
    try:
        yield
    finally:
        _current.reset(token)


def client_address(request: HttpRequest | None) -> str | None:
    """Return the client's IP address, or None where there is none.

    Behind our proxy (SECURE_PROXY_SSL_HEADER is set) it is the last address of X-Forwarded-For, which the proxy itself appended; whatever
    stands before it the client may have invented.
    """
    if request is None:
        return None
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    for candidate in (forwarded.rpartition(",")[2].strip(), request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ip_address(candidate))
        except ValueError:  # empty, a Unix socket's name, or a port behind the address
            continue
    return None
