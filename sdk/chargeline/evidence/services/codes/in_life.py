"""What a patient can do, is helped with or reports: that is how life goes, and describes no treatment."""

from __future__ import annotations

import re

_FAMILY = "wife|husband|spouse|partner|son|daughter|mom|mother|dad|father|family|caregiver"
_IN_LIFE = re.compile(
    r"\b(?:(?:reports?|reported|states|stated|says|said|denies|endorses)\b(?! of\b)"
    r"|(?:is|are|was|now|still|remains|been|feels) (?:now |also |still )?(?:un)?able to\b"
    r"|(?:less|more|without|decreased|reduced) (?:difficulty|pain|trouble)\b"
    rf"|(?:{_FAMILY}) (?:still )?(?:helps|assists)\b)",
    re.I,
)


def tells_of_life(text: str, start: int, end: int) -> bool:
    """Whether a part of a text tells what the patient can do or is helped with in life."""
    return _IN_LIFE.search(text, start, end) is not None
