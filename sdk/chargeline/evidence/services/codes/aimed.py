"""Words that name another service and only tell what this one was for: "TE to improve gait", "STM for dressing"."""

from __future__ import annotations

from bisect import bisect_left

from chargeline.evidence.services.codes.classify import Cue, Spoken
from chargeline.evidence.services.codes.stems import STOPS, folded
from chargeline.evidence.services.names.headings import BY_HAND

_IN_LIFE = frozenset({"97116", "97530", "97535", "97537", "97542"})
"""Walking, tasks and daily activities are what any treatment is for; balance and control are a way of treating too."""
_ENDS = STOPS - {","}
_REACH = 9
_TOWARDS = frozenset(
    folded(
        "improve increase reduce decrease promote restore maintain enhance maximize facilitate address support"
        " normalize optimize regain assist help allow enable ease progress prepare relieve manage return perform"
    ).split(" ")
)
_NO_AIM = frozenset({"cue", "assist", "assistanc", "min", "mod", "max", "cga", "sba", "need"})


def is_aim(told: str, other: str, spoken: Spoken, cue: Cue) -> bool:
    """Whether words that speak for another code tell only what a service of the code `told` was for.

    Hands-on work and modalities stay what they are whatever they are for; other treatment is asked about where its
    purpose is a way of treating ("to improve balance").
    """
    if told in BY_HAND:
        return other not in BY_HAND and (cue.kind == "purpose" or _is_behind_aim(spoken, cue))
    return other in _IN_LIFE and _is_behind_aim(spoken, cue)


def _is_behind_aim(spoken: Spoken, cue: Cue) -> bool:
    """Whether "to improve" or "for" stands before the words, and no number or end of a clause between."""
    stems = spoken.words.stems
    at = bisect_left(spoken.words.starts, cue.start)
    for k in range(at - 1, max(at - _REACH, -1), -1):
        if stems[k] in _ENDS or stems[k][0].isdigit():
            return False
        if stems[k] == "for":
            return not _NO_AIM.intersection(stems[max(k - 1, 0) : k]) or stems[k - 2][:1].isdigit()
        if stems[k] == "to" and k + 1 < at and stems[k + 1] in _TOWARDS:
            return True
    return False
