"""Whether the words around a name tell that it was given in the visit, may have been, or only speak of it.

A name in a sentence is no treatment. It is one where something was counted, where a verb of treating tells it, below a
heading of treatment, and at the head of its line before a place, a means or nothing at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from enum import IntEnum

from chargeline.evidence.services.codes.classify import EVALUATIONS
from chargeline.evidence.services.names.titled import is_title
from chargeline.evidence.text.dated import is_of_other_day
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.forms import past_box
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


class Told(IntEnum):
    """How much words tell of a service: its name alone; its name where it may have been given; that it was."""

    NAMED = 0
    OPEN = 1
    DONE = 2


STUDIES = EVALUATIONS | word_set("92605 92607 92611 92612 97755")
"""What is named by its date before it and after it: only what tells that it was done, or its name alone, counts."""
_SCORED = word_set("92507 92508 92526 92609")
"""What is counted in tries; beside another name a fraction is a day."""
_COUNTED = in_order("dose times reps tries assistance cues distance load seconds percent units group tiers")
_DONE = word_set(
    "applied administered performed completed received gave provided done did practiced practised practicing trained"
    " treated tolerated tried trialed trialled used using ran worked working targeted addressed focused presented went"
    " modeled carried read named answered repeated matched identified retold produced imitated described sorted"
    " modelled instructed taught introduced initiated began started ended finished concluded followed debrided needled"
    " repositioned dipped wrapped joined attended led participated engaged drilled rehearsed programmed calibrated"
    " continued resumed progressed"
)
_DONE_FOR = word_set("seen treated here attended")
_VERBS = _DONE | _DONE_FOR
_APART = word_set("for about if regarding re consent without no")
"""What parts a verb from what was not its object: "consent given for needling"."""
_LEADING = word_set(
    "and then after with w plus also tx treatment treatments modality modalities intervention interventions procedure"
    " procedures today pt patient individual skilled post pre by o individual session manual mechanical a the this of"
)
_BEHIND = word_set(
    "to on over in x at after before prior post today with w via session sessions tx treatment treatments therapy"
    " application set bath around along under per then and plus & + | / > ( , ; . - – — followed level drill drills"
    " task tasks exercise exercises"
)
_EATEN = word_set("diet iddsi mechanical thin thickened nectar honey puree pureed regular minced")
"""What a patient may eat is decided, and tells no treatment by itself: "Diet advanced to IDDSI 6"."""
_NOTHING = re.compile(
    r" ?[:=-]? ?(?:on |date:? ?|dated )?(?:[0-9]{1,2}[/.-](?:[0-9]{1,2}|[0-9]{4})\b(?! ?(?:m?hz|pps|bps|ma|w|j|v)\b)"
    r"|wfl|wnl|within|intact|normal|impaired|mild|mod(?:erate)?\b|severe|good|fair|poor|no(?:ne)?\b|n/?a\b|n\b|0\b|unremarkable|(?:is|are|was|were|has)\b"
    r"|remains?|improv\w+|better)"
)
"""What follows the name of a finding or of another day's study; how a current was set is none: "IFC 80-150 Hz"."""


def told(segment: Segment, start: int, end: int, code: str) -> Told:
    """What the segment of a name, that stands between two places, tells of its service."""
    if is_title(segment, end):
        return Told.OPEN
    if code in STUDIES and is_of_other_day(segment, end):
        return Told.NAMED
    counted = segment.section == "treatment" or segment.has(*_COUNTED) or (code in _SCORED and _is_counted(segment))
    places = segment.scan.starts
    hit = Hit(start, end, bisect_left(places, start), bisect_left(places, end), {})
    if counted or (not _VERBS.isdisjoint(segment.said) and _has_verb(segment, hit)):
        return Told.DONE
    hit = _past_own_day(segment, hit)
    if code in STUDIES and _titles(segment, hit):
        return Told.DONE
    if _NOTHING.match(segment.scan.folded, hit.end, segment.end) or not _leads(segment, hit):
        return Told.NAMED
    if _is_field(segment):
        return Told.NAMED
    if "context" in segment.kinds or segment.scan.words[hit.i] in _EATEN:
        return Told.OPEN
    if hit.j >= segment.j or segment.scan.words[hit.j] in _BEHIND | {":"} or _is_place(segment, hit.j):
        return Told.DONE
    return Told.NAMED if code in STUDIES else Told.OPEN


def _titles(segment: Segment, hit: Hit) -> bool:
    """Whether a study's name is the note's title, with what kind of visit and patient it was of before it.

    "PEDIATRIC SPEECH-LANGUAGE EVALUATION", "Initial Voice Evaluation Report"; further down it may be another day's.
    """
    written = segment.scan.text[segment.start : segment.end]
    if segment.line >= _TOP or any(word[0].islower() for word in re.findall(r"[^\W\d_]+", written)):
        return False
    folded = segment.scan.folded
    before = _TITLED.fullmatch(folded, segment.start, hit.start)
    return before is not None and _REPORT.fullmatch(folded, hit.end, segment.end) is not None


_TOP = 4
"""Lines at the head of a note in which its title stands, in capitals, below the names of clinic and patient."""
_TITLED = re.compile(
    r"\W*(?:(?:initial|new|p(?:a?e)diatric|child|adult|geriatric|out-?patient|inpatient|home health|school-based"
    r"|clinical|comprehensive|diagnostic|skilled|slp|st|speech therapy|patient)[ :,-]+)*"
)
_REPORT = re.compile(r"(?:[ :,(-]+(?:report|note|summary|form|initial|p(?:a?e)diatric|child|adult|outpatient))*\W*")


def _past_own_day(segment: Segment, hit: Hit) -> Hit:
    """A name with the visit's date right behind it, as one: "VOICE EVALUATION 11/23/2026" tells of no other day."""
    day = segment.own_day
    if day is None or day[0] < hit.end or not _DATED.fullmatch(segment.scan.folded, hit.end, day[0]):
        return hit
    j = bisect_left(segment.scan.starts, day[1])
    j += segment.scan.words[j : j + 1] in ([")"], ["]"])
    return hit._replace(end=segment.scan.ends[j - 1], j=j)


_DATED = re.compile(r"[ \t:=,(|-]*(?:(?:on|dos|date(?: of (?:service|visit|eval(?:uation)?))?|dated)[ :=-]*)?")


def _has_verb(segment: Segment, hit: Hit) -> bool:
    return any(_is_verb(segment, hit, k) for k in range(segment.i, segment.j))


def _is_verb(segment: Segment, hit: Hit, k: int) -> bool:
    """Whether a word is a verb of treating that the name is told by."""
    words = segment.scan.words
    if words[k] in _DONE_FOR or (hit.i <= k < hit.j and words[k] in _DONE):
        return True
    between = words[k + 1 : hit.i] if k < hit.i else words[hit.j : k]
    return words[k] in _DONE and _APART.isdisjoint(between)


def _is_counted(segment: Segment) -> bool:
    """Whether tries are counted: "7/10", "Three calls to shops"; a day is none: "11/02", "9/2026"."""
    written = (segment.scan.folded[one.start : one.end] for one in segment.kinds.get("fraction", ()))
    return any(map(_SCORE.fullmatch, written)) or any(one.i == segment.i for one in segment.kinds.get("number", ()))


_SCORE = re.compile(r"[1-9][0-9]? ?/ ?[1-9][0-9]?|0 ?/ ?[1-9][0-9]?")


def _leads(segment: Segment, hit: Hit) -> bool:
    """Whether a name stands at the head of its segment: before it only names, places, numbers and small words."""
    named = segment.all("body", "sides", "quantity")
    named += [one for one in segment.kinds.get("services", ()) if one.entries["services"].more[:5] not in STUDIES]
    named += [one for one in segment.kinds.get("labels", ()) if one.entries["labels"].more.startswith(_TREATED)]
    known = {k for one in named for k in range(one.i, one.j)}
    words = segment.scan.words
    return all(k in known or not words[k][0].isalpha() or words[k] in _LEADING for k in range(past_box(segment), hit.i))


_TREATED = ("treatment", "objective")
_FIELDS = ("history", "baseline", "goals", "plan", "hep")


def _is_field(segment: Segment) -> bool:
    """Whether a field of what is no treatment opens the segment: "Swallow precautions: chin tuck"."""
    words = segment.scan.words
    fields = (one for one in segment.kinds.get("labels", ()) if words[one.j : one.j + 1] == [":"])
    return any(one.entries["labels"].more.partition(" ")[0] in _FIELDS for one in fields)


def _is_place(segment: Segment, k: int) -> bool:
    return any(one.i == k for one in segment.all("services", "body", "sides", "quantity"))
