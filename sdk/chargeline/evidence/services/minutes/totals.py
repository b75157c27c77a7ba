"""The totals a note states: of timed services, "Timed 38 min", and of the whole treatment, "Total 45 min"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from chargeline.evidence.reading import LATER, OTHER_DAY
from chargeline.evidence.services.minutes.lines import is_of_one_service, is_whole_of_one
from chargeline.evidence.services.minutes.no_totals import is_minutes, is_no_total
from chargeline.evidence.services.minutes.tables import lines_of, other_numbers, rows_of, timed_rows
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.quantity import WORDS
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_LINKS = word_set(
    ": = - | ( ) ,"
    " is was of were equal minutes mins codes treatment tx time today this visit for"
    " performed provided service about approximately approx ~ [ ] therapy units skilled pt ot slp st"
    " all with child him her patient individual speech physical occupational direct long"
)
_DAY_MINUTES = 480
FEWEST = 8
"""Minutes of a visit, and of the smaller of two totals behind a slash: "38/45 timed/total"."""


class Total(NamedTuple):
    """A stated total: `timed` or `total`, its minutes and its words."""

    which: str
    minutes: int
    segment: Segment
    start: int
    end: int


def totals(segments: list[Segment], day: date | None = None) -> list[Total]:
    """Every stated total of this visit, in the order of the text; of a table's columns of dates, below the `day`."""
    told = [segment for segment in segments if segment.has("totals")]
    either = "total" if any(_names_timed(segment) for segment in told) else "timed"
    found = [total for segment in told for total in _in_segment(segment, either)]
    found = _below_day(found, segments, day) if found and segments[0].scan.has_cells else found
    found = _of_the_whole(found, segments) if found else found
    whole = max((one.minutes for one in found if one.which == "total" and not _is_of_service(one)), default=0)
    found = [one for one in found if one.which != "total" or one.minutes >= whole or not _is_of_service(one)]
    if all(one.which == "timed" for one in found):
        found += list(_beside_timed(segments, found)) or _unlabelled(segments, found)
    return found


def _below_day(found: list[Total], segments: list[Segment], day: date | None) -> list[Total]:
    """The same with those of a table's row as its column of this visit tells them, not as those of other days do."""
    table = rows_of(lines_of(segments), day)
    others, rows = other_numbers(table), timed_rows(table)
    told: list[Total] = []
    for one in found:
        line = one.segment.line
        if not any(cell.start < one.end <= cell.end for cell in others.get(line, ())):
            told.append(one)
        elif row := rows.get(line):
            told.append(one._replace(minutes=row.minutes, end=row.end))
    return told


def _of_the_whole(found: list[Total], segments: list[Segment]) -> list[Total]:
    """Those that are not of a part by their words: individual treatment beside a group, the pool beside land."""
    beside = {"individual": any(segment.has("group") for segment in segments), "pool": _is_on_land(segments)}
    parts = [part for part, is_given in beside.items() if is_given]
    return [one for one in found if not any(part in one.segment.scan.folded[one.start : one.end] for part in parts)]


def _is_on_land(segments: list[Segment]) -> bool:
    """Whether the note names a service outside the water."""
    named = (hit for segment in segments for hit in segment.kinds.get("services", ()))
    return any(not hit.entries["services"].more.startswith("97113") for hit in named)


def _is_of_service(one: Total) -> bool:
    """Whether a sentence tells how long somebody was seen for a service that it names: "seen 15 min for gait"."""
    labels = (hit for hit in one.segment.kinds["totals"] if one.start <= hit.start < one.end)
    return one.segment.has("services") and all(map(_is_loose, labels))


def _names_timed(segment: Segment) -> bool:
    """Whether timed minutes have a name of their own: then "TTM" are the minutes of the whole treatment."""
    return any(hit.entries["totals"].more in ("timed", "both") for hit in segment.kinds["totals"])


def longest(stated: Iterable[Total]) -> int | None:
    """The longest treatment time stated, or the longest time of timed services; None when none is stated."""
    told = list(stated)
    whole = [one.minutes for one in told if one.which == "total"]
    return max(whole or [one.minutes for one in told], default=None)


def _in_segment(segment: Segment, either: str) -> Iterator[Total]:
    """The totals that the labels of a segment tell, each number once; those that only tell of a session come last."""
    taken: set[int] = set()
    timed: set[int] = set()
    for hit in sorted(segment.kinds["totals"], key=_is_loose):
        said = hit.entries["totals"].more
        which = either if said == "either" else said
        number = _number(segment, hit)
        if number is None:
            continue
        shared = which == "both" or (which == "total" and _has_both(number))
        if (id(number) in taken and not shared) or which == "untimed":
            taken.add(id(number))
        elif not _is_none(segment, hit, number, which):
            taken.add(id(number))
            yield from _told(segment, hit, number, which, timed)


def _is_none(segment: Segment, label: Hit, number: Hit, which: str) -> bool:
    """Whether a label and its number state no total of this visit: "Session: 25 min TE, 20 min MT"."""
    if which == "session" and is_of_one_service(segment, number.end, alone=True):
        return True
    if which in ("session", "closing"):
        of_service = any(one.i == number.j for one in segment.kinds.get("services", ()))
        if of_service or not is_minutes(number) or _minutes(number) < FEWEST:
            return True
    if (which == "closing" and not _is_all(segment, label, number)) or is_no_total(segment, label, number):
        return True
    return bool(contexts(segment, label, section=False) & (LATER | OTHER_DAY)) and not _runs_on(segment, label)


def _told(segment: Segment, label: Hit, number: Hit, which: str, timed: set[int]) -> Iterator[Total]:
    """What a label says of its number; `timed` are the numbers already told as timed minutes and no more."""
    place = segment, min(label.start, number.start), max(label.end, number.end)
    if which in ("both", "timed"):
        yield Total("timed", _minutes(number), *place)
    if (which == "both" and id(number) in timed) or (which == "timed" and not _has_both(number)):
        timed.add(id(number))  # "38 min code time, all timed" says nothing of the rest
    else:
        yield Total("total", _whole(number), *place)


def _beside_timed(segments: list[Segment], timed: list[Total]) -> Iterator[Total]:
    """The visit's length bare, beside its timed part: "timed 40 / treatment 45", "28 timed/28 tx"."""
    least = {one.segment.line: one.minutes for one in timed}
    for segment in segments if least else ():
        for hit in segment.kinds.get("totals", ()) if segment.line in least else ():
            number = _bare(segment, hit)
            if number and _is_of_timed(segment, number, timed):
                continue
            if number and not is_no_total(segment, hit, number) and _minutes(number) >= least[segment.line]:
                yield Total("total", _whole(number), segment, min(hit.start, number.start), max(hit.end, number.end))
        for number in _called_all(segment) if segment.line in least else ():
            if _minutes(number) >= least[segment.line]:
                yield Total("total", _minutes(number), segment, number.start, number.end)


def _is_of_timed(segment: Segment, number: Hit, timed: list[Total]) -> bool:
    """Whether a number is the timed part's own: "Seen 39 min timed"."""
    return any(one.segment is segment and one.start <= number.start < one.end for one in timed)


def _called_all(segment: Segment) -> Iterator[Hit]:
    """A number of minutes that is called all there was: "timed 30 all 30"."""
    words = segment.scan.words
    counted = (hit for hit in segment.all("minutes", "number") if hit.i > segment.i and _may_count(hit))
    return (hit for hit in counted if words[hit.i - 1] == "all" and (hit.j >= segment.j or not words[hit.j].isalpha()))


def _bare(segment: Segment, label: Hit) -> Hit | None:
    """The number beside a label that tells of the visit only where minutes are being told."""
    which = label.entries["totals"].more
    after = _after(segment, label) if which in ("closing", "session") else None
    if after and which == "session" and any(one.i == after.j for one in segment.kinds.get("totals", ())):
        return None  # "Seen 39 min timed"
    return after or (_before(segment, label) if which in ("closing", "session") else None)


def _unlabelled(segments: list[Segment], timed: list[Total]) -> Iterator[Total]:
    """The visit's length without a word for it: beside its timed part, or alone on one of the note's last lines."""
    for one in timed:
        beside = [hit for hit in one.segment.kinds.get("minutes", ()) if hit.end <= one.start]
        if len(beside) == 1 and _is_alone(one.segment, beside[0]) and _minutes(beside[0]) >= one.minutes:
            yield Total("total", _minutes(beside[0]), one.segment, beside[0].start, beside[0].end)
            return
    for before, segment in reversed(list(zip([None, *segments], segments, strict=False))):
        if segments[-1].line - segment.line > _CLOSING_LINES:
            return
        number = None if before and (before.has("services") or _is_cell(before, segment)) else _only_minutes(segment)
        if number and not any(_longer(other, number) for other in segments):
            yield Total("total", _minutes(number), segment, number.start, number.end)
            return


_CLOSING_LINES = 2


def _is_cell(before: Segment, segment: Segment) -> bool:
    """Whether blanks alone part a segment from what stands before it on its line: it is a row's last cell."""
    return before.line == segment.line and before.scan.folded[before.end - 1] not in ".!?;,"


def _only_minutes(segment: Segment) -> Hit | None:
    """The minutes that are all that a segment says."""
    said = [k for k in range(segment.i, segment.j) if segment.scan.words[k][0].isalnum()]
    number = next(iter(segment.kinds.get("minutes", ())), None)
    told = number is not None and bool(said) and number.i <= said[0] and said[-1] < number.j
    return number if told and number and _minutes(number) >= FEWEST else None


def _longer(segment: Segment, number: Hit) -> bool:
    return any(_minutes(hit) > _minutes(number) for hit in segment.kinds.get("minutes", ()))


def _has_both(number: Hit) -> bool:
    return number.quantity is not None and number.quantity.kind == "fraction"


def _is_alone(segment: Segment, number: Hit) -> bool:
    """Whether nothing is named before a number, so that "41 min treatment" is the visit's, not a service's."""
    return not any(word.isalpha() for word in segment.scan.words[segment.i : number.i])


def _is_all(segment: Segment, label: Hit, number: Hit) -> bool:
    """Whether minutes close what a segment says ("..., 41 min treatment"), or are all it says ("Treatment 41 min")."""
    if number.j == label.i:
        opening = segment.scan.words[segment.i : number.i]
        return _is_alone(segment, number) or (opening[-1] in _RAN and _VISIT.issuperset(opening[:-1]))
    words, between = segment.scan.words, range(label.j, number.i)
    before, after = words[segment.i : label.i], words[number.j : segment.j]
    return _linked([words[k] for k in between]) and not any(word[0].isalnum() for word in before + after)


_VISIT = word_set("the this his her our class group session visit appointment treatment therapy lesson")
_RAN = word_set("ran lasted took was")
"""What may stand before the minutes of a visit: "The class ran 40 minutes in all"."""


def _runs_on(segment: Segment, label: Hit) -> bool:
    """Whether a dictated total stands far behind the words of another day: "... on grass total time was 39 minutes"."""
    near = segment.kinds.get("context", ())
    return segment.scan.words[label.j : label.j + 1] in (["was"], ["is"]) and not any(
        0 <= label.i - cue.j <= _FEW for cue in near
    )


_FEW = 4


def _is_loose(label: Hit) -> bool:
    """Whether a label only tells of the session: "seen for 38 min timed" states the timed minutes."""
    return label.entries["totals"].more == "session"


def _minutes(hit: Hit) -> int:
    assert hit.quantity is not None
    factor = 60 if hit.quantity.kind == "hours" else 1
    return round(hit.quantity.value * factor)


def _whole(hit: Hit) -> int:
    """The minutes of the whole treatment: the second of "38/45 timed/total"."""
    quantity = hit.quantity
    two = quantity is not None and quantity.kind == "fraction" and quantity.second is not None
    return round(quantity.second) if two and quantity and quantity.second else _minutes(hit)


def _may_count(hit: Hit) -> bool:
    quantity = hit.quantity
    if quantity is not None and quantity.kind == "fraction" and quantity.second is not None:
        return quantity.value == quantity.second or FEWEST <= quantity.value <= quantity.second <= _DAY_MINUTES
    if quantity is None or quantity.kind not in ("minutes", "number", "hours"):
        return False
    return 0 < quantity.value <= _DAY_MINUTES and quantity.second is None


def _after(segment: Segment, label: Hit) -> Hit | None:
    """The number that follows the label, with nothing but linking words between."""
    words, begin = segment.scan.words, _past_brackets(segment, label)
    for hit in segment.hits:
        if hit.i < begin:
            continue
        if _may_count(hit) and hit.i - begin <= 8 and _linked(words[begin : hit.i]):
            return hit
        if hit.quantity is not None and hit.quantity.kind == "clock" and _linked(words[begin : hit.i]):
            begin = hit.j
            continue
        if hit.quantity is not None or "totals" in hit.entries:
            return None
    return None


def _past_brackets(segment: Segment, label: Hit) -> int:
    """The token after the label, and after brackets that only explain it: "Total minutes (timed + untimed): 53"."""
    words = segment.scan.words
    if words[label.j : label.j + 1] != ["("]:
        return label.j
    closed = next((k for k in range(label.j, min(label.j + 8, segment.j)) if words[k] == ")"), None)
    inside = words[label.j : closed] if closed else ["0"]
    return label.j if closed is None or any(word[0].isdigit() for word in inside) else closed + 1


def _number(segment: Segment, label: Hit) -> Hit | None:
    """The label's number: after it, or before it where the segment's first label has its number before it."""
    first = segment.kinds["totals"][0]
    colon = segment.scan.words[first.j : first.j + 1] in ([":"], ["="], ["-"])
    before, after = _before(segment, label), _after(segment, label)
    of_service = before is not None and any(one.j == before.i for one in segment.kinds.get("services", ()))
    if before is not None and before.j == label.i and is_whole_of_one(segment, label, before.start):
        return before  # "TE 30 min total: PT 15, PTA 15"
    if before is not None and before.j == label.i and segment.scan.words[label.j : label.j + 1] == [","]:
        return before  # "Treatment 49 min total, 49 timed"
    parts = segment.scan.words[label.j : label.j + 1] == ["("]  # "TE 30 min total (18 PTA, 12 PT)"
    if not colon and _before(segment, first) is not None and not (of_service and after and not parts):
        return before or after
    return after or before


def _before(segment: Segment, label: Hit) -> Hit | None:
    """The number right before the label: "45 min timed", "38 min total"."""
    before = [hit for hit in segment.kinds.get("quantity", ()) if hit.j <= label.i]
    if not before or not _may_count(before[-1]):
        return None
    gap = segment.scan.words[before[-1].j : label.i]
    if gap == ["="] and _after(segment, label):
        return None  # "TE 26, MT 9 = timed 35"
    if label.entries["totals"].more == "both":
        gap = [word for word in gap if word not in _OF_CONTACT]
        gap = [] if gap == ["total"] and _is_alone(segment, before[-1]) else gap
    near = (
        not gap
        or (len(gap) <= 3 and all(word in _LINKS and word != "," for word in gap))
        or gap[-3:] == ["all", "of", "it"]
    )
    return before[-1] if near else None


_OF_CONTACT = word_set("of direct contact one on treatment ,")
"""What may stand between minutes and the words that call all of them timed."""


def _linked(words: list[str]) -> bool:
    return all(word in _LINKS for word in words) and not (words and words[0] in WORDS)
