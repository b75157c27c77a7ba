"""Words of response that tell of none: advice, a target, how someone came in, another day, a part of what was done."""

from __future__ import annotations

from itertools import pairwise

from chargeline.evidence.readers.home.practice import said
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def is_no_response(segment: Segment) -> bool:
    """Whether a whole segment tells of no treatment of today, whatever its words."""
    words = said(segment)
    told = [word for word in words if word[0].isalpha()][:4]
    if not _WATCHED.isdisjoint(told[:1]) or (not _DONE.isdisjoint(told[:1]) and "if" in told):
        return True
    if ("on", "exam") in pairwise(words):
        return True
    came = not _CAME.isdisjoint(words) or ("in" in segment.said and not _WAY_IN.isdisjoint(pairwise(words)))
    return (came and not segment.has("courses")) or (
        not _OTHER_DAYS.isdisjoint(segment.said) and _of_another_day(words)
    )


_WATCHED = word_set("watch monitor expect call avoid hx h/o history")
"""What opens advice: "watch for swelling"; or what was: "hx of poor response"."""
_DONE = word_set("stop rest ice hold end quit back ease slow skip return")
_CAME = word_set("arrival arriving arrived beforehand presented presents")
_WAY_IN = frozenset({("way", "in"), ("coming", "in"), ("came", "in"), ("walking", "in"), ("walked", "in")})


def _of_another_day(words: list[str]) -> bool:
    """ "No pain at rest since surgery", "after surgery she tolerated liquids only"."""
    named = [word for word in words if word not in _ARTICLES]
    begun = not _BEGUN.isdisjoint(named)
    return any((a in _SINCE or (begun and a == "in")) and b in _OTHER_DAYS for a, b in pairwise(named))


_ARTICLES = word_set("the his her their my a")
_SINCE = word_set("since after following before until")
_BEGUN = word_set("began started onset begin start came")
_OTHER_DAYS = listed("other days") - word_set("last prior previous start starting")


def is_aim_or_kind(segment: Segment, hit: Hit) -> bool:
    """ "RPE goal 12"; or a part of what was done: "resisted ext 3x10", "chair-to-floor recovery", "5 s rest"."""
    words = segment.scan.words
    if words[hit.i : hit.j] == ["content"] and words[hit.j : hit.j + 1] != [] and words[hit.j].isalpha():
        return words[hit.j] not in ("with", "and", "after", "at")
    if words[hit.i] == "calm" and words[hit.i - 1] in ("and", "to") and segment.has("aims"):
        return True
    beside = words[max(segment.i, hit.i - 1) : hit.i] + words[hit.j : min(hit.j + 1, segment.j)]
    if not _TARGETS.isdisjoint(beside):
        return True
    if words[hit.i] == "resisted":
        return any(0 <= one.i - hit.j <= 1 for one in segment.all("motions", "exercises", "body", "sides"))
    if words[hit.i] == "recovery":
        return any(one.j == hit.i for one in segment.all("activities", "exercises"))
    return words[hit.i] in _RESTS and _in_a_dose(segment, hit)


def _in_a_dose(segment: Segment, rest: Hit) -> bool:
    """Whether a time of work and a time of rest stand side by side."""
    times = [one for one in segment.all("seconds", "minutes") if one.i < rest.i]
    return len(times) > 1 and times[-1].j == rest.i and times[-1].i - times[-2].j <= _WORK


_RESTS = word_set("rest rests")
_WORK = 3
"""Words between the two: "8 s hold / 8 s rest", "work 20 s, 10 s rest"."""
_TARGETS = word_set("goal goals target targets limit cap ceiling")
