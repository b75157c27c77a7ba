"""Whether a word of change is about a thing of the programme, and not about the patient or the patient's results."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from chargeline.evidence.readers.finding import as_written, is_of_symptom
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

PROGRAMME = in_order(
    "exercises dose load reps times equipment activities speed length services seconds minutes cues assistance"
    " distance programme tries"
)
LOADS = frozenset({"load", "dose", "reps", "times", "range", "speed", "length", "seconds", "minutes", "distance"})


LEVELS = ("load", "colour", "speech", "diet", "material")
"""What has levels: "RTB to GTB"; a ball goes to the wall by hand."""
COMPARATIVES = word_set(
    "harder easier bigger smaller heavier lighter longer shorter thicker thinner wider narrower taller firmer softer"
    " trickier tougher steeper"
)


class _Asks(NamedTuple):
    """What a word of change may be about, by kinds of hits, and how many words behind and before it that may stand."""

    kinds: frozenset[str]
    behind: int
    before: int


_ITEMS = frozenset({"exercises", "activities", "equipment", "programme", "services"})
_DIALS = LOADS | {"equipment", "programme"}
_ALL = frozenset(PROGRAMME) | {"number"}
_LEFT_OUT = _Asks(frozenset({"exercises", "activities", "programme"}), 2, 2)
_ASKS = {
    "more": _Asks(_DIALS | {"number", "physical"}, 6, 3),
    "whole": _Asks(_ALL, 3, 2),
    "to": _Asks(_ALL | {"modes"}, 5, 2),
    "new": _Asks(_ITEMS | {"load", "dose"}, 5, 4),
    "swap": _Asks(_ALL, 5, 3),
    "out": _LEFT_OUT,
    "left": _LEFT_OUT,
    "taken": _Asks(frozenset({"exercises", "equipment", "programme", "load", "pauses"}), 3, 2),
}
_RESULTS = frozenset(in_order("capacities ratings deficits responses functions symptoms measures limits"))


def is_of_programme(segment: Segment, hit: Hit) -> bool:
    """Whether a word of change is about the programme, not about the patient or the patient's results."""
    form = hit.entries["changes"].more
    if form == "plain":
        return True
    if _is_at_home(segment, hit) or is_of_symptom(segment, hit):
        return False
    if segment.section == "subjective" and not segment.has("exercises", "dose"):
        return False
    if not _OTHER_THINGS.isdisjoint(segment.scan.words[hit.j : hit.j + 2]):
        return False
    made = "made" in segment.scan.words[max(segment.i, hit.i - _GIVEN_REACH) : hit.i]
    if form == "whole" and made and not is_given(segment, hit.i):
        return False
    things = _things(segment, hit, form)
    if form == "swap" and not things and _one_for_other(segment, hit):
        return True
    if form == "whole" and segment.scan.words[hit.i] in ("up", "down") and _stands_first(segment, hit):
        things = things or [one for one in segment.all("exercises", "dose", "reps", "load") if one.j <= hit.i]
    return bool(things) and "motions" not in hit.entries and _FORMS[form](segment, hit, things)


def is_given(segment: Segment, k: int) -> bool:
    """Whether it was made or given so, not by the patient: "made the course trickier"."""
    words = segment.scan.words
    given = (n for n in range(max(segment.i, k - _GIVEN_REACH), k) if words[n] in _GIVEN)
    return any(
        n == segment.i or words[n - 1] in _GIVERS or (words[n] != "made" and words[n - 1] not in PERSON) for n in given
    )


_GIVEN = word_set("made gave handed used graded")
_GIVERS = listed("therapist") | word_set("we and was were so , ; :")
"""Before "made": what a task was made by; "the fatigue made walking harder" is no deed."""
_GIVEN_REACH = 6


def opens_with_deed(segment: Segment) -> bool:
    """Whether what the patient does opens a sentence: "hikes the hip", "stands at the sink 6 min now"; no exercise."""
    opening = as_written(segment, segment.i, segment.i + 1)[0]
    named = any(one.i == segment.i and not _DONE_WITH.isdisjoint(one.entries) for one in segment.hits)
    return opening.isalpha() and opening.endswith(("s", "ing")) and not named


_DONE_WITH = frozenset({"exercises", "activities", "equipment", "programme", "cues"})


def _is_at_home(segment: Segment, hit: Hit) -> bool:
    """Whether the programme for home is named near a change, or something at home."""
    near = [one for one in segment.kinds.get("home", ()) if max(hit.i - one.j, one.i - hit.j) <= _NEAR]
    said = "home" in segment.scan.words[max(segment.i, hit.i - _NEAR) : min(hit.j + _NEAR, segment.j)]
    return said or any(one.entries["home"].more != "act" for one in near)


_NEAR = 6


def _things(segment: Segment, hit: Hit, form: str) -> list[Hit]:
    """The things that a word of change can be about; none where what stands nearest on either side is a result."""
    asks = _ASKS[form]
    words = segment.scan.words
    end = next((k for k in range(hit.j, min(hit.j + asks.behind, segment.j)) if words[k] in TURNS), segment.j)
    behind = [one for one in segment.hits if 0 <= one.i - hit.j <= asks.behind and one.i < end and _tells(one)]
    before = [one for one in segment.hits if 0 <= hit.i - one.j <= asks.before and _tells(one)][-1:]
    if form == "more" and end < segment.j and words[end] in _NEEDED:
        return []
    aside = behind and "," in words[hit.j : behind[0].i]
    if form not in _OVER_RESULTS and behind and not aside and _is_result(behind[0]):
        return []
    named = next((one for one in reversed(segment.hits) if one.j <= hit.i and _tells(one) and not one.quantity), None)
    subject = named is not None and form != "swap" and _is_result(named) and hit.i - named.j <= _SUBJECT
    if subject and named and _ENDS.isdisjoint(words[named.j : hit.i]):
        return []
    return [one for one in behind + before if not asks.kinds.isdisjoint(_kinds(one))]


TURNS = word_set("and but while then so because when since after due d/t needed required spent")
_ENDS = TURNS | {":", ">", "→"}
"""What parts a result from a change that came of it: "nauseous so I took the foam away"."""
_NEEDED = ("needed", "required", "spent")
"""Behind a thing these tell what the patient took: "reduced cues needed"."""
_OVER_RESULTS = ("to", "swap", "out", "left", "taken")
_OTHER_THINGS = listed("no part of a programme")
_SUBJECT = 3
"""Words between a result and the change that is told of it: "grip 38# up from"."""


def _kinds(one: Hit) -> set[str]:
    return {one.quantity.kind} if one.quantity else set(one.entries)


def _tells(one: Hit) -> bool:
    return _is_result(one) or not _TOLD.isdisjoint(_kinds(one))


_TOLD = _ALL | _ITEMS | {"physical", "modes", "pauses"}


def _is_result(one: Hit) -> bool:
    if one.quantity:
        return one.quantity.kind == "fraction" and one.quantity.second == _RATED
    return not _RESULTS.isdisjoint(one.entries) and _ITEMS.isdisjoint(one.entries)


_RATED = 10
"""What a rating of pain or effort is out of: "4/10 up to 6/10"."""


def _more(segment: Segment, hit: Hit, things: list[Hit]) -> bool:
    """Whether a load, a dose or a height became more or less; not a thing cut, lowered or tightened by hand."""
    words = segment.scan.words
    if words[hit.j - 1] == "from" and words[hit.i] in ("up", "down"):
        counted = segment.kinds.get("number", ()) if _rests_on_exercise(segment, hit) else ()
        if any(one.i == hit.j for one in counted):
            return True
        things = [one for one in things if one.i - hit.j <= 1 and words[hit.j : hit.j + 1] != ["the"]]
    dials = [one for one in things if "number" not in _kinds(one)]
    if words[hit.i] in ("up", "down") and any(one.i == hit.j and _is_score(one) for one in segment.hits):
        return False
    if not dials or (words[hit.i] in ("up", "down") and not _stands_first(segment, hit) and dials[-1].j > hit.i):
        return False
    if words[hit.i] not in _HANDLED or words[hit.j - 1] == "from":
        return True
    if _by_patient(segment, hit) or not _OWNERS.isdisjoint(words[hit.j : hit.j + 1]):
        return any(one.quantity and one.quantity.kind == "load" and one.i >= hit.j for one in dials)
    return any(
        one.quantity or ("programme" in one.entries and one.entries["programme"].more in _GRADED) for one in dials
    )


def _rests_on_exercise(segment: Segment, hit: Hit) -> bool:
    """ "UBE up from 4+4": a number behind an exercise is its dose."""
    before = segment.ending_at(hit.i)
    return before is not None and "exercises" in before.entries


def _is_score(one: Hit) -> bool:
    return one.quantity is not None and one.quantity.kind in ("fraction", "percent", "degrees", "grade", "tried")


def _stands_first(segment: Segment, hit: Hit) -> bool:
    """Whether a word opens its clause: "rows at 20#, up from 15", "up to 8 lb on rows"."""
    return hit.i == segment.i or segment.scan.words[hit.i - 1] in (",", "(", ":", "-", "now", "went", ".")


_HANDLED = listed("done by hand too")
_GRADED = ("load", "dose", "colour", "difficulty", "programme", "support", "speech", "diet")


def _by_patient(segment: Segment, hit: Hit, reach: int = 1) -> bool:
    """Whether the patient stands close before a word, as the one who did it."""
    return not PERSON.isdisjoint(segment.scan.words[max(segment.i, hit.i - reach) : hit.i])


def _by_hand(segment: Segment, hit: Hit, _: list[Hit]) -> bool:
    """Whether an item was left out, not held, dropped or laid aside by the patient's own hand."""
    words = segment.scan.words
    tries = [one for one in segment.all("tried", "fraction") if one.j <= hit.i]
    if _by_patient(segment, hit) or tries:
        return False
    near = words[hit.j : hit.j + 2]
    counted = (k for k in range(hit.j, segment.j) if words[k] in _HOW_OFTEN and words[k - 1] != "this")
    if not _OWNERS.isdisjoint(near) or any(counted):
        return False
    if words[hit.i] not in _HELD or _with_its_reason(segment, hit):
        return True
    return not segment.has("seconds", "minutes", "dose", "times", "length")


def _with_its_reason(segment: Segment, hit: Hit) -> bool:
    """Whether an exercise stands right behind, and behind it why: "bridges 2x10, dropped leg press 2/2 knee pain"."""
    item = next((one for one in segment.all("exercises") if 0 <= one.i - hit.j <= 1), None)
    causes = (aim for aim in segment.kinds.get("aims", ()) if aim.entries["aims"].more == "cause")
    return item is not None and any(0 <= aim.i - item.j <= 2 for aim in causes)


_HELD = word_set("held dropped")
_HOW_OFTEN = word_set("once twice time")
_OWNERS = word_set("his her their my him them")


def _onwards(segment: Segment, hit: Hit, things: list[Hit]) -> bool:
    """Whether the programme went on, not a person from one place to another."""
    words = segment.scan.words
    if all({"cues", "assistance"}.intersection(one.entries) for one in things):
        return words[hit.i].startswith(("fade", "wean", "withdr"))
    if words[hit.i - 1] == "weight" and words[hit.i].startswith("shift"):
        return False
    if words[hit.i].startswith("switch") and not _LIMBS.isdisjoint(words[hit.j : hit.j + 5]):
        return False
    exercise = any(one.j <= hit.i for one in things)
    return exercise or _PLACES.isdisjoint(words[hit.j : hit.j + 3])


_PLACES = listed("where one is moved")
PERSON = word_set("patient pt client she he child")


def _begins(segment: Segment, hit: Hit, things: list[Hit]) -> bool:
    """Whether what was begun is new, not the session: said to be of today, or the first words with an item behind."""
    words = segment.scan.words
    if words[hit.i] in _AGAIN:
        return not segment.has("pauses")
    if words[hit.i] == "now" and any(one.i == hit.j and _is_help(one) for one in segment.hits):
        return False
    if words[hit.i] not in _STARTED:
        return True
    told = [one for one in things if one.j <= hit.i and words[one.j : hit.i] in _BE]
    if any(map(_is_done, told)):
        return True
    if _by_patient(segment, hit, 2) or not _WITH.isdisjoint(words[hit.j : hit.j + 1]):
        return False
    opens = hit.i - segment.i <= 1 and any(0 <= one.i - hit.j <= 2 for one in things if _is_done(one))
    return bool(told) or segment.has("now") or opens


def _is_done(one: Hit) -> bool:
    return not {"exercises", "activities"}.isdisjoint(one.entries)


def _is_help(one: Hit) -> bool:
    """Whether help is told, which changes with the patient: "transfers now with CGA"."""
    return not {"assistance", "cues", "symptoms"}.isdisjoint(one.entries) and "programme" not in one.entries


_BE: tuple[list[str], ...] = ([], ["was"], ["were"])
_AGAIN = word_set("resumed restarted")
_STARTED = listed("beginning")
_WITH = word_set("with on w/ at in off out session tx treatment the")


def _swapped(segment: Segment, hit: Hit, _: list[Hit]) -> bool:
    """Whether one thing was taken for another, not a hand or a job changed."""
    return _LIMBS.isdisjoint(segment.scan.words[hit.j : hit.j + 1])


_LIMBS = word_set("hand side arm foot leg finger between back them him")


def _one_for_other(segment: Segment, hit: Hit) -> bool:
    """Whether two things are told, known or not: "I changed the wall for the checkerboard"."""
    words = segment.scan.words
    if _by_patient(segment, hit) or segment.has("symptoms", "family", "limits", "ratings"):
        return False
    if words[hit.j - 1] == "of":
        return True
    if words[hit.i] == "replaced" and hit.j - hit.i == 1 and words[hit.j : hit.j + 1] == ["the"]:
        return hit.i - segment.i > 1
    behind = words[hit.j : min(hit.j + _OTHER, segment.j)]
    theirs = not _OTHER_THINGS.isdisjoint(behind) or not _OWNERS.isdisjoint(behind)
    k = next((n for n, word in enumerate(behind) if word in ("for", "with")), None)
    return not theirs and k is not None and k > 0 and behind[k + 1 : k + 2] in (["the"], ["a"], ["an"])


_OTHER = 7


def _taken(segment: Segment, hit: Hit, things: list[Hit]) -> bool:
    """Whether something was taken away: "took the mirror away", not "took a rest"."""
    words = segment.scan.words
    if _by_patient(segment, hit) or (words[hit.i] == "cut" and all(map(_is_material, things))):
        return False
    if hit.j - hit.i > 1 or words[hit.i] == "removed":
        return not any(one.quantity and one.i == hit.j for one in segment.hits)
    return any(not _AWAY.isdisjoint(words[one.j : one.j + 2]) for one in things if one.i >= hit.j)


def _is_material(one: Hit) -> bool:
    """What scissors cut out: a circle, lines."""
    return "programme" in one.entries and one.entries["programme"].more == "material"


_AWAY = word_set("away off out")

_FORMS: dict[str, Callable[[Segment, Hit, list[Hit]], bool]] = {
    "more": _more,
    "whole": lambda *_: True,
    "to": _onwards,
    "new": _begins,
    "swap": _swapped,
    "out": _by_hand,
    "left": _by_hand,
    "taken": _taken,
}
"""What else each form asks for."""
