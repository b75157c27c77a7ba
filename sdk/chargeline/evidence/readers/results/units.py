"""What a number of each unit measures: by the name before it and the words around it; empty where it is no result."""

from __future__ import annotations

from collections.abc import Callable

from chargeline.evidence.readers.results.accuracy import TRIED, fraction, percent
from chargeline.evidence.readers.results.counts import averaged, counted, is_strayed
from chargeline.evidence.readers.results.look import Look
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

COUNTED = word_set(
    "degrees grade fraction percent seconds minutes load distance speed length size number range tries reps volume"
    " signal"
)
"""The kinds of quantities that may be results."""
_BY_STANCE = word_set("r l rle lle right left eo ec : = is was for eyes")
_AFTER_DEGREES = word_set(
    "ext extension flex flexion abd er ir abduction active passive today at from ie eval and with w r l df pf last was"
    " b prev initial arom prom now wnl wfl to degrees"
)
_SPEED_OF_MACHINE = ("mph", "km/h", "rpm")


def _degrees(look: Look) -> str:
    segment, number = look.segment, look.number
    before = segment.scan.words[number.i - 1] if number.i > segment.i else ""
    if look.after(2)[:1] == ["/"]:
        return ""
    position = before in ("at", "of", "reclined", "recline") and look.test is None
    if position and segment.has("activities", "exercises"):
        return ""
    if not _SLOPES.isdisjoint(look.after(2)):
        return ""
    labelled = look.label is not None and not look.label.entries.keys().isdisjoint(("measures", "motions"))
    told = (hit for hit in segment.all("measures", "motions", "body", "deficits", "capacities"))
    named = labelled or any(number.i - hit.j <= _NEAR_DEGREES for hit in told)
    return _motion(segment, number) if named else ""


_SLOPES = word_set("slope ramp incline wedge grade tilt recline")
_NEAR_DEGREES = 4
"""Words from a part or a lack to the degrees that are told of it."""


def _motion(segment: Segment, number: Hit) -> str:
    """The motion or the measure named last before a number of degrees."""
    for kind in ("motions", "measures"):
        named = [hit for hit in segment.kinds.get(kind, ()) if hit.j <= number.i]
        if named:
            return named[-1].entries[kind].name
    return "ROM"


def _clock(look: Look) -> str:
    """ "Tea made in 6:40": minutes and seconds, where no time of the day stands."""
    words, at = look.segment.scan.words, look.number.i
    took = at > look.segment.i + 1 and words[at - 1] == "in" and words[at - 2] not in ("time", "clock", "clocked")
    return "timed task" if took and look.segment.has("activities", "functions", "measures", "speech") else ""


def _seconds(look: Look) -> str:
    return _timed(look) or averaged(look)


def _timed(look: Look) -> str:
    if look.test is None or look.unit not in ("seconds", "minutes", "number", "speed"):
        before = look.segment.scan.words[look.number.i - 1] if look.number.i > look.segment.i else ""
        if look.test is not None and before == ":":
            return look.test_name
        timed = before == "in" and look.quantity.value > 1
        timed = timed or _is_precise(look)
        return "timed task" if timed and not look.segment.has("dose", "times", "reps") else ""
    if "exercises" in look.test.entries and not _tested(look):
        return ""
    return look.test_name


def _is_precise(look: Look) -> bool:
    """Whether a value has parts of its unit, as only what was measured has: "12.8 s", "2.1 cm"."""
    return look.quantity.value % 1 != 0 and not look.segment.has("exercises", "dose", "times", "reps", "programme")


def _tested(look: Look) -> bool:
    """Whether a stance was timed as a test, not held as an exercise: a side, eyes open or closed, a colon between."""
    if look.test is None or look.segment.has("dose", "times", "reps"):
        return False
    between = look.segment.scan.words[look.test.j : look.number.i]
    uneven = look.quantity.value % ROUND != 0 and look.quantity.second is None
    if uneven or look.quantity.arrow or look.segment.has("before", "now"):
        return True
    apart = look.segment.section in ("objective", "subjective", "assessment") or look.segment.label == "today"
    return apart or not _BY_STANCE.isdisjoint(between)


ROUND = 5
"""Seconds; exercises are held for a multiple of it, measured times seldom are."""


def _minutes(look: Look) -> str:
    near = look.test is not None and look.number.i - look.test.j <= 5
    total = any(-3 <= hit.i - look.number.i <= 3 for hit in look.segment.kinds.get("totals", ()))
    return look.test_name if near and look.unit == "minutes" and not total else ""


def _load(look: Look) -> str:
    if look.test is None or look.unit != "load":
        return ""
    exercised = look.segment.has("exercises", "dose", "times", "reps")
    near = look.number.i - look.test.j <= NEAR
    return look.test_name if near or not exercised else ""


NEAR = 5


def _distance(look: Look) -> str:
    timed = any(hit.i - look.number.j == 1 and look.after(1) == ["in"] for hit in look.segment.kinds.get("minutes", ()))
    return look.test_name if look.unit == "distance" else "distance in a time" if timed else ""


def _speed(look: Look) -> str:
    return "" if any(unit in look.written for unit in _SPEED_OF_MACHINE) else "gait speed"


def _length(look: Look) -> str:
    if look.unit == "length":
        return look.test_name
    metric = "cm" in look.written or "mm" in look.written
    named = look.segment.has("motions", "deficits") and not is_exercised(look.segment)
    strayed = metric and is_strayed(look.segment, look.number)
    return "length" if metric and (named or strayed or _is_precise(look)) else ""


def is_difference(segment: Segment, number: Hit) -> bool:
    """Whether a number with its unit tells by how much a measure moved: "dropped 18 points", not "dropped to 18"."""
    words, k = segment.scan.words, number.j
    unit = number.quantity is not None and (number.quantity.kind not in _BARE or words[k : k + 1] in _POINTS)
    k += words[k : k + 1] in _POINTS
    return unit and words[number.i - 1] in MOVED_BY and words[k : k + 1] not in (["to"], ["from"], ["of"])


MOVED_BY = word_set("dropped fell climbed gained lost shaved rose jumped")
_BARE = ("number", "range", "fraction", "grade", "percent")
_POINTS = (["points"], ["point"], ["pts"], ["pt"])


def is_exercised(segment: Segment) -> bool:
    """Whether an exercise is told; a motion's name with a length or a range is no more than what was measured."""
    return any(hit.entries.keys().isdisjoint(_MEASURED) for hit in segment.kinds.get("exercises", ()))


_MEASURED = ("motions", "measures")


def _size(look: Look) -> str:
    """Length by width by depth, of a wound: "heel ulcer 3.2 x 2.5 x 0.4 cm", not an electrode's or a step's."""
    wound = not _WOUNDS.isdisjoint(look.segment.scan.words[look.segment.i : look.number.i])
    return "wound size" if wound else ""


_WOUNDS = listed("wounds")


def _signal(look: Look) -> str:
    """Loudness and muscle activity are only ever measured; a device's dial is set."""
    dials = (hit for hit in look.segment.kinds.get("programme", ()) if hit.entries["programme"].more == "load")
    set_to = any(0 <= look.number.i - hit.j <= _NEAR_DEGREES for hit in dials)
    return look.test_name or ("" if set_to else "signal")


def _number(look: Look) -> str:
    following = look.after(1)
    if _is_of_time(look) or look.written.startswith("x"):
        return ""
    if _is_bare_grade(look):
        return "MMT"
    if look.test is None or look.unit == "degrees" or (following and following[0] in ("x", "weeks", "wks", "of")):
        return _bare_degrees(look)
    if "exercises" in look.test.entries and not _tested(look):
        return ""
    near = look.number.i - look.test.j <= 6 and not any(
        pause.i == look.number.j for pause in look.segment.kinds.get("pauses", ())
    )
    return look.test_name if near and look.unit not in ("percent", "grade", "minutes") else ""


def _is_of_time(look: Look) -> bool:
    """Whether a number tells when: "hop test slated for mo 6", "due at visit 8", not "this week 12"."""
    at, words = look.number.i, look.segment.scan.words
    if words[max(at - 2, look.segment.i) : at] in _AT_A_VISIT:
        return True
    if at <= look.segment.i or words[at - 1] not in _TIMES:
        return False
    return not any(hit.j == at for hit in look.segment.all("before", "now", "comparisons"))


_TIMES = word_set("mo month")
_AT_A_VISIT = (["at", "visit"], ["by", "visit"], ["at", "session"], ["by", "session"])


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
    if label is None or _apart(look, label) > 3 or not 0 <= quantity.value <= 180:
        return ""
    test = label.entries.get("measures")
    if "motions" not in label.entries and not (test and test.more == "degrees") and not _joint_range(look, label):
        return ""
    following = look.after(1)
    another = bool(following) and following[0].isalpha() and following[0] not in _AFTER_DEGREES
    another = another and not any(hit.i == look.number.j for hit in look.segment.all("before", "comparisons", "now"))
    few = quantity.value < 4 and quantity.second is None
    return "" if another or few else _motion(look.segment, look.number)


def _apart(look: Look, label: Hit) -> int:
    """The words between a label and the number, without a colon, sides, parts and days."""
    aside = look.segment.all("sides", "body", "before")
    named = sum(hit.j - hit.i for hit in aside if label.j <= hit.i and hit.j <= look.number.i)
    marks = look.segment.scan.words[label.j : look.number.i].count(":")
    return look.number.i - label.j - named - marks


def _joint_range(look: Look, label: Hit) -> bool:
    """A range of numbers right after a joint: "L knee 3-112"."""
    return look.quantity.kind == "range" and "body" in label.entries and not look.segment.has("exercises", "dose")


def _range(look: Look) -> str:
    words, at = look.segment.scan.words, look.number.i
    moved = look.quantity.arrow or (at > look.segment.i and words[at - 1] == "from")
    if moved and look.unit and look.unit != "degrees":
        return look.test_name
    return _bare_degrees(look)


def _fraction(look: Look) -> str:
    return fraction(look)


def _strength(look: Look) -> str:
    return "MMT" if is_muscle_grade(look.segment, look.number) else fraction(look)


def is_muscle_grade(segment: Segment, number: Hit) -> bool:
    """Whether n/5 grades a muscle: with its sign, or where a motion, a part or strength is named, no trials."""
    written = segment.scan.folded[number.start : number.end]
    if "+" in written or "-" in written:
        return True
    after = segment.scan.words[number.j : number.j + 3]
    return TRIED.isdisjoint(after) and segment.has("motions", "body", "measures", "capacities", "sides")


READERS: dict[str, Callable[[Look], str]] = {
    "degrees": _degrees,
    "grade": _strength,
    "fraction": _fraction,
    "percent": percent,
    "seconds": _seconds,
    "minutes": _minutes,
    "load": _load,
    "distance": _distance,
    "speed": _speed,
    "length": _length,
    "size": _size,
    "volume": _length,
    "signal": _signal,
    "number": lambda look: _number(look) or counted(look),
    "range": _range,
    "tries": lambda look: _number(look) or counted(look),
    "reps": lambda look: _number(look) or counted(look),
    "clock": _clock,
}
"""What reads each kind of quantity."""
