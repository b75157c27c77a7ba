"""Deficits: impairments by name, words of lack with a capacity, grades under five."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, found
from chargeline.evidence.readers.results.units import is_muscle_grade
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_GAP = word_set(
    "deg degrees ° last full end eccentric concentric isometric sustaining maintaining coordinating controlling"
    " initiating both in of the and , / a with his her their r l b bil bilat left right bilateral le ue for -"
    " overall to general some mild moderate severe significant mod min active passive functional hip knee"
    " shoulder ankle core trunk quad grip static dynamic standing single double limb leg arm foot hinge age :"
)


def deficits(segment: Segment) -> Iterator[Found]:
    """Impairments by name, words of lack with a capacity, grades under five; neighbours in a list as one span."""
    run: list[Found] = []
    for one in sorted(_named(segment), key=lambda one: one.start):
        if run and _listed(segment, run[-1].end, one.start) and one.context == run[-1].context:
            run.append(one)
            continue
        yield from _merged(run)
        run = [one]
    yield from _merged(run)


def _named(segment: Segment) -> Iterator[Found]:
    for hit in segment.kinds.get("deficits", ()):
        if not (is_response(segment, hit) or is_over_or_trained(segment, hit)):
            listed = _listed_before(segment, hit)
            areas = dict.fromkeys((*map(_area, listed), hit.entries["deficits"].more))
            first = min([_lead(segment, hit), *listed], key=_place)
            end = max(first.end, hit.end)
            yield Found("deficit", "|".join(areas), segment, first.start, end, contexts(segment, hit))
    for hit in segment.kinds.get("lacking", ()):
        same = lacks(segment, hit)
        if same:
            first, last = min(hit, same[0], key=_place), max(hit, same[-1], key=_place)
            name = "|".join(dict.fromkeys(_area_lacked(hit, one) for one in same))
            start, end = _lead(segment, first).start, last.end
            yield Found("deficit", name, segment, start, end, contexts(segment, first))
    yield from _under_a_label(segment)
    yield from _told_off(segment)
    yield from _unable(segment)
    yield from _sounds(segment)
    yield from _faults(segment)
    for hit in segment.kinds.get("number", ()):
        if _is_signed_grade(segment, hit):
            yield found("deficit", "strength", segment, hit)
    for hit in segment.kinds.get("grade", ()):
        weak = hit.quantity is not None and hit.quantity.value < 5 and not segment.has("ratings")
        if weak and is_muscle_grade(segment, hit):
            yield found("deficit", "strength", segment, hit)


def _told_off(segment: Segment) -> Iterator[Found]:
    """ "Balance off, endurance down", "pinch strength (wk)": a capacity, and right behind it that it fails."""
    words = segment.scan.words
    for hit in segment.kinds.get("capacities", ()):
        k = hit.j
        while k < min(hit.j + _FEW, segment.j) and words[k] in _IS:
            k += 1
        ends = k + 1 >= segment.j or not words[k + 1][0].isalnum() or words[k + 1] in _GOES_ON
        if k < segment.j and ends and (words[k] in _OFF or (words[k - 1] == "(" and words[k] in _SHORT)):
            yield Found("deficit", _area(hit), segment, hit.start, segment.scan.ends[k], contexts(segment, hit))


_FEW = 3
_IS = word_set("is are was still remains remain a bit little both (")
_OFF = word_set("off down")
_SHORT = word_set("wk")
OFF = _OFF | _SHORT
_GOES_ON = word_set("and but when with by after since")


def _unable(segment: Segment) -> Iterator[Found]:
    """ "Cannot find midline", "cannot keep her grasp on the cup": what the body cannot hold or find."""
    words = segment.scan.words
    for hit in segment.kinds.get("limits", ()):
        if hit.entries["limits"].more != "unable" or _HOLDING.isdisjoint(words[hit.j : hit.j + 1]):
            continue
        held = next((one for one in segment.kinds.get("capacities", ()) if 1 <= one.i - hit.j <= _FEW), None)
        if held is not None:
            yield Found("deficit", _area(held), segment, hit.start, held.end, contexts(segment, hit) - {"negated"})


_HOLDING = word_set("find keep hold sense feel locate control isolate dissociate regain")


def _faults(segment: Segment) -> Iterator[Found]:
    """ "L pelvis drops in stance", "knee caves on the step": a part of the body and, right behind it, its fault."""
    if segment.has("dose", "times", "reps") or segment.section == "subjective":
        return
    ends = {hit.j: hit for hit in segment.kinds.get("body", ())}
    for hit in segment.kinds.get("faults", ()):
        part = ends.get(hit.i)
        written = segment.scan.folded[hit.start : hit.end]
        if part and hit.entries["faults"].more == "seen" and "deficits" not in hit.entries and written.endswith("s"):
            yield found("deficit", "motor control", segment, part, hit)


def _sounds(segment: Segment) -> Iterator[Found]:
    """ "Final /t/ and /d/ dropped", "/s/ comes out as th", "backs /t/ to /k/": what becomes of a sound."""
    if "/" not in segment.said or SOUND_FAULTS.isdisjoint(segment.said) or not _PRACTICE.isdisjoint(segment.said):
        return
    words, starts, ends = segment.scan.words, segment.scan.starts, segment.scan.ends
    at = [
        k for k in range(segment.i, segment.j - 2) if words[k] == words[k + 2] == "/" and ends[k + 1] == starts[k + 2]
    ]
    at = [k for k in at if len(words[k + 1]) < _FEW and words[k + 1].isalpha() and ends[k] == starts[k + 1]]
    if not at:
        return
    behind = words[at[-1] + 3 : min(at[-1] + 3 + _FEW, segment.j)]
    said_as = behind[1:] == ["out", "as"]
    if said_as or not _LOST.isdisjoint(behind) or words[at[0] - 1] in _MAKES:
        yield Found("deficit", "speech", segment, starts[at[0]], ends[at[-1] + 2])


_LOST = listed("sound faults")
_MAKES = word_set("fronts back backs stops glides omits deletes lisps")
SOUND_FAULTS = _LOST | _MAKES | word_set("as")
_PRACTICE = word_set("list today added deck program next new")


def _listed_before(segment: Segment, hit: Hit) -> list[Hit]:
    """The capacities that share a deficit's last word: "attention and memory deficits"."""
    if segment.scan.words[hit.j - 1] not in _SHARED:
        return []
    row = [one for one in segment.kinds.get("capacities", ()) if one.j <= hit.i]
    return _in_list(segment, row[-1]) if row and _listed(segment, row[-1].end, hit.start) else []


_SHARED = word_set("deficit deficits impairment impairments difficulties")


def _is_signed_grade(segment: Segment, hit: Hit) -> bool:
    """Whether a bare number is a muscle's grade: "glute max 3+"."""
    scan, value = segment.scan, hit.quantity.value if hit.quantity else 0
    signed = scan.folded[hit.end : hit.end + 1] in ("+", "-") and not scan.folded[hit.end + 1 : hit.end + 2].isalnum()
    named = segment.has("body", "motions") and not segment.has("dose", "times", "reps", "load")
    return signed and 2 <= value < 5 and named and _NO_GRADE.isdisjoint(scan.words[segment.i : segment.j])


_NO_GRADE = listed("not muscle grades")


def lacks(segment: Segment, hit: Hit) -> list[Hit]:
    """The capacities that a word of lack is about, neighbours in a list together; none where it tells a result."""
    capacity = _capacity(segment, hit)
    if capacity is None or segment.scan.words[hit.i - 1] == "to":
        return []
    if capacity.i > hit.i and not _WELL.isdisjoint(segment.scan.words[capacity.j : capacity.j + 2]):
        return []
    return _in_list(segment, capacity) if _is_capacity(capacity) else [capacity]


_WELL = listed("well")


def _place(hit: Hit) -> int:
    return hit.i


def _area(capacity: Hit) -> str:
    named = capacity.entries.get("capacities")
    if named is None and "targets" in capacity.entries:
        return "motor control"
    return named.more if named else "range of motion"


def _area_lacked(lack: Hit, capacity: Hit) -> str:
    """What a word of lack makes of a capacity: a motion that is weak lacks strength, not its range."""
    own = lack.entries.get("deficits")
    return own.more if own and "capacities" not in capacity.entries else _area(capacity)


def _in_list(segment: Segment, capacity: Hit) -> list[Hit]:
    """The capacities of the list that one stands in: "decreased strength, balance and endurance"."""
    row = [hit for hit in segment.hits if _is_capacity(hit)]
    at = first = last = row.index(capacity)
    while first and _listed(segment, row[first - 1].end, row[first].start):
        first -= 1
    while last + 1 < len(row) and _listed(segment, row[last].end, row[last + 1].start):
        last += 1
    beside = [hit for hit in row[first : last + 1] if "capacities" in hit.entries]
    return beside if capacity in beside else row[at : at + 1]


def _under_a_label(segment: Segment) -> Iterator[Found]:
    """ "Deficits: strength, balance": capacities under a label of deficits."""
    if segment.label != "deficits" or segment.has("deficits", "degrees", "grade"):
        return
    for hit in segment.kinds.get("capacities", ()):
        yield found("deficit", hit.entries["capacities"].more, segment, hit)


def _lead(segment: Segment, hit: Hit) -> Hit:
    """The body part or side right before a deficit belongs to its words: "L hip abd weakness"."""
    first = hit
    for other in reversed(segment.hits):
        if other.j <= first.i and first.i == other.j and {"body", "sides", "motions"}.intersection(other.entries):
            first = other
    return first


def is_over_or_trained(segment: Segment, hit: Hit) -> bool:
    """ "Edema resolved" is a deficit no more; "fall prevention", "low vision kitchen" name what is done about one."""
    after = segment.scan.words[hit.j : min(hit.j + 3, segment.j)]
    if any(task.i == hit.j for task in segment.kinds.get("activities", ())) and segment.has("services"):
        return True
    return not _TRAINED.isdisjoint(after[:1]) or (after[:1] != [","] and not _RESOLVED.isdisjoint(after))


_RESOLVED = word_set("resolved gone cleared")
_TRAINED = listed("work on a deficit")


def is_response(segment: Segment, hit: Hit) -> bool:
    """A symptom brought on by today's treatment is a response, not a deficit."""
    if segment.label in ("response", "pain"):
        return True
    if "responses" not in hit.entries or segment.has("lacking", "limits"):
        return False
    others = (one for one in segment.kinds["deficits"] if "responses" not in one.entries)
    listed = any(_listed(segment, one.end, hit.start) for one in others if one.j <= hit.i)
    return not listed and segment.scan.words[hit.i - 1] not in ("still", "always")


def _capacity(segment: Segment, hit: Hit) -> Hit | None:
    """The capacity that a word of lack is about: right after it, or before it with a verb between."""
    words = segment.scan.words
    beside = next((other for other in segment.hits if other.j == hit.i and _is_capacity(other)), None)
    if beside is not None and words[hit.j : hit.j + 1] not in (["of"], ["in"]):
        return beside
    for other in segment.hits:
        if other.i >= hit.j and _is_capacity(other):
            between = words[hit.j : other.i]
            if len(between) <= 5 and all(word in _GAP or word.isdigit() or _is_body(segment, word) for word in between):
                return other
            break
        of_degrees = other.quantity is not None and other.quantity.kind == "degrees"
        passed = of_degrees or _PASSED.intersection(other.entries) or _GAP.issuperset(words[other.i : other.j])
        if other.i >= hit.j and not passed:
            break
    held = _control(segment, hit)
    if held is not None:
        return held
    before = [other for other in segment.hits if other.j <= hit.i and _is_capacity(other)]
    if before and words[hit.j - 1] not in ("in", "of", "with"):
        between = words[before[-1].j : hit.i]
        if len(between) <= 5 and all(word in _REMAINS or word.isdigit() for word in between):
            return before[-1]
    return None


def _control(segment: Segment, hit: Hit) -> Hit | None:
    """ "Poor hand to mouth control": control of a movement, not of pain."""
    words = segment.scan.words
    if words[hit.i] in _PHASES:
        return None
    near = (one for one in segment.kinds.get("targets", ()) if 1 <= one.i - hit.j <= _FAR and words[one.i] == "control")
    return next((one for one in near if words[one.i - 1] not in _NO_MOVEMENT), None)


_FAR = 4
_PHASES = word_set("late slow low short gone")
"""Behind one of these stands a phase of a movement: "late cocking control"."""
_NO_MOVEMENT = word_set("pain edema swelling symptom bladder bowel infection remote glucose sugar pressure anger")


_PASSED = frozenset({"body", "sides", "assistance", "lacking"})
_REMAINS = word_set(
    ", all of them both on the r l right left side is are remains remain his her their still was very too so quite"
    " really pretty mildly"
    " ( : = moderately severely"
    " - % about that which to s sec deg # lb"
)


def _is_capacity(hit: Hit) -> bool:
    measured = hit.entries.get("measures")
    return (
        "capacities" in hit.entries
        or "motions" in hit.entries
        or bool(measured and measured.more in ("degrees", "load"))
    )


def _is_body(segment: Segment, word: str) -> bool:
    return any(segment.scan.words[hit.i] == word for hit in segment.kinds.get("body", ()))


def _listed(segment: Segment, end: int, start: int) -> bool:
    gap = segment.scan.folded[end:start]
    if len(gap) > _LONGEST_GAP:
        return False
    if all(word in _LIST for word in gap.replace(",", " , ").split()):
        return True
    for hit in segment.all("activities", "functions"):
        if end <= hit.start and hit.end <= start:
            gap = gap.replace(segment.scan.folded[hit.start : hit.end], ",", 1)
    return "," in gap and all(word in _LIST for word in gap.replace(",", " , ").split())


_LONGEST_GAP = 24


_LIST = word_set(", and / & with + w/ r l b mmt le ue hip knee grip core trunk bilateral")


def _merged(run: list[Found]) -> Iterator[Found]:
    if run:
        names = "|".join(dict.fromkeys(one.name for one in run))
        yield run[0]._replace(name=names, end=max(one.end for one in run))
