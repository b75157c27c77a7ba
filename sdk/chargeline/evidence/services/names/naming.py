"""Where a note names a service: its code, or a name that stands for one, said of today's treatment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from chargeline.evidence.services.codes.classify import EVALUATIONS
from chargeline.evidence.services.minutes.apart import is_unbilled, part_around
from chargeline.evidence.services.minutes.lines import LISTED, Minutes
from chargeline.evidence.services.minutes.roles import start_of
from chargeline.evidence.services.names.another import is_of_another
from chargeline.evidence.services.names.away import PARTS, TOLD, is_there
from chargeline.evidence.services.names.hands_on import BY_TOUCH, hands_on
from chargeline.evidence.services.names.no_service import is_no_service
from chargeline.evidence.services.names.often import is_often
from chargeline.evidence.services.not_given.denied import is_of_a_side, refused
from chargeline.evidence.services.not_given.set_aside import left_unbilled, set_aside
from chargeline.evidence.services.people.patients import is_habit, is_of_muscles
from chargeline.evidence.text.context import contexts, names_a_thing
from chargeline.evidence.text.dated import is_dated_before
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import LONGEST_SEGMENT, Segment

_UNDONE = frozenset({"negated", "not_done", "unfilled"})
_ELSEWHERE = frozenset({"hep", "goals", "history", "baseline", "education", "function", "pain", "rationale"})
_LOOSE = word_set("hospital elsewhere")


@dataclass(slots=True)
class Anchor:
    """One place that names a service: `code` is what the name stands for, `coded` whether it is written itself.

    `firm` is false where the words may tell of another place: then they never make a service of their own. `loose` are
    minutes behind the name on its line that stand beside nothing: an exercise's, or the service's. `joint` are those
    that it has together with the names beside it: "TE and NMR 30 min". Of the `doubted` ones nobody can tell
    how many it has: "TE 15 min, 10 min". `part` tells that it names one thing done, whose minutes count beside those of
    others. Without `today` it tells of another time or of somebody else's service: it takes its minutes, so that no
    neighbour does, and is dropped with them. `old` are the minutes that a note
    corrects.
    """

    code: str
    name: str
    segment: Segment
    hit: Hit
    last: Hit
    coded: bool
    minutes: list[Minutes] = field(default_factory=list)
    loose: list[Minutes] = field(default_factory=list)
    joint: list[Minutes] = field(default_factory=list)
    doubted: list[Minutes] = field(default_factory=list)
    performed: bool = True
    group: bool = False
    firm: bool = True
    part: bool = False
    today: bool = True
    old: frozenset[int] = frozenset()

    @property
    def written(self) -> str:
        """The name as it is written, in small letters."""
        return self.segment.scan.folded[self.hit.start : self.hit.end]


def behind(one: Anchor) -> str:
    """What a segment tells behind a name, up to the next service or what else was done by hand."""
    segment = one.segment
    others = [hit.start for hit in segment.all("services", "techniques") if hit.start >= one.last.end]
    return segment.scan.text[one.last.end : min([segment.end, *others])]


def is_of_today(segment: Segment, row: bool) -> bool:
    """Whether a segment may tell of the treatment: no plan, goal, history, home programme or report of the patient's.

    After a plan, a row of services with their minutes on a line of its own is the billing.
    """
    if segment.label in _ELSEWHERE or segment.section in ("goals", "history", "home"):
        return False
    words = segment.scan.words
    said = frozenset(words[segment.i : segment.j])
    if "home" in said and said & TOLD and _is_told(segment):
        return False
    if segment.section == "plan":
        return row and segment.label in (None, "minutes") and not _is_listed(segment) and not _opens_plan(segment)
    return not (segment.section == "subjective" and said & TOLD)


def _is_told(segment: Segment) -> bool:
    """Whether somebody reports a service, or is asked to do it: said before its name, not of what it was given for."""
    named = segment.first("services")
    return named is None or not TOLD.isdisjoint(segment.scan.words[segment.i : named.i])


def _is_listed(segment: Segment) -> bool:
    """Whether a segment is an item of a list."""
    return segment.scan.words[segment.i] in ("-", "*", "•", "·", ">") or segment.has("context")


def _opens_plan(segment: Segment) -> bool:
    """Whether a plan's label stands on this line, or alone on the line above, no further off than a segment is long."""
    scan, k = segment.scan, segment.i - 1
    while k >= max(0, segment.i - LONGEST_SEGMENT) and scan.words[k] != "\n":
        k -= 1
    labelled = (hit for hit in segment.hits if "labels" in hit.entries and k < hit.i <= segment.i)
    if any(hit.entries["labels"].more != "minutes" for hit in labelled):
        return True
    return k > 0 and scan.words[k] == "\n" and scan.words[k - 1] == ":"


def named(segment: Segment, row: bool, day: date | None = None) -> list[Anchor]:
    """The services a segment names in a visit of that `day`; a name beside its own code is one."""
    found: list[Anchor] = []
    passed: Hit | None = None
    listed = {hit.start: (hit, last) for hit, last in hands_on(segment)}
    for hit in sorted([*segment.kinds.get("services", ()), *(hit for hit, _ in listed.values())], key=start_of):
        if hit.start in listed:
            found.append(Anchor(BY_TOUCH[0], "manual therapy", segment, *listed[hit.start], coded=False, part=True))
            continue
        if is_no_service(segment, hit, row, found[-1].last if found else None):
            continue
        dated = is_dated_before(segment, hit, day)
        away = dated or is_of_another(segment, hit) or is_often(segment, hit)
        away = away or (passed is not None and _goes_on(segment, passed, hit))
        passed = hit if away and not dated else passed
        one = _anchor(segment, hit, today=not away)
        if _is_within(found, one):
            continue
        if found and (_is_by(found[-1], hit) or _is_kind(found[-1], one)):
            found.pop()
        if found and _same(found[-1], one):
            _join(found[-1], one)
        else:
            found.append(_judged(one))
    for one in found:
        one.performed = one.performed and not set_aside(segment, one.last, one.code in EVALUATIONS)
        one.firm = one.firm and not left_unbilled(segment, one.last)
    return found


def _anchor(segment: Segment, hit: Hit, *, today: bool) -> Anchor:
    """A name as it stands, before anything else of its segment is weighed."""
    entry = hit.entries["services"]
    code = entry.more.partition(" ")[0]
    written = segment.scan.folded[hit.start : hit.end].upper().replace(" ", "")
    coded = _is_code(written)
    return Anchor(written if coded else _of_part(code, segment), entry.name, segment, hit, hit, coded, today=today)


def _is_within(found: list[Anchor], one: Anchor) -> bool:
    """Whether a name tells of a part of a service named before it."""
    if not found:
        return False
    heading = " " in one.hit.entries["services"].more
    if (heading and _is_part(found[0], one.hit)) or (found[0].code == one.code and _is_under(found[0], one.hit)):
        return True
    return not one.coded and any((other.code, one.code) in _TAKES_IN for other in found)


def _join(last: Anchor, one: Anchor) -> None:
    """The next name of a service: where it goes on, and the code that is written of it."""
    last.last = one.hit if one.hit.i - last.last.j <= _BESIDE else last.last
    if one.coded:
        last.code = last.code if (last.code, one.code) in _FURTHER else one.code
        last.coded = True


def _judged(one: Anchor) -> Anchor:
    """The same, with whether the service was given, here, and in a group."""
    segment, hit = one.segment, one.hit
    undone = contexts(segment, hit, section=False) & _UNDONE and not is_of_a_side(segment, hit)
    one.performed = not ((undone and not _is_of_former(segment, hit)) or refused(segment, hit))
    one.group = one.code == "97150" or _in_group(segment)
    one.firm = one.coded or not _is_elsewhere(segment, hit)
    return one


def _of_part(code: str, segment: Segment) -> str:
    """The code of a name, by the part of the body where that has its own: biofeedback of the pelvic floor."""
    return "90912" if code == "90901" and not _PELVIC.isdisjoint(segment.said) else code


_PELVIC = word_set("pelvic pf pfm pfmt perineal perineum anorectal rectal anal vaginal incontinence sphincter")


def _is_of_former(segment: Segment, hit: Hit) -> bool:
    """Whether what was not done stands before, and this service has minutes: "MT deferred, TE 40 min"."""
    timed = [one.i for one in segment.kinds.get("minutes", ())]
    if segment.scan.words[hit.i - 1] != "," or not any(0 <= i - hit.j <= 1 for i in timed):
        return False
    cues = [cue for cue in segment.kinds.get("context", ()) if cue.entries["context"].more in _UNDONE]
    if not all(cue.j < hit.i for cue in cues) or any(cues[0].i < i < hit.i for i in timed):
        return False
    return any(names_a_thing(segment, i, j) for i, j in ((segment.i, cues[0].i), (cues[0].j, hit.i)))


def _is_elsewhere(segment: Segment, hit: Hit) -> bool:
    """Whether a segment may tell of a service that was not given here: at home, in hospital, or not to be billed."""
    words = segment.scan.words
    homes = (k for k in range(segment.i, segment.j) if words[k] == "home")
    if any(k < hit.i or is_there(words, hit.j, k, PARTS) for k in homes):
        return True
    return not _LOOSE.isdisjoint(part_around(segment, hit)) or is_unbilled(segment, hit)


def _in_group(segment: Segment) -> bool:
    """Whether a segment tells of a group of patients: not of none, nor of another time ("15 min after class")."""
    words, folded = segment.scan.words, segment.scan.folded
    for hit in segment.kinds.get("group", ()):
        if is_of_muscles(folded, hit.start) or is_habit(folded, hit.start, hit.end) or _joins_services(segment, hit):
            continue
        before = [word for word in words[max(segment.i, hit.i - _REACH) : hit.i] if word not in _ITS]
        if before[-1:] not in _NO and before[-2:] not in _APART and before[-1:] not in _ANOTHER_TIME:
            return True
    return False


def _joins_services(segment: Segment, hit: Hit) -> bool:
    """Whether it is a service that another is given beside, to one patient: "MHP concurrently with IFC"."""
    words = segment.scan.words
    if words[hit.i] != "concurrently" or not _OTHERS.isdisjoint(words[hit.j : segment.j]):
        return False
    return any(one.i - hit.j in (0, 1) and _ITS.issuperset(words[hit.j : one.i]) for one in segment.kinds["services"])


_OTHERS = word_set("another other others second patients pts peer peers roommate group class")
_REACH = 4
_ITS = frozenset({"the", "a", "his", "her", "their", "this", "that"})
_ANOTHER_TIME = [[word] for word in ("after", "before", "following", "post", "pre", "outside", "preceding")]
_APART = [["prior", "to"], ["separate", "from"], ["separately", "from"], ["apart", "from"], ["outside", "of"]]
_NO = [["no"], ["not"], ["without"]]


def _goes_on(segment: Segment, passed: Hit, hit: Hit) -> bool:
    """Whether a list goes on from a service of another day to this one: "last visit TE 20 min, MT 15 min".

    Where its brackets close, it has ended: "Last visit (TE 20 min), MT 15 min".
    """
    words = segment.scan.words
    between = words[passed.j : hit.i]
    if between.count(")") > between.count("("):
        return False
    named = {k for one in segment.kinds["services"] for k in range(one.i, one.j)}
    return all(k in named or not words[k][0].isalpha() or words[k] in LISTED for k in range(passed.j, hit.i))


_TAKES_IN = frozenset({("97140", "97124")})
"""A massage told under manual therapy is a part of it: "97140: retrograde massage, 15 min"."""


def _is_part(first: Anchor, hit: Hit) -> bool:
    """Whether a name tells of what was done under a heading: "Manual: patellar glides, scar massage, 15 min"."""
    segment, words = first.segment, first.segment.scan.words
    capitals = segment.scan.text[hit.start : hit.end].isupper() and hit.i != first.last.j + 1
    if capitals and any(one.i == hit.j for one in segment.kinds.get("minutes", ())):
        return False  # "Manual: STM 10 min, mobs 5 min, TE 15 min"
    return words[first.last.j : first.last.j + 1] == [":"] and words[hit.j : hit.j + 1] not in ([":"], ["="])


def _is_under(first: Anchor, hit: Hit) -> bool:
    """Whether a service's other name tells of a part of it, below its minutes: "TE 30 min: bike, mat ex 20 min"."""
    words, segment = first.segment.scan.words, first.segment
    if ":" not in segment.said:
        return False
    ends = {one.i: one.j for one in segment.kinds.get("minutes", ())}
    opened, closed = (ends.get(k, k) for k in (first.last.j, hit.j))
    return opened > first.last.j and words[opened : opened + 1] == [":"] and words[closed : closed + 1] != [":"]


def _is_code(written: str) -> bool:
    return len(written) == 5 and written[1:].isdigit()


def _same(last: Anchor, one: Anchor) -> bool:
    """Whether this name and the one before it in the segment are one service."""
    segment, hit = one.segment, one.hit
    if last.segment is not segment or last.part or last.today is not one.today:
        return False
    if (last.code, one.code) in _FURTHER:
        return True
    if last.code == one.code and any(last.last.j <= time.i < hit.i for time in segment.kinds.get("minutes", ())):
        return one.coded or last.coded
    between = segment.scan.words[last.last.j : hit.i]
    beside = len(between) <= _BESIDE and not any(word[0].isdigit() or word in _PARTED for word in between)
    return last.code == one.code or (one.coded != last.coded and beside)


def _is_by(last: Anchor, hit: Hit) -> bool:
    """Whether a name tells by what the heat named before it was given: "heat via paraffin", "Heat: paraffin"."""
    between = last.segment.scan.words[last.last.j : hit.i]
    return last.written in _HEAT and len(between) == 1 and between[0] in _BY


def _is_kind(last: Anchor, one: Anchor) -> bool:
    """Whether a name in brackets tells which current the one before it was: "E-stim (NMES)"."""
    between = last.segment.scan.words[last.last.j : one.hit.i]
    return not last.coded and last.code in _CURRENTS and one.code == "97032" and between == ["("]


_CURRENTS = ("G0283", "97014")
_HEAT = ("heat", "deep heat", "superficial heat")
_BY = frozenset({"via", "by", "with", "using", "per", "in", ":", "(", "-"})
_BESIDE = 2
_PARTED = frozenset({",", ";", "+", "and", "&"})
"""What parts a name from another's code: "TE 23, 97112 8", "97140, gait 8 min"."""


_FURTHER = frozenset({("97129", "97130"), ("97545", "97546"), ("97550", "97551")})
"""A service's first minutes and its further ones: one service, told under the code of the first."""
