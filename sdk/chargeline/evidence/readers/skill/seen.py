"""What went wrong and what was done about it, side by side: "voice wet after bite 4, bite cut to half".

No word of answering is needed where a fault stands first and a deed behind it, in its sentence or at the head of the
next one of its line. A deed is what the patient does not do: a task altered, the patient had do it otherwise, a cue in
its own words.
"""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.change.programme import COMPARATIVES
from chargeline.evidence.readers.finding import Found, names_home
from chargeline.evidence.readers.skill.answering import answers
from chargeline.evidence.readers.skill.deeds import DOER
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment


def seen_and_done(parts: list[Segment]) -> Iterator[Found]:
    """A fault, a sign or an error, and behind it what the therapist did."""
    for at, segment in enumerate(parts):
        fault = _fault(segment) or _noticed(segment) or _cued_part(segment)
        if fault is None:
            continue
        deed = next((k for k in range(fault.j, segment.j) if _is_deed(segment, k)), None)
        if deed is not None:
            yield _found(segment, fault, segment.scan.ends[segment.j - 1])
            continue
        following = parts[at + 1] if at + 1 < len(parts) and parts[at + 1].line == segment.line else None
        if following is not None and _is_told_here(following) and _opens_with_deed(following):
            yield _found(following, fault, following.end, following.start)


def _found(segment: Segment, fault: Hit, end: int, start: int | None = None) -> Found:
    context = contexts(segment, fault) & _ANOTHER_DAY if start is None else frozenset()
    return Found("skill", "decision", segment, fault.start if start is None else start, end, context)


_ANOTHER_DAY = frozenset({"historical", "goal", "planned", "hypothetical"})


def _is_told_here(segment: Segment) -> bool:
    return segment.section not in NOT_TREATMENT and segment.label not in _NOT_TOLD


_NOT_TOLD = ("hep", "goals", "history", "baseline", "education", "home", "function", "pain", "response")


def _fault(segment: Segment) -> Hit | None:
    """What went wrong before one's eyes, in a part of the note that tells of treatment."""
    if not segment.has("faults", "symptoms", "deficits") or not _is_told_here(segment) or names_home(segment):
        return None
    limits = {one.entries["limits"].more for one in segment.kinds.get("limits", ())} - {"avoids"}
    if limits or segment.has("often") or not _LIFE.isdisjoint(segment.said):
        return None
    return next((one for one in segment.all("faults", "symptoms", "deficits") if _goes_wrong(one)), None)


_LIFE = listed("between visits") | word_set("home says reports states")


def _noticed(segment: Segment) -> Hit | None:
    """What a therapist heard, saw or stopped: "caught her leaning on the sink, put a stool behind"."""
    words = segment.scan.words
    first = segment.i + (words[segment.i] in ("-", "*", "i"))
    if (
        first >= segment.j
        or words[first] not in _NOTICES
        or not _is_told_here(segment)
        or not _ELSEWHERE.isdisjoint(segment.said)
    ):
        return None
    return next((one for one in segment.hits if one.i >= first), None)


_ELSEWHERE = _LIFE | listed("of another trade") | listed("not the therapist") - word_set("is are to she he they pt")
_NOTICES = frozenset({"caught", "heard", "saw", "noticed", "stopped", "spotted", "felt"})


def _cued_part(segment: Segment) -> Hit | None:
    """A part of the body behind which a cue is quoted: "spine rounds on the lift: "tail back", gone by rep 4"."""
    if '"' not in segment.said or not _is_told_here(segment):
        return None
    return next((one for one in segment.kinds.get("body", ()) if '"' in segment.scan.words[one.j : segment.j]), None)


def _goes_wrong(one: Hit) -> bool:
    if not {"exercises", "activities"}.isdisjoint(one.entries):
        return False
    if "faults" in one.entries:
        return one.entries["faults"].more == "seen"
    if "symptoms" in one.entries:
        return one.entries["symptoms"].more in _SIGNS
    return "deficits" in one.entries and one.entries["deficits"].more == "gait"


_SIGNS = ("vitals", "effort", "swallow", "vestibular", "skin")


def _opens_with_deed(segment: Segment) -> bool:
    """Whether a sentence begins with what was done: "Took it down to 30", ""tail back", gone by rep 4"."""
    told = segment.scan.words[segment.i] in DOER and segment.j - segment.i > 1
    return _is_deed(segment, segment.i) or (told and _is_deed(segment, segment.i + 1))


def _is_deed(segment: Segment, k: int) -> bool:
    """Whether a deed of the therapist's opens a clause at a word, or a thing is told as altered."""
    words = segment.scan.words
    word, then = words[k], words[k + 1 : k + 3]
    if _is_cue(segment, k):
        return True
    opens = k == segment.i or words[k - 1] in _MARKS or words[k - 1] in DOER
    if word == "put" and opens:
        return not _BESIDE.isdisjoint(words[k + 1 : min(k + _NEAR, segment.j)])
    if word == "had":
        return opens and then[:1] != [] and then[0] in _PATIENT
    if opens and word in _BY_HAND:
        return True
    return word in _ALTERED and k > segment.i and _is_of_a_thing(segment, k)


def _is_of_a_thing(segment: Segment, k: int) -> bool:
    """ "Bite cut to half", "bike stopped": a thing, known or not, between a mark and what was done to it."""
    words = segment.scan.words
    first = max(segment.i, k - _SUBJECT)
    begin = next((n for n in range(k - 1, first - 1, -1) if words[n] in _MARKS), segment.i - 1)
    if (
        begin < first - 1
        or begin + 1 == k
        or not _PEOPLE.isdisjoint(words[begin + 1 : k])
        or words[k + 1 : k + 2] == ["by"]
    ):
        return False
    return not any(_goes_wrong(one) or ("body" in one.entries and one.j == k) for one in segment.between(begin + 1, k))


_SUBJECT = 5
_PEOPLE = listed("not the therapist") - word_set("is are to")
_MARKS = frozenset({",", ":", "→", "-", "(", "and", "then", "so", "."})
_PATIENT = word_set("him her them pt patient")
_BESIDE = word_set("between under behind beneath")
_BY_HAND = listed("altered by a therapist")
_ALTERED = listed("altered") | word_set("stopped masked covered put laid drawn taped rechecked retested")


def _is_cue(segment: Segment, k: int) -> bool:
    """Whether a cue in its own words is told, and that it worked: ""headlight straight" fixed it by rep 6"."""
    words = segment.scan.words
    if words[k] != '"':
        return False
    close = next((n for n in range(k + 1, min(k + _LONGEST_CUE, segment.j)) if words[n] == '"'), None)
    if close is None or not _OWN.isdisjoint(words[k + 1 : close]) or not _SPEAKS.isdisjoint(segment.said):
        return False
    return not _WORKED.isdisjoint(words[close + 1 : min(close + _NEAR, segment.j)])


_LONGEST_CUE, _NEAR = 10, 7
_OWN = frozenset({"i", "i'm", "my", "me", "we"})
_WORKED = word_set("fixed cleared gone stayed turned corrected helped straightened brought rep reps by stopped held")
_SPEAKS = word_set("said says reported states stated told called felt feels")


def touched(segment: Segment) -> Iterator[Found]:
    """A touch at a part and what it is to bring about, or a part led until something: "hand on the ribs to"."""
    if not _is_told_here(segment) or names_home(segment) or segment.section in NOT_TREATMENT:
        return
    k = next((k for k in range(segment.i, segment.j) if _is_touch(segment, k) or _is_led(segment, k)), None)
    harder = segment.scan.words[segment.i] in COMPARATIVES and not segment.has("limits")
    if k is None and harder and any(answers(segment, n) for n in range(segment.i + 1, segment.j)):
        k = segment.i
    if k is not None and segment.hits:
        at = min(segment.hits, key=lambda hit: abs(hit.i - k))
        context = contexts(segment, at) & _ANOTHER_DAY
        yield Found("skill", "guided", segment, segment.scan.starts[k], segment.scan.ends[segment.j - 1], context)


def _part_behind(segment: Segment, k: int, reach: int) -> Hit | None:
    """A part of the body within a few words behind a word."""
    return next((one for one in segment.kinds.get("body", ()) if 0 < one.i - k <= reach), None)


def _is_touch(segment: Segment, k: int) -> bool:
    """ "Hand on the ribs to bring the breath lower", "a tap at the back of the hand brought it up"."""
    words = segment.scan.words
    if words[k] not in TOUCHES or words[k + 1 : k + 2] == [] or words[k + 1] not in _AT:
        return False
    if any(0 < one.i - k <= _AT_PART for one in segment.kinds.get("equipment", ())):
        return False
    phrase = next((one for one in segment.kinds.get("skills", ()) if one.i <= k < one.j - 1), None)
    part = _part_behind(segment, k + 1, _AT_PART) or phrase
    if part is None or (k > segment.i and words[k - 1] in _WHOSE):
        return False
    return not _BROUGHT.isdisjoint(words[part.j - 1 : min(part.j + _AT_PART, segment.j)])


def _is_led(segment: Segment, k: int) -> bool:
    """ "Held scapula down so the trap would quit", "folded the other fingers until the pointing one came free"."""
    words = segment.scan.words
    if words[k] not in LED or not (k == segment.i or words[k - 1] in _MARKS):
        return False
    part = _part_behind(segment, k, 3)
    return part is not None and not _UNTIL.isdisjoint(words[part.j : min(part.j + _NEAR, segment.j)])


TOUCHES = word_set("hand hands finger fingers fingertip fingertips thumb thumbs palm tap taps touch nudge pressure")
LED = word_set(
    "held blocked folded tucked guided steadied cupped braced lifted turned tilted pinned kept nudged tapped"
)
_AT = word_set("on at under over behind along against")
_AT_PART = 5
_WHOSE = word_set("his her their own both one two four")
_BROUGHT = word_set("to so brought brings until asked asking cued")
_UNTIL = word_set("so until till")
