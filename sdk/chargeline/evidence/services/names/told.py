"""Names in a sentence that tells what was given: "Pt performed ther ex and MT", "Treatment: TE, TA"."""

from __future__ import annotations

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_DEEDS = word_set(
    "performed received completed participated engaged underwent given provided included consisted seen treated did"
)
_AROUND = _DEEDS | word_set(
    "pt patient client he she was were has and with for of in to the his her both w then also followed by"
)
"""What may stand before a name beside other names: nothing that it could be a part of, or wished for."""
_BEHIND = word_set("and to for on per with w as at by in of then plus today x including via during followed this")
"""What may stand behind a name: any other word is what it is said of, "gait deviations"."""
_LABELS = ("treatment", "today", "objective")


def is_told(segment: Segment, hit: Hit) -> bool:
    """Whether a sentence tells by a deed, or by a heading, what was given, and names this among nothing but others.

    Below findings a name alone may be a title of them, and beside minutes that are not its own it may be a part of what
    took so long: there another name must be joined to it, or a deed goes on to another that has them.
    """
    if "services" not in segment.kinds or any(one.i < hit.i for one in segment.kinds.get("minutes", ())):
        return False
    words, behind = segment.scan.words, segment.scan.words[hit.j : min(hit.j + 1, segment.j)]
    if behind and behind[0][0].isalpha() and behind[0] not in _BEHIND:
        return False
    labels = [one for one in segment.kinds.get("labels", ()) if one.entries["labels"].more.startswith(_LABELS)]
    known = {k for one in (*labels, *segment.all("services", "body", "sides")) for k in range(one.i, one.j)}
    opens = segment.kinds["services"][0].i if _is_parted(segment, hit) and _goes_on(segment, hit) else hit.i
    before = [k for k in range(segment.i, min(opens, hit.i)) if words[k][0].isalnum() and k not in known]
    if not all(words[k] in _AROUND for k in before):
        return False
    headed = {one.entries["labels"].more.partition(" ")[0] for one in labels if one.i < hit.i}
    deed = _has_deed(segment, hit)
    if (deed or headed - {"objective"}) and "minutes" not in segment.kinds:
        return True
    return ((deed or bool(headed)) and _is_joined(segment, hit)) or (deed and _goes_on(segment, hit))


def _goes_on(segment: Segment, hit: Hit) -> bool:
    """Whether a sentence goes on to a name with minutes: "performed TE with leg press, and finished with ice 10 min".

    It may go over further names: "TE including leg press, MT with glides, and ice 10 min".
    """
    timed = segment.kinds.get("minutes", ())
    for other in (one for one in segment.kinds["services"] if one.i >= hit.j):
        if not _is_parted(segment, other):
            return False
        if any(0 <= one.i - other.j <= _NEAR for one in timed):
            return True
    return False


def _is_parted(segment: Segment, hit: Hit) -> bool:
    """Whether a name opens an item of its own in a sentence."""
    words, k = segment.scan.words, hit.i - 1
    while k > segment.i and words[k] in _TO_NEXT:
        k -= 1
    return k > segment.i and words[k] in _PARTING


def is_among(segment: Segment, hit: Hit) -> bool:
    """The same of a short form or a word that collides: joined to another name, or in capitals behind a deed.

    So it is where a segment lists names and nothing else: "TE, MT".
    """
    if _lists_names(segment):
        return True
    capitals = segment.scan.text[hit.start : hit.end].isupper()
    return is_told(segment, hit) and (_is_joined(segment, hit) or (capitals and _has_deed(segment, hit)))


def _lists_names(segment: Segment) -> bool:
    """Whether several names of services stand in a segment, and between them nothing but what joins them."""
    names = segment.kinds.get("services", ())
    known = {k for one in names for k in range(one.i, one.j)}
    words = segment.scan.words
    return len(names) > 1 and all(
        k in known or words[k] in _JOINS or words[k] == "." for k in range(segment.i, segment.j)
    )


def is_next(segment: Segment, hit: Hit) -> bool:
    """Whether a name is a further item of a list in which a service before it has minutes: "TE 15 min and MT".

    Its own minutes are still to be told: they are the rest, or nobody wrote them. A short form or a word that collides
    is one only where nothing but numbers and what joins them stands between.
    """
    before = [one for one in segment.kinds["services"] if one.j <= hit.i]
    if not before or not any(before[0].j <= one.i < hit.i for one in segment.all("minutes", "number")):
        return False
    words, last = segment.scan.words, before[-1].j
    numbers = {k for one in segment.kinds.get("quantity", ()) for k in range(one.i, one.j)}
    first = max((k for k in range(last, hit.i) if words[k] in _PARTING or k in numbers), default=hit.i)
    opens = first < hit.i and all(words[k] in _PARTING | _REST for k in range(first + 1, hit.i))
    collides = " " in hit.entries["services"].more
    if collides:
        opens = opens and all(k in numbers or words[k] in _PARTING | _REST for k in range(last, hit.i))
    if first in numbers and first == hit.i - 1:
        return False
    return opens and _ends_item(segment, hit)


def _ends_item(segment: Segment, hit: Hit) -> bool:
    """Whether an item of a list ends behind its name, or goes on with where and what for it was given."""
    behind = segment.scan.words[hit.j : min(hit.j + 1, segment.j)]
    capitals = segment.scan.text[hit.start : hit.end].isupper()
    collides = " " in hit.entries["services"].more
    return not behind or behind[0] in _ENDS or (behind[0] in _PLACES and (capitals or not collides))


_NEAR = 2
_TO_NEXT = word_set("finished ended concluded closed followed with by a the received had applied given")
"""What may stand between an "and" and the next service of a sentence."""
_PARTING = word_set(", ; + & and then plus also")
_REST = word_set("remaining remainder rest of the time min mins minutes session was were")
_ENDS = word_set(", ; . + & and ( )")
_PLACES = word_set("to for on in at over of")


def _has_deed(segment: Segment, hit: Hit) -> bool:
    return not _DEEDS.isdisjoint(segment.scan.words[segment.i : hit.i])


def _is_joined(segment: Segment, hit: Hit) -> bool:
    return any(_JOINS.issuperset(_between(segment, hit, one)) for one in segment.kinds["services"] if one is not hit)


_JOINS = frozenset({",", "/", "and", "&", "+"})


def _between(segment: Segment, hit: Hit, other: Hit) -> list[str]:
    """What stands between two names; their own words where one lies in the other."""
    first, last = (hit, other) if hit.i < other.i else (other, hit)
    return segment.scan.words[first.j : last.i] or ["?"]
