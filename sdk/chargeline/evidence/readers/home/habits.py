"""Practice told as a habit, by where the sheet hangs, as gone over again, or as what goes on when the visits end."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.finding import as_written
from chargeline.evidence.readers.home.practice import PATIENT, RECORDS, THINGS, nearest, said
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def habit(segment: Segment) -> Hit | None:
    """An exercise that the patient does where or when life goes on: "does wall angels at the copier, 4 days of 5"."""
    what = segment.first("exercises", "techniques")
    if what is None or segment.has(*_IN_SESSION) or segment.section in ("goals", "plan"):
        return None
    opening = as_written(segment, segment.i, segment.i + 2)
    does = opening[0] in _DOES or (opening[0] in PATIENT and opening[-1] in _DOES)
    placed = not HABITAT.isdisjoint(segment.said)
    days = any(_counts_days(segment, k) for k in range(segment.i + 1, segment.j))
    quoted = "when" in segment.said and '"' in segment.said and placed
    return what if (does and placed) or days or quoted else None


def _counts_days(segment: Segment, k: int) -> bool:
    """ "4 days of 5", "5 of 7 nights"."""
    words = segment.scan.words
    if words[k] not in _DAYS:
        return False
    around = [*words[max(segment.i, k - 3) : k], *words[k + 1 : min(k + 3, segment.j)]]
    return "of" in around and sum(word.isdigit() for word in around) > 1


_DAYS = word_set("days day nights night evenings evening mornings morning")
_DOES = word_set("does keeps practices practises runs repeats rehearses performs")
HABITAT = listed("where life goes on")
"""Where a patient practises between visits: "at the copier", "in the car", "at lunch"."""
_IN_SESSION = ("dose", "assistance", "cues", "limits", "ratings", "responses", "deficits")


def for_place(segment: Segment) -> Hit | None:
    """What was made for a place of the patient's own: "word cards for the refrigerator", "names list in his wallet"."""
    words = said(segment)
    if segment.has(*_IN_SESSION, "times", "distance") or segment.section == "goals" or not segment.hits:
        return None
    for k in range(2, len(words)):
        if words[k] not in KEPT_AT:
            continue
        near = words[max(0, k - 3) : k]
        preposition = next((n for n, word in enumerate(near) if word in _AT), None)
        things = not (RECORDS | THINGS | _WRITTEN).isdisjoint(words[max(0, k - _BEFORE_PLACE) : k])
        own = preposition is not None and _WHOSE.issuperset(near[preposition + 1 :])
        if own and (things or segment.has("often")):
            return nearest(segment, k)
    return None


KEPT_AT = word_set("refrigerator fridge wallet purse nightstand backpack lunchbox glovebox truck")
_AT = word_set("for on in by")
_WHOSE = word_set("the his her their a bathroom kitchen mom's dad's") | word_set("wife's husband's")
_WRITTEN = word_set("written printed copied drawn steps cards")
_BEFORE_PLACE = 7


def gone_over(segment: Segment) -> Hit | None:
    """What was given before and looked at again: "strap stretch gone over once more", "exercise card gone through"."""
    words = said(segment)
    if segment.has(*_IN_SESSION, "times") or segment.section in ("goals", "subjective"):
        return None
    pairs = set(pairwise(words))
    again = not LOOKED.isdisjoint(words) and "again" in words
    if not (again or not _OVER.isdisjoint(pairs)) or "not" in words:
        return None
    return segment.first("exercises", "techniques") or (nearest(segment, 0) if RECORDS & set(words) else None)


LOOKED = word_set("looked checked gone")
_OVER = frozenset((go, over) for go in ("gone", "went", "going") for over in ("over", "through"))


def ends_with(segment: Segment) -> Hit | None:
    """How it goes on when the visits end: "two weeks left, then on her own at the pool", "the rest is hers to do"."""
    words = said(segment)
    if FEWER.isdisjoint(words) or segment.section in ("subjective", "goals") or not segment.hits:
        return None
    when = any(word in FEWER and not _VISITS.isdisjoint(words[max(0, k - 4) : k + 4]) for k, word in enumerate(words))
    pairs = set(pairwise(words))
    alone = not _HERS.isdisjoint(pairs) or not _ALONE.isdisjoint(words)
    return nearest(segment, 0) if when and alone else None


FEWER = word_set("more left last after taper tapers thin thins spaced final from once")
_VISITS = word_set("visit visits week weeks wk wks session sessions month months here")
_ALONE = frozenset({"alone", "herself", "himself", "themselves", "hers"})
_HERS = frozenset(
    {("his", "own"), ("her", "own"), ("their", "own"), ("done", "here"), ("take", "over"), ("takes", "over")}
)


def shown_back(segment: Segment) -> Hit | None:
    """Who showed how they do it at home: "both showed me how", "she showed me the way they do it"."""
    words = said(segment)
    for k, word in enumerate(words[:-2]):
        if word == "showed" and words[k + 1] in ("me", "us") and words[k + 2] == "how" and segment.hits:
            return nearest(segment, k)
    return None
