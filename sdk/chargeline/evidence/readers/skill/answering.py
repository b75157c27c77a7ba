"""What a deed of the therapist answers: "when she swayed", "each time", "at SpO2 86%", "..., so I stopped him"."""

from __future__ import annotations

from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def answers(segment: Segment, k: int) -> bool:
    """Whether a word opens what an alteration answers: when, once, because, after she, each time, for SpO2 86%."""
    word, following = segment.scan.words[k], segment.scan.words[k + 1 : min(k + 6, segment.j)]
    if word not in ANSWERING or not following or not _OTHER_DAY.isdisjoint(following[:3]):
        return False
    if word == "once" and (not following[0][0].isalnum() or following[0] in _SO_OFTEN):
        return False
    if word in ("each", "every"):
        return following[0] == "time" and following[1:2] != [] and following[1][0].isalpha()
    if word == "moment":
        return segment.scan.words[k - 1] == "the" and following[0] not in _SO_OFTEN
    if word == "where" and following[1:2] == ["had"]:
        return True
    if word == "for":
        return any(one.entries["symptoms"].more in _SIGNS for one in _near(segment, k, "symptoms"))
    if word in ("after", "as", ":", "where"):
        return bool(_near(segment, k, "symptoms", "faults", "deficits", "limits")) or _came(word, following)
    return following[0] not in _TOLD_TO


def _near(segment: Segment, k: int, *kinds: str) -> list[Hit]:
    """What of these kinds stands right after a word."""
    return [hit for hit in segment.all(*kinds) if 0 < hit.i - k <= _REACH]


def _came(word: str, following: list[str]) -> bool:
    """Whether something came about: "after she swayed", "after a rest", "as she tired", "as control improved"."""
    if word == "after":
        return following[0] in _WHO or not _EVENTS.isdisjoint(following)
    if word == "as":
        return following[0] in _WHOSE or not _CHANGING.isdisjoint(following[1:2])
    return False


ANSWERING = listed("openers of an answer") | word_set("after as each every for : moment")
"""What may open what a deed answers."""
EACH_TIME = word_set("whenever each every for")
_SO_OFTEN = word_set("at in per during on for and or only today")
"""Behind "once" these tell how often: "rested once at the sink"."""
_REACH = 4
_OTHER_DAY = listed("other days")
_TOLD_TO = listed("told to")
_WHO = listed("seen of the patient")
_WHOSE = listed("the patient") | {"soon"}
_EVENTS = listed("events") | listed("came about")
_CHANGING = word_set("improved rose dropped fell grew faded worsened slowed")
_SIGNS = ("vitals", "effort", "vestibular", "swallow")


def follows(segment: Segment, deed: int) -> bool:
    """Whether a deed follows from what stands before: "..., so I stopped him", "after which the clinician cut it"."""
    words = segment.scan.words
    before = range(max(segment.i, deed - _SO_REACH), deed)
    if any(words[k] in SO or (words[k] == "which" and words[k - 1] in _UPON) for k in before):
        return True
    return words[deed - 1] in _MARKS and _refits(segment, deed)


def _refits(segment: Segment, deed: int) -> bool:
    """Whether an orthosis is set right where it marked the skin: "red spot at the thumb web: trimmed"."""
    fitted = any(one.i == deed and one.entries["activities"].more == "orthosis" for one in segment.all("activities"))
    return fitted and any(one.j < deed and one.entries["symptoms"].more == "skin" for one in segment.all("symptoms"))


_MARKS = frozenset({":", "-", "→", ">"})


SO = listed("in answer")
_UPON = word_set("after at upon")
_SO_REACH = 9
