"""Numbers with what they count: "95 deg" degrees, "3x10" sets and repetitions, "25'" minutes, "2:15" a clock time.

One anchored alternation reads what starts at a number; a number in words is read by words and then by the same units.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from chargeline.evidence.text.folding import in_order

_HELP = r" *a\b(?! ?:| ?/ ?p\b)|\. *a\b(?! ?[:.]| ?/ ?p\b)|\.? *(?:assist|vc|verbal|cue|tc\b)"
"""What makes "min" a level of help, "2 min A"; in "15 min. A: tolerated", "15 min. A. Brooks" it is time."""
UNIT = re.compile(
    r"(?P<percent>%|percent\b|pct\b)"
    r"|(?P<degrees>°|degs?\b|degrees?\b)"
    rf"|(?P<minutes>min(?:ute)?s?\b(?!{_HELP})|'(?![\w'])|mns\b)"
    r"|(?P<hours>hours?\b|hrs?\b)"
    r"|(?P<seconds>s\b(?!/)|secs?\b|seconds?\b|(?<=\d)\"(?= *(?:hold|x|on|off)))"
    r"|(?P<load>\#|lbs?\b|pounds?\b|kgs?\b|kilos?\b|kilograms?\b|oz\b|ounces?\b|grams?\b|kgf\b)"
    r"|(?P<speed>mph\b|km/h\b|m/s(?:ec)?\b|ft/s(?:ec)?\b|rpm\b|spm\b|steps/min\b|watts?\b)"
    r"|(?P<distance>ft\b|feet\b|foot\b|m\b|meters?\b|metres?\b|yards?\b|yds?\b|miles?\b|'(?=\w))"
    r"|(?P<length>cm\b(?! h2o)|mm\b|inch(?:es)?\b"
    r"|in\b\.?(?= *(?:[,;.)/]|$|now\b|step|box|block|riser|platform|wide|high|foam))|\")"
    r"|(?P<volume>ml\b|cc\b|l/min\b|l\b(?= *(?:o2|oxygen|nc\b|per|of))|tsp\b|teaspoons?\b)"
    r"|(?P<vital>bpm\b|mm ?hg\b|spo(?![a-z])|breaths/min\b)"
    r"|(?P<signal>db\b|w?c?wpm\b|words? (?:per|/) ?min\w*|kpa\b|cm ?h2o\b|[u\u03bcm]v\b|microvolts?\b|decibels?\b)"
    r"|(?P<physical>mhz\b|hz\b|khz\b|w/cm(?:2|²|\^2)?|ma\b|mamps?\b|pps\b|volts?\b|psi\b)"
    r"|(?P<reps>(?:(?:slow|quick|controlled|gentle|full|clean|easy|partial) )?rep(?:s|etitions?)?\b"
    r"|times\b|sets?\b|x(?=\s|$|[,;).])(?! *\d* ?/? ?(?:wk|week|day|mo))"
    r"|lengths?\b|widths?\b|bouts?\b|reaches\b|taps?\b|kicks?\b|tosses\b|pulls?\b|laps?\b|rounds?\b|throws?\b|catch(?:es)?\b|jumps?\b|hops?\b|pass(?:es)?\b|cycles?\b|rolls?\b"
    r"|press(?:es)?\b|raises?\b|squats?\b|lunges?\b|bridges?\b|curls?\b|steps?\b|stairs?\b|lifts?\b|trips?\b"
    r"|swallows?\b|squeezes?\b|breaths?\b|swings?\b|marches\b|pinches\b|pegs?\b|sips?\b|bites?\b|holds?\b|circuits?\b)"
    r"|(?P<tries>trials?\b|attempts?\b|opportunit(?:y|ies)\b|opps\b|stimuli\b|items?\b|words?\b|sentences?\b"
    r"|productions?\b|tasks?\b|correct\b|steps?\b|pictures?\b|questions?\b)"
    r"|(?P<cued>(?:verbal |tactile |visual )?cues?\b|vcs?\b|tcs?\b|prompts?\b)"
    r"|(?P<day>days?\b|wks?\b|weeks?\b|months?\b|mos?\b|years?\b|yrs?\b|y\.?o\b|visits?\b|sessions?\b|yo\b)"
    r"|(?P<units>units?\b|un\b|u\b(?!/[a-z]))"
)

_FRACTIONS = "½¼¾⅓⅔"
_N = r"(?:[1-9],[0-9]{3}(?![0-9])|[0-9]+(?:\.[0-9]+)?)"
_U = r"(?:\"|'|#|°|%|s\b|secs?\b|seconds?\b|mins?\b|minutes?\b|lbs?\b|kg\b|reps?\b|ft\b|ea\b|each\b|laps?\b|m\b)"
_MANY = "{0,30}"  # of "3/3/3/..." without end, each place to go back to would be kept: memory without end
START = re.compile(
    r"(?P<date>(?:(?:1[0-2]|0?[0-9])[/-][0-3]?[0-9]|[0-3]?[0-9][/-](?:1[0-2]|0?[0-9]))[/-](?:[0-9]{4}|[0-9]{2})\b|[0-9]{4}-[0-9]{2}-[0-9]{2}\b)"
    r"|(?P<clock>[0-9]{1,2}:[0-9]{2}(?: ?[ap]\.?m\b\.?)?|[0-9]{1,2} ?[ap]\.?m\b)"
    r"|(?P<ratio>1:[0-9]\b)"
    r"|(?P<size>[0-9]+\.[0-9]+ ?x ?[0-9]+\.[0-9]+(?: ?(?:cm|mm)\b)?(?! ?x)"
    rf"|{_N} ?(?:cm|mm)? ?[x*] ?{_N} ?(?:cm|mm)?(?: ?[x*] ?{_N})? ?(?:cm|mm)\b)"
    rf"|(?P<dose>{_N}(?:-{_N})? ?{_U}? ?(?:sets? ?)?(?:x|\*) ?{_N}(?:[-/]{_N}){_MANY}(?: ?x ?{_N})?(?: ?{_U}){_MANY}"
    rf"|{_N} ?sets? ?(?:of|/|,)? ?{_N}(?:-{_N})?(?: ?reps?\b)?"
    rf"|{_N} ?(?:bouts?|rounds?|lengths?|widths?) of {_N}(?: ?{_U}){_MANY})"
    r"|(?P<grade>[0-5](?:\.[05])? ?[+-]{0,2} ?(?:to ?[0-5][+-]? ?)?(?:/|out of) ?5(?:[+-](?![0-9])|(?![0-9]|\.[0-9])))"
    rf"|(?P<tried>{_N}\s(?:out\s)?of\s(?:the\s)?{_N}\s(?!set|rep|day|wk|week|visit|min|exercise|session|month|year)(?=[a-z][a-z][a-z])"
    rf"|{_N} (?:out )?of (?:the )?{_N}(?=[.,;)]? ?(?:$|\n|[.,;)])| on (?:the|her|his) [a-z]))"
    rf"|(?P<fraction>{_N} ?/ ?{_N}(?: ?/ ?{_N}){_MANY}(?: ?(?:°|s\b|sec\b|%))?)"
    rf"|(?P<number>{_N}[{_FRACTIONS}]?)"
)
RANGE = re.compile(rf" ?(?P<sep>-|to\b|→|->|>|=>)\f* ?-?(?P<b>{_N}|\.[0-9]+)(?![0-9/:])")

_UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: n for n, word in enumerate(in_order(_UNDER_TWENTY))}
WORDS |= {word: 10 * n for n, word in enumerate(in_order(_TENS), 2)}
WORDS |= {"fourty": 40, "hundred": 100, "none": 0}


class Quantity(NamedTuple):
    """What a number says. `kind` is its unit or its form, `second` the end of a range or a denominator."""

    kind: str
    value: float
    second: float | None
    start: int
    end: int
    arrow: bool = False


def _float(digits: str) -> float:
    return float(digits.replace(",", "")) if len(digits) < 12 else 0.0


def at_digits(folded: str, start: int) -> Quantity | None:
    """The quantity that starts with the digits at `start`; a dot before them that no word ends in is theirs: ".62"."""
    found = START.match(folded, start)
    if found is None:
        return None
    kind, end = found.lastgroup or "number", found.end()
    if kind == "number":
        value = _float(("0." if is_dotted(folded, start) else "") + found[0].rstrip(_FRACTIONS))
        return _with_unit(folded, start, end, value)
    numbers = _NUMBERS.findall(folded, start, end)
    value = _float(numbers[0])
    second = _float(numbers[1]) if len(numbers) > 1 else None
    if kind == "dose" and len(numbers) > _TWO and (timed := TIMED.search(folded, start, end)):
        end = timed.start()  # "bridges 2x12 x 10 min": so often, and then how long all of it took
    if kind == "tried":
        return Quantity("fraction", value, second, start, end - folded[start:end].endswith(" "))
    return Quantity(kind, value, second, start, end)


def is_dotted(folded: str, start: int) -> bool:
    """Whether a dot right before these digits is a decimal point without its zero: "gait .62 m/s"."""
    return folded[start - 1 : start] == "." and (start == 1 or folded[start - 2] in _BEFORE_DOT)


_BEFORE_DOT = " \t\n(=:>~<→"
_NUMBERS = re.compile(_N)
_TWO = 2
TIMED = re.compile(r" [x-] ?[0-9]+ ?(?:min(?:ute)?s?\b|')\Z")
"""How long something took, behind how often it was done."""


def _with_unit(folded: str, start: int, end: int, value: float) -> Quantity:
    """The number read so far, then perhaps a unit, a range, and the unit of the range."""
    unit, after = _unit(folded, end)
    return _ranging(folded, start, after, value, unit)


def _ranging(folded: str, start: int, after: int, value: float, unit: str | None) -> Quantity:
    """A number with its unit, then perhaps the end of a range and the unit of the range."""
    if unit == "minutes" and value >= FEET and folded[after - 1] == "'":
        unit = "distance"
    span = RANGE.match(folded, after)
    if span is None:
        return Quantity(unit or "number", value, None, start, after)
    if span[0].startswith(" - ") and _float(span["b"]) < value:
        return Quantity(unit or "number", value, None, start, after)  # a dash between two values: "14 s - 5 s at eval"
    second_unit, last = _unit(folded, span.end())
    if unit and second_unit != unit and (second_unit or span["sep"] == "-"):
        return Quantity(unit, value, None, start, after)
    kind = second_unit or unit or "range"
    return Quantity(kind, value, _float(span["b"]), start, last, span["sep"] not in ("-", "to"))


FEET = 100
"""From here on a number with a ' tells feet: no service takes so many minutes, and "gait 150'" is everyday."""


def _unit(folded: str, end: int) -> tuple[str | None, int]:
    """The unit's name and where it ends; a hyphen or a blank may stand before it."""
    here = end + 1 if folded[end : end + 1] in (" ", "-", "\u00a0") else end
    found = UNIT.match(folded, here)
    if found is None or found.lastgroup is None:
        return None, end
    return found.lastgroup, found.end()


def in_words(words: list[str], i: int) -> tuple[int, int] | None:
    """The value of the number written in words at token `i`, and the token after it."""
    if words[i] == "none" and words[i + 1 : i + 2] != ["of"]:
        return None
    total, j, last = 0, i, 1000
    while j < len(words) and j - i < 5:
        if words[j] == "and" and last == 100 and j + 1 < len(words) and words[j + 1] in WORDS:
            j += 1
        value = WORDS.get(words[j])
        if value is None or (value != 100 and value >= last) or (last < 20 and value != 100):
            break
        total, last = (max(total, 1) * 100, 100) if value == 100 else (total + value, value)
        j += 1
    return (total, j) if j > i else None


def after_words(folded: str, start: int, end: int, value: int) -> Quantity:
    """The quantity of a number written in words from `start` to `end`."""
    sets = _SETS.match(folded, end)
    if sets:
        return Quantity("dose", value, None, start, sets.end())
    tried = _TRIED.match(folded, end)
    if tried:
        return Quantity("fraction", value, float(WORDS[tried[1]]), start, tried.end())
    graded = _GRADE.match(folded, end)
    if graded:
        return Quantity("grade", value, 5.0, start, graded.end())
    return _with_unit(folded, start, end, value)


_TRIED = re.compile(rf" (?:out )?of (?:the )?({'|'.join(WORDS)})(?= [a-z]{{3}}|[.,;)]|$)")
_GRADE = re.compile(r" (?:(?:plus|minus) )?(?:out of|over) five\b")
_COUNT = r"(?:[0-9]+|" + "|".join(WORDS) + r")"
_SETS = re.compile(rf"\s?(?:sets?|bouts?|rounds?|lengths?) of {_COUNT}(?:[ -]{_COUNT})?\b(?: rep\w*)?")
