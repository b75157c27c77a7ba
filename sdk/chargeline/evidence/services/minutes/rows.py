"""Lines and sentences that are a row of services with their minutes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.services.minutes.apart import walks
from chargeline.evidence.services.minutes.lines import FEWEST, HOUR, LISTED, Minutes
from chargeline.evidence.services.minutes.roles import start_of
from chargeline.evidence.services.minutes.spent import SPENT
from chargeline.evidence.services.minutes.tables import lines_of
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment


def is_row(line: list[Segment]) -> bool:
    """Whether words hold services, numbers and what links them, and nothing else: "TE 20 MT 10", "97110 | 25 | 2"."""
    if not all(any(kind in segment.kinds for segment in line) for kind in ("services", "quantity")):
        return False
    words, known = line[0].scan.words, set[int]()
    for segment in line:
        for hit in segment.hits:
            if hit.quantity is not None or not _ROW.isdisjoint(hit.entries):
                known.update(range(hit.i, hit.j))
    unknown = [k for segment in line for k in range(segment.i, segment.j) if k not in known and words[k] not in LISTED]
    if not unknown or (_are_numbered(line) and _are_of_body(line, unknown)):
        return True
    return (_is_of_minutes(line) or _are_numbered(line)) and set(unknown) <= {k for one in unnamed(line) for k in one}


def unnamed(line: list[Segment]) -> list[range]:
    """The words and number of each item of a row that names no known service: "TE 20, taping 10, MT 15".

    In front of the first known one they are items only where a label says that the row's numbers are minutes.
    """
    words, found = line[0].scan.words, list[range]()
    named = [hit for one in line for hit in one.all(*_ROW)]
    named += [hit for one in line for hit in one.all("techniques") if hit.entries["techniques"].more == "manual"]
    known = {k for hit in named for k in range(hit.i, hit.j)}
    first_name = min(hit.i for one in line for hit in one.kinds.get("services", ()))
    begin = line[0].i if _is_of_minutes(line) else first_name
    for hit in sorted((hit for one in line for hit in one.all("number", "minutes")), key=start_of):
        first = max((k + 1 for k in range(begin, hit.i) if words[k] in _PARTS), default=hit.i)
        item = range(first, hit.i)
        if 0 < len(item) <= _FEW and not any(k in known or words[k] in LISTED or not words[k].isalpha() for k in item):
            found.append(range(first, hit.j))
        begin = hit.j
    return found


def strange_items(segments: list[Segment]) -> Iterator[Minutes]:
    """The items of rows of services that name none, with their minutes: "TE 20, Zorb 10 min, MT 15"; no pauses."""
    for line in lines_of(segments):
        counted = sum(len(one.all("number", "minutes")) for one in line if "services" in one.kinds)
        if counted < _FEW or line[0].section in NOT_TREATMENT or not is_row(line):
            continue
        words = line[0].scan.words
        for item in unnamed(line):
            if _NO_TREATMENT.isdisjoint(words[k] for k in item) and (told := _of_item(line, item)):
                yield told


def _of_item(line: list[Segment], item: range) -> Minutes | None:
    """The minutes that close an item, if they are as many as a bare number stands for, from its first word on."""
    segment = next(one for one in line if one.i <= item.start < one.j)
    hits = (hit for one in line for hit in one.all("number", "minutes") if hit.j == item.stop)
    quantity = next((hit.quantity for hit in hits), None)
    if quantity is None or quantity.second is not None or not FEWEST <= quantity.value <= HOUR:
        return None
    scan = segment.scan
    return Minutes(round(quantity.value), None, segment, scan.starts[item.start], scan.ends[item.stop - 1])


_NO_TREATMENT = SPENT | word_set(
    "off set set-up note notes phone call total timed untimed billable unbilled visit age yo"
)
"""Words of items that take time and are no treatment."""


def _is_of_minutes(line: list[Segment]) -> bool:
    """Whether a line's label says that its numbers are minutes: "Minutes: TE 20, stretching 10"."""
    return any(segment.label == "minutes" for segment in line)


_PARTS = frozenset(",;:.|")
_FEW = 2
"""Words of a short name."""


def _are_numbered(line: list[Segment]) -> bool:
    """Whether a line names several services, and a number that may be minutes stands right behind each."""
    names = [hit for segment in line for hit in segment.kinds.get("services", ())]
    ends = {hit.j for hit in names}
    numbers = [hit for segment in line for hit in segment.all("number", "minutes") if hit.i in ends]
    return (
        len(names) > 1
        and len(numbers) == len(names)
        and all(hit.quantity is not None and FEWEST <= hit.quantity.value <= HOUR for hit in numbers)
    )


def _are_of_body(line: list[Segment], words: list[int]) -> bool:
    """Whether words tell of nothing but what part of the body was treated: "TE 20, NMR 20 for shoulder".

    A short name that nobody knows, with a number of its own, takes none from those before it: "TE 20 TA 15 XY 10".
    """
    of_body = {k for segment in line for hit in segment.all("body", "sides") for k in range(hit.i, hit.j)}
    numbers = {hit.i for segment in line for hit in segment.all("number", "minutes")}
    scan, first = line[0].scan, min(hit.i for segment in line for hit in segment.kinds.get("services", ()))
    led = all(first < k for k in numbers)
    shorts = {
        k
        for k in words
        if led and first < k and k + 1 in numbers and scan.text[scan.starts[k] : scan.ends[k]].isupper()
    }
    return all(k in of_body or k in shorts or scan.words[k] in _TOWARDS for k in words)


_TOWARDS = word_set("for on at the both")


def is_timed_row(segment: Segment, line: list[Segment]) -> bool:
    """Whether a sentence is a row by itself, beside minutes or behind their label: "Timed 45 min. TE 30. MT 15."."""
    timed = any(one.has("minutes", "totals", "services") for one in line if one is not segment)
    return (segment.label == "minutes" or (timed and not walks(segment))) and is_row([segment])


_ROW = frozenset({"services", "totals", "performers", "labels"})
