"""The one cookie: a random name for this browser.

`__Host-` binds it to this host and to https (browsers treat loopback alike), `Partitioned` lets it live inside the
EHR's frame and keeps the copy of one EHR apart from that of another. The session is in the path, never here.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from flask import Request
from werkzeug.wrappers import Response

NAME: Final = "__Host-browser"
SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def browser_of(request: Request) -> str | None:
    """This browser's name, None when it sent none or something that we never gave out."""
    value = request.cookies.get(NAME)
    return value if value and SHAPE.fullmatch(value) else None


def new_browser() -> str:
    """A name for a browser that has none: 256 random bits."""
    return secrets.token_urlsafe(32)


def remember(response: Response, browser: str) -> None:
    """Give the browser its name, until it is closed."""
    response.set_cookie(NAME, browser, path="/", secure=True, httponly=True, samesite="None", partitioned=True)
