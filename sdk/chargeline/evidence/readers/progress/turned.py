"""What became another of its sort, what was beside what is: "CGA -> SBA", "from RW to SPC", "was daily, now weekly"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from chargeline.evidence.readers.clauses import LABELLED, NOT_NOW
from chargeline.evidence.readers.finding import Asked, first_found, names_home
from chargeline.evidence.readers.results.units import COUNTED
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


class Step(NamedTuple):
    """One thing and then another of its sort: the first of the two, where it begins, and what stands between."""

    first: Hit | None
    i: int
    sort: str
    between: list[str]


def steps(segment: Segment) -> Iterator[Step]:
    """Each two values, amounts of help, devices or textures with a "to" or an arrow between."""
    words = segment.scan.words
    sorted_ = [(hit, sort) for hit in segment.hits if (sort := _sort(hit))]
    for (one, sort), (other, same) in pairwise(sorted_):
        between = words[one.j : other.i]
        if sort == same and (between in ARROWS or (between[:1] == ["to"] and between[1:] in _ARTICLES)):
            yield Step(one, one.i, sort, between)
    if segment.has("cues", "assistance", "skills"):
        turns = (k for k in range(segment.i + 1, segment.j - 1) if words[k] in ("to", "→"))
        yield from (Step(None, k - 1, "help", [words[k]]) for k in turns if {words[k - 1], words[k + 1]} <= _AMOUNTS)


ARROWS = (["→"], ["-", ">"], ["=", ">"], [">"])
_ARTICLES: tuple[list[str], ...] = ([], ["a"], ["an"], ["the"], ["only"], ["just"])
_AMOUNTS = listed("amounts of help")


def _sort(hit: Hit) -> str:
    """What may change from one to another: a value's unit, help, a device, a texture, a level of speech."""
    if hit.quantity:
        return hit.quantity.kind if hit.quantity.kind in COUNTED else ""
    kind = next((kind for kind in _SORTS if kind in hit.entries), "")
    return "help" if kind in ("assistance", "cues") else hit.entries[kind].more if kind else ""


_SORTS = ("assistance", "cues", "equipment", "programme")


def turned(segment: Segment) -> Hit | None:
    """The word that sets now against before, where neither is a dose, a rating, a plan or practice at home."""
    side = first_found(segment, _READERS)
    if side is None or segment.section in NOT_NOW or segment.label in LABELLED:
        return None
    if segment.has(*_OTHER) or names_home(segment):
        return None
    return None if any(one.entries["plans"].more != "frequency" for one in segment.kinds.get("plans", ())) else side


_OTHER = in_order("dose load times exercises")


def _levels(segment: Segment) -> Hit | None:
    """One amount of help, an arrow and another: "CGA -> SBA"."""
    return next(
        (one.first for one in steps(segment) if one.sort == "help" and one.between in ARROWS and one.first), None
    )


def _amounts(segment: Segment) -> Hit | None:
    """Amounts of help or of cues alone, an arrow between: "cue level faded mod -> min"."""
    words = segment.scan.words
    if _HELP.isdisjoint(segment.said):
        return None
    for k in range(segment.i, segment.j - 2):
        arrow = next((one for one in ARROWS if words[k + 1 : k + 1 + len(one)] == one), None)
        if arrow and words[k] in _AMOUNTS and not _AMOUNTS.isdisjoint(words[k + 1 + len(arrow) :][:1]):
            return segment.hits[0]
    return None


_HELP = word_set("cue cues cueing cuing vc prompt prompts prompting assist assistance help")


def _was_and_is(segment: Segment) -> Hit | None:
    """ "Was daily, now 1x/wk", "now on land; was in the pool": a clause that tells what was, and one with "now"."""
    if not segment.has(*_TOLD) or (segment.has("ratings") and not segment.has("often")):
        return None
    was = next((k for k in range(segment.i, segment.j - 1) if _tells_was(segment, k)), None)
    if was is None:
        return None
    for now in segment.kinds.get("now", ()):
        between = segment.scan.words[min(was, now.i) + 1 : max(was, now.i)]
        if not _PARTS.isdisjoint(between) and len(between) > 1:
            return now
    return None


_TOLD = in_order("functions activities equipment limits often assistance cues quantity targets manners programme")
_PARTS = word_set(", ( but and while where")


def _tells_was(segment: Segment, k: int) -> bool:
    """Whether "was" tells a state, not what merely happened: "was seen", "was given"."""
    words = segment.scan.words
    opens = k == segment.i or words[k - 1] in _OPENING
    return opens and words[k] in ("was", "were") and words[k + 1] not in _HAPPENED


_OPENING = word_set(", ( : ; - but and it which they where that")
_HAPPENED = listed("merely happened")


def _rather(segment: Segment) -> Hit | None:
    """ "Walks with a cane now rather than the walker", "once a day now instead of 4"."""
    words = segment.scan.words
    at = [k for k in range(segment.i, segment.j - 1) if words[k : k + 2] in (["instead", "of"], ["rather", "than"])]
    other = any(0 <= one.i - k - 2 <= 1 for k in at for one in segment.all(*_COUNTED))
    return segment.first("now") if other and segment.has(*_LIFE) else None


_LIFE = in_order("often cues assistance limits equipment functions measures")
_COUNTED = in_order("often number seconds minutes cues assistance equipment")


def _often_from(segment: Segment) -> Hit | None:
    """How often, from how often: "pads down to 1/day from 3"."""
    words = segment.scan.words
    often = (one for one in segment.kinds.get("often", ()) if words[one.j : one.j + 1] in _FROM)
    return next((one for one in often if any(0 <= n.i - one.j - 1 <= 1 for n in segment.all("often", "number"))), None)


_FROM = (["from"], ["vs"], ["was"])


def _no_longer(segment: Segment) -> Hit | None:
    """ "No longer drops the pen": a fault that is over, told outside of treatment."""
    if segment.section in ("treatment", "objective") or segment.has("symptoms", "home"):
        return None
    words = segment.scan.words
    over = [k + 2 for k in range(segment.i, segment.j - 2) if words[k : k + 2] == ["no", "longer"]]
    failing = [one for one in segment.kinds.get("manners", ()) if one.entries["manners"].more == "fails"]
    faults = segment.all("faults", "deficits", "limits") + failing
    return next((one for one in faults if any(0 <= one.i - k <= 2 for k in over)), None)


def _first_time(segment: Segment) -> Hit | None:
    """ "Can tie her apron again, first time in 3 months", "first day she could swallow the pill whole"."""
    words = segment.scan.words
    for k in range(segment.i, segment.j - 3):
        if words[k] != "first" or words[k + 1] not in _TIMES:
            continue
        long = words[k + 2] == "in" and any(one.i == k + 3 and one.quantity for one in segment.all("day"))
        can = words[k + 2] in _WHO and words[k + 3] in _ABLE
        if (long or can) and segment.has(*_TOLD, "body"):
            return segment.hits[0]
    return None


_TIMES = word_set("time day session visit")
_WHO = word_set("he she they i pt patient")
_ABLE = word_set("could can was has managed did got made")


def _where_it_was(segment: Segment) -> Hit | None:
    """ "Leaks once a day where it was every hour": what is, and where another state was."""
    words = segment.scan.words
    at = [k for k in range(segment.i + 1, segment.j - 3) if words[k : k + 2] == ["where", "it"]]
    was = next((k for k in at if words[k + 2] in ("was", "took")), None)
    told = segment.all(*_TOLD) if was else []
    return told[0] if told and was and told[0].i < was else None


_READERS: tuple[Asked, ...] = (
    (word_set("→ >"), _levels),
    (word_set("→ >"), _amounts),
    (word_set("was were"), _was_and_is),
    (word_set("instead rather"), _rather),
    (word_set("from vs was"), _often_from),
    (word_set("longer"), _no_longer),
    (word_set("first"), _first_time),
    (word_set("where"), _where_it_was),
)
