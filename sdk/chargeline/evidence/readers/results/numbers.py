"""Which numbers are results of a measurement, and of what."""

from __future__ import annotations

from typing import NamedTuple

from chargeline.evidence.readers.results.look import Look
from chargeline.evidence.readers.results.units import READERS
from chargeline.evidence.text.days import follows_month, is_day
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

REACH = 12
"""A number belongs to a test's name that stands at most so many words before it."""
_LABELS = ("measures", "motions", "ratings", "capacities", "body", "deficits", "exercises", "activities")
_SHARED = frozenset(
    {"load", "number", "degrees", "seconds", "fraction", "range", "length", "distance", "percent", "speed", "minutes"}
)
_AGAIN = word_set(
    "/ ( → , to from eval last ie was vs and l r initial prev versus at initially rle lle than ago weeks week month"
    " months on in were previously baseline soc before prior wk wks been today now currently"
)


class Result(NamedTuple):
    """A number that is a result: of what, and the words that name it."""

    name: str
    number: Hit
    label: Hit | None


def last_test(segment: Segment) -> Hit | None:
    """The test or motion that a cell names for the cells behind it, exercises apart."""
    named = [hit for hit in segment.all("measures", "motions") if "exercises" not in hit.entries]
    tests = [hit for hit in named if "measures" in hit.entries]
    return next(reversed(tests or named), None)


def results(segment: Segment, before: Result | None = None, label: Hit | None = None) -> list[Result]:
    """The results of a segment, in order.

    `before` is the last one of its line ("9-HPT 78 s; eval 112 s"), `label` what the cell before it names.
    """
    found: list[Result] = []
    name, last, at = (before.name, segment.i, 0) if before and segment.has("before", "now") else ("", -99, 0)
    labels = segment.all(*_LABELS)
    for number in segment.kinds["quantity"]:
        while at < len(labels) and labels[at].j <= number.i:
            label = _stronger(label, labels[at], last)
            at += 1
        if at < len(labels) and labels[at].i - number.j <= 2 and _rates_after(labels[at], number):
            continue
        read = _name(segment, number, label, name if number.i - last <= 6 else "")
        if read:
            found.append(Result(read, number, label))
            name, last = read, number.j
    return found


def _stronger(label: Hit | None, new: Hit, last: int) -> Hit:
    """The nearer label, unless it is only a body part or a motion after the test's name ("grip R hand", "DF knee")."""
    if label is not None and "motions" in label.entries and new.i == label.j and new.entries.keys() <= _PLACES:
        return label
    if label is None or "measures" not in label.entries or label.i < last:
        return new
    if "measures" in new.entries and (_of_motion(label) or not _of_motion(new)):
        return new
    if "measures" in new.entries and "dose" not in new.entries:
        return label
    return new if "ratings" in new.entries or "exercises" in new.entries else label


_PLACES = frozenset({"body", "targets", "sides"})


def _of_motion(hit: Hit) -> bool:
    return hit.entries["measures"].more == "degrees"


def _rates_after(label: Hit, number: Hit) -> bool:
    """Whether a rating follows the number: "3/10 pain"."""
    kind = number.quantity.kind if number.quantity else ""
    return "ratings" in label.entries and kind != "degrees" and "measures" not in label.entries


def _name(segment: Segment, number: Hit, label: Hit | None, before: str) -> str:
    """What this number measures; empty when it measures nothing."""
    quantity = number.quantity
    if quantity is None or quantity.kind not in READERS or _is_rated(label, number) or is_day(segment, number):
        return ""
    test = label if label and "measures" in label.entries and number.i - label.j <= REACH else None
    read = READERS[quantity.kind](Look(segment, number, quantity, label, test))
    if read or not before:
        return read
    again = quantity.kind in _SHARED and _again(segment, number) and "totals" not in segment.kinds
    return before if again else ""


def _is_rated(label: Hit | None, number: Hit) -> bool:
    return label is not None and "ratings" in label.entries and number.i - label.j <= 5


def _again(segment: Segment, number: Hit) -> bool:
    """Whether the number follows another after no more than a side, a slash or a word of another day."""
    if follows_month(segment, number):
        return True
    words = segment.scan.words[max(segment.i, number.i - 3) : number.i]
    exercise = any(0 <= number.i - other.j <= 3 for other in segment.kinds.get("exercises", ()))
    return not exercise and not _AGAIN.isdisjoint(words)
