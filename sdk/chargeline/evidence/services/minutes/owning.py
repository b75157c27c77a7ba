"""Whose the minutes of a line are: those of the service beside them ("TE 15, 20 min NMR"), or of the only one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from chargeline.evidence.services.minutes.attended import of_visit
from chargeline.evidence.services.minutes.bracketed import past_brackets
from chargeline.evidence.services.minutes.cut_short import cut_short, ends_at
from chargeline.evidence.services.minutes.further import (
    is_further,
    is_next_item,
    is_next_part,
    may_be_all,
    may_be_part,
    may_be_within,
)
from chargeline.evidence.services.minutes.joined import is_of_each, joined
from chargeline.evidence.services.minutes.lines import FEWEST, Minutes, stated
from chargeline.evidence.services.minutes.listed import give_listed
from chargeline.evidence.services.minutes.parted import give_parted
from chargeline.evidence.services.minutes.roles import performers
from chargeline.evidence.services.minutes.rows import is_timed_row, unnamed
from chargeline.evidence.services.minutes.shares import own_share
from chargeline.evidence.services.minutes.sums import without_sum
from chargeline.evidence.services.minutes.tables import lines_of, rows_of, timed_rows
from chargeline.evidence.services.minutes.totals import Total
from chargeline.evidence.services.minutes.under import give_under
from chargeline.evidence.services.minutes.units import is_counted
from chargeline.evidence.services.names.another import is_of_another_discipline
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.text.cells import Cell, has_cells
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

BESIDE = 9
"""Words that may stand between a service's name and its minutes, all of them words of billing."""
_BETWEEN = word_set(
    ": - = ( ) [ ] { } | , x for of at @ mins minutes total time was were performed provided by to and with"
    " is unit u treatment tx training individual individually 1 ' direct one on skilled cpt code about approx ~"
    " physical . spent in from start started gp go gn 59 kx cq co xs / the throughout whole entire session only just"
    " approximately first last final remaining each ea apiece split divided evenly equally between among"
)


def give_minutes(
    line: list[Segment],
    here: list[Anchor],
    row: bool,
    before: int,
    *,
    discipline: str = "",
    others: Sequence[Cell] = (),
) -> int:
    """Each statement of minutes goes to the service it stands beside, or to the only one of its words.

    `before` are the minutes of the lines above; those of this line are returned, whoever may take them. Of a
    co-treatment only the `discipline`'s share counts, and of a table's row nothing in its `others`.
    """
    if give_listed(here) or give_parted(here):
        return _given(here)
    all_ = _stated(line, here, row, others)
    all_ = [one for one in all_ if not is_of_another_discipline(one.segment, one.start, discipline)]
    if row:
        starts, strange = line[0].scan.starts, unnamed(line)
        all_ = [one for one in all_ if not any(starts[k] == one.start for item in strange for k in item)]
    mine = own_share(all_, discipline, [anchor.hit.start for anchor in here])
    cut = cut_short(mine, [(anchor.hit.start, anchor.last.end) for anchor in here])
    told = without_sum(cut.given, here, before)
    if together := cut.together or _of_all_units(told, here):
        for anchor in here:
            anchor.joint.append(together)
        return before
    told = told[1:] if told and _is_of_visit(told[0]) else told
    ending = bool(told) and told[-1].start >= here[-1].last.end
    _give(_owned(told, here, _lead(told, here, ending, row), ending, row), here)
    own = [anchor for anchor in here if anchor.today]
    if not any(anchor.doubted for anchor in own):
        give_under(line, own, told)
    _leave_loose(here, told)
    return _given(here) or (told[-1].minutes if told else 0)


def _stated(line: list[Segment], here: list[Anchor], row: bool, others: Sequence[Cell]) -> list[Minutes]:
    """What a line states, nothing of a table's row in its `others`; bare numbers count behind the first name."""
    first = min(anchor.last.j for anchor in here)
    all_ = [one for segment in line for one in stated(segment, first, row or is_timed_row(segment, line))]
    return [one for one in all_ if not any(cell.start <= one.start < cell.end for cell in others)]


def _is_of_visit(first: Minutes) -> bool:
    """Whether times of the clock that open a line are the whole visit's."""
    visit = of_visit(first.segment) if first.since is not None else None
    return visit is not None and visit.start == first.start


def _lead(told: list[Minutes], here: list[Anchor], ending: bool, row: bool) -> bool:
    """Whether minutes stand before their services: "25 min TE, 10 min MT"."""
    leads = bool(told) and told[0].start < here[0].hit.start and _touches(told[0], here[0], row)
    return leads and not _is_anothers(told[0], here[0], ending)


def _of_all_units(told: list[Minutes], here: list[Anchor]) -> Minutes | None:
    """The minutes before or behind several services told by their units: "3 units billed: 2 TE, 1 MT (38 min)"."""
    if len(told) != 1 or len({anchor.code for anchor in here}) == 1:
        return None
    counted = all(is_counted(anchor.segment, anchor.hit, anchor.last) for anchor in here)
    within = here[0].hit.start < told[0].start < here[-1].last.end
    return told[0] if counted and not within else None


def _given(here: list[Anchor]) -> int:
    return sum(one.minutes for anchor in here if anchor.today for one in anchor.minutes)


def of_nobody(segment: Segment) -> Minutes | None:
    """The minutes of a line that tells minutes and nothing else: "Minutes: 23"."""
    if segment.label != "minutes" or segment.section in ("goals", "history", "home"):
        return None
    told = stated(segment, segment.i, True)
    labels = {k for hit in segment.all("labels", "quantity") for k in range(hit.i, hit.j)}
    words = segment.scan.words
    alone = all(k in labels or words[k] in _NOTHING_ELSE for k in range(segment.i, segment.j))
    return told[0] if alone and len(told) == 1 and len(segment.kinds.get("quantity", ())) == 1 else None


def is_few(segment: Segment) -> bool:
    """Whether a line tells fewer minutes than a bare number stands for elsewhere: "Duration: 6"."""
    told = segment.kinds.get("quantity", ()) if segment.label == "minutes" and "number" in segment.kinds else ()
    few = [one for one in told if one.quantity and one.quantity.value < FEWEST]
    return len(few) == len(told) == 1 and _UNITS.isdisjoint(segment.said)


_UNITS = word_set("units")


def spare(parts: list[Segment], here: list[Anchor], totals: list[Total]) -> list[Minutes]:
    """The minutes of today's treatment that no service takes: "Nustep 8 min", "strengthening 18 min".

    Nor those that the note puts right, wherever it says them: a total of theirs bears them out no more.
    """
    taken = {(id(m.segment), m.start) for anchor in here for m in (*anchor.minutes, *anchor.joint)}
    old = frozenset[int]().union(*(anchor.old for anchor in here))
    taken |= {(id(t.segment), hit.start) for t in totals for hit in t.segment.hits if t.start <= hit.start < t.end}
    told = timed_rows(rows_of(lines_of(parts))).values()
    rows = {(one.segment.line, one.start) for one in told}
    bare = [one for one in told if (id(one.segment), one.start) not in taken and not _is_with_unit(one)]
    found = bare + [
        Minutes(round(hit.quantity.value), performers(segment).get(hit.i), segment, hit.start, hit.end)
        for segment in parts
        if segment.section not in NOT_TREATMENT
        for hit in segment.kinds.get("minutes", ())
        if hit.quantity and (id(segment), hit.start) not in taken
        if (segment.line, hit.start) in rows or not contexts(segment, hit)
    ]
    return [one for one in found if one.minutes not in old]


def _is_with_unit(one: Minutes) -> bool:
    return any(hit.start == one.start for hit in one.segment.kinds.get("minutes", ()))


_NOTHING_ELSE = word_set(": = - . mins minutes")


def _owned(
    told: list[Minutes], here: list[Anchor], leads: bool, ending: bool, row: bool
) -> list[tuple[Minutes, Anchor]]:
    """Minutes with the service they stand beside, unless nobody can tell how many it has."""
    owned: list[tuple[Minutes, Anchor]] = []
    given: dict[int, list[Minutes]] = {}
    whole, before = sum(one.minutes for one in told), 0
    previous: tuple[Minutes, Anchor] | None = None
    for one in told:
        owner = previous[1] if previous and _runs_on(one, previous[0]) else None
        if previous and owner is None and may_be_within(one, *previous):
            previous[1].doubted += [previous[0], one]
        elif previous and owner is None and is_next_part(one, previous[0], previous[1].code):
            owned[-1] = previous[0]._replace(row=True), previous[1]
            one, owner = one._replace(row=True), previous[1]  # noqa: PLW2901
        goes_on = owner is not None
        owner = owner or _owner(one, here, leads, ending, row)
        own = given.setdefault(id(owner), []) if owner else []
        if owner and own and not goes_on and not is_further(one, own, owner):
            if may_be_part(one, own, owner, before):
                owner.doubted += [one] if owner.doubted else [*own, one]
            owner = None
        elif owner and not own and one is told[-1] and may_be_all(one, whole - one.minutes, owner):
            owner.doubted.append(one)
            owner = None
        elif previous and owner is None and is_next_item(one, *previous):
            previous[1].doubted += [previous[0], one]
        if owner is not None:
            owned.append((one, owner))
            own.append(one)
        previous = owned[-1] if owner else None
        before += one.minutes
    return [(one, owner) for one, owner in owned if not owner.doubted]


def _give(owned: list[tuple[Minutes, Anchor]], here: list[Anchor]) -> None:
    """Minutes to their owner, or to all the names that they are said of: "TE and NMR 30 min", "30 min of TE/NMR"."""
    alone = {id(owner) for _, owner in owned}
    for one, owner in owned:
        all_ = joined(one, owner, [anchor for anchor in here if anchor is owner or id(anchor) not in alone])
        if len({anchor.code for anchor in all_}) == 1:
            owner.minutes.append(one._replace(row=one.row or owner.part))
        else:
            for anchor in all_:
                (anchor.minutes if is_of_each(one) else anchor.joint).append(one)


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


def give_row(here: list[Anchor], told: Minutes) -> list[Anchor]:
    """The names in the first cell that holds one, with the row's minutes where they are one service's."""
    first = here[0]
    text = first.segment.scan.folded
    own = [one for one in here if one.code == first.code or not has_cells(text, first.hit.end, one.hit.start)]
    if len({anchor.code for anchor in own}) == 1:
        first.minutes.append(told)
    else:
        for anchor in own:
            anchor.joint.append(told)
    return own


def _leave_loose(here: list[Anchor], told: list[Minutes]) -> None:
    """Minutes that are nobody's, to the last service named before each."""
    taken = {(one.start, one.end) for anchor in here for one in (*anchor.minutes, *anchor.joint)}
    for one in told:
        before = [anchor for anchor in here if anchor.last.end <= one.start]
        if before and (one.start, one.end) not in taken:
            before[-1].loose.append(one)


def _touches(minutes: Minutes, anchor: Anchor, row: bool) -> bool:
    if row or minutes.segment is not anchor.segment:
        return row
    scan = minutes.segment.scan
    low, high = sorted(((minutes.start, minutes.end), (anchor.hit.start, anchor.last.end)))
    between = scan.words[bisect_left(scan.starts, low[1]) : bisect_left(scan.starts, high[0])]
    if between[:1] == ["("] and anchor.hit.start < minutes.start:
        between = past_brackets(between, scan.words[anchor.hit.i - 1] if anchor.hit.i > anchor.segment.i else "")
    between = _without_giver(between)
    beside = len(between) <= BESIDE and all(word in _BETWEEN or word.isdigit() for word in between)
    return beside or ends_at(anchor, minutes)


def _without_giver(between: list[str]) -> list[str]:
    """Words between minutes and a name without who gave them to the one patient: "25 min 1:1 with PT: NMR"."""
    k = between.index("with") if "with" in between else 0
    to_one = between[max(k - 3, 0) : k] in (["1", ":", "1"], ["one", "on", "one"]) and between[k + 1 : k + 2]
    return between[: k + 1] + between[k + 2 :] if to_one and between[k + 1] in _GIVERS else between


_GIVERS = word_set("pt ot slp therapist")
"""Whose minutes need no mark of their own, as an assistant's do."""


def _owner(minutes: Minutes, here: list[Anchor], number_first: bool, ending: bool, row: bool) -> Anchor | None:
    before = [a for a in here if a.hit.start <= minutes.start]
    after = [a for a in here if a.hit.start >= minutes.end]
    follows = bool(after) and _touches(minutes, after[0], row) and not _is_anothers(minutes, after[0], ending)
    follows = follows and (number_first or not before or _APART_OR_STOP.isdisjoint(_between(minutes, after[0])))
    beside = after[:1] if follows else []
    named = [before[-1]] if before and _touches(minutes, before[-1], row) else []
    named = [] if number_first and not row and _is_of_next(minutes, named) else named
    turned = bool(beside and named) and _turns(minutes, named[0], beside[0])
    turned = turned or (bool(beside and named) and named[0].segment is not minutes.segment is beside[0].segment)
    ordered = beside + named if number_first or turned else named + beside
    if ordered:
        return ordered[0]
    if minutes.by is not None and len({a.code for a in here}) == 1:
        return here[0]
    return None


def _turns(minutes: Minutes, before: Anchor, after: Anchor) -> bool:
    """Whether minutes right before a name stand behind another's own: "TE 15, 20 min NMR"."""
    told = minutes.segment.scan.folded[before.last.end : minutes.start]
    return "," in told and any(map(str.isdigit, told)) and _between(minutes, after).strip() in ("", "of")


def _between(minutes: Minutes, anchor: Anchor) -> str:
    """What stands between minutes and a name behind them."""
    return minutes.segment.scan.folded[minutes.end : anchor.hit.start]


def _is_of_next(minutes: Minutes, named: list[Anchor]) -> bool:
    """Where numbers stand before names: "25 mins exercises, 15 mins hands on" tells the fifteen of what follows."""
    scan, segment = minutes.segment.scan, minutes.segment
    behind = bisect_left(scan.starts, minutes.end)
    said = next((word for word in scan.words[behind : segment.j] if word not in _OF_NEXT), "")
    told = said.isalpha() and said not in _BETWEEN
    return told and any("," in scan.folded[one.last.end : minutes.start] for one in named)


_OF_NEXT = word_set("were was spent on of in performing doing")


def _is_anothers(minutes: Minutes, anchor: Anchor, ending: bool) -> bool:
    """ "Language 30 min, cognition 15 min": the thirty follow a word of their own and end before a comma.

    So they do before a stop or an "and" where minutes end the list too: "Eval 30 min. TherEx 10 min."
    """
    scan = minutes.segment.scan
    first = bisect_left(scan.starts, minutes.start)
    before = scan.words[first - 1] if first > minutes.segment.i else ""
    of_service = any(hit.j == first for hit in minutes.segment.kinds.get("services", ()))
    named = of_service or (before[:1].isalpha() and before not in _BETWEEN)
    between = _between(minutes, anchor)
    stops = "." in between or between.strip() in ("and", "&")
    return named and (not _APART.isdisjoint(between) or (ending and stops))


_APART = frozenset(",/+;|")
_APART_OR_STOP = _APART | {"."}
