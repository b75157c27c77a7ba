"""Then and now told in words: "could not get beyond 10 lb last week", beside what is done today.

One side names another day and tells of a limit, of help or of somebody else who did it; the side next to it, in the
same sentence or the one beside it, tells what is done today. What merely happened on that day is set against nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chargeline.evidence.readers.clauses import LABELLED, NOT_NOW, Clause, other_days
from chargeline.evidence.readers.finding import Found, clause, is_without, names_home
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def contrasts(segments: list[Segment]) -> Iterator[Found]:
    """Two clauses side by side, one of today and one of another day, that tell of one thing.

    "Toilet transfer with SBA. Last week it took mod A", "could not reach the shelf in May; today he did it alone".
    """
    for at, segment in enumerate(segments):
        if _is_headed_then(segment) and at + 1 < len(segments) and _is_headed_now(segments[at + 1]):
            yield Found("comparison", "then and now", segment, segment.start, segment.end)
            continue
        day = _day(segment) if segment.has("before", "fraction", "date") else None
        if day is None or _is_elsewhere(segment):
            continue
        if any(_contrast(then, now, day) for then, now in _inside(segment, day)):
            yield Found("comparison", "then and now", segment, *clause(segment, day))
        elif not segment.has("now") and any(_contrast(_whole(segment), now, day) for now in _beside(segments, at)):
            yield Found("comparison", "then and now", segment, segment.start, segment.end)


def _is_headed_then(segment: Segment) -> bool:
    """ "August: points to what he wants", before "Today: asks with one word": a day, and what was done of it."""
    day = segment.first("before")
    opened = day is not None and day.i == segment.i and day.entries["before"].more == "always"
    headed = opened and day is not None and segment.scan.words[day.j : day.j + 1] == [":"]
    return headed and segment.section not in NOT_NOW and segment.has(*_TOLD) and not segment.has(*_NO_STATE)


def _is_headed_now(segment: Segment) -> bool:
    now = segment.first("now")
    headed = now is not None and now.i == segment.i and segment.scan.words[now.j : now.j + 1] == [":"]
    return headed and not segment.has(*_NO_STATE)


_TOLD = in_order("functions activities assistance cues equipment programme faults deficits")
_NO_STATE = in_order("ratings symptoms dose times exercises services home")


def _day(segment: Segment) -> Hit | None:
    """The other day that a segment names first; "since last session" names the time from there on."""
    words = segment.scan.words
    return next(
        (hit for hit in other_days(segment) if "since" not in words[max(segment.i, hit.i - 2) : hit.i + 1]), None
    )


def _is_elsewhere(segment: Segment) -> bool:
    if segment.section in NOT_NOW or segment.label in LABELLED or names_home(segment) or segment.has(*_OTHER):
        return True
    return any("before" not in hit.entries for hit in segment.kinds.get("plans", ()))


_OTHER = in_order("ratings dose times")


def _inside(segment: Segment, day: Hit) -> Iterator[tuple[Clause, Clause]]:
    """The clause around the day, with what stands before it in the sentence and with what follows."""
    words = segment.scan.words
    cuts = [k for k in range(segment.i, segment.j) if words[k] in _DIVIDES]
    begin = max((k + 1 for k in cuts if k < day.i), default=segment.i)
    end = min((k for k in cuts if k >= day.j), default=segment.j)
    then = Clause(segment, begin, end)
    if begin > segment.i:
        yield then, Clause(segment, segment.i, begin - 1)
    if end < segment.j:
        yield then, Clause(segment, end + 1, segment.j)


_DIVIDES = word_set(", ( and but whereas while where when though although compared versus vs - now today")


def _whole(segment: Segment) -> Clause:
    return Clause(segment, segment.i, segment.j)


def _beside(segments: list[Segment], at: int) -> Iterator[Clause]:
    """The clauses next to this one that name no other day."""
    for other in (*segments[max(at - 1, 0) : at], *segments[at + 1 : at + 2]):
        told = other.has("now")
        near = abs(other.line - segments[at].line) <= (1 if told else 0)
        reported = segments[at].section == "subjective" and not told
        if near and not reported and _day(other) is None and not _is_elsewhere(other):
            yield _whole(other)


def _contrast(then: Clause, now: Clause, day: Hit) -> bool:
    if then.has("symptoms", "often") or not _HAPPENED.isdisjoint(then.words):
        return False
    if any(then.has(*kinds) and now.has(*kinds) for kinds in (("assistance", "cues"), ("equipment",))):
        return then.segment is not now.segment or now.segment.has("now")
    if (_diets(then) and _diets(now)) or (_was_limited(then) and _is_done(now)):
        return True
    return _is_value_of_both(then, now, day) or _was_so(then, now, day)


def _was_so(then: Clause, now: Clause, day: Hit) -> bool:
    """ "Up the steps foot over foot; was step-to at intake": a clause of what was and a day, behind what is."""
    words = [word for word in then.words if word[0].isalnum()]
    state = len(words) - (day.j - day.i) <= _SHORT and words[:1] in (["was"], ["were"])
    beside = now.segment is not then.segment and now.segment.line == then.segment.line and now.i < then.i
    return state and beside and now.has(*_SHOWN, "programme", "assistance", "cues")


_SHORT = 5


def _is_value_of_both(then: Clause, now: Clause, day: Hit) -> bool:
    """ "2 pads/day now, 4 at start of care", "loss min, IE mod": the other day with a value of its own, no more."""
    days = {k for one in (day, *then.segment.kinds.get("before", ())) for k in range(one.i, one.j)}
    days |= {k for one in then.segment.kinds.get("hours", ()) for k in range(one.i + 1, one.j)}
    told = (word for k, word in enumerate(then.words, then.i) if k not in days and word not in _SAYS)
    said = [word for word in told if word[0].isalnum()]
    if len(said) != 1:
        return False
    if any(said[0] in grades and not grades.isdisjoint(now.words) for grades in (_AMOUNTS, _GRADES)):
        return True
    return not then.segment.has("ratings", "load", "exercises") and (
        then.has("number", "hours") and now.has("now") and now.has("quantity", "limits")
    )


def _diets(side: Clause) -> bool:
    """Whether a texture of food or drink is told."""
    told = side.segment.kinds.get("programme", ())
    return any(side.i <= hit.i < side.j and hit.entries["programme"].more == "diet" for hit in told)


def _was_limited(then: Clause) -> bool:
    words = then.words
    helped = then.has("family") and not _WHOLLY.isdisjoint(words)
    helped = helped or ("for" in words and not _HELPERS.isdisjoint(words) and not _ALL.isdisjoint(words))
    pairs = set(pairwise(words))
    fell = ("had", "to") in pairs or any(one == "fell" and other in _FELL for one, other in pairs)
    with_aid = "used" in words and then.has("equipment")
    took = "took" in words and then.has("number", "assistance", "cues")
    return helped or fell or with_aid or took or then.has("limits", "assistance") or not _LIMITED.isdisjoint(words)


def _is_done(now: Clause) -> bool:
    told = now.has("now", "assistance") or now.segment.has("now")
    done = not _DONE.isdisjoint(now.words) or is_without(now.words)
    return done or (told and now.has(*_SHOWN))


_SHOWN = in_order("reps body equipment functions activities distance load assistance targets limits tries")
_AMOUNTS = listed("amounts of help")
_GRADES = word_set("poor fair good normal trace absent zero p f g n p+ f+")
_SAYS = word_set("was were at on it is")
_HELPERS = word_set("i we staff aide therapist")
_ALL = word_set("all everything whole entire most")
_FELL = word_set("back over forward backward sideways off into asleep apart short left")
_WHOLLY = listed("wholly done for")
_LIMITED = listed("limited then")
_DONE = listed("done now")
_HAPPENED = listed("merely happened")
