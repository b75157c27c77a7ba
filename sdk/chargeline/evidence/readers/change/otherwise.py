"""Something set otherwise than it was, whatever it is: by a step, now, "the same but", brought in or taken away.

What can be set is without number, so hardly anything here asks for a thing that is known. The sentence's build tells:
a step of an apparatus with a direction ("seat two holes higher"), an exercise and how it is now ("clams now blue"),
what stays with what does not ("same routine but eyes shut"). What the patient does or feels is turned away.
"""

from __future__ import annotations

from chargeline.evidence.readers.change.programme import COMPARATIVES, PERSON
from chargeline.evidence.readers.finding import Asked, first_found, names_home
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def otherwise(segment: Segment) -> Hit | None:
    """What was set otherwise than before, in a sentence that tells of nothing that the patient felt or achieved."""
    return None if segment.has("ratings", "limits") or names_home(segment) else first_found(segment, _READERS)


_THINGS = ("exercises", "activities", "equipment", "programme")
_FELT = in_order("symptoms ratings responses")
_RESULTS = (*_FELT, *in_order("assistance cues capacities deficits measures degrees grade percent family"))


def _near(segment: Segment, k: int) -> Hit | None:
    """The hit nearest to a word, none that only turns others away."""
    told = [hit for hit in segment.hits if hit.quantity or hit.entries.keys() != {"context"}]
    return min(told, key=lambda hit: abs(hit.i - k), default=None)


def _clause(segment: Segment, k: int) -> tuple[int, int]:
    """The tokens of the clause around a word: between commas, brackets and colons."""
    words = segment.scan.words
    i = next((n + 1 for n in range(k - 1, segment.i - 1, -1) if words[n] in _MARKS), segment.i)
    return i, next((n for n in range(k + 1, segment.j) if words[n] in _MARKS), segment.j)


_MARKS = frozenset({",", "(", ")", ":", ".", "\n"})


def _by_somebody(segment: Segment, i: int, j: int) -> bool:
    """Whether the patient or a helper stands between two tokens, as the one who does something."""
    return not _PEOPLE.isdisjoint(segment.scan.words[i:j]) or any(i <= one.i < j for one in segment.all("family"))


_PEOPLE = PERSON | word_set("mr mrs ms dr")


def _has(segment: Segment, i: int, j: int, kinds: tuple[str, ...]) -> bool:
    """Whether anything of these kinds stands between two tokens."""
    return any(
        one.quantity.kind in kinds if one.quantity else not one.entries.keys().isdisjoint(kinds)
        for one in segment.between(i, j)
    )


def _has_result(segment: Segment, i: int, j: int) -> bool:
    """Whether a result or help stands between two tokens, not an exercise by whose name something is measured too."""
    return any(
        one.quantity.kind in _RESULTS
        if one.quantity
        else not one.entries.keys().isdisjoint(_RESULTS) and one.entries.keys().isdisjoint(_THINGS)
        for one in segment.between(i, j)
    )


def _stepped(segment: Segment) -> Hit | None:
    """An apparatus set by a step of its own: "bench two notches lower", "easel up one peg", "opened by a click"."""
    words = segment.scan.words
    for k in range(segment.i + 1, segment.j):
        if words[k] not in STEPS or not (words[k - 1] in _COUNTS or words[k - 1].isdigit()):
            continue
        i, j = _clause(segment, k)
        turned = [*words[max(i, k - _TURNED) : k - 1], *words[k + 1 : k + 2]]
        felt = _by_somebody(segment, i, k) or _has(segment, i, j, (*_FELT, "deficits"))
        if not (_DIRECTIONS.isdisjoint(turned) or felt):
            return _near(segment, k)
    return None


STEPS = word_set("notch notches click clicks hole holes rung rungs peg pegs")
_COUNTS = word_set("a an one two three half another quarter")
_DIRECTIONS = COMPARATIVES | word_set(
    "up down in out higher lower closer nearer tighter looser farther further raised lowered opened closed moved turned"
    " tightened loosened widened narrowed"
)
_TURNED = 5
"""Words before a step among which its direction stands: "opened by a click"."""


def _now(segment: Segment) -> Hit | None:
    """An exercise and how it is done now: "clams now blue", "dish sort now from the low rack"."""
    words = segment.scan.words
    for k in (one.i for one in segment.kinds.get("now", ()) if words[one.i] == "now"):
        i, j = _clause(segment, k)
        if k == i or _by_somebody(segment, i, k) or _has_result(segment, i, j):
            continue
        if k == j - 1:
            done = segment.first("exercises")
            if done is not None and i <= done.i and not _WITH.isdisjoint(words[done.j : k]):
                return done
            continue
        thing = next((one for one in segment.between(i, k) if not one.entries.keys().isdisjoint(_THINGS)), None)
        level = any(one.i == k + 1 and "programme" in one.entries for one in segment.hits)
        told = thing and thing.j == k and (level or _has(segment, k + 1, k + 2, _LOADS))
        placed = words[k + 1] in _WITH and not _BE.intersection(words[i:k]) and _is_done_so(segment, thing, k)
        if told or placed:
            return thing or _near(segment, k)
    return None


_LOADS = ("load", "equipment", "dose", "reps")
_WITH = word_set("with w/ without w/o from on in off through over using under into")
_BE = word_set("is are was were has have lives sleeps")


def _is_done_so(segment: Segment, thing: Hit | None, k: int) -> bool:
    """Whether what is done is treatment: an exercise or a task is named before, or a thing of the programme behind."""
    if _has(segment, k + 1, segment.j, ("device",)) or segment.section == "subjective":
        return False
    return thing is not None or _has(segment, k + 1, segment.j, ("programme", "equipment"))


def _same_but(segment: Segment) -> Hit | None:
    """What stays and what does not: "same routine but eyes shut", "usual taps but holding a ball"."""
    words = segment.scan.words
    k = next((k for k in range(segment.i, segment.j) if words[k] in SAME), None)
    turn = next((n for n in range(k + 1, segment.j) if _turns(words, n)), None) if k is not None else None
    if turn is None or k is None or turn + 1 >= segment.j or _has_result(segment, turn, segment.j):
        return None
    behind = words[turn + 1 : segment.j]
    named = segment.between(k + 1, k + 3)
    done = any(not one.entries.keys().isdisjoint(_THINGS) for one in named) or not _LISTS.isdisjoint(
        words[k + 1 : k + 3]
    )
    felt = behind[0] in PERSON or not _TOOK.isdisjoint(behind)
    set_so = behind[:2] in (["had", "him"], ["had", "her"]) or behind[0] in _WITH or behind[0].endswith("ing")
    thing = _has(segment, turn, segment.j, (*_THINGS, *_LOADS, "length", "distance", "speed"))
    return _near(segment, turn) if done and not felt and (set_so or thing) else None


SAME = word_set("same usual")


def _turns(words: list[str], k: int) -> bool:
    return words[k] in _BUT or words[k - 1 : k + 1] == ["this", "time"]


_BUT = word_set("but except only")
_LISTS = word_set("list routine program programme set sets exercises lines drill")
_TOOK = word_set("tired tires tolerated needed needs took required felt feels did less better worse")


def _moved_along(segment: Segment) -> Hit | None:
    """A load set nearer to a joint or farther from it: "band moved from thighs to ankles"."""
    words = segment.scan.words
    k = next((k for k in range(segment.i + 1, segment.j - 3) if words[k] == "from"), None)
    to = next((n for n in range(k + 2, min(k + 7, segment.j)) if words[n] == "to"), None) if k else None
    if k is None or to is None or _by_somebody(segment, segment.i, k):
        return None
    ends = _has(segment, k + 1, to, ("body",)) and _has(segment, to + 1, to + 4, ("body",))
    if not ends or segment.has("symptoms") or words[k - 2] == "weight":
        return None
    loads = (one for one in segment.between(segment.i, k) if _is_load(one))
    return next(loads, segment.first("exercises") if words[k - 1] in _MOVED else None)


def _is_load(one: Hit) -> bool:
    things = (one.entries[kind].more for kind in ("equipment", "programme") if kind in one.entries)
    return any(more in ("load", "tool") for more in things)


_MOVED = word_set("moved shifted slid switched went")


def _came_and_went(segment: Segment) -> Hit | None:
    """What was brought in or taken away: "headphones came off today", "cups are in", "spring pair put away"."""
    words = segment.scan.words
    if not _OTHERS.isdisjoint(segment.said):
        return None
    for k in range(segment.i + 1, segment.j - 1):
        pair = (words[k], words[k + 1])
        if pair not in _GONE and not (words[k] in ARE and words[k + 1] in _RETIRED):
            continue
        i, j = _clause(segment, k)
        subject = words[i] not in ("and", "then") or k - i > 1
        here = segment.has(*_THINGS, "now", "dose") or segment.section in ("treatment", "objective")
        ends = pair[0] not in ARE or k + 2 == j or words[k + 2] in _BEHIND
        part = segment.ending_at(k - (words[k - 1] in ARE))
        if subject and here and ends and not (_by_somebody(segment, i, k) or (part and "body" in part.entries)):
            return None if _has_result(segment, i, k) else _near(segment, k)
    return None


_GONE = frozenset(
    [(was, off) for was in ("put", "came", "taken") for off in ("away", "off", "out")]
    + [(are, out) for are in ("is", "are") for out in ("in", "out", "back")]
    + [("put", "in"), ("brought", "back")]
)
_BEHIND = word_set("today now and to for from")
ARE = word_set("is are was were been")
_RETIRED = word_set("retired dropped removed added withdrawn shelved benched")
GONE = _RETIRED | word_set("put came taken brought")
_OTHERS = listed("no part of a programme") | listed("of another trade") | listed("taken out by others")


def _another(segment: Segment) -> Hit | None:
    """An exercise with a thing that is compared: "rows with the thicker tube", "crank turned to the shorter arm"."""
    words = segment.scan.words
    for k in range(segment.i + 2, segment.j - 1):
        if words[k] in COMPARATIVES and words[k - 1] == "the" and words[k - 2] in _BY_MEANS and words[k + 1].isalpha():
            done = next((one for one in segment.kinds.get("exercises", ()) if one.j < k), None)
            if done is not None and not _by_somebody(segment, segment.i, k):
                return done
    return None


_BY_MEANS = word_set("with on to off from through over using")


def _laid_aside(segment: Segment) -> Hit | None:
    """What was taken off for a part of it: "vest off for the second half", "rail gone today"."""
    words = segment.scan.words
    if not _OTHERS.isdisjoint(segment.said) or _by_somebody(segment, segment.i, segment.j):
        return None
    for one in segment.all("programme", "equipment"):
        behind = words[one.j : min(one.j + 3, segment.j)]
        gone = behind[:1] in (["off"], ["gone"]) and (behind[1:] in (["for", "the"], ["today"]) or not behind[1:])
        if gone and not (segment.has("assistance") or _has(segment, one.i, one.i + 1, ("speech",))):
            return one
    return None


def _set_to(segment: Segment) -> Hit | None:
    """An orthosis or a dial set to another number: "splint remolded to 20 deg", "hinge opened to 30 deg"."""
    words = segment.scan.words
    k = next((k for k in range(segment.i + 1, segment.j - 1) if words[k] in SET), None)
    if k is None or _by_somebody(segment, segment.i, k):
        return None
    i, j = _clause(segment, k)
    things = (one for one in segment.all("equipment", "programme") if one.j <= k and _has_number(one))
    thing = next(things, None)
    part = segment.ending_at(k - (words[k - 1] in ARE))
    if thing is None and (i == k or (part and "body" in part.entries) or _has_result(segment, i, j)):
        return None
    numbers = [one for one in segment.kinds.get("quantity", ()) if 0 < one.i - k <= _TO_NUMBER and one.j <= j]
    to = any({"to", "from"}.intersection(words[k + 1 : one.i + 1]) for one in numbers)
    by = any(words[one.j : one.j + 1] != [] and words[one.j].endswith("er") for one in numbers)
    return (thing or numbers[0]) if to or by else None


SET = word_set(
    "reset remolded remoulded readjusted adjusted opened unlocked locked reangled set dialed dialled brought narrowed"
    " widened shortened lengthened raised lowered tightened loosened"
)
_TO_NUMBER = 6


def _has_number(one: Hit) -> bool:
    """Whether a thing can be set to a number: an orthosis, a dial, a load."""
    orthosis = "equipment" in one.entries and one.entries["equipment"].name == "orthosis"
    return orthosis or ("programme" in one.entries and one.entries["programme"].more == "load")


def _joined(segment: Segment) -> Hit | None:
    """What came into the programme: "stepping joined the routine this morning"."""
    words = segment.scan.words
    for k in range(segment.i + 1, segment.j - 2):
        if words[k] == "joined" and words[k + 1] == "the" and not _by_somebody(segment, segment.i, k):
            return _near(segment, k) if words[k + 2] in _LISTS or _has(segment, k + 2, k + 3, _THINGS) else None
    return None


def _spared(segment: Segment) -> Hit | None:
    """An exercise done without what was there: "SLR w/o brace today", "step taps without the rail this time"."""
    words = segment.scan.words
    if not segment.has("now") or segment.has("responses", "assistance"):
        return None
    for one in segment.all("equipment", "programme"):
        k = one.i - (words[one.i - 1] in _ARTICLES)
        spared = words[k - 1] in WITHOUT or words[k - 3 : k] == ["w", "/", "o"]
        done = next((hit for hit in segment.kinds.get("exercises", ()) if hit.j < k), None)
        if spared and done is not None:
            return done
    return None


JOINED = word_set("joined")
_ARTICLES = word_set("the a his her")
WITHOUT = word_set("without no o")


_READERS: tuple[Asked, ...] = (
    (STEPS, _stepped),
    (word_set("now"), _now),
    (SAME, _same_but),
    (word_set("from"), _moved_along),
    (GONE | ARE, _came_and_went),
    (JOINED, _joined),
    (WITHOUT, _spared),
    (SET, _set_to),
    (COMPARATIVES, _another),
    (word_set("off gone"), _laid_aside),
)
