"""Where a note names a service: its heading or its code, with the minutes and the people that stand beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

from chargeline.evidence.reading import LATER, OTHER_DAY
from chargeline.evidence.services.minutes import FEWEST, LISTED, Minutes, is_row, shares, stated
from chargeline.evidence.services.tables import leads_row, lines_of, timed_rows
from chargeline.evidence.text.cells import fills_cell
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.folding import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import LONGEST_SEGMENT, Segment

_NOT_NOW = LATER | OTHER_DAY
BESIDE = 9
"""Words that may stand between a service's name and its minutes, all of them words of billing."""
_BETWEEN = word_set(
    ": - = ( ) [ ] { } | , x for of at @ min mins minute minutes total time was were performed provided by to and with"
    " is units unit u treatment tx training individual 1 ' direct one on skilled cpt code about approx approximately ~"
    " physical . spent in from start started gp go gn 59 kx cq co xs / the throughout whole entire session"
)
_ELSEWHERE = frozenset({"hep", "goals", "history", "baseline", "education", "function", "pain", "rationale"})
_OFTEN = word_set("daily nightly weekly bid tid qd night evening evenings mornings")
_LOOSE = word_set("home billed charged charge unbilled billable hospital elsewhere")
_TOLD = word_set("reports reported states stated used uses using did does instructed told advised educated attends")


@dataclass(slots=True)
class Anchor:
    """One place that names a service: `code` is what the name stands for, `coded` whether it is written itself.

    `firm` is false where the words may tell of another place: then they never make a service of their own. `loose` are
    minutes behind the name on its line that stand beside nothing: an exercise's, or the service's.
    """

    code: str
    name: str
    segment: Segment
    hit: Hit
    last: Hit
    coded: bool
    minutes: list[Minutes] = field(default_factory=list)
    loose: list[Minutes] = field(default_factory=list)
    performed: bool = True
    group: bool = False
    firm: bool = True


def anchors(segments: list[Segment]) -> list[Anchor]:
    """The services named for today, in the order of the text, with their minutes."""
    found: list[Anchor] = []
    open_: _Heading | None = None
    lines = lines_of(segments)
    rows = timed_rows(lines)
    for line in lines:
        naming = [segment for segment in line if "services" in segment.kinds]
        told = rows.get(line[0].line)
        row = bool(naming) and (is_row(line) or (told is not None and leads_row(naming[0])))
        here = [anchor for segment in naming if _is_of_today(segment, row) for anchor in _named(segment, row)]
        if here and told:
            here = _give_row(here, told)
        elif here:
            _give_minutes(line, here, row)
            open_ = _Heading(here[0], line[0].line) if _stands_alone(line, here) else None
        elif open_ and open_.covers(line):
            open_.take(line)
        else:
            open_ = None
        found.extend(here)
    return found


# --- where a name counts ----------------------------------------------------------------------------------------


def _is_of_today(segment: Segment, row: bool) -> bool:
    """Whether a segment may tell of the treatment: no plan, goal, history, home programme or report of the patient's.

    After a plan, a row of services with their minutes on a line of its own is the billing.
    """
    if segment.label in _ELSEWHERE or segment.section in ("goals", "history", "home"):
        return False
    words = segment.scan.words
    said = frozenset(words[segment.i : segment.j])
    if said & _OFTEN or ({"home"} <= said and said & _TOLD):
        return False
    if segment.section == "plan":
        return row and segment.label in (None, "minutes") and not _is_listed(segment) and not _opens_plan(segment)
    return not (segment.section == "subjective" and said & _TOLD)


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


def _named(segment: Segment, row: bool) -> list[Anchor]:
    """The services a segment names; a name beside its own code is one."""
    found: list[Anchor] = []
    passed: Hit | None = None
    for hit in segment.kinds.get("services", ()):
        entry = hit.entries["services"]
        code, _, heading = entry.more.partition(" ")
        if heading and not row and not _is_heading(segment, hit):
            continue
        if contexts(segment, hit, section=False) & _NOT_NOW or (passed and _goes_on(segment, passed, hit)):
            passed = hit
            continue
        written = segment.scan.folded[hit.start : hit.end].upper().replace(" ", "")
        coded = _is_code(written)
        code = written if coded else code
        if heading and found and _is_part(found[0], hit):
            continue
        if found and _same(found[-1], code, coded, segment, hit):
            found[-1].last = hit if hit.i - found[-1].last.j <= 2 else found[-1].last
            if coded:
                found[-1].code = found[-1].code if (found[-1].code, code) in _FURTHER else code
                found[-1].coded = True
            continue
        found.append(Anchor(code, entry.name, segment, hit, hit, coded))
        found[-1].performed = not contexts(segment, hit, section=False) & {"negated", "not_done", "unfilled"}
        found[-1].group = code == "97150" or segment.has("group")
        found[-1].firm = coded or _LOOSE.isdisjoint(segment.scan.words[segment.i : segment.j])
    return found


def _goes_on(segment: Segment, passed: Hit, hit: Hit) -> bool:
    """Whether a list goes on from a service of another day to this one: "last visit TE 20 min, MT 15 min"."""
    return all(not word[0].isalpha() or word in LISTED for word in segment.scan.words[passed.j : hit.i])


def _is_part(first: Anchor, hit: Hit) -> bool:
    """Whether a name tells of what was done under a heading: "Manual: patellar glides, scar massage, 15 min"."""
    words = first.segment.scan.words
    return words[first.last.j : first.last.j + 1] == [":"] and words[hit.j : hit.j + 1] not in ([":"], ["="])


def _is_code(written: str) -> bool:
    return len(written) == 5 and written[1:].isdigit()


def _same(last: Anchor, code: str, coded: bool, segment: Segment, hit: Hit) -> bool:
    """Whether this name and the one before it in the segment are one service."""
    if last.segment is not segment:
        return False
    if (last.code, code) in _FURTHER:
        return True
    return last.code == code or (coded != last.coded and hit.i - last.last.j <= 2)


_FURTHER = frozenset({("97129", "97130"), ("97545", "97546"), ("97550", "97551")})
"""A service's first minutes and its further ones: one service, told under the code of the first."""


def _is_heading(segment: Segment, hit: Hit) -> bool:
    """An abbreviation that collides is a service's name at the head of a line, before a colon, or beside minutes."""
    words = segment.scan.words
    after = words[hit.j] if hit.j < len(words) else "\n"
    if (
        after in (":", "=")
        or hit.j - hit.i == segment.j - segment.i
        or fills_cell(segment.scan.folded, hit.start, hit.end)
    ):
        return True
    neighbours = [other for other in segment.hits if 0 <= other.i - hit.j <= 2 or 0 <= hit.i - other.j <= 1]
    if any(other.quantity and other.quantity.kind in ("minutes", "clock") for other in neighbours):
        return True
    opens = all(not word[0].isalnum() for word in words[segment.i : hit.i])
    if segment.has("physical") or (opens and segment.has("minutes") and hit.entries["services"].more[:5] in _BY_HAND):
        return True
    if not opens or hit.j - hit.i > 1 or not segment.scan.text[hit.start : hit.end].isupper():
        return False
    return after in ("-", "(", "\n", "x") or not any(other.quantity and other.i == hit.j for other in segment.hits)


# --- whose minutes ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Heading:
    """A service's name alone on its line, and the lines below it so far."""

    anchor: Anchor
    line: int

    def covers(self, line: list[Segment]) -> bool:
        """Whether a line still belongs to the heading: right below the last, in the same part of the note."""
        first = line[0]
        return first.line - self.line == 1 and first.section == self.anchor.segment.section

    def take(self, line: list[Segment]) -> None:
        """The minutes of a line that says minutes and nothing else."""
        self.line = line[0].line
        if not self.anchor.minutes and len(line) == 1 and _only_minutes(line[0]):
            self.anchor.minutes.extend(stated(line[0], line[0].i, row=line[0].label == "minutes"))


def _stands_alone(line: list[Segment], here: list[Anchor]) -> bool:
    """Whether a line holds one service's name and nothing more."""
    if len({anchor.code for anchor in here}) > 1 or len(line) > 1:
        return False
    named = {k for anchor in here for hit in (anchor.hit, anchor.last) for k in range(hit.i, hit.j)}
    words = line[0].scan.words
    return all(k in named or not words[k][0].isalnum() for k in range(line[0].i, line[0].j))


def _only_minutes(segment: Segment) -> bool:
    """A line under a heading that says minutes and nothing else."""
    numbers = segment.kinds.get("quantity", ())
    said = segment.has("minutes") or segment.label == "minutes"
    return (
        said
        and len(numbers) == 1
        and segment.j - segment.i <= 6
        and not segment.has("totals", "exercises", "dose", "activities", "measures")
    )


def _give_minutes(line: list[Segment], here: list[Anchor], row: bool) -> None:
    """Each statement of minutes goes to the service it stands beside, or to the only one of its words."""
    if _share(here):
        return
    first = min(anchor.last.j for anchor in here)
    told = [one for segment in line for one in stated(segment, first, row)]
    ending = bool(told) and told[-1].start >= here[-1].last.end
    leads = bool(told) and told[0].start < here[0].hit.start and _touches(told[0], here[0], row)
    leads = leads and not _is_anothers(told[0], here[0], ending)
    previous: tuple[Minutes, Anchor] | None = None
    for one in told:
        owner = previous[1] if previous and _runs_on(one, previous[0]) else None
        owner = owner or _free(_owner(one, here, leads, ending, row), one, row)
        if owner is not None:
            owner.minutes.append(one)
        previous = (one, owner) if owner else None
    for segment in line:
        _give_clause(segment, [anchor for anchor in here if anchor.segment is segment], told)
    if told and not any(anchor.minutes for anchor in here) and len({anchor.code for anchor in here}) == 1:
        _give_last(line, here[0], told)
    _leave_loose(here, told)


def _free(owner: Anchor | None, one: Minutes, row: bool) -> Anchor | None:
    """The owner, unless a row gave it its minutes before."""
    return None if owner and row and owner.minutes and one.by is None else owner


def _runs_on(one: Minutes, before: Minutes) -> bool:
    """Whether times of the clock go on after other minutes: "2:00-2:15, 2:45-3:00", "25 min (2:00-2:25)"."""
    if one.since is None or one.segment is not before.segment:
        return False
    if before.since is None and one.minutes != before.minutes:
        return False
    gap = one.segment.scan.folded[before.end : one.start].translate(_MARKS)
    return _GOES_ON.issuperset(gap.split())


_MARKS = str.maketrans(dict.fromkeys(",;+&([-:=|\t", " "))
_GOES_ON = frozenset({"and", "again", "then", "also"})


def _give_row(here: list[Anchor], told: Minutes) -> list[Anchor]:
    """The names in the first cell that holds one, with the row's minutes where they are one service's."""
    first = here[0]
    between = [first.segment.scan.folded[first.hit.end : anchor.hit.start] for anchor in here]
    own = [one for one, gap in zip(here, between, strict=True) if one.code == first.code or not _CELL.search(gap)]
    if len({anchor.code for anchor in own}) == 1:
        first.minutes.append(told)
    return own


_CELL = re.compile(r"[\t|]")


def _leave_loose(here: list[Anchor], told: list[Minutes]) -> None:
    """Minutes that are nobody's, to the last service named before each."""
    taken = {(one.start, one.end) for anchor in here for one in anchor.minutes}
    for one in told:
        before = [anchor for anchor in here if anchor.last.end <= one.start]
        if before and (one.start, one.end) not in taken:
            before[-1].loose.append(one)


def _share(here: list[Anchor]) -> bool:
    """ "TE/MT/NMR 15/10/8": names with slashes, then as many numbers."""
    segment, words = here[0].segment, here[0].segment.scan.words
    if len(here) < 2 or any(b.segment is not segment or words[a.last.j : b.hit.i] != ["/"] for a, b in _pairs(here)):
        return False
    number = next((hit for hit in segment.kinds.get("quantity", ()) if 0 <= hit.i - here[-1].last.j <= 1), None)
    numbers = shares(segment, number, len(here)) if number else []
    for anchor, minutes in zip(here, numbers, strict=False):
        assert number is not None
        anchor.minutes.append(Minutes(minutes, None, segment, number.start, number.end))
    return bool(numbers)


def _pairs(here: list[Anchor]) -> list[tuple[Anchor, Anchor]]:
    return list(pairwise(here))


_CLOSING = str.maketrans("", "", " ).]},")
_BY_HAND = ("97140", "97124", "97010", "97012", "97014", "G0283", "97016", "97018", "97022", "97024", "97026", "97035")


def _give_clause(segment: Segment, own: list[Anchor], told: list[Minutes]) -> None:
    """Minutes that close a clause with one service and no exercise: "Gait training with RW on level x 15 min"."""
    here = [one for one in told if one.segment is segment]
    if len({anchor.code for anchor in own}) != 1 or len(here) != 1 or own[0].minutes or here[0].minutes < FEWEST:
        return
    anchor, one = own[0], here[0]
    if one.start < anchor.last.end or _may_be_dose(segment, anchor):
        return
    closes = not segment.scan.folded[one.end : segment.end].translate(_CLOSING)
    if closes or anchor.code in _BY_HAND:
        anchor.minutes.append(one)


def _may_be_dose(segment: Segment, anchor: Anchor) -> bool:
    """Whether something else of the clause may have taken the minutes: an exercise, a tolerance, a test."""
    others = (hit for hit in segment.hits if not anchor.hit.i <= hit.i < anchor.last.j)
    return any(not _TIMED.isdisjoint(hit.entries) for hit in others) or segment.has("dose", "times", "reps")


_TIMED = frozenset({"exercises", "measures"})


def _give_last(line: list[Segment], anchor: Anchor, told: list[Minutes]) -> None:
    """Minutes that close a line under its heading are the service's, unless they may be the dose of an exercise."""
    last, end = told[-1], line[-1].scan.ends[line[-1].j - 1]
    if last.segment.scan.folded[last.end : end].translate(_CLOSING):
        return
    opened = last.segment.scan.folded[: last.start].rstrip()[-1:]
    others = sum(one.minutes for one in told[:-1])
    if opened in ("(", "-", "=", ":", "|") and last.minutes >= max(others, FEWEST):
        anchor.minutes.append(last)


def _touches(minutes: Minutes, anchor: Anchor, row: bool) -> bool:
    if row or minutes.segment is not anchor.segment:
        return row
    scan = minutes.segment.scan
    low, high = sorted(((minutes.start, minutes.end), (anchor.hit.start, anchor.last.end)))
    between = scan.words[bisect_left(scan.starts, low[1]) : bisect_left(scan.starts, high[0])]
    return len(between) <= BESIDE and all(word in _BETWEEN or word.isdigit() for word in between)


def _owner(minutes: Minutes, here: list[Anchor], number_first: bool, ending: bool, row: bool) -> Anchor | None:
    before = [a for a in here if a.hit.start <= minutes.start]
    after = [a for a in here if a.hit.start >= minutes.end]
    follows = bool(after) and _touches(minutes, after[0], row) and not _is_anothers(minutes, after[0], ending)
    beside = after[:1] if follows else []
    named = [before[-1]] if before and _touches(minutes, before[-1], row) else []
    ordered = beside + named if number_first else named + beside
    if ordered:
        return ordered[0]
    if minutes.by is not None and len({a.code for a in here}) == 1:
        return here[0]
    return None


def _is_anothers(minutes: Minutes, anchor: Anchor, ending: bool) -> bool:
    """ "Language 30 min, cognition 15 min": the thirty follow a word of their own and end before a comma.

    So they do before a stop where minutes end the list too: "Eval 30 min. TherEx 10 min."
    """
    scan = minutes.segment.scan
    first = bisect_left(scan.starts, minutes.start)
    before = scan.words[first - 1] if first > minutes.segment.i else ""
    named = before[:1].isalpha() and before not in _BETWEEN
    between = scan.folded[minutes.end : anchor.hit.start]
    return named and ("," in between or (ending and "." in between))
