"""Modifiers behind a code, none of its minutes: the 59 of "97110 GP 59 15 min", not the 25 of "97110-25, 97140-15"."""

from __future__ import annotations

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_LETTERS = word_set("gp go gn kx cq co xe xp xs xu ga gx gy gz rt lt mods modifiers")
_CALLED = word_set("mods modifiers")
_LINKS = frozenset("-()[]/,|:&.")
_NUMBERS = frozenset((59, 76, 77, 78, 79, 91, 93, 95, 96, 97))
_OR_MINUTES = frozenset((22, 25, 51, 52, 53, 58))
"""Modifiers only where other minutes follow, or where a hyphen ties them to the code: "97530-52", but "97110 25"."""


def is_modifier(segment: Segment, number: Hit) -> bool:
    """Whether a bare number is a modifier: behind a service's code or name, with only others of them between."""
    quantity = number.quantity
    if quantity is None or quantity.kind != "number" or quantity.second is not None:
        return False
    if quantity.value not in _NUMBERS | _OR_MINUTES:
        return False
    if _is_called(segment, number):
        return True
    code = next((hit for hit in reversed(segment.kinds.get("services", ())) if hit.j <= number.i), None)
    words = segment.scan.words
    between = words[code.j : number.i] if code else [""]
    if not all(word in _LETTERS or word in _LINKS or _is_number(word) for word in between):
        return False
    return quantity.value in _NUMBERS or _is_tied(segment, code, number) or _is_before_minutes(segment, number)


def _is_called(segment: Segment, number: Hit) -> bool:
    """Whether a number stands behind the word: "Modifier: 59"."""
    before = [word for word in segment.scan.words[max(segment.i, number.i - 2) : number.i] if word not in _LINKS]
    return before[-1:] != [] and before[-1] in _CALLED


def _is_number(word: str) -> bool:
    return word.isdigit() and int(word) in _NUMBERS


def _is_tied(segment: Segment, code: Hit | None, number: Hit) -> bool:
    """Whether a hyphen alone ties a number to its code, as it ties none to another: "97110-25; 97140-15"."""
    services = segment.kinds.get("services", ())
    folded = segment.scan.folded
    tied = [one for one in services if folded[one.end : one.end + 1] == "-" and folded[one.end + 1 :][:1].isdigit()]
    return code is not None and tied == [code] and number.start == code.end + 1


def _is_before_minutes(segment: Segment, number: Hit) -> bool:
    """Whether minutes with their unit follow right behind: "97530-25 15 min"."""
    k = number.j
    while k < segment.j and (segment.scan.words[k] in _LETTERS or segment.scan.words[k] in _LINKS):
        k += 1
    return any(hit.i == k for hit in segment.kinds.get("minutes", ()))
