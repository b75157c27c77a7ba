"""Which numbers are results of a measurement, and of what."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from chargeline.evidence.readers.accuracy import TRIED, counted_in_time, fraction, percent
from chargeline.evidence.readers.look import Look
from chargeline.evidence.text.days import is_day
from chargeline.evidence.text.folding import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

COUNTED = word_set(
    "degrees grade fraction percent seconds minutes load distance speed length number range tries reps volume signal"
)
"""The kinds of quantities that may be results."""
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
_BY_STANCE = word_set("r l rle lle right left eo ec : = is was for eyes")
_AFTER_DEGREES = word_set(
    "ext extension flex flexion abd er ir abduction active passive today at from ie eval and with w r l df pf last was"
    " b prev initial arom prom now wnl wfl to degrees"
)
_SPEED_OF_MACHINE = ("mph", "km/h", "rpm")


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
    if quantity is None or quantity.kind not in COUNTED or _is_rated(label, number) or is_day(segment, number):
        return ""
    test = label if label and "measures" in label.entries and number.i - label.j <= REACH else None
    read = _READERS[quantity.kind](Look(segment, number, quantity, label, test))
    again = quantity.kind in _SHARED and _again(segment, number) and "totals" not in segment.kinds
    return read or (before if again else "")


def _is_rated(label: Hit | None, number: Hit) -> bool:
    return label is not None and "ratings" in label.entries and number.i - label.j <= 5


def _again(segment: Segment, number: Hit) -> bool:
    """Whether the number follows another after no more than a side, a slash or a word of another day."""
    words = segment.scan.words[max(segment.i, number.i - 3) : number.i]
    exercise = any(0 <= number.i - other.j <= 3 for other in segment.kinds.get("exercises", ()))
    return not exercise and not _AGAIN.isdisjoint(words)


def _degrees(look: Look) -> str:
    segment, number = look.segment, look.number
    before = segment.scan.words[number.i - 1] if number.i > segment.i else ""
    position = before in ("at", "of", "reclined", "recline") and look.test is None
    if position and segment.has("activities", "exercises"):
        return ""
    named = segment.has("measures", "motions", "body", "deficits", "capacities")
    return _motion(segment, number) if named else ""


def _motion(segment: Segment, number: Hit) -> str:
    """The motion or the measure named last before a number of degrees."""
    for kind in ("motions", "measures"):
        named = [hit for hit in segment.kinds.get(kind, ()) if hit.j <= number.i]
        if named:
            return named[-1].entries[kind].name
    return "ROM"


def _seconds(look: Look) -> str:
    if look.test is None or look.unit not in ("seconds", "minutes", "number", "speed"):
        before = look.segment.scan.words[look.number.i - 1] if look.number.i > look.segment.i else ""
        timed = before == "in" and look.quantity.value > 1 and not look.segment.has("dose", "times", "reps")
        return "timed task" if timed else ""
    if "exercises" in look.test.entries and not _tested(look):
        return ""
    return look.test_name


def _tested(look: Look) -> bool:
    """Whether a stance was timed as a test, not held as an exercise: a side, eyes open or closed, a colon between."""
    if look.test is None or look.segment.has("dose", "times", "reps"):
        return False
    between = look.segment.scan.words[look.test.j : look.number.i]
    uneven = look.quantity.value % ROUND != 0 and look.quantity.second is None
    if uneven or look.quantity.arrow or look.segment.has("before", "now") or not _EYES.isdisjoint(look.after(1)):
        return True
    apart = look.segment.section in ("objective", "subjective", "assessment") or look.segment.label == "today"
    return apart or not _BY_STANCE.isdisjoint(between)


ROUND = 5
"""Seconds; exercises are held for a multiple of it, measured times seldom are."""
_EYES = frozenset({"eo", "ec", "eyes"})


def _minutes(look: Look) -> str:
    near = look.test is not None and look.number.i - look.test.j <= 5
    total = any(-3 <= hit.i - look.number.i <= 3 for hit in look.segment.kinds.get("totals", ()))
    return look.test_name if near and look.unit == "minutes" and not total else ""


def _load(look: Look) -> str:
    if look.test is None or look.unit != "load":
        return ""
    exercised = look.segment.has("exercises", "dose", "times", "reps")
    near = look.number.i - look.test.j <= NEAR and not _dosed(look)
    return look.test_name if near or not exercised else ""


NEAR = 5


def _dosed(look: Look) -> bool:
    doses = look.segment.all("dose", "times", "reps")
    return any(0 <= hit.i - look.number.j <= 1 for hit in doses if hit is not look.number)


def _distance(look: Look) -> str:
    return look.test_name if look.unit == "distance" else ""


def _speed(look: Look) -> str:
    return "" if any(unit in look.written for unit in _SPEED_OF_MACHINE) else "gait speed"


def _length(look: Look) -> str:
    if look.unit == "length":
        return look.test_name
    metric = "cm" in look.written or "mm" in look.written
    return "length" if metric and look.segment.has("motions", "deficits") and not look.segment.has("exercises") else ""


def _signal(look: Look) -> str:
    """Loudness and muscle activity are only ever measured."""
    return look.test_name or "signal"


def _number(look: Look) -> str:
    following = look.after(1)
    if _is_bare_grade(look):
        return "MMT"
    if look.test is None or look.unit == "degrees" or (following and following[0] in ("x", "weeks", "wks", "of")):
        return _bare_degrees(look) or counted_in_time(look)
    if "exercises" in look.test.entries and not _tested(look):
        return ""
    near = look.number.i - look.test.j <= 6 and not any(
        pause.i == look.number.j for pause in look.segment.kinds.get("pauses", ())
    )
    return look.test_name if near and look.unit not in ("percent", "grade", "minutes") else ""


def _is_bare_grade(look: Look) -> bool:
    """A grade without its five, after the name of the test: "MMT R quad 4-"."""
    if not 0 <= look.quantity.value <= _BEST_GRADE or look.segment.has("dose", "times", "reps"):
        return False
    tests = [hit for hit in look.segment.kinds.get("measures", ()) if hit.j <= look.number.i]
    graded = any(hit.entries["measures"].more == "grade" for hit in tests) or _is_strength(look)
    return graded and look.after(1) in (["+"], ["-"], [","], [";"], ["."], [])


def _is_strength(look: Look) -> bool:
    """Whether the segment's words before the number tell of strength and the number carries a sign."""
    told = [hit for hit in look.segment.kinds.get("capacities", ()) if hit.j <= look.number.i]
    strength = any(hit.entries["capacities"].more == "strength" for hit in told)
    signed = look.segment.scan.folded[look.number.end : look.number.end + 1] in ("+", "-")
    return signed and (strength or look.segment.has("motions", "measures"))


_BEST_GRADE = 5


def _bare_degrees(look: Look) -> str:
    """Degrees without their sign: "knee flex 108", "ROM 8-94"."""
    label, quantity = look.label, look.quantity
    if label is None or look.number.i - label.j > 3 or not 0 <= quantity.value <= 180 or _dosed(look):
        return ""
    test = label.entries.get("measures")
    if "motions" not in label.entries and not (test and test.more == "degrees") and not _joint_range(look, label):
        return ""
    following = look.after(1)
    another = bool(following) and following[0].isalpha() and following[0] not in _AFTER_DEGREES
    another = another and not any(hit.i == look.number.j for hit in look.segment.all("before", "comparisons", "now"))
    few = quantity.value < 4 and quantity.second is None
    return "" if another or few else _motion(look.segment, look.number)


def _joint_range(look: Look, label: Hit) -> bool:
    """A range of numbers right after a joint: "L knee 3-112"."""
    return look.quantity.kind == "range" and "body" in label.entries and not look.segment.has("exercises", "dose")


def _range(look: Look) -> str:
    words, at = look.segment.scan.words, look.number.i
    moved = look.quantity.arrow or (at > look.segment.i and words[at - 1] == "from")
    if moved and look.unit and look.unit != "degrees":
        return look.test_name
    return _bare_degrees(look)


def _strength(look: Look) -> str:
    return "MMT" if is_muscle_grade(look.segment, look.number) else fraction(look)


def is_muscle_grade(segment: Segment, number: Hit) -> bool:
    """Whether n/5 grades a muscle: with its sign, or where a motion, a part or strength is named, no trials."""
    written = segment.scan.folded[number.start : number.end]
    if "+" in written or "-" in written:
        return True
    after = segment.scan.words[number.j : number.j + 3]
    return TRIED.isdisjoint(after) and segment.has("motions", "body", "measures", "capacities", "sides")


_READERS: dict[str, Callable[[Look], str]] = {
    "degrees": _degrees,
    "grade": _strength,
    "fraction": fraction,
    "percent": percent,
    "seconds": _seconds,
    "minutes": _minutes,
    "load": _load,
    "distance": _distance,
    "speed": _speed,
    "length": _length,
    "volume": _length,
    "signal": _signal,
    "number": _number,
    "range": _range,
    "tries": _number,
    "reps": _number,
}
