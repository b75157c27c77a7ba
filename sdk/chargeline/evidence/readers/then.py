"""A clause that tells what was on another day and nothing more, beside what it is today.

"Peak 38 kPa; 27 at start of care", "lag -18, on the 4th -31": a result of another day. "Treadmill grade 3, 1 on Wed",
"ankle 1.5 lb (no cuff last time)": a thing of the programme as it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.change.programme import LOADS, opens_with_deed
from chargeline.evidence.readers.clauses import LABELLED, NOT_NOW, Clause
from chargeline.evidence.readers.finding import Found, names_home
from chargeline.evidence.readers.results.pairs import Told
from chargeline.evidence.readers.results.units import COUNTED
from chargeline.evidence.text.days import is_day, names_day
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_COUNTED = COUNTED | LOADS | {"volume"}


def _numbers(clause: Clause) -> list[Hit]:
    """The numbers of a clause, days apart."""
    here = (hit for hit in clause.segment.kinds.get("quantity", ()) if clause.i <= hit.i and hit.j <= clause.j)
    return [hit for hit in here if not is_day(clause.segment, hit) and hit.quantity and hit.quantity.kind in _COUNTED]


def then_and_now(segments: list[Segment], told: list[Told]) -> Iterator[Found]:
    """Results of another day with today's beside them, and what was of the programme."""
    read = {id(one.segment): one for one in told}
    for at, segment in enumerate(segments):
        if segment.section in NOT_NOW or segment.label in _OTHERWISE or not _may_tell(segment):
            continue
        here = _clauses(segment)
        for then in here:
            now = _beside(segments, at, here, then) if _tells_of_before(then) else None
            if now is not None and not _is_elsewhere(now):
                yield from _judged(then, now, read)


_OTHERWISE = ("goals", "history", "hep")


def _may_tell(segment: Segment) -> bool:
    return segment.has("before", "date", "fraction", "day")


def _clauses(segment: Segment) -> list[Clause]:
    """The clauses of a segment: between commas, brackets, dashes and words that set one against another.

    A day before a comma or a colon goes with what follows: "two visits back, 25", "10/28: 940".
    """
    found: list[Clause] = []
    begin = segment.i
    for k in [*_marks(segment), segment.j]:
        if k > begin:
            last = found[-1] if found else None
            if last and last.j == begin - 1 and segment.scan.words[last.j] in (",", ":") and _is_day_alone(last):
                found[-1] = Clause(segment, last.i, k)
            else:
                found.append(Clause(segment, begin, k))
        begin = k + 1
    return found


def _marks(segment: Segment) -> list[int]:
    """The tokens that end a clause."""
    words, folded, ends = segment.scan.words, segment.scan.folded, segment.scan.ends
    inside = {k for hit in segment.hits for k in range(hit.i + 1, hit.j)}
    return [
        k
        for k in range(segment.i, segment.j)
        if (words[k] in _MARKS or (words[k] in _DASHES and folded[ends[k] : ends[k] + 1] == " ")) and k not in inside
    ]


_MARKS = word_set(", ( ) [ ] | : . → and but while where vs versus against now today")
_DASHES = word_set("- /")


def _is_day_alone(clause: Clause) -> bool:
    return bool(_days(clause)) and not _numbers(clause) and not clause.has(*_THINGS)


def _tells_of_before(clause: Clause) -> bool:
    """Whether a clause is a day and what was then: numbers, things, words said before, and no deed of anybody."""
    if clause.j - clause.i > _LONGEST or clause.has("now", "ratings", "symptoms", "often"):
        return False
    days = _days(clause) or _was(clause)
    if not days or any("before" not in hit.entries for hit in clause.hits if "plans" in hit.entries):
        return False
    known = {k for hit in (*days, *clause.hits) if _is_telling(hit) for k in range(hit.i, hit.j)}
    said = _said_before(clause)
    told = [k for k, word in enumerate(clause.words, clause.i) if k not in known and word[0].isalnum()]
    words = clause.segment.scan.words
    strange = [k for k in told if words[k] not in _FILLS and words[k] not in said]
    if _was(clause) and not _numbers(clause) and "now" in clause.segment.said | _said_before(clause):
        return _ABILITY.isdisjoint(clause.words) and not clause.has("assistance", "measures", "limits", "responses")
    things = {hit.i for hit in clause.hits if not hit.entries.keys().isdisjoint(_THINGS)}
    return not strange or (len(strange) == 1 and strange[0] + 1 in things)


def _said_before(clause: Clause) -> frozenset[str]:
    """The words right before a clause."""
    return frozenset(clause.segment.scan.words[max(0, clause.i - _SAID_BEFORE) : clause.i])


_ABILITY = word_set("unable able could couldn't needing needed dependent independent pain")
_LONGEST = 12
_SAID_BEFORE = 24
_FILLS = word_set(
    "it was were had been got at on in the a an of by from just only then he she pt his her report note no not still is"
    " did that to for first up until till through thru"
)


def _days(clause: Clause) -> list[Hit]:
    segment = clause.segment
    words = [hit for hit in segment.kinds.get("before", ()) if clause.i <= hit.i < clause.j and _is_time(hit)]
    numbers = segment.kinds.get("quantity", ()) if clause.i > 0 and segment.scan.words[clause.i - 1] != "\n" else ()
    opens = [hit for hit in numbers if hit.i == clause.i and is_day(segment, hit)]
    here = (hit for hit in segment.kinds.get("quantity", ()) if clause.i <= hit.i < clause.j)
    return words + opens + [hit for hit in here if hit not in opens and names_day(segment, hit)]


def _was(clause: Clause) -> list[Hit]:
    """The word that opens a clause of what was, without a day: "was plain wall", "it was green", "dial was on 24"."""
    segment = clause.segment
    words = segment.scan.words
    opens = (hit for hit in segment.kinds.get("before", ()) if words[hit.j - 1] in _WAS and clause.i <= hit.i)
    return [hit for hit in opens if hit.j < clause.j and _is_thing_told(clause, words[clause.i : hit.i])]


def _is_thing_told(clause: Clause, subject: list[str]) -> bool:
    """Whether nothing stands before "was" but a word for what was told: "it", "the list", a dial."""
    named = [word for word in subject if word not in _IT]
    dial = any(hit.i == clause.i and "programme" in hit.entries for hit in clause.hits)
    return not named or (len(named) == 1 and (dial or named[0] in _said_before(clause)))


_WAS = word_set("was were been previously prev formerly")
_IT = word_set("it they which these the")


def _is_time(hit: Hit) -> bool:
    """Whether a word of before names a day, not only that something was."""
    return hit.entries["before"].name != "was" and hit.entries["before"].more != "other"


def _is_telling(hit: Hit) -> bool:
    return hit.quantity is not None or not _TELLING.isdisjoint(hit.entries)


_TELLING = frozenset(
    in_order("before context sides measures motions exercises programme equipment dose load tries targets body")
)


def _beside(segments: list[Segment], at: int, here: list[Clause], then: Clause) -> Clause | None:
    """What the clause is set against: what stands before it in its sentence or line, or what is told of today."""
    segment = then.segment
    before = [one for one in here if one.j <= then.i]
    if before:
        return next((one for one in reversed(before) if _numbers(one) or one.has(*_DONE)), None)
    above = segments[at - 1] if at else None
    if above is not None and above.line == segment.line:
        return next((one for one in reversed(list(_clauses(above))) if _numbers(one) or one.has(*_DONE)), None)
    now = segment.first("now")
    behind = [one for one in here if now and one.i >= max(then.j, now.i)]
    return next((one for one in behind if _numbers(one) or one.has(*_DONE)), None)


_THINGS = ("exercises", "programme", "equipment")
_DONE = (*_THINGS, "activities")


def _is_elsewhere(now: Clause) -> bool:
    segment = now.segment
    if segment.section in NOT_NOW or segment.label in LABELLED or names_home(segment):
        return True
    if now.has("ratings", "often", "totals", "plans", "home") or (now.has("symptoms") and not now.has("size")):
        return True
    return bool(_days(now))


def _judged(then: Clause, now: Clause, read: dict[int, Told]) -> Iterator[Found]:
    """What another day's clause makes of the two: a result and what it was, or a programme that has changed."""
    old, new = _numbers(then), _numbers(now)
    told = read.get(id(then.segment))
    known = [one for one in told.read if one.number in old and told.is_past(one.number)] if told else []
    if any(one.name != "value" for one in known):
        return
    results = [one.number for one in read[id(now.segment)].read] if id(now.segment) in read else []
    today = any(number in results for number in new)
    if not known and old and new and (today or _is_measured(now)):
        yield _found("baseline", "value", then)
        yield _found("comparison", "value", then)
        if not today:
            yield Found("measure", "value", now.segment, new[-1].start, new[-1].end)
    elif _is_of_programme(then, now) and not _is_same(old, new):
        yield _found("change", "programme", then, now)


def _found(kind: str, name: str, clause: Clause, other: Clause | None = None) -> Found:
    """A clause as evidence, with another one of its sentence."""
    scan, both = clause.segment.scan, [one for one in (clause, other) if one and one.segment is clause.segment]
    start, end = min(one.i for one in both), max(one.j for one in both)
    return Found(kind, name, clause.segment, scan.starts[start], scan.ends[end - 1])


def _is_same(old: list[Hit], new: list[Hit]) -> bool:
    """Whether nothing but the same numbers is told of both days."""
    values = [{one.quantity[1:3] for one in told if one.quantity} for told in (old, new)]
    return bool(values[0]) and values[0] <= values[1]


def _is_measured(now: Clause) -> bool:
    """Whether today's number is of something measured: a fault counted, a motion, no dose of an exercise."""
    if now.has("exercises", "dose", "times", "load", "reps", "equipment", "speed"):
        return False
    return now.segment.has("measures", "motions", "faults", "deficits") or now.has(*_MEASURED)


_MEASURED = ("degrees", "signal", "percent", "length", "size", "grade", "tries")


def _is_of_programme(then: Clause, now: Clause) -> bool:
    """Whether both tell of the programme, the other one as it was at the last visit or on a day since."""
    if now.segment.has("measures", "limits", "responses") or not _was_lately(then) or any(map(_is_help, now.hits)):
        return False
    if opens_with_deed(now.segment):
        return False
    if then.has(*_THINGS):
        return now.has(*_THINGS) or now.has(*LOADS)
    if not _numbers(then):
        return bool(_was(then)) and "now" in now.segment.said and now.has(*_DONE)
    return now.has(*LOADS) or any(map(_is_dosed, now.hits))


def _is_dosed(hit: Hit) -> bool:
    """Whether a number beside a thing is its dose; words, cards and sips are counted as results."""
    if "exercises" in hit.entries or "equipment" in hit.entries:
        return True
    return "programme" in hit.entries and hit.entries["programme"].more in _DOSED


_DOSED = ("load", "dose", "position", "stance", "surface", "support", "colour")


def _is_help(hit: Hit) -> bool:
    """Whether help is told, which changes with the patient: no metronome, no mirror."""
    return not hit.entries.keys().isdisjoint(("assistance", "cues")) and "programme" not in hit.entries


def _was_lately(then: Clause) -> bool:
    days = _days(then)
    return not days or any(hit.quantity is None and hit.entries["before"].name in _LATELY for hit in days)


_LATELY = ("last", "yesterday", "recert")
"""What the lexicon calls the days of the last visits; a first visit or a month is what progress is told from."""
