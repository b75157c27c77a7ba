"""Who a note says gave a service, where that is an assistant or a student: "gait training by J. Doe PTA".

Signatures that license to treat are read elsewhere; this is what stands in the midst of a note, and a student's name.
Somebody who is told of, spoken to or due to come next gave nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chargeline.evidence.reading import NOT_TODAY
from chargeline.evidence.services.minutes.roles import is_role
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

ROLES = frozenset({"assistant", "student"})
_NAME = re.compile(r"(?:[A-Z][\w'’-]*|[.,(])\Z")
_LONGEST_NAME = 6
_NOT_GIVEN = word_set(
    "supervised reviewed signed cosigned co-signed written documented dictated scheduled observed referred escorted"
    " transported accompanied directed entered called discussed authored noted reported contacted cleared"
    " assessed assist assistance help"
)
"""Behind these, "by" tells of no treatment given."""
_GAVE = word_set("led gave provided administered delivered treated instructed facilitated guided conducted ran")
_DID = word_set("performed completed did")
"""What a patient does too: "PTA completed all ADLs" may tell of the time prior to admission."""
_EARLIER = word_set("prior previously previous yesterday earlier")
_SURNAMES = 2
_WATCHED = word_set("observed observing observes present shadowed watched attended assisted will")
_WITH = word_set("with w")
_COUNTED = word_set("min mins minute minutes x for ' ( ) : - today training tx treatment therapy")
_OPENS = word_set("( - – — / :")


class Giver(NamedTuple):
    """An assistant or a student who gave what a segment tells, and the words that say so."""

    role: str
    segment: Segment
    start: int
    end: int

    @property
    def services(self) -> tuple[str, ...]:
        """The services that were given so; none where the segment names several and nothing parts them."""
        return self.segment.services_at(self.start)


def givers(segments: list[Segment]) -> Iterator[Giver]:
    """Each place of today's treatment that names an assistant or a student as who gave it."""
    for segment in segments:
        if segment.section in NOT_TREATMENT or "performers" not in segment.kinds:
            continue
        for hit in segment.kinds["performers"]:
            role = hit.entries["performers"].more
            begin = _begins(segment, hit) if role in ROLES and is_role(segment.scan, hit) else None
            if begin is not None and not contexts(segment, hit) & NOT_TODAY:
                yield Giver(role, segment, segment.scan.starts[begin], hit.end)


def _begins(segment: Segment, hit: Hit) -> int | None:
    """Where the words begin that say that this person gave what is told; None where they do not."""
    words, name = segment.scan.words, _name(segment, hit)
    link = name - 1 - (words[max(name - 2, segment.i) : name] == ["w", "/"])
    before = words[link] if link >= segment.i else ""
    after = words[_past_name(segment, hit.j)] if hit.j < segment.j else ""
    if not _EARLIER.isdisjoint(words[segment.i : name]):
        return None
    if after.isdigit() and words[hit.j + 1 : hit.j + 2] == ["/"]:
        return None  # another day's: "seen by PTA 11/20"
    if before == "by":
        return None if link > segment.i and words[link - 1] in _NOT_GIVEN else link
    if _gives(segment, after, named=name < hit.i):
        return name
    if name == segment.i and name < hit.i and _signs(segment, hit, after):
        return name
    if before in _WITH and _is_of_service(segment, link):
        return link
    closed = after == ")" or (hit.j == segment.j and before != "(")
    return name if before in _OPENS and closed and _is_of_service(segment, link) else None


def _name(segment: Segment, hit: Hit) -> int:
    """The token where the name before a credential begins; the credential's own where there is none."""
    scan, k = segment.scan, hit.i
    known = {at for other in segment.hits if other is not hit for at in range(other.i, other.j)}
    while k > max(segment.i, hit.i - _LONGEST_NAME):
        raw = scan.text[scan.starts[k - 1] : scan.ends[k - 1]]
        if raw == "(" or not (_NAME.match(raw) or scan.words[k - 1] in ("the", "a", "our")) or k - 1 in known:
            break
        k -= 1
    while scan.words[k] in (".", ",") and k < hit.i:
        k += 1
    return k


def _past_name(segment: Segment, k: int) -> int:
    """The token after a name behind a credential: "COTA Jones instructed"."""
    scan, last = segment.scan, min(k + _SURNAMES, segment.j - 1)
    while k < last and scan.text[scan.starts[k]].isupper() and scan.words[k].isalpha():
        k += 1
    return k


def _signs(segment: Segment, hit: Hit, after: str) -> bool:
    """Whether a student's name stands for itself, as a signature: no credential of a therapist's."""
    student = hit.entries["performers"].more == "student"
    return student and after not in _WATCHED and not segment.has("services", "exercises", "activities", "techniques")


def _gives(segment: Segment, after: str, *, named: bool) -> bool:
    """Whether a deed follows that gives treatment, with what was given."""
    told = bool(segment.services) or segment.has("services", "techniques", "exercises", "activities")
    return told and (after in _GAVE or (named and after in _DID))


def _is_of_service(segment: Segment, end: int) -> bool:
    """Whether a service's name stands right before a place, with nothing but its minutes between."""
    words = segment.scan.words
    return any(
        hit.j <= end and all(word in _COUNTED or word.isdigit() for word in words[hit.j : end])
        for hit in segment.kinds.get("services", ())
    )
