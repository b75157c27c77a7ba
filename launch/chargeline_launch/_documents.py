"""What stands under a name in a JSON document that a server sent: of the right kind, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text(document: Mapping[str, Any], name: str) -> str | None:
    """A non-empty string, else None."""
    value = document.get(name)
    return value if isinstance(value, str) and value else None


def texts(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of strings, empty when absent or something else."""
    value = document.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
