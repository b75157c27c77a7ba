"""Who a note says gave a service: an assistant, a student ("gait training by J. Doe PTA"), or a therapist by a title.

Signatures that license to treat are read elsewhere; this is what stands in the midst of a note, and a student's name.
A therapist is told wherever a title stands in the treatment: it matters only in a note that an assistant wrote.
Somebody who is told of, spoken to or due to come next gave nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chargeline.evidence.reading import NOT_TODAY
from chargeline.evidence.services.minutes.roles import (
    DID,
    GAVE,
    TOGETHER,
    Person,
    is_subject,
    name_begins,
    past_name,
    people,
)
from chargeline.evidence.text.cells import fills_cell
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_ROLES = frozenset({"assistant", "student", None})
_THERAPISTS = frozenset({"therapist", TOGETHER, None})
_OF_THERAPY = word_set(
    "skilled outpatient cosigned co cosign cosigner cosignature countersigned supervising supervisor"
)
_SUPERVISES = 8
"""Words back from a therapist's name in which these say that nobody was treated: "Cosigned: R. Lee, PT"."""
_NOT_GIVEN = word_set(
    "supervised reviewed signed cosigned written documented dictated scheduled observed referred escorted"
    " transported accompanied directed entered called discussed authored noted reported contacted cleared"
    " assessed assist assistance help"
)
"""Behind these, "by" tells of no treatment given."""
_EARLIER = word_set("prior previously previous yesterday earlier")
_WATCHED = word_set("observed observing observes present shadowed watched attended assisted will to supervised")
_PROVIDER = word_set("provider clinician therapist staff treater performer")
_WITH = word_set("with w")
_COUNTED = word_set("mins minutes x for ' ( ) : - today training tx treatment therapy")
_OPENS = word_set("( - / :")
_TREATS = ("services", "techniques", "exercises", "activities")
_MARKED = re.compile(
    r"\bCQ\b|(?:\b[0-9A-Z][0-9]{4}|\b(?:GO|GP|59|KX|X[EPSU])|[0-9] ?min\w*\.?)[ \t]*[-,/|(]?[ \t]*"
    r"(?P<other>CO)\b(?!-| [a-z])"
)
"""A claim's mark of an assistant's work: in no other meaning where it stands behind a code, a modifier or minutes."""
_UNMARKED = ("no", "not", "without", "non", "w/o")


class Giver(NamedTuple):
    """One who gave what a segment tells, or of a therapist took part in it, and the words that say so."""

    role: str
    segment: Segment
    start: int
    end: int

    @property
    def services(self) -> tuple[str, ...]:
        """The services that were given so; none where the segment names several and nothing parts them."""
        return self.segment.services_at(self.start)


def givers(segments: list[Segment]) -> Iterator[Giver]:
    """Each place of today's treatment that names who gave it, and each that names a therapist."""
    marks = bool(segments) and ("CQ" in segments[0].scan.text or "CO" in segments[0].scan.text)
    for segment in segments:
        if segment.section in NOT_TREATMENT:
            continue
        if marks:
            yield from _marked(segment)
        if "performers" in segment.kinds:
            yield from _named(segment)


def _marked(segment: Segment) -> Iterator[Giver]:
    """An assistant of whom a modifier tells: "97110 CQ 15 min"."""
    text = segment.scan.text
    if text.find("CQ", segment.start, segment.end) < 0 and text.find("CO", segment.start, segment.end) < 0:
        return
    for mark in _MARKED.finditer(text, segment.start, segment.end):
        start = mark.start("other") if mark["other"] else mark.start()
        if not text[segment.start : start].casefold().rstrip().endswith(_UNMARKED):
            yield Giver("assistant", segment, start, mark.end())


def _named(segment: Segment) -> Iterator[Giver]:
    for one in people(segment):
        name = name_begins(segment, one.i)
        before = segment.scan.words[max(segment.i, name - _SUPERVISES) : one.j - 1]
        if one.role in _THERAPISTS and _OF_THERAPY.isdisjoint(before) and not _stands_by(segment, one, name):
            yield Giver("therapist", segment, segment.scan.starts[one.i], segment.scan.ends[one.j - 1])
        begin = _begins(segment, one) if one.role in _ROLES else None
        if begin is not None and not _is_other_day(segment, one):
            yield Giver(one.role or "assistant", segment, segment.scan.starts[begin], segment.scan.ends[one.j - 1])


def _stands_by(segment: Segment, one: Person, name: int) -> bool:
    """Whether a therapist supervises, is told or is at hand, and no treatment is told with it.

    What is done under a therapist's eye may be the therapist's own, unless an assistant is named before.
    """
    scan = segment.scan
    begin, end = scan.starts[name], scan.ends[past_name(segment, one.j) - 1]
    helped = any(other.role == "assistant" and other.i < one.i for other in people(segment))
    if (segment.has(*_TREATS) and not helped) or not _WORKED.isdisjoint(scan.words[one.j : segment.j]):
        return False
    under = _UNDER.search(scan.folded, segment.start, begin)
    return under is not None or _AT_HAND.match(scan.folded, end, segment.end) is not None


_WORKED = (GAVE - {"instructed"}) | DID | word_set("assisted helped worked joined took present together cotreated")
_UNDER = re.compile(
    r"\b(?:supervised (?:by|per)|(?:supervision|under (?:the )?(?:direct )?direction) (?:of|by|from|per)"
    r"|(?:contacted|notified|informed|updated|called|consulted)(?: with)?|(?:spoke|conferred) (?:with|to)"
    r"|(?:discussed|reviewed|communicated|reported)(?: (?!pt\b|patient\b)[a-z]+){0,4} (?:with|to))"
    r" ?:? ?(?:(?:the|supervising|treating|primary|evaluating|[a-z]\.?) ?)*\Z"
)
_AT_HAND = re.compile(
    r"[ ,(-]*(?:is |was |remained |has been )?(?:also |readily |immediately |always )?"
    r"(?:available|on ?-?site|onsite|(?:in|on) (?:the )?(?:building|premises|clinic|facility)|by phone"
    r"|contacted|notified|informed|consulted|updated|aware"
    r"|reviewed (?:the )?(?:poc|plan|goals|notes?|chart|documentation)\b"
    r"|(?:will|to) (?:see|treat|re-?ass?ess|re-?eval))"
    r"(?!\w)"
)
"""A therapist at hand, told of it, or due next."""


def _is_other_day(segment: Segment, one: Person) -> bool:
    return any(contexts(segment, hit) & NOT_TODAY for hit in segment.kinds["performers"] if one.i <= hit.i < one.j)


def _begins(segment: Segment, one: Person) -> int | None:
    """Where the words begin that say that this person gave what is told; None where they do not."""
    words, name = segment.scan.words, name_begins(segment, one.i)
    link = name - 1 - (words[max(name - 2, segment.i) : name] == ["w", "/"])
    before = words[link] if link >= segment.i else ""
    after = words[past_name(segment, one.j)] if one.j < segment.j else ""
    if not _EARLIER.isdisjoint(words[segment.i : name]):
        return None
    if after.isdigit() and words[one.j + 1 : one.j + 2] == ["/"]:
        return None  # another day's: "seen by PTA 11/20"
    if before == "by":
        return None if link > segment.i and words[link - 1] in _NOT_GIVEN else link
    told = bool(segment.services) or segment.has(*_TREATS)
    if told and (one.role is None or is_subject(segment, one) or _fills_cell(segment, name, one)):
        return name
    if one.role == "assistant" and (_is_provider(words[segment.i : name]) or _is_beside(segment, name, after)):
        return name
    if name == segment.i and name < one.i and _signs(segment, one, after):
        return name
    if before in _WITH and _is_of_service(segment, link):
        return link
    closed = after == ")" or (one.j == segment.j and before != "(")
    return name if before in _OPENS and closed and _is_of_service(segment, link) else None


def _is_provider(before: list[str]) -> bool:
    """ "Provider: D. Hall PTA"."""
    return before[-1:] == [":"] and not _PROVIDER.isdisjoint(before[-2:])


def _is_beside(segment: Segment, name: int, after: str) -> bool:
    """Whether a title stands in what tells a service with its minutes, and nothing says that the person did not treat.

    "PTA saw pt for TE 20 min", "worked with PTA on gait training 15 min".
    """
    timed = segment.has("services") and segment.has("minutes")
    near = segment.scan.words[max(segment.i, name - _NEAR) : name]
    return timed and after not in _WATCHED and _NOT_GIVEN.isdisjoint(near)


_NEAR = 4


def _fills_cell(segment: Segment, name: int, one: Person) -> bool:
    scan = segment.scan
    return fills_cell(scan.folded, scan.starts[name], scan.ends[one.j - 1])


def _signs(segment: Segment, one: Person, after: str) -> bool:
    """Whether a student's name stands for itself, as a signature: no credential of a therapist's."""
    return one.role == "student" and after not in _WATCHED and not segment.has(*_TREATS)


def _is_of_service(segment: Segment, end: int) -> bool:
    """Whether a service's name stands right before a place, with nothing but its minutes between."""
    words = segment.scan.words
    return any(
        hit.j <= end and all(word in _COUNTED or word.isdigit() for word in words[hit.j : end])
        for hit in segment.kinds.get("services", ())
    )
