"""Minutes that a note puts right: "Correction: TE 15 min", "TE 25 min (error - should read 15)", "was 15, not 25".

An addendum may tell a service again that stands above it, and nobody can tell whether its minutes replace or add.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from chargeline.evidence.readers.finding import names_home
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.services.not_given.taken_back import Named, taken_back
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_MINUTES = r"\d{1,3} ?(?:min(?:ute)?s?\b|m\b|')?"
_CORRECTS = re.compile(
    r"(?:\A|[.;(*•|] ?|- )(?:correction|correct(?:ed)?(?: time| minutes)?|amended|revised|error)(?: ?:| - )"
    r"|(?:\A|[.;,(*•|] ?|- )(?:typo|mistake|oops|whoops|scratch that|strike that|make that|i mean|i meant"
    r"|(?:i )?meant to (?:say|write|put|enter))(?: ?[:,]| - | (?=[0-9]))"
    rf"|\bshould (?:be|have been)(?: as)? {_MINUTES}(?!\w)"
    rf"|\bshould (?:read|say|state|have (?:read|said))(?: (?!aloud|for|to)[a-z/]+){{0,3}} {_MINUTES}(?!\w)"
    rf"|\b(?:corrected|amended|revised|changed) to (?:read )?{_MINUTES}(?!\w)"
    rf"|\b(?:was|were|is) {_MINUTES} ?,? (?:and )?not {_MINUTES}(?!\w)"
    rf"|\b(?:wrong|error|mistake|typo)\b ?[,:-] ?(?:it )?(?:was|is)? ?{_MINUTES}(?!\w)"
)

_WORDS = word_set(
    "correction corrected correct amended revised error should changed not wrong mistake typo oops whoops"
    " scratch strike make mean meant"
)
"""Words without one of which nothing is put right."""
_TIMES = r"(?:minutes?|mins?|times?|units?|time ?(?:log|clock|sheet))"
_CHANGED = r"(?:correct|updat|amend|revis|adjust|chang)"
_TELLS_ANEW = re.compile(
    r"(?:\A|[.;(*•|] ?|- )(?:addend(?:um|a)|amend(?:ed|ments?)|late entry|corrections?)\b"
    r"|(?:\A|[.;(*•|] ?|- )(?:edit(?:ed)?|updated?|revis(?:ed|ion)|actual) ?:"
    rf"|\b{_TIMES}\b(?: [a-z]+){{0,3}}? (?:{_CHANGED}ed|reviewed)\b"
    rf"|\b(?:{_CHANGED}(?:ed)?|actual) {_TIMES}\b|\b(?:error|mistake) in (?:the )?{_TIMES}\b"
    r"|\bshould (?:read|say|state|have (?:read|said))\b(?! aloud)"
)
_ANEW = word_set(
    "addendum addenda amended amendments late corrections edit edited update updated revised"
    " revision actual corrected correct adjusted changed reviewed error mistake should"
)
"""Words without one of which nothing is told anew."""


def corrected(segments: Iterable[Segment], named: Iterable[Anchor]) -> set[str]:
    """The codes of services whose minutes a note puts right or takes back; a person says which holds.

    Those of the sentence that puts it right, else the one named last before; all that stands above what is taken back.
    """
    anchors, segments = list(named), list(segments)
    found = _told_anew(segments, anchors)
    found |= _restated(segments, anchors)
    taken, places = list(taken_back(segments)), list(_places(segments, _WORDS, _CORRECTS))
    if not taken and not places:
        return found
    timed = [anchor for anchor in anchors if anchor.minutes or anchor.doubted]
    names, told, starts = Named(anchors), Named(timed), [anchor.hit.start for anchor in timed]
    found |= {code for back in taken for code in back.reached(names)}
    for segment, start in places:
        if not _counts(segment, start):
            continue
        here = told.of.get(id(segment)) or names.of.get(id(segment))
        again = {code for code in _codes(segment) if told.first.get(code, start) < start}
        last = bisect_left(starts, start) - 1
        found |= here or again or ({timed[last].code} if last >= 0 else set())
    return found


def tells_anew(segments: Iterable[Segment]) -> bool:
    """Whether a note is an addendum, or puts something right."""
    return any(True for _ in _places(segments, _ANEW, _TELLS_ANEW))


def _codes(segment: Segment) -> set[str]:
    """The codes of what a segment names, for today or not: "should read TE 28 min" sounds like another time's."""
    return {hit.entries["services"].more[:5] for hit in segment.kinds.get("services", ())}


def _told_anew(segments: list[Segment], anchors: list[Anchor]) -> set[str]:
    """The codes of services told with other minutes above an addendum, or the like, than below it."""
    found, starts = set[str](), [start for _, start in _places(segments, _ANEW, _TELLS_ANEW)]
    places: dict[str, dict[int, list[int]]] = {}
    for anchor in anchors if starts else ():
        for one in (*anchor.minutes, *anchor.joint, *anchor.doubted):
            places.setdefault(anchor.code, {}).setdefault(one.minutes, []).append(anchor.hit.start)
    for start in starts:
        for code, told in places.items():
            above = {minutes for minutes, at in told.items() if at[0] <= start}
            below = {minutes for minutes, at in told.items() if at[-1] > start}
            if above and below and below not in (above, {sum(above)}):
                found.add(code)
    return found


def _restated(segments: list[Segment], anchors: list[Anchor]) -> set[str]:
    """The codes of timed services of which an addendum tells another number of minutes that nobody reads as theirs.

    By their name ("ther ex minutes corrected from 30 to 23"), else by words that put right: "actual time was 23 min".
    """
    starts = [start for _, start in _places(segments, _ANEW, _HEADS)]
    if not starts:
        return set()
    above: dict[str, set[int]] = {}
    for anchor in anchors:
        if anchor.hit.start < starts[0] and (stated := (*anchor.minutes, *anchor.doubted)):
            above.setdefault(anchor.code, set()).update(one.minutes for one in stated)
    found, timed = set[str](), {one.code for one in anchors if one.minutes}
    told_today = {id(one.segment) for one in anchors}
    for segment in segments:
        if segment.end <= starts[0] or names_home(segment) or segment.section in NOT_TREATMENT:
            continue
        named, told, right = _codes(segment), _minutes_of(segment), not _PUTS_RIGHT.isdisjoint(segment.said)
        if not named and right:
            named = {code for code, minutes in above.items() if minutes & told} or set(list(above)[-1:])
        if id(segment) in told_today or right:
            found |= {code for code in named & above.keys() if told - above[code]}
        if right and told:
            found |= named - timed
    return found


def _minutes_of(segment: Segment) -> set[int]:
    """The minutes that a segment tells, and its bare numbers behind a word for them: "minutes corrected to 23"."""
    words, found = segment.scan.words, set[int]()
    for hit in segment.kinds.get("quantity", ()):
        if hit.quantity is None or hit.quantity.kind not in ("minutes", "number", "range"):
            continue
        if hit.quantity.kind == "minutes" or not _TIME.isdisjoint(words[max(segment.i, hit.i - _REACH) : hit.i]):
            found |= {int(one) for one in (hit.quantity.value, hit.quantity.second) if one is not None}
    return found


_HEADS = re.compile(r"(?:\A|[.;(*•|] ?|- )(?:addend(?:um|a)|amend(?:ed|ments?)|late entry|corrections?)\b")
_PUTS_RIGHT = word_set(
    "actual actually correct corrected correction wrong incorrect error mistake should changed amended revised adjusted"
    " updated documented charted recorded"
)
_TIME = word_set("minute minutes min mins time times lasted duration")
_REACH = 8
"""Words between one for minutes and their number."""


def _places(
    segments: Iterable[Segment], words: frozenset[str], pattern: re.Pattern[str]
) -> Iterator[tuple[Segment, int]]:
    """Where a pattern stands first in each segment that says one of the words without which it cannot."""
    for segment in segments:
        if words.isdisjoint(segment.said):
            continue
        if found := pattern.search(segment.scan.folded[segment.start : segment.end]):
            yield segment, segment.start + found.start()


def _counts(segment: Segment, start: int) -> bool:
    """Whether minutes, or a bare number, stand behind the word: "corrected posture" puts no minutes right."""
    return any(hit.end > start and _may_be_minutes(hit) for hit in segment.kinds.get("quantity", ()))


def _may_be_minutes(hit: Hit) -> bool:
    return hit.quantity is not None and hit.quantity.kind in ("minutes", "number", "hours", "distance")
