"""Phrases of a few words that leave open which service it was: "squats", "ladder drills", not "squats for strength".

A question is the answer to them, although a code leads.
"""

from __future__ import annotations

import re

from chargeline.evidence.services.codes.classify import Cue, Tally, tally
from chargeline.evidence.services.codes.interventions import CONTESTED, NAME, Vocabulary
from chargeline.evidence.services.codes.stems import Stems

FEW = 7
_BY_PURPOSE = frozenset({"97110", "97112", "97116"})
"""An exercise, a drill and a walk are any of these until a purpose is told; a task is its own purpose."""
A_FEW = 5
"""Words of a phrase that only names what was done; a longer one tells more of the one thing."""
AND = re.compile(r"\band\b|\bthen\b|\bplus\b|[&+,;]", re.I)


def leaves_open(text: str, heard: Tally, vocabulary: Vocabulary, *, discipline: str | None = None) -> bool:
    """Whether a careful reader asks although a code leads: a bare word that is no name, or two services and no purpose.

    "Balance" and "splint" tell neither what was done nor for what; "wobble board and bike" were two things.
    """
    loudest = max((max(cue.codes.values()) for cue in heard.cues), default=0.0)
    words = len(Stems(text).stems)
    if words == 1:
        return any(cue.kind == "purpose" for cue in heard.cues) or loudest > NAME
    if loudest > NAME or any(cue.kind not in ("name", "dose") for cue in heard.cues):
        return False
    if words > A_FEW:
        return False
    told = (tally(part, vocabulary, discipline=discipline) for part in AND.split(text))
    return len({one.ranked()[0][0] for one in told if one.ranked()}) > 1


def is_bare(text: str, heard: Tally) -> bool:
    """Whether a few words name exercises, drills or walks that several services share, and tell of no purpose."""
    if heard.winner() not in _BY_PURPOSE or len(Stems(text).stems) > FEW:
        return False
    return all(cue.kind in ("name", "dose") and max(cue.codes.values()) <= CONTESTED for cue in heard.cues)


TESTING = "97750"


def only_results(code: str, cues: list[Cue]) -> bool:
    """Whether tests are all that speaks for testing: their scores are those of any visit, "FGA 20/30, DGI 19/24"."""
    return code == TESTING and all(cue.codes.get(code, 0.0) <= CONTESTED for cue in cues)
