"""How one event is bound to the one before it, and how its record is bound to it.

An event's digest is SHA-256 over the previous digest and the canonical JSON of the event. A record is bound by the
digest of its plain bytes, which hold a random salt: once the record is destroyed nobody can guess it back from the
digest, and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

GENESIS: Final = "0" * 64
"""What the first event is bound to."""


def canonical(value: Any) -> str:
    """One spelling for equal JSON: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def event_digest(previous: str, body: str) -> str:
    """The digest that binds an event's canonical JSON to all that came before."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def salted(record: Mapping[str, Any]) -> bytes:
    """The record's plain bytes, with a salt that makes its digest unguessable."""
    return canonical({"salt": secrets.token_hex(16), "record": record}).encode()


def unsalted(plain: bytes) -> dict[str, Any]:
    """The record inside what `salted` gave."""
    record: dict[str, Any] = json.loads(plain)["record"]
    return record


def record_digest(plain: bytes) -> str:
    """What an event keeps of its record."""
    return hashlib.sha256(plain).hexdigest()
