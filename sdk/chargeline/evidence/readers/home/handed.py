"""Practice between visits told by what went with the patient, what he was told to do, or with whom he does it."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.finding import as_written
from chargeline.evidence.readers.home.practice import NOT_TO_DO, PATIENT, at_home, is_of_device, nearest, said
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def handed(segment: Segment) -> Hit | None:
    """What went with the patient: "sent a page of tongue drills", "took the yellow band with her"."""
    words = said(segment)
    if segment.section == "goals" or not segment.hits:
        return None
    records = [k for k, word in enumerate(words) if word in _PAPER]
    things = records + [one.i - segment.i for one in segment.all("equipment", "programme", "exercises")]
    if not things and WRITTEN.isdisjoint(words):
        return None
    for k, word in enumerate(words):
        if word not in _TAKING or not _NOT.isdisjoint(words[max(0, k - 3) : k]):
            continue
        behind = words[k + 2 :]
        given = word in _SENDING or (word in _GIVING and not segment.has(*_IN_SESSION))
        papers = records if word in _SENDING else [at for at in records if words[at] in _FIRM]
        if given and any(0 < at - k <= _GIVEN_REACH for at in papers):
            return nearest(segment, k)
        if word in WRITTEN and _is_for_somebody(segment, k):
            return nearest(segment, k)
        by_helper = word in _HELPER_TAKES and any(one.j == segment.i + k for one in segment.kinds.get("family", ()))
        if (by_helper or _leaves_with(behind)) and any(0 < at - k <= _GIVEN_REACH for at in things):
            return nearest(segment, k)
    kept = records and _is_kept(words) and not segment.has(*_USED_HERE)
    return nearest(segment, records[0]) if kept else None


_FIRM = word_set("sheet handout packet page printout diary log booklet tracker")
_PAPER = _FIRM | word_set("video link list app drawing photo clip")
_SENDING = word_set("sent issued lent loaned loaded uploaded posted mailed emailed texted printed")
_GIVING = _SENDING | word_set("gave handed")
WRITTEN = word_set("wrote written typed copied printed recorded filmed drew drawn")
_TAKING = _GIVING | WRITTEN | word_set("took takes taking got left goes")
HANDED = _PAPER | _TAKING
_HELPER_TAKES = word_set("got took received")
_NOT = word_set("not no never didn't without nothing")
_GIVEN_REACH, _WRITTEN_REACH = 3, 6
_IN_SESSION = ("activities", "functions", "dose", "assistance", "ratings", "consent")


def _is_for_somebody(segment: Segment, k: int) -> bool:
    """Whether what was written down is for somebody to do: "steps written out for the daughter to do with her"."""
    words, family = said(segment), segment.kinds.get("family", ())
    for at in range(k + 1, min(k + _WRITTEN_REACH, len(words) - 2)):
        whom = at + 1 + (words[at + 1] in ("the", "his", "her"))
        told = words[whom] in _WHOM or words[whom] in PATIENT or any(one.i == segment.i + whom for one in family)
        if words[at] == "for" and told and words[whom + 1 : whom + 2] == ["to"]:
            return True
    return False


def _leaves_with(words: list[str]) -> bool:
    """Whether a thing goes along: "with her", "along", "to take", "for the weekend"."""
    behind = [word for word in words if word != "."] + ["."] * 2
    pairs = list(pairwise(behind))
    along = any(one == "along" and other in (*_ON_LEAVING, ".") for one, other in pairs)
    if along or behind[-4:-2] == ["to", "keep"] or not _LEAVES_WITH.isdisjoint(pairs):
        return True
    ways = zip(pairs, behind[2:], strict=False)
    return any(
        one == "with" and whom in _WHOM and (then in _ON_LEAVING or not then.isalpha()) for (one, whom), then in ways
    )


_LEAVES_WITH = frozenset({("to", "take"), ("the", "weekend"), ("for", "home")})
_WHOM = word_set("him her them")
_ON_LEAVING = word_set("home for to and on in")


def _is_kept(words: list[str]) -> bool:
    """Whether a place of the patient's own is told: "on her phone", "in his wife's inbox"."""
    return any(
        word in _PLACES and any(one in _OWN or one.endswith("'s") for one in words[max(0, k - 3) : k])
        for k, word in enumerate(words)
    )


_OWN = word_set("his her their")
_PLACES = word_set("phone fridge refrigerator mirror wall desk tablet inbox locker nightstand portal bag")
_USED_HERE = ("quantity", "cues", "assistance", "responses")


def told_to(segment: Segment) -> Hit | None:
    """What the patient was told to practise: "told her to practice the sit to stand", "asked to ice after work"."""
    words = said(segment)
    if segment.section in ("goals", "plan") or segment.has("assistance", "distance", "cues"):
        return None
    if TELLING.isdisjoint(words) or is_of_device(segment):
        return None
    for k, word in enumerate(words[:-1]):
        told = TELLING.intersection(words[max(0, k - 3) : k]) and _NOT.isdisjoint(words[max(0, k - 5) : k])
        if word == "to" and told:
            placed = segment.has("often") or at_home(set(words))
            free = words[k + 1] in _PRACTISE and not segment.has("dose", "times", "reps")
            if free or (placed and words[k + 1] not in NOT_TO_DO):
                return nearest(segment, k)
    return None


TELLING = word_set("told asked advised encouraged urged reminded instructed agreed")
_PRACTISE = word_set("practice practise rehearse")


def with_helper(segment: Segment) -> Hit | None:
    """ "Practices the script with his wife": what the patient does with somebody of his own."""
    words = segment.scan.words
    helpers = (one for one in segment.kinds.get("family", ()) if "with" in words[max(segment.i, one.i - 2) : one.i])
    helper = next(helpers, None)
    if segment.section in ("goals", "plan") or helper is None:
        return None
    return None if _PRACTISES.isdisjoint(as_written(segment, segment.i, segment.j)) else helper


_PRACTISES = word_set("practices practises rehearses")
