"""Every POST proves that its form came from this session's page in this browser.

The token is derived from the browser's secret name and the session, so that nothing needs to be stored and a token of
one session is worthless in another. Browsers that say where a request comes from (`Sec-Fetch-Site`) are also heard.
"""

from __future__ import annotations

import hmac

from flask import Request


def token(browser: str, session: str) -> str:
    """The token for the forms of this session in this browser."""
    return hmac.new(browser.encode(), b"csrf:" + session.encode(), "sha256").hexdigest()


def holds(request: Request, browser: str, session: str) -> bool:
    """Whether this POST may change anything."""
    came_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    given = request.form.get("csrf", "")
    return came_from == "same-origin" and hmac.compare_digest(given.encode(), token(browser, session).encode())
