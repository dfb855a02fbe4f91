"""Where a request comes from: the same answer for the lock after failed sign-ins and for the audit trail."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


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
