"""How the patient took today's treatment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chargeline.evidence.readers.finding import Found, clause, found, whole
from chargeline.evidence.readers.home.practice import said
from chargeline.evidence.readers.response.no_response import is_aim_or_kind, is_no_response
from chargeline.evidence.readers.response.strained import strained
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_ELSEWHERE = frozenset({"goals", "history", "plan"})
_OTHER_LABELS = frozenset({"function", "deficits", "baseline", "hep", "goals", "history", "home"})


def responses(segment: Segment) -> Iterator[Found]:
    """Tolerance, effort and symptoms of the session; vague praise under its own kind."""
    if segment.section in _ELSEWHERE or segment.label in _OTHER_LABELS or _of_days(segment) or is_no_response(segment):
        return
    for hit in segment.kinds.get("responses", ()):
        form = hit.entries["responses"].more
        if form == "vague":
            yield found("vague response", "response", segment, hit)
        elif _tells(segment, hit, form):
            yield _told(segment, hit)
            return
    symptom = _with_its_course(segment) or _paused(segment) or _rated_part(segment) or strained(segment)
    if symptom is not None:
        yield _told(segment, symptom)
    elif segment.label == "response" and segment.hits and _filled(segment):
        yield whole("response", "response", segment, segment.hits[-1])


def _of_days(segment: Segment) -> bool:
    """Told of life between visits: "throws toys at home", "after 20 min at the desk", "no pain this week"."""
    away = not _PLACES.isdisjoint(segment.said) and not _AWAY.isdisjoint(pairwise(said(segment)))
    return (away or not _LIFE.isdisjoint(segment.said)) and _SESSION.isdisjoint(segment.said)


_LIFE = listed("between visits")
_PLACES = word_set("home work")
_AWAY = frozenset(("at", place) for place in _PLACES)


def _filled(segment: Segment) -> bool:
    """Whether anything follows a label."""
    label = segment.first("labels")
    after = segment.scan.words[label.j if label else segment.i : segment.j]
    return any(word[0].isalnum() and word not in _TO_CHOOSE for word in after)


_TO_CHOOSE = word_set("select choose pick")
"""What stands in a field that nobody filled in: "RESPONSE: (select)"."""


def _told(segment: Segment, hit: Hit) -> Found:
    context = contexts(segment, hit) - {"negated", "historical", "not_done"}
    if any(_is_of_the_last(segment, one) for one in segment.kinds.get("before", ())):
        context |= {"historical"}
    return Found("response", "response", segment, *clause(segment, hit), context)


def _is_of_the_last(segment: Segment, day: Hit) -> bool:
    """ "Sore after last visit", not "fussy last 3 min", which is the end of this one."""
    time = any(one.i == day.j or day.i < one.i < day.j for one in segment.all("minutes", "seconds", "reps"))
    return not time and not _OF_THE_LAST.isdisjoint(segment.said)


_OF_THE_LAST = word_set("last previous prior yesterday")


def _tells(segment: Segment, hit: Hit, form: str) -> bool:
    """Whether a word of response tells of the treatment, not of life, of a capacity that lacks or of nothing."""
    words = segment.scan.words
    if words[hit.i] == "response" and (hit.j >= segment.j - 1 or words[hit.j : hit.j + 2] == ["to", "treatment"]):
        return segment.j - hit.j > 2
    if words[hit.i - 1] == "as" and words[hit.i].startswith("tol"):
        return False
    if any(one.i == hit.j for one in segment.kinds.get("measures", ())) or is_aim_or_kind(segment, hit):
        return False
    if form == "plain" and segment.section != "subjective":
        return not segment.has("limits") or not _TREATED.isdisjoint(said(segment))
    return _of_treatment(segment)


_TREATED = listed("in treatment")
_SESSION = listed("treatment")


def _of_treatment(segment: Segment) -> bool:
    """Whether a symptom is told of the treatment: outside the complaints, or beside a word of treatment."""
    words = segment.said
    if segment.section == "subjective":
        return not words.isdisjoint(_BEHIND) and not words.isdisjoint(_SESSION)
    if segment.has("limits", "functions") and words.isdisjoint(_TREATED):
        return False
    passed = segment.has("minutes", "seconds") and not words.isdisjoint(_PASSED) and "before" not in segment.kinds
    treated = passed or not words.isdisjoint(_TREATED) or segment.has("dose", "exercises", "techniques")
    return treated or segment.section is not None or _late(segment)


_PASSED = word_set("resolved settled gone cleared passed eased subsided")
"""With a time these tell how a symptom of the session ended: "dizziness resolved 1 min seated"."""
_BEHIND = frozenset({"after", "following", "post", "during"})


def _late(segment: Segment) -> bool:
    """Past the lines, or the words of one long line, in which a patient's complaints stand."""
    return segment.line > 1 or segment.i > min(_OPENING, len(segment.scan.words) // 2)


_OPENING = 60


def _with_its_course(segment: Segment) -> Hit | None:
    """A symptom or a vital sign whose course is told, or which is denied, in the account of the treatment."""
    signs = segment.all("symptoms", "ratings")
    if not signs or (segment.section == "subjective" and not _of_treatment(segment)):
        return None
    if segment.has("limits") and segment.has("functions"):
        return None
    for sign in signs:
        rated = sign.entries.get("ratings")
        if (rated is not None and rated.more == "setting") or is_aim_or_kind(segment, sign):
            continue
        if _has_a_course(segment, sign):
            return sign
    return None


def _has_a_course(segment: Segment, sign: Hit) -> bool:
    words = segment.scan.words
    lower = {part.i - 1 for part in segment.kinds.get("body", ()) if words[part.i - 1] == "lower"}
    courses = [hit for hit in segment.kinds.get("courses", ()) if hit is not sign and hit.i not in lower]
    vital = "symptoms" in sign.entries and sign.entries["symptoms"].more == "vitals"
    near = [hit for hit in courses if -_COURSE_REACH <= hit.i - sign.i <= _COURSE_REACH]
    quantities = segment.kinds.get("quantity", ())
    if near and not (vital and not quantities and all(_is_when(hit) for hit in near)):
        return not (segment.has("measures", "degrees", "grade", "length") and not vital and len(near) < 2)
    if vital:
        return _moved(segment, sign)
    if any(0 <= time.i - sign.j <= 3 and words[time.i - 1] in _BY for time in segment.all("minutes", "seconds")):
        return True
    skin = "symptoms" in sign.entries and sign.entries["symptoms"].more == "skin"
    denied = not skin and sign.i > segment.i and words[sign.i - 1] in _DENIED
    pain = "ratings" in sign.entries or sign.entries["symptoms"].more == "pain"
    return denied or (pain and _moved(segment, sign))


_BY = word_set("at by after within")
_COURSE_REACH = 12
_DENIED = word_set("no denies denied w/o without")


def _is_when(hit: Hit) -> bool:
    return hit.entries["courses"].more == "when"


def _moved(segment: Segment, sign: Hit) -> bool:
    """Two values of it: "HR 88 to 112", "pain 4 → 2"."""
    words = segment.scan.words[sign.i : sign.i + 10]
    return any(word.isdigit() and then in ("→", "to") for word, then in pairwise(words[1:]))


def _rated_part(segment: Segment) -> Hit | None:
    """A part of the body rated out of ten, with its course: "tendon 3/10 by last set, back to 1 standing"."""
    if segment.section == "subjective" or not segment.has("courses"):
        return None
    words, parts = segment.scan.words, {hit.j for hit in segment.kinds.get("body", ())}
    for hit in segment.kinds.get("fraction", ()):
        told = hit.i in parts or words[hit.i - 1] in TISSUES or _passed_off(segment, hit)
        if told and hit.i > segment.i and hit.quantity is not None and hit.quantity.second == _TEN:
            return hit
    return None


def _passed_off(segment: Segment, rating: Hit) -> bool:
    """ "2/10 after, gone with the cool down": a rating that went again is none of words or trials."""
    return not _GONE.isdisjoint(segment.scan.words[rating.j : segment.j]) and not segment.has("cues", "measures")


_GONE = word_set("gone settled eased off resolved subsided cleared")
_TEN = 10
TISSUES = word_set("tendon muscle incision scar graft stump disc nerve bursa insertion arch stitches fascia")


def _paused(segment: Segment) -> Hit | None:
    """A pause that the patient needed or took, or how long a child stayed with it, with a number or a word of need."""
    if segment.section == "subjective":
        return None
    words = segment.scan.words
    for hit in segment.kinds.get("pauses", ()):
        if _is_no_pause(segment, hit):
            continue
        around = set(words[max(segment.i, hit.i - 4) : hit.i]) | set(words[hit.j : hit.j + 5])
        timed = any(word.isdigit() for word in words[hit.j : hit.j + 5])
        if hit.entries["pauses"].more == "stay" and timed:
            return hit
        if hit.entries["pauses"].more == "rest" and around & _COUNTS and words[hit.i - 1] != "at":
            return hit
    return None


def _is_no_pause(segment: Segment, hit: Hit) -> bool:
    """ "I had him stop and rock twice", "stops for two doors", "on lunch break", "Start 1:05 PM  Stop 1:28 PM"."""
    words = segment.scan.words
    at = hit.j + (words[hit.j : hit.j + 1] == [":"])
    if any(time.i == at for time in segment.kinds.get("clock", ())):
        return True
    made = not _MADE.isdisjoint(words[max(segment.i, hit.i - 3) : hit.i])
    met = words[hit.j : hit.j + 1] == ["for"] and not segment.has("seconds", "minutes")
    return made or met or words[hit.i - 1] in _MEALS


_MADE = word_set("had made let")
_MEALS = word_set("lunch coffee work school spring")
_COUNTS = listed("counted or needed")
