"""Nothing that names a patient or opens a door reaches a log.

Every record of every library passes here before any handler sees it. What is removed is removed by shape: values of
addresses' parameters, bearer tokens and signed tokens, FHIR ids, and the random parts of our own paths; our own
closed codes stay. An exception is reported by its type and the places in the code; its message may quote what was
read, so it goes.
"""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any, Final

from chargeline_plugin.security import browser

GONE: Final = "…"
SHAPES: Final = (
    (re.compile(r"([?&;][\w.~:%\[\]-]+=)[^&;\s\"'<>]+"), rf"\1{GONE}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {GONE}"),
    (re.compile(r"\beyJ[\w-]+(?:\.[\w-]*)+"), GONE),
    (re.compile(r"(/(?:s|launch|launch/window)/)[\w-]{16,}"), rf"\1{GONE}"),
    (re.compile(rf"({browser.NAME}=)[\w-]+"), rf"\1{GONE}"),
    (re.compile(r"\b([A-Z][A-Za-z]{3,40}/)[A-Za-z0-9.-]{1,64}"), rf"\1{GONE}"),
    (
        re.compile(
            r"(?i)([\"']?\b(?:access_token|refresh_token|id_token|client_assertion|client_secret|code_verifier|nonce"
            r"|launch|patient|encounter|password)\b[\"']?\s*[:=]\s*)(?!(?:True|False|None)\b)[\"']?[^\s,;&}\"']+[\"']?"
        ),
        rf"\1{GONE}",
    ),
    (re.compile(r"([\"']?\b(?:code|state)\b[\"']?\s*[:=]\s*)(?!(?:[a-z_]+|\d{1,3})\b(?!-))[^\s,;&}]+"), rf"\1{GONE}"),
)


def redact(text: str) -> str:
    """`text` without what must not be kept."""
    for shape, instead in SHAPES:
        text = shape.sub(instead, text)
    return text


def install() -> None:
    """Make every log record of this process pass through `redact`. Calling it again changes nothing."""
    made = logging.getLogRecordFactory()
    if getattr(made, "redacts", False):
        return

    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = made(*args, **kwargs)
        record.msg, record.args = redact(_message(record)), ()
        if record.exc_info and record.exc_info[0]:
            record.exc_text, record.exc_info = _where(record.exc_info[0], record.exc_info[2]), None
        return record

    factory.redacts = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(factory)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        return f"a log message of {record.name} could not be put together"


def _where(kind: type[BaseException], trace: Any) -> str:
    frames = traceback.extract_tb(trace)
    return "\n".join([kind.__name__, *(f"  {f.filename}:{f.lineno} in {f.name}" for f in frames)])
