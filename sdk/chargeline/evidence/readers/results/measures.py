"""Measured results of today and of another day, neighbours as one span each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chargeline.evidence.readers.clauses import NOT_NOW
from chargeline.evidence.readers.finding import Found
from chargeline.evidence.readers.results.columns import Table, column_of, differ
from chargeline.evidence.readers.results.counts import tells_counts
from chargeline.evidence.readers.results.numbers import REACH, Result, last_test, results
from chargeline.evidence.readers.results.pairs import Told, with_neighbour, with_pairs
from chargeline.evidence.readers.results.past import PAIRED, Past, holds_both_days
from chargeline.evidence.readers.results.units import is_difference
from chargeline.evidence.readers.then import then_and_now
from chargeline.evidence.text.context import NONE, contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def measures(segments: list[Segment]) -> list[Found]:
    """Every result, and every comparison that two results make."""
    found: list[Found] = []
    today: list[Found] = []
    earlier: list[Found] = []
    segments = [one for one in segments if one.j - one.i > 1 or one.scan.words[one.i] != "|"]
    told = list(_told(segments, found))
    for one, other in pairwise(told):
        with_neighbour(one, other)
    for clause in told:
        new, old = _spans(clause.segment, [(one, clause.is_past(one.number)) for one in clause.read])
        found += new + old
        today += [one for one in new if not one.context]
        earlier += [one for one in old if not one.context]
    return found + _side_by_side(today, earlier) + list(then_and_now(segments, told))


def _told(segments: list[Segment], changed: list[Found]) -> Iterator[Told]:
    """The segments that hold a number, each with the results that it names itself; a table's new loads to `changed`."""
    carried: tuple[int, Result] | None = None
    cell: Segment | None = None
    table = Table()
    for at, segment in enumerate(segments):
        kinds = segment.kinds
        if table.begins(segment):
            continue
        if table.columns and "exercises" in kinds and "measures" not in kinds and differ(table.columns, segment):
            changed.append(Found("change", "column", segment, segment.start, segment.end))
        if "quantity" not in kinds:
            cell = segment if "measures" in kinds or "motions" in kinds else None
            continue
        before = carried[1] if carried and segment.line - carried[0] in (0, 1) else None
        label = last_test(cell) if cell and cell.line == segment.line else None
        cell = None
        is_past = Past(segment, table.columns)
        read: list[Result] = []
        named = not _NAMES.isdisjoint(kinds) or label is not None or (before is not None and "now" in kinds)
        if named or tells_counts(segment):
            read = with_pairs(segment, results(segment, before, label), before, is_past)
            read = [one for one in read if column_of(table.columns, segment, one.number) != "goals"]
        carried = (segment.line, read[-1]) if read else None
        yield Told(at, segment, read, is_past)


_NAMES = word_set(
    "measures motions capacities body degrees grade fraction percent seconds minutes speed length size volume signal"
    " before comparisons date clock"
)
"""Kinds without one of which no number is a result, unless it goes on from the result before."""


def _side_by_side(today: list[Found], earlier: list[Found]) -> list[Found]:
    """Both values of one measure: the earlier one's words are the comparison."""
    names = {name for one in today for name in one.name.split("|")}
    lines = {(id(one.segment.scan), one.segment.line + near, _is_unnamed(one)) for one in today for near in (-1, 0, 1)}
    return [
        one._replace(kind="comparison", context=NONE)
        for one in earlier
        if names.intersection(one.name.split("|"))
        or (id(one.segment.scan), one.segment.line, True) in lines
        or (_is_unnamed(one) and (id(one.segment.scan), one.segment.line, False) in lines)
    ]


def _is_unnamed(one: Found) -> bool:
    """Whether a result's words do not say which test it is of, so that it may be of the one beside it."""
    return not _UNNAMED.isdisjoint(one.name.split("|"))


_UNNAMED = frozenset({"value", "accuracy", "ROM", "length", "signal", "timed task", "counted task", "tolerance time"})


_DIFFERENCE = listed("words of difference")


def _spans(segment: Segment, found: list[tuple[Result, bool]]) -> tuple[list[Found], list[Found]]:
    """Neighbouring results of one day as one span each: today's and the earlier ones."""
    new: list[Found] = []
    old: list[Found] = []
    run: list[Result] = []
    was_past = False
    for one, past in found:
        if _is_difference(segment, one):
            continue
        if run and was_past != past:
            (old if was_past else new).append(_span(segment, run, was_past))
            run = []
        run.append(one)
        was_past = past
        if not past and holds_both_days(segment, one.number):
            old.append(_span(segment, [one], False)._replace(kind="baseline"))
    if run:
        (old if was_past else new).append(_span(segment, run, was_past))
    return new, old


def _is_difference(segment: Segment, one: Result) -> bool:
    """A difference from another day, not a value: "up 24° since eval", "improved 34 s", "(↑51 m)"."""
    number = one.number
    before = segment.scan.words[number.i - 1] if number.i > segment.i else ""
    quantity = number.quantity
    if quantity is not None and quantity.second is not None and quantity.kind not in PAIRED:
        return False
    if is_difference(segment, number):
        return True
    compared = not _COMPARED.isdisjoint(segment.scan.words[number.j : number.j + 2])
    marks = segment.kinds.get("comparisons", ())
    since = any(hit.entries["comparisons"].more == "since" and 0 <= hit.i - number.j <= 3 for hit in marks)
    if before in ("by", "↑", "↓", "+") or (since and before in _DIFFERENCE):
        return True
    return compared and segment.has("before", "comparisons")


_COMPARED = listed("comparatives")


def _span(segment: Segment, run: list[Result], past: bool) -> Found:
    first, last = run[0], run[-1]
    start, end = _label_start(segment, first), _past_bracket(segment, first.number, last.number)
    for cue in segment.kinds.get("before", ()) if past else ():
        if cue.entries["before"].more == "aside":
            continue
        if 0 <= cue.i - last.number.j <= 2:
            end = max(end, cue.end)
        if 0 <= first.number.i - cue.j <= 2:
            start = min(start, cue.start)
    context = contexts(segment, first.number) - (_OF_PAST if past else _OF_TODAY)
    if past and segment.section not in NOT_NOW:
        context -= {"planned"}
    if past and _is_undone_behind(segment, last.number):
        context -= {"not_done"}
    if not _NO.intersection(segment.scan.words[max(segment.i, first.number.i - _NEAR) : first.number.i]):
        context -= {"negated"}
    name = "|".join(dict.fromkeys(one.name for one in run))
    return Found("baseline" if past else "measure", name, segment, start, end, context)


def _past_bracket(segment: Segment, first: Hit, last: Hit) -> int:
    """Where the last of some numbers ends, with the bracket that opened behind the first: "38 (47)"."""
    words, closed = segment.scan.words, last.j
    opened = "(" in words[first.j : last.i] and words[closed : closed + 1] == [")"]
    return segment.scan.ends[closed] if opened else last.end


def _label_start(segment: Segment, first: Result) -> int:
    """Where a result's words begin: at its label, when no other number stands between."""
    label, number = first.label, first.number
    if label is None or label.j > number.i or number.i - label.j > REACH:
        return number.start
    if any(label.j <= hit.i < number.i for hit in segment.kinds["quantity"]):
        return number.start
    start, i = label.start, label.i
    for hit in reversed(segment.hits):
        if hit.j <= i and i - hit.j <= 1 and not _NAMING.isdisjoint(hit.entries):
            start, i = hit.start, hit.i
    return start


def _is_undone_behind(segment: Segment, number: Hit) -> bool:
    """ "Grip was 9 lb in Oct, not repeated": what was not done today leaves the earlier value as it was."""
    undone = [cue for cue in segment.kinds.get("context", ()) if cue.entries["context"].more == "not_done"]
    again = ("not", "nt", "deferred")
    return all(cue.i >= number.j and segment.scan.words[cue.i] in again for cue in undone)


_NO = word_set("no not none never")
_NEAR = 3
"""Words that a "no" may stand before a number that it denies."""
_OF_TODAY = frozenset({"historical", "copied"})
_OF_PAST = _OF_TODAY | {"hypothetical"}
_NAMING = frozenset({"measures", "motions", "sides", "body"})
