"""Whether a number is of another day: by its column, its brackets, the words beside it, its line's label."""

from __future__ import annotations

from chargeline.evidence.readers.finding import words_between
from chargeline.evidence.readers.results.accuracy import twin_of
from chargeline.evidence.readers.results.columns import Columns, column_of
from chargeline.evidence.text.days import follows_month, is_day, named_days, values_by_day
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


class Past:
    """Which numbers of a segment are of an earlier day; the days that it names are looked for once a number asks."""

    __slots__ = ("_columns", "_cues", "_dated", "_days", "_known", "_segment")

    def __init__(self, segment: Segment, columns: Columns) -> None:
        self._segment, self._columns = segment, columns
        self._days: list[Hit] | None = None
        self._cues: list[Hit] = []
        self._dated: dict[int, bool] = {}
        self._known: dict[int, bool] = {}

    def __call__(self, number: Hit) -> bool:
        """By its column, its own date, the words beside it, or its line's label; a share goes with its count."""
        known = self._known.get(number.i)
        if known is None:
            twin = twin_of(self._segment, number)
            known = self._known[number.i] = self._is_past(number) or (twin is not None and self._is_past(twin))
        return known

    def _is_past(self, number: Hit) -> bool:
        segment = self._segment
        if self._days is None:
            self._days, self._dated = named_days(segment), _dated(segment)
            cues = (*segment.kinds.get("before", ()), *self._days)
            self._cues = [cue for cue in cues if not _is_of_word(segment, cue)]
        if number.i in self._dated and segment.label != "baseline":
            return self._dated[number.i]
        if column := column_of(self._columns, segment, number):
            return column == "before"
        if segment.label == "baseline":
            return not any(hit.i < number.i for hit in segment.kinds.get("now", ()))
        if follows_month(segment, number):
            return True
        told = self._days or segment.has("before", "comparisons") or not _POINTS_BACK.isdisjoint(segment.said)
        return bool(told) and _of_another_day(segment, self._days, self._cues, number)


_POINTS_BACK = frozenset({"before", "<", "←"})


def _dated(segment: Segment) -> dict[int, bool]:
    """The values of a list of days by their tokens: whether each is of an earlier day than the latest."""
    listed = values_by_day(segment)
    old = listed if segment.has("now") else listed[:-1]
    return {value.i: (day, value) in old for day, value in listed}


def _of_another_day(segment: Segment, days: list[Hit], cues: list[Hit], number: Hit) -> bool:
    """Whether the words beside a number, or a day right behind it, tell of another day; `cues` may do so."""
    if holds_both_days(segment, number):
        return False
    if any(_is_right_behind(segment, number, now) for now in segment.kinds.get("now", ())):
        return False
    if segment.scan.words[number.j : number.j + 1] == ["before"] and segment.has("now"):
        return True
    days = [day for day in days if not _has_its_own(segment, number, day)]
    if _is_dated(segment, number, days) or _after_arrow(segment, number) or _is_from_then(segment, number):
        return True
    cues = [cue for cue in cues if not _has_its_own(segment, number, cue)]
    inside = _brackets(segment, number) if cues else None
    for cue in cues:
        aside = cue.quantity is None and cue.entries["before"].more == "aside"
        if inside and (inside[0] <= cue.i < inside[1] or (cue.j == inside[0] and not aside)):
            return True
        if not inside and (_beside(segment, cue, number, aside) or (not aside and _opens_list(segment, cue, number))):
            return True
        if not inside and not aside and _dates_the_test(segment, cue, number):
            return True
    return False


def _has_its_own(segment: Segment, number: Hit, day: Hit) -> bool:
    """Whether a bracket opens behind a number with another day and what is told of it: "38 (11/9: 34)"."""
    words = segment.scan.words
    if day.i <= number.j or words[day.i - 1] != "(":
        return False
    if words[day.j : day.j + 1] in ([":"], ["="]):
        return True
    value = next((hit for hit in segment.kinds["quantity"] if hit.i >= day.j), None)
    return value is not None and value.i - day.j <= 1 and not is_day(segment, value)


def _is_right_behind(segment: Segment, number: Hit, now: Hit) -> bool:
    """Whether today's word follows a number, with at most its unit between: "88 wpm today"."""
    if not (0 <= now.i - number.j <= 1 and all(map(str.isalpha, segment.scan.words[number.j : now.i]))):
        return False
    if segment.scan.words[now.j : now.j + 1] in _ENDS_VALUE:
        return True
    return not (_names_day(segment, number) and any(hit.i >= now.j for hit in segment.kinds["quantity"]))


_ENDS_VALUE: tuple[list[str], ...] = ([","], [";"], ["("])
"""What ends a value after its day: "baseline 14/24 today, 8/24 at eval"; not in "last visit 90 today 101"."""


def _names_day(segment: Segment, number: Hit) -> bool:
    """Whether another day stands before a number and no number between: "last visit 90 today 101"."""
    before = (hit for hit in reversed(segment.kinds.get("before", [])) if hit.j <= number.i)
    day = next((hit for hit in before if hit.entries["before"].more == "always"), None)
    return day is not None and not _numbers_between(segment, day, number)


def _numbers_between(segment: Segment, first: Hit, last: Hit) -> bool:
    """Whether a number that is no day stands between two hits."""
    between = (hit for hit in segment.kinds["quantity"] if first.j <= hit.i and hit.j <= last.i)
    return any(not is_day(segment, hit) for hit in between)


def _is_of_word(segment: Segment, cue: Hit) -> bool:
    """Whether "initial" is a sound's place in a word, "last" of a count: "/k/ initial", "initial /s/", "last 10"."""
    words = segment.scan.words
    if words[cue.i : cue.j] == ["last"] and words[cue.i - 1] in _COUNTING:
        return True
    beside = words[cue.i - 1] if cue.i else "", words[cue.j] if cue.j < len(words) else ""
    return words[cue.i] == "initial" and ("/" in beside or not _SPOKEN.isdisjoint(beside))


_SPOKEN = frozenset({"consonant", "sound", "position", "phoneme", "blend", "cluster", "word"})
_COUNTING = frozenset({"only", "the", "for", "on"})


def _is_from_then(segment: Segment, number: Hit) -> bool:
    """Whether a number is right behind "from eval", "since SOC": "ODI from eval 46%"."""
    since = (hit for hit in segment.kinds.get("comparisons", ()) if hit.entries["comparisons"].more == "since")
    return any(hit.j == number.i for hit in since)


def _after_arrow(segment: Segment, number: Hit) -> bool:
    """Whether an arrow points away from a number: "38 <- 62"."""
    before = segment.scan.words[max(segment.i, number.i - 2) : number.i]
    return before == ["<", "-"] or before[-1:] == ["←"]


def _opens_list(segment: Segment, cue: Hit, number: Hit) -> bool:
    """Whether another day opens the words and the number stands in the list behind it: "At eval flex 84, ext -10"."""
    words = segment.scan.words
    if cue.j > number.i or not _opens(segment, cue):
        return False
    turns = segment.all("now", "comparisons")
    turned = any(cue.j <= hit.i <= number.j + 2 for hit in turns)
    return not turned and _TURNS.isdisjoint(words[cue.j : number.i])


def _opens(segment: Segment, cue: Hit) -> bool:
    return all(not word[0].isalnum() or word in _ON for word in segment.scan.words[segment.i : cue.i])


def _dates_the_test(segment: Segment, cue: Hit, number: Hit) -> bool:
    """Whether brackets right behind a test's name hold a day, and its sides follow: "grip (8/31 visit) L 18 / R 22"."""
    words = segment.scan.words
    opened, closed = words[cue.i - 1], words[cue.j : cue.j + 2]
    if opened != "(" or ")" not in closed or number.i <= cue.j:
        return False
    named = any(hit.j == cue.i - 1 for hit in segment.all("measures", "motions"))
    begin = cue.j + closed.index(")") + 1
    known = {k for hit in segment.all("sides", "motions", "body", "quantity") for k in range(hit.i, hit.j)}
    return named and all(k in known or words[k] in _JOINS for k in range(begin, number.i))


_JOINS = frozenset({",", "/", "-", ":", "and", "="})
_TURNS = frozenset({"but", "now", "then", "(", ")", "→", "/", "vs", ";", "and", "|"})


def _is_dated(segment: Segment, number: Hit, days: list[Hit]) -> bool:
    """Whether a day stands right behind a number: "720 ft on 9/2", "41/56 (10/13)".

    A bare day does so only behind a second number.
    """
    words = segment.scan.words
    behind = number.j + (words[number.i - 1] == "(" and words[number.j : number.j + 1] == [")"])
    near = [day for day in days if 0 <= day.i - behind <= 2 and _ON.issuperset(words[behind : day.i])]
    second = bool(near) and any(word[0].isdigit() for word in words[max(0, number.i - _NEAR) : number.i])
    return second or any(day.i > number.j for day in near)


_NEAR = 24
_ON = frozenset(
    {"on", "from", "dated", "(", "in", "of", "back", "at", "the", "as", "per", "recheck", "retest", "probe"}
)


def _brackets(segment: Segment, number: Hit) -> tuple[int, int] | None:
    words = segment.scan.words
    begin = max(segment.i, number.i - 25)
    if "(" not in words[begin : number.i]:
        return None
    opened = next((k for k in range(number.i - 1, begin - 1, -1) if words[k] in "()"), None)
    if opened is None or words[opened] != "(":
        return None
    closed = next((k for k in range(number.j, min(len(words), number.j + 25)) if words[k] in ")\n"), segment.j)
    return opened, closed


_FAR = 8
"""Words that may stand between a number and the word of another day that touches it, at the most."""
_SAID = word_set("was were got")
_PARTS = word_set(", . ( ) | today now currently / but → compared versus vs than against relative")


def _beside(segment: Segment, cue: Hit, number: Hit, aside: bool) -> bool:
    """Whether the word of another day touches this number and no other."""
    between = _without_sounds(segment, cue, number)
    if len(between) > _FAR:
        return False
    if cue.j <= number.i:
        if _numbers_between(segment, cue, number):
            return False
        was = segment.scan.words[cue.j - 1] in ("was", "were")
        today = was and any(now.j == cue.i for now in segment.kinds.get("now", ()))
        if aside and (today or not _second(segment, cue, number)):
            return False
        return len(between) <= 6 and not {"now", "today", "currently"}.intersection(between)
    if aside or _numbers_between(segment, number, cue):
        return False
    told = not _SAID.isdisjoint(between)
    return len(between) <= (_FAR if told else 4) and not _PARTS.intersection(between)


def _without_sounds(segment: Segment, cue: Hit, number: Hit) -> list[str]:
    """The words between two hits; a sound of speech is one of them, not three: "60% /s/ last probe"."""
    sounds = [one for one in segment.kinds.get("activities", ()) if segment.scan.words[one.i] == "/"]
    inside = {k for one in sounds for k in range(one.i, one.j)}
    if not inside:
        return words_between(segment, cue, number)
    first, last = (cue, number) if cue.i <= number.i else (number, cue)
    return [segment.scan.words[k] for k in range(first.j, last.i) if k not in inside]


PAIRED = frozenset({"fraction", "grade", "size"})
"""Kinds whose second number is no second value: a denominator, a width."""


def _has_two_values(number: Hit) -> bool:
    """Whether a quantity holds both its values: "from 18 s to 14 s"."""
    quantity = number.quantity
    return quantity is not None and quantity.second is not None and quantity.kind not in PAIRED


_OTHER_SIDE = listed("other side")
"""What a number is set against on the same day: the other side, the other condition."""


def _second(segment: Segment, cue: Hit, number: Hit) -> bool:
    """Whether there is another number that this one is set against ("from 84 to 108", "31 vs 27")."""
    numbers = segment.kinds["quantity"]
    if _OTHER_SIDE.intersection(segment.scan.words[cue.j : number.j + 2]):
        return False
    if segment.scan.words[cue.i : cue.j] == ["from"] and _counts_out(segment, number):
        return False
    if segment.scan.words[cue.i] in ("was", "were"):
        return any(hit.j <= cue.i for hit in numbers) or segment.has("now") or any(hit.i >= number.j for hit in numbers)
    return len(numbers) > 1 or segment.has("now") or _moved(segment)


def _counts_out(segment: Segment, number: Hit) -> bool:
    """Whether a number counts what something was taken from: "loaded the pill box from 4 bottles"."""
    thing = segment.scan.words[number.j] if number.j < segment.j else ""
    text = segment.scan.folded[segment.scan.starts[number.j] : segment.scan.ends[number.j]] if thing else ""
    return number in segment.kinds.get("number", ()) and len(text) > 4 and text.isalpha() and text.endswith("s")


def _moved(segment: Segment) -> bool:
    return any(hit.entries["comparisons"].more == "move" for hit in segment.kinds.get("comparisons", ()))


def holds_both_days(segment: Segment, number: Hit) -> bool:
    """One quantity with two values, the first of them earlier: 84→108, from 84 to 108, improved 18 (54 to 36)."""
    if not _has_two_values(number):
        return False
    words = segment.scan.words
    before = words[number.i - 1] if number.i > segment.i else ""
    moved = before == "(" and "to" in words[number.i : number.j + 2] and _moved(segment)
    return moved or before == "from" or (number.quantity is not None and number.quantity.arrow)
