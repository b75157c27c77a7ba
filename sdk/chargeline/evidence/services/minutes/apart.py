"""Minutes of a sentence that are none of its services': of a machine, of a rest, with an aide, of another
time, feet by their mark, not billed."""

from __future__ import annotations

import re
from itertools import pairwise

from chargeline.evidence.reading import LATER, OTHER_DAY
from chargeline.evidence.services.minutes.resting import of_rest
from chargeline.evidence.services.minutes.unattended import unattended
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def is_apart(segment: Segment, hit: Hit) -> bool:
    """Whether minutes are none of a service's."""
    return any(apart(segment, hit) for apart in _APART)


def _on_a_machine(segment: Segment, hit: Hit) -> bool:
    """Whether the minutes are those of a machine: "15 min bike, SLR 3x10"."""
    words, k = segment.scan.words, hit.j
    while k < segment.j and words[k] in _ON:
        k += 1
    return k < segment.j and words[k] in _MACHINES and not (k + 1 < segment.j and words[k + 1] in ("training", "gait"))


_MACHINES = word_set(
    "bike nustep ube treadmill elliptical ergometer rower scifit tm stepper cycle arm recumbent warm warmup"
    " walk walking"
)
_ON = word_set("on of the w/ with a rec upright stationary")


def _may_be_feet(segment: Segment, hit: Hit) -> bool:
    """Whether a number with a ' may tell how far somebody walked: "gait 50' w/ RW", "gait 15 min: 50' x2"."""
    scan = segment.scan
    if scan.folded[hit.end - 1] != "'" or not walks(segment) or _is_named(segment, hit):
        return False
    if any(scan.folded[one.end - 1] != "'" for one in segment.kinds.get("distance", ())):
        return False
    behind = scan.words[hit.j : min(hit.j + 1, segment.j)]
    aided = any(0 <= one.i - hit.j <= _FEW for one in segment.all("equipment", "assistance"))
    others = [one for one in segment.kinds["minutes"] if one is not hit and scan.folded[one.end - 1] != "'"]
    return aided or bool(others) or not _FAR.isdisjoint(behind)


def _is_named(segment: Segment, hit: Hit) -> bool:
    """Whether a number with a ' stands by itself beside a service's name: "Gait 12': 150' RW", "25' gait training"."""
    services = segment.kinds.get("services", ())
    behind = segment.scan.words[hit.j] if hit.j < segment.j else ""
    named = any(one.j == hit.i for one in services) and not behind[:1].isalpha()
    return named or any(one.i == hit.j for one in services)


def walks(segment: Segment) -> bool:
    """Whether a segment tells of walking, by the service's name or by a word."""
    named = any(hit.entries["services"].more.startswith("97116") for hit in segment.kinds.get("services", ()))
    return named or any(hit.entries["activities"].more == "gait" for hit in segment.kinds.get("activities", ()))


_FEW = 2
"""Words between how far somebody walked and the device or the help ("50' w/ a RW"), or minutes and their day."""
_FAR = word_set("x w/ w with on around level carpet hallway")


def is_unbilled(segment: Segment, hit: Hit) -> bool:
    """Whether the part of a sentence around a place, a remark behind it or its heading says "not billed"."""
    if _CHARGED.isdisjoint(segment.said):
        return False
    if _says_unbilled(part_around(segment, hit)) or _NOT_BILLED.match(segment.scan.folded, segment.start, hit.start):
        return True
    remark = part_around(segment, hit, 1)
    return len(remark) <= _REMARK and _says_unbilled(remark) and not _names_another(segment, hit)


_NOT_BILLED = re.compile(
    r"\W*(?:non-?billable|unbilled|not (?:billed|billable|charged)|no charges?)(?: [a-z]+){0,2} ?:"
)


def tells_unbilled(segment: Segment) -> bool:
    """Whether a short sentence says so of what stands before it: "Whirlpool 10 min. Not billed."."""
    words = segment.scan.words[segment.i : segment.j]
    return len(words) <= _REMARK and not segment.has("services") and _says_unbilled(words)


def _names_another(segment: Segment, hit: Hit) -> bool:
    """Whether the part behind a place names a service, of which it speaks: "TE 30 min, ice 10 min no charge"."""
    words, services = segment.scan.words, segment.kinds.get("services", ())
    ends = [k for k in range(hit.i, segment.j) if words[k] == ","]
    begin, end = (*ends, segment.j, segment.j)[:2]
    return any(begin < one.i < end for one in services)


def _says_unbilled(words: list[str]) -> bool:
    told = not _UNBILLED.isdisjoint(words) or any(a in _NOT and b in _BILLED for a, b in pairwise(words))
    no_charge = any(words[k : k + 3] == ["n", "/", "c"] for k in range(len(words)))
    return told or (no_charge and _OXYGEN.isdisjoint(words))


_NOT = word_set("not non no never without")
_BILLED = word_set("billed billable bill charged charge")
_UNBILLED = word_set("unbilled nonbillable unbillable uncharged complimentary gratis")
_CHARGED = _UNBILLED | _BILLED | word_set("charges c")
"""Words without one of which nothing is said of charges."""
_OXYGEN = word_set("o2 l lpm oxygen nc")
"""Beside these n/c is a nasal cannula."""
_REMARK = 5
"""Words of a remark of its own between commas."""


def part_around(segment: Segment, hit: Hit, further: int = 0) -> list[str]:
    """The words around a place between commas: "TE x 22 min, MHP x 10 min (not billed)" tells of the pack alone.

    `further` names the part so many commas behind it.
    """
    words = segment.scan.words
    ends = [k for k in range(segment.i, segment.j) if words[k] == ","]
    edges = [segment.i - 1, *ends, segment.j]
    at = sum(k < hit.i for k in ends) + further
    return words[edges[at] + 1 : edges[at + 1]] if at + 1 < len(edges) else []


def _is_whole_of(segment: Segment, hit: Hit) -> bool:
    """Whether minutes are those of which others are a part: "TE for 25 of the 40 minutes", "40 min of which 25 1:1"."""
    words = segment.scan.words[max(segment.i, hit.i - 3) : hit.i]
    of = words[-1:] == ["of"] or words[-2:] == ["of", "the"]
    behind = segment.scan.words[hit.j : min(hit.j + 2, segment.j)]
    return (of and any(word.isdigit() for word in words)) or behind == ["of", "which"]


def _of_another_time(segment: Segment, hit: Hit) -> bool:
    """Whether minutes are those of an earlier visit, or of one to come: "TE 30 min today, 25 min last visit"."""
    told = any(_is_beside(segment, cue, hit) for cue in segment.kinds.get("context", ()))
    return told and not contexts(segment, hit, section=False).isdisjoint(NOT_NOW) and not _is_given(segment, hit)


NOT_NOW = LATER | OTHER_DAY


def _is_beside(segment: Segment, cue: Hit, hit: Hit) -> bool:
    words = segment.scan.words
    between = words[cue.j : hit.i] if cue.j <= hit.i else words[hit.j : cue.i]
    return len(between) <= _FEW and SUBORDINATE.isdisjoint(between) and "," not in between


SUBORDINATE = word_set("as than since because due d/t")
"""What opens a clause of its own: "TE 20 min, same as last visit" was given today."""


def _is_given(segment: Segment, hit: Hit) -> bool:
    """Whether words beside minutes say that they were given: "25 min last visit, 30 min today", "completed 12 min"."""
    words, k = segment.scan.words, hit.i - 1
    while k > segment.i and words[k] in _ONLY:
        k -= 1
    behind = words[hit.j] if hit.j < segment.j else ""
    return behind in _GIVEN or (k >= segment.i and words[k] in _GIVEN)


_GIVEN = word_set("today did done completed performed stopped tolerated actual given")
_ONLY = word_set("at after only just for x about")


def given_minutes(segment: Segment, name: Hit) -> bool:
    """Whether minutes that were given are told of a name, up to the next one: "TE planned 25 min, did 12 min"."""
    if _GIVEN.isdisjoint(segment.said):
        return False
    end = next((one.i for one in segment.kinds.get("services", ()) if one.i >= name.j), segment.j)
    return any(name.j <= hit.i < end and _is_given(segment, hit) for hit in segment.kinds.get("minutes", ()))


def _of_units(segment: Segment, hit: Hit) -> bool:
    """Whether a number counts units, and what looks like its unit is the next number's label: "units: 2 min: 30"."""
    return segment.scan.words[max(segment.i, hit.i - 2) : hit.i] == ["unit", ":"]


_APART = (is_unbilled, _on_a_machine, of_rest, unattended, _may_be_feet, _is_whole_of, _of_another_time, _of_units)
