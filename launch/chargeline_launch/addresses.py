"""Which addresses may be used: https and not this machine, unless a site is registered for development."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Whether the address names this machine."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def weakness(url: str, *, development: bool) -> str | None:
    """Why an address may not be used, in a few words, or None. Development allows plain http on loopback only."""
    try:
        parts = urlsplit(url)
        valid = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return "is not an address"
    if not valid or parts.scheme not in ("https", "http"):
        return "is not an https address"
    if parts.username is not None or parts.password is not None:
        return "carries a user name"
    if parts.fragment:
        return "carries a fragment"
    if is_loopback(url):
        return None if development else "names this machine"
    return None if parts.scheme == "https" else "is not https"


def origin(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
