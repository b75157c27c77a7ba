"""Signatures with credentials: a name, and right after it what licenses the person to treat."""

from __future__ import annotations

import re
from typing import NamedTuple

from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_NAME = re.compile(r"(?:[A-Z][\w'’.-]*|[a-z]{2,3}|[A-Z]\.)\Z")
_BEFORE_NAME = word_set(
    "by signed signature electronically therapist clinician provider with w/ and treating supervising : / ; &"
    " per signing author rendered seen cosigned co-signed reviewed assistant pt pta ot cota slp sign signatures"
)
_NOT_NAMES = word_set(
    "continue cont skilled plan outpatient daily by the for with to per of in and pt patient refer seen evaluated home"
    " acute treating note treatment visit progress direct supervising signed total timed min tx today hand therapy"
)
TAIL_LINES = 8
"""Signatures stand in the last lines of a note."""


class Signature(NamedTuple):
    """A signed name with its credential; `role` is therapist or assistant."""

    role: str
    segment: Segment
    start: int
    end: int


def signatures(segments: list[Segment]) -> list[Signature]:
    """The signatures of a note, in order."""
    if not segments:
        return []
    last = segments[-1].line
    tail = [segment for segment in segments if segment.line > last - TAIL_LINES]
    found: list[Signature] = []
    for segment in tail:
        end = -1
        for hit in segment.kinds.get("credentials", ()):
            if hit.start < end:
                continue
            signature = _signature(segment, hit)
            if signature is not None:
                found.append(signature)
                end = signature.end
    return found


def _signature(segment: Segment, hit: Hit) -> Signature | None:
    scan = segment.scan
    written = scan.text[hit.start : hit.end]
    short = hit.j - hit.i == 1
    small = short and written.islower() and hit.entries["credentials"].name not in ("PTA", "COTA", "SLP")
    if written in ("Pt", "Ot") or _tells_of_someone(segment, hit):
        return None
    start = _small_name(segment, hit) if small or written.islower() else None
    start = start if start is not None or small else _name_start(segment, hit)
    if start is None or _is_title(segment, start, hit):
        return None
    end = _end_of_credentials(segment, hit)
    return Signature(hit.entries["credentials"].more, segment, scan.starts[start], end)


def _is_title(segment: Segment, start: int, hit: Hit) -> bool:
    """Whether a note's first line says what it is, not who wrote it: "WOUND CARE PT 11/23/2026", "Peds SLP"."""
    words = segment.scan.words[start : hit.i]
    if segment.line or "," in words or any(len(word) == 1 for word in words):
        return False
    known = any(one.i >= start and one.j <= hit.i for one in segment.hits)
    return known or not _OF_CLINICS.isdisjoint(words)


_OF_CLINICS = listed("of clinics")


def _tells_of_someone(segment: Segment, hit: Hit) -> bool:
    """Whether a sentence goes on about a person with a credential, or names whom the next visit is with."""
    words = segment.scan.words
    following = words[hit.j] if hit.j < segment.j else ""
    deed = following in _DOES or (following.endswith("ed") and following not in _SIGNED)
    before = words[max(segment.i, hit.i - _NEAR) : hit.i]
    return deed or not _NEXT.isdisjoint(before) or _talked_to(before) or _is_to_give(segment, before)


def _talked_to(before: list[str]) -> bool:
    return not _WITH.isdisjoint(before) and not _TALKED.isdisjoint(before)


def _is_to_give(segment: Segment, before: list[str]) -> bool:
    """Whether a plan says by whom a service is to be given: "gait training by J. Doe PTA next visit"."""
    return segment.section == "plan" and ("by" in before or not _WITH.isdisjoint(before)) and segment.has("services")


_NEAR = 7
_WITH = word_set("with w")
_TALKED = word_set("reviewed poc plan case status findings progress")


_DOES = listed("of someone")
_SIGNED = listed("signing")
_NEXT = listed("dealt with")


def _name_start(segment: Segment, hit: Hit) -> int | None:
    """The token where the name before the credential begins; None when what stands there is no name."""
    scan = segment.scan
    k, names = hit.i - 1, 0
    if k >= segment.i and scan.words[k] == ",":
        k -= 1
    while k >= segment.i and names < 5:
        raw = scan.text[scan.starts[k] : scan.ends[k]]
        if raw == "." or (raw == "," and _only_degrees(segment, k, hit)):
            k -= 1
            continue
        if not _NAME.match(raw) or scan.words[k] in _NOT_NAMES or scan.words[k] in _BEFORE_NAME:
            break
        k, names = k - 1, names + 1
    written = scan.text[scan.starts[k + 1] : hit.end]
    if names == 0 or (written.islower() and hit.j - hit.i > 1):
        return None
    opens = k < segment.i or scan.words[k] in _BEFORE_NAME or not scan.words[k][0].isalpha()
    return _skip_dots(segment, k + 1) if opens else None


def _small_name(segment: Segment, hit: Hit) -> int | None:
    """Where a name in small letters begins: it closes the note, behind a word of signing or alone on its line."""
    scan, k, names = segment.scan, hit.i - 1, 0
    if any(word[0].isalnum() for word in scan.words[hit.j :]):
        return None
    known = {at for other in segment.hits if other.j <= hit.i for at in range(other.i, other.j)}
    while k >= segment.i and names < 4:
        word = scan.folded[scan.starts[k] : scan.ends[k]]
        named = word in ".,-" or (word.isalpha() and (len(word) == 1 or k not in known))
        if not named or word in _NOT_A_NAME:
            break
        k, names = k - 1, names + word.isalpha()
    signed = k < segment.i or scan.words[k] in _SIGNING
    return _skip_dots(segment, k + 1) if names and signed else None


_SIGNING = word_set("signed by signature per is am sig / : & -")
_NOT_A_NAME = _SIGNING | _BEFORE_NAME | _NOT_NAMES


def _only_degrees(segment: Segment, k: int, hit: Hit) -> bool:
    """Whether nothing but degrees stands between a comma and the credential: "M.S., CCC-SLP"."""
    return _DEGREES.issuperset(word for word in segment.scan.words[k : hit.i] if word.isalpha())


_DEGREES = listed("degrees")


def _skip_dots(segment: Segment, k: int) -> int:
    while segment.scan.words[k] in (".", ","):
        k += 1
    return k


def _end_of_credentials(segment: Segment, hit: Hit) -> int:
    """Past every further credential and honour that follows in capitals."""
    scan, k = segment.scan, hit.j
    end = hit.end
    while k < segment.j:
        raw = scan.text[scan.starts[k] : scan.ends[k]]
        if raw in (",", "/", ".", "-"):
            k += 1
            if raw == "." and scan.starts[k - 1] == end:
                end = scan.ends[k - 1]
            continue
        if not (raw.isupper() and raw.isalpha()) or len(raw) > 6:
            break
        end, k = scan.ends[k], k + 1
    return end
