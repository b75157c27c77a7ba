"""What of daily life somebody does for the patient: "wife still buttons his shirts", "daughter sets up pills"."""

from __future__ import annotations

from collections.abc import Sequence

from chargeline.evidence.readers.finding import as_written
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def done_by_another(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Wife still buttons his shirts", "teacher finishes it for her", "gets a friend to order at the deli"."""
    for helper in segment.kinds.get("family", ()):
        before = segment.scan.words[max(segment.i, helper.i - 2) : helper.i]
        done = next((one for one in life if 0 <= one.i - helper.j <= 8), None)
        if not _HAS.isdisjoint(before) and done is not None and _is_to_act(segment, helper):
            return helper
        handed = before[-1:] == ["to"] and not _HANDS_ON.isdisjoint(segment.scan.words[segment.i : helper.i])
        if life and (handed or not _HAS.isdisjoint(before)) and _ends(segment, helper):
            return helper
        after = _said_of_oneself(as_written(segment, helper.j, min(helper.j + 9, segment.j)))[:4]
        acted = _ASIDE.isdisjoint(before[-1:]) and _acts(after)
        if acted and (done is not None or acted in _HELPS) and _of_the_patient(segment, helper):
            return helper
        if acted in _TAKES_ON and done is not None:
            return helper
        if _is_deed_for(as_written(segment, helper.j, min(helper.j + 9, segment.j))) or _is_done_by(segment, helper):
            return helper
    return None


def _is_deed_for(after: Sequence[str]) -> bool:
    """ "Neighbor now fetches her mail", "brother answers for him": a deed of the household, then for whom."""
    k = next((k for k, word in enumerate(after) if word not in _ADVERBS), len(after))
    deed = after[k : k + 1] and after[k] in _DEEDS and after[k].endswith("s")
    return bool(deed) and not _OF_WHOM.isdisjoint(after[k + 1 : k + 3]) and _NOT_FOR.isdisjoint(after[k:])


_DEEDS = listed("household deeds")
_OF_WHOM = word_set("her his their every each all most any my")
_NOT_FOR = word_set("here session therapy visit treatment tx own with him/her questions question")


def _is_done_by(segment: Segment, helper: Hit) -> bool:
    """ "Mail is brought in by the neighbor", "the dog gets walked by the neighbor's boy"."""
    words = segment.scan.words
    k = next((k for k in range(helper.i - 1, max(segment.i, helper.i - 4), -1) if words[k] == "by"), 0)
    be = next((n for n in range(k - 2, max(segment.i, k - 5), -1) if words[n] in _BE), 0)
    if not be or words[be - 1] in _PERSONS:
        return False
    doing = as_written(segment, be + 1, k)
    return any(word.endswith(("ed", "en", "ne", "ght")) for word in doing) and _LED.isdisjoint(doing)


_BE = word_set("is are gets get being")
_LED = listed("led or told")
_PERSONS = word_set("he she pt patient i they client child")


_HAS = word_set("has have had needs need gets get asks ask asked lets let pays pay paid wants uses")
_ASIDE = word_set("with of by for her's")


def _is_to_act(segment: Segment, helper: Hit) -> bool:
    """Whether one whom the patient has, gets or asks does it: "has her sister cut it", not "has a son in town"."""
    following = segment.scan.words[helper.j : min(helper.j + 1, segment.j)]
    return bool(following) and following[0][0].isalpha() and following[0] not in _NO_DEED


_NO_DEED = word_set("in at and or who that with near nearby living lives works is on for present here as but since")


def _ends(segment: Segment, helper: Hit) -> bool:
    """ "Top shelf items: asks store clerk"."""
    behind = segment.scan.words[helper.j : min(helper.j + 1, segment.j)]
    return not behind or not behind[0][0].isalnum()


_HANDS_ON = word_set("hands passes leaves delegates gives")
_TAKES_ON = listed("taken on")


def _said_of_oneself(after: list[str]) -> list[str]:
    """The deed that a helper reports of their own: "reports she now cuts his meat" is "now cuts his meat"."""
    for at, word in enumerate(after[1:3], 1):
        others = _OF_ANOTHER.get(word)
        if others and not others.isdisjoint(after[at:]) and not _SAYING.isdisjoint(after[:at]):
            return after[at + 1 :]
    return after


def _acts(after: list[str]) -> str:
    """The verb of one who does something, "" where the words after tell of no deed."""
    verb = next((word for word in after if word not in _ADVERBS), "")
    deed = verb in _HELPS or (verb.endswith("s") and verb != "was" and not verb.endswith("'s")) or verb == "must"
    return verb if deed and verb not in _SAYING else ""


def _of_the_patient(segment: Segment, helper: Hit) -> bool:
    """Whether what another does is done to or for the patient, not for that person alone."""
    words = segment.scan.words[helper.j : segment.j]
    return not _FOR_PATIENT.isdisjoint(words) and _OWN_LIFE.isdisjoint(words)


_FOR_PATIENT = word_set("every each him her his them for the my me it all")
_OF_ANOTHER = {"she": word_set("his him"), "he": word_set("her"), "they": word_set("his him her"), "i": _FOR_PATIENT}
"""Who says it, and words of whom it is then done to."""
_OWN_LIFE = listed("helper's own life")
_ADVERBS = word_set(
    "ends winds up double been still now also always usually currently often must has have had to be is the members"
)
_SAYING = listed("saying")
_HELPS = listed("helping")
