"""What a patient does and needs in life, told among services: "Able to reach the shelf", "needs mod A for bathing".

An able patient may just have been trained: only where nothing tells how much was done, with what help, or that it was.
"""

from __future__ import annotations

import re

from chargeline.evidence.text.structure import Segment

_TOLD = re.compile(
    r"\b(?:reports?|reported|reporting|states|stated|says|said|told)\b|\bable to\b"
    r"|\b(?:last night|yesterday|last (?:week|weekend)|(?:over|on) the weekend|earlier this week)\b"
    r"|\b(?:goes|going|went) to (?:the|a|an|his|her) (?:[a-z]+ )?(?:pool|gym|class|store|church|park|y|ymca)\b"
    r"|\b(?:takes|teaches|attends|enjoys|loves|quit|joined|signed up for|enrolled in|belongs to)"
    r" (?:(?:a|an|the|his|her) )?(?:[a-z]+ ){0,3}(?:class|classes|group|lessons|league|club|team|choir)\b"
)
_FAMILY = "wife|husband|spouse|partner|son|daughter|mom|mother|dad|father|family|caregiver"
_NOW = re.compile(rf"\bnow (?:un)?able to\b|\b(?:{_FAMILY}) (?:still )?(?:helps|assists)\b")
"""What tells of life whatever stands beside it: how able the patient has become, and who helps."""
_DONE = re.compile(
    r"\b(?:today|perform\w*|complet\w*|practic\w*|train\w*|instruct\w*|demonstrat\w*|simulat\w*|after|following|during"
    r"|session|using|via|cue[ds]?|cueing|educat\w*|task|tasks)\b"
    r"|\bx ?[0-9]|[0-9] ?x(?! ?(?:/|per\b|a\b|each\b|every\b|daily\b|weekly\b))\b"
)
_NEEDED = re.compile(
    r"\b(?:needs?|requires?|(?:still|currently|is|remains) (?:needing|requiring|dependent))\b"
    r"|\b(?:clinicians?|therapists?|disciplines?|providers?|people|persons?) (?:(?:are|is|were|was) )?"
    r"(?:needed|required|necessary)\b|\bmedically necessary\b"
)
"""What help somebody needs, or why it takes two to treat him."""
_LEVEL = re.compile(r"\W*(?:clof|plof|(?:current|prior) (?:level(?: of function)?|function|status))\b")
_HEADER = re.compile(r"\W*(?:Pt|Patient|Client) ?:")
"""What opens a line that tells who the patient is, as it is written: "PT:" is the discipline."""
_PERSONS = re.compile(
    r"\b(?:max|mod|min|total) ?(?:a|assist|assistance) ?x ?[12]\b(?! ?(?:reps|sets|trials|times|tries))"
)
"""Help by so many persons: it counts nothing that was done."""
SO_MUCH = ("minutes", "dose", "reps", "times", "tries", "distance", "fraction", "percent")
"""What was done so long or so often was given."""
_TREATED = ("minutes", "dose", "reps", "tries", "assistance", "distance", "cues", "skills", "modes")


def tells_of_life(segment: Segment) -> bool:
    """Whether a sentence tells of the patient's own life, and of nothing that was given."""
    place = segment.scan.folded, segment.start, segment.end
    if _NOW.search(*place):
        return True
    return not segment.has(*_TREATED) and _TOLD.search(*place) is not None and _DONE.search(*place) is None


def tells_of_need(segment: Segment) -> bool:
    """Whether a sentence tells how much help somebody needs, and of nothing that was given, counted or cued."""
    if segment.has("cues", *SO_MUCH):
        return False
    scan, start, end = segment.scan, segment.start, segment.end
    needed = _LEVEL.match(scan.folded, start, end) or _NEEDED.search(scan.folded, start, end)
    if not (needed or _HEADER.match(scan.text, start, end)):
        return False
    return _DONE.search(_PERSONS.sub(" ", scan.folded[start:end])) is None
