"""What a form's field says."""

from __future__ import annotations

import re
from typing import Final

WHOLE: Final = re.compile(r"[0-9]{1,6}")


def whole(text: str) -> int | None:
    """A whole number of at most six digits; None for all else that `int` would take, or choke on."""
    return int(text) if WHOLE.fullmatch(text.strip()) else None
