"""What every answer carries.

No X-Frame-Options: it cannot name the EHR, and `frame-ancestors` replaces it (CSP level 2, section 7.7.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from werkzeug.wrappers import Response

SOURCES: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'"
)
FIXED: Final = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def protect(response: Response, *, ancestors: Iterable[str], forms_go_to: str = "", https: bool) -> Response:
    """Add the headers. `ancestors` are the origins that may show this page in a frame; none: nobody may.

    `forms_go_to` is where else than here its forms may lead, redirects of what they lead to included.
    Only what says itself how long it may be kept is kept by anybody.
    """
    forms = f"'self' {forms_go_to}".strip()
    framed_by = " ".join(sorted(set(ancestors))) or "'none'"
    response.headers["Content-Security-Policy"] = f"{SOURCES}; form-action {forms}; frame-ancestors {framed_by}"
    response.headers.extend(FIXED)
    response.headers.setdefault("Cache-Control", "no-store")
    if https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
