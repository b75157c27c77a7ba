"""Bare numbers that are a measurement's, now or before, and no minutes: "Flexion: 110", "LEFS 52 (31)"."""

from __future__ import annotations

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_MEASURED = ("measures", "motions", "ratings")
_DONE = ("exercises", "techniques", "activities", "services")
_SIGNS = word_set(": = - ( [ of is was")
_BRACKETS = ("(", "[")
_SCORES = frozenset({"number", "degrees", "percent", "grade", "fraction", "range"})
_DOSES = frozenset({"dose", "times", "reps", "minutes", "units", "clock"})
_BESIDE = 2
_REACH = 8
_UNITS = 8
"""Below, a number before brackets may be units: "TE 2 (30)"."""


def is_result(segment: Segment, number: Hit, row: bool) -> bool:
    """Whether a bare number is what was measured, or in brackets behind that what was measured before."""
    words, k = segment.scan.words, number.i - 1
    if k < segment.i or words[k] not in _SIGNS:
        return _label(segment, number.i, _BESIDE) is not None
    if words[k] not in _BRACKETS:
        return _label(segment, k, _REACH if words[k - 1] == ")" else _BESIDE) is not None
    before = next((one for one in segment.kinds["quantity"] if one.j == k), None)
    if before is None:
        label = _label(segment, k, _BESIDE)
        return label is not None and label.entries.keys().isdisjoint(_DONE)  # "TE: knee flexion (15)" was done so long
    return _is_measured(segment, before, row)


def _is_measured(segment: Segment, value: Hit, row: bool) -> bool:
    """Whether a number before brackets is a result: by the name before it, or since no service has such a number."""
    quantity = value.quantity
    if quantity is None or quantity.kind in _DOSES:
        return False
    if _label(segment, value.i, _REACH) is not None:
        return True
    counted = any(one.j == value.i for one in segment.all(*_DONE) if "services" not in one.entries)
    return not row and not counted and quantity.kind in _SCORES and quantity.value >= _UNITS


def _label(segment: Segment, end: int, reach: int) -> Hit | None:
    """What is measured, named at most so many words before a token."""
    named = (hit for hit in segment.all(*_MEASURED) if 0 <= end - hit.j <= reach and "services" not in hit.entries)
    return next(iter(reversed(list(named))), None)
