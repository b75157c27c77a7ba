"""What stands in the way of daily life, told without a word of limit.

A condition ("gets on the bus only if the driver lowers the lift"), a cause ("eats in her room because she coughs"), a
part of the body that fails in it ("hip grabs when he gets out of the truck"), a longest time, a place where one is put.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from chargeline.evidence.readers.finding import as_written
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

Way: TypeAlias = Callable[[Segment, Sequence[Hit]], Hit | None]


def in_the_way(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """The first sign that what is told of life, the hits `life`, is done with trouble or not at all."""
    said = segment.said
    ways = (way for words, way in _WAYS if words is None or not words.isdisjoint(said))
    return next((hit for way in ways if (hit := way(segment, life))), None)


def _on_a_condition(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Showers only when her sister is in the house", "starts no worksheet unless somebody sits by him"."""
    words = segment.scan.words
    only = ("only" in segment.said and any(is_only_if(words, k) for k in range(segment.i, segment.j - 1))) or (
        "unless" in segment.said
    )
    return life[0] if only and life and not segment.has("changes", "ratings", "plans") else None


def is_only_if(words: Sequence[str], k: int) -> bool:
    """Whether a condition begins at a token: "only if", "only when"."""
    return words[k] == "only" and words[k + 1 : k + 2] in _IF


_IF = (["if"], ["when"])


def _for_a_cause(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Takes the ramp at church because her knee buckles": what is done, then the trouble that it is done for."""
    for cause in segment.kinds.get("aims", ()):
        chosen = not _CHOSEN.isdisjoint(segment.scan.words[max(segment.i, cause.i - 2) : cause.j])
        if cause.entries["aims"].more != "cause" or chosen:
            continue
        done = next((one for one in life if one.j <= cause.i), None)
        trouble = next((one for one in segment.all(*_TROUBLE) if 0 <= one.i - cause.j <= _NEAR), None)
        if done and trouble and _EASED.isdisjoint(segment.scan.words[cause.j : trouble.j + 2]):
            return done
    return None


_CHOSEN = word_set("picked chosen selected used chose why done added")
_TROUBLE = in_order("symptoms deficits faults limits lacking")
_NEAR = 8
_EASED = listed("eased")


def _fails_when(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Voice quits when she reads to her class": what a part of the body does at a task of life, nothing good."""
    words = segment.scan.words
    for k in range(segment.i + 1, segment.j):
        if words[k] not in _WHEN and words[k - 1 : k + 1] not in _EVERY_TIME:
            continue
        done = any(0 <= one.i - k <= _NEAR for one in life)
        part = next((hit for hit in segment.all("body", "capacities") if 1 <= k - hit.j <= _SHORT), None)
        if done and part and _is_failing(as_written(segment, part.j, k)):
            return part
    return None


_WHEN = word_set("when whenever")
_EVERY_TIME = (["every", "time"], ["each", "time"])
_SHORT = 4


def _is_failing(verb: Sequence[str]) -> bool:
    """Whether the words behind a part of the body are a deed of its own, and not that it is well."""
    acts = any(word.endswith("s") and len(word) > 3 and word not in _STATES for word in verb)
    return acts and _EASED.isdisjoint(verb)


_STATES = word_set("feels seems looks was does")


def _put_elsewhere(segment: Segment, _: Sequence[Hit]) -> Hit | None:
    """ "The foreman has him on inspection only": where the patient works or learns instead."""
    words = as_written(segment, segment.i, segment.j)
    if "again" in words:
        return None
    for k in range(1, len(words) - 2):
        if words[k] in _HAS and words[k + 1] in _HIM and words[k - 1] in EMPLOYERS:
            place = words[k + 2]
            if place in _AT or (place.endswith("ing") and len(place) > len("king")):
                return segment.hits[0]
    return None


EMPLOYERS = listed("employers")
_HAS = word_set("has have keeps keep kept put puts moved moves")
_HIM = word_set("him her them me pt patient")
_AT = word_set("at on in off to out behind from")


def _at_most(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Stands 15 min max at the stove", "drives 20 min before her foot goes numb"."""
    words = segment.scan.words
    for length in segment.all("minutes", "seconds", "distance"):
        behind = words[length.j : length.j + 2]
        if behind[:1] in _MOST or behind in _AT_MOST or (behind[:1] == ["before"] and _gives_out(segment, length.j)):
            return life[0] if life else None
    return None


_MOST = (["max"], ["maximum"], ["tops"])
_AT_MOST = (["at", "most"], ["at", "best"])
MOST = word_set("max maximum tops most best before")


def _gives_out(segment: Segment, k: int) -> bool:
    """Whether what follows "before" is the end of it: a part of the body, a symptom, or a person who has to stop."""
    signs = segment.all("body", "symptoms", "deficits", "responses")
    return any(1 <= one.i - k <= 2 for one in signs) or segment.scan.words[k + 1 : k + 2] in (["he"], ["she"], ["i"])


def _is_out(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Overhead serving is out for now", "steak is off the menu"."""
    words = segment.scan.words
    for hit in life:
        if "programme" in hit.entries and hit.entries["programme"].more != "diet":
            continue
        for k in range(hit.j, min(hit.j + _SHORT, segment.j - 1)):
            if words[k] in _BE and words[k + 1] in ("out", "off") and _ends(words, k + 2, segment.j):
                return hit
    return None


_BE = word_set("is are remains remain stays stay all both")


def _ends(words: Sequence[str], k: int, end: int) -> bool:
    if k >= end or not words[k][0].isalnum() or words[k] in _FOR_NOW:
        return True
    return words[k] == "the" and words[k + 1 : k + 2] in (["menu"], ["table"], ["list"], ["question"])


_FOR_NOW = word_set("so for until since now because bc limits")


def _with_a_hold(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Sits to shave", "leans on the sink to brush her teeth": what others do standing free."""
    words = segment.scan.words
    for hit in life:
        names = {hit.entries[kind].name for kind in ("functions", "activities") if kind in hit.entries}
        before = words[max(segment.i, hit.i - _SHORT - 2) : hit.i]
        if not _STANDING.isdisjoint(names) and before[-1:] in (["to"], ["for"]) and not _SITS.isdisjoint(before):
            return hit
    return None


_SITS = word_set("sits sit leans lean perches kneels")
_STANDING = frozenset({"grooming", "bathing", "meal preparation", "housework"})


def _not_any_more(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Carries nothing up from the cellar any more", "no choir since the surgery", "hasn't opened her mail"."""
    words = segment.scan.words
    for hit in life:
        before = words[max(segment.i, hit.i - _SHORT) : hit.i]
        if before[-1:] == ["no"] and not _FOR_NOW.isdisjoint(words[hit.j : hit.j + _SHORT]):
            return hit
        if "nothing" in before + words[hit.j : hit.j + _SHORT] and not _ANY_MORE.isdisjoint(segment.said):
            return hit
        if _has_not(before):
            return hit
    return None


_ANY_MORE = word_set("anymore more days now")


def _has_not(before: Sequence[str]) -> bool:
    """Whether something is not done of late: "hasn't picked up", "has not opened"; "hasn't needed" is no trouble."""
    k = next((k for k, word in enumerate(before) if word in _HASNT or before[k : k + 2] in _NOT_YET), -1)
    return k >= 0 and _NO_TROUBLE.isdisjoint(before[k:])


_HASNT = word_set("hasn't haven't")
_NOT_YET = (["has", "not"], ["have", "not"])
_NO_TROUBLE = listed("no trouble")


def is_without_trouble(segment: Segment, hit: Hit) -> bool:
    """ "Has not fallen", "hasn't needed the cane": what has not happened, and is no loss."""
    return not _NO_TROUBLE.isdisjoint(segment.scan.words[hit.i : hit.j + 1])


_WAYS: tuple[tuple[frozenset[str] | None, Way], ...] = (
    (word_set("only unless"), _on_a_condition),
    (None, _for_a_cause),
    (word_set("when whenever time"), _fails_when),
    (_HAS, _put_elsewhere),
    (MOST, _at_most),
    (word_set("out off"), _is_out),
    (_SITS, _with_a_hold),
    (word_set("nothing no") | _HASNT | word_set("not"), _not_any_more),
)
"""Each way, and the words without one of which it finds nothing; None where no word tells."""
