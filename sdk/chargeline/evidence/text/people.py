"""Whether SPT is a student, "gait training by SPT", or a stand-pivot transfer, "SPT min A to mat"."""

from __future__ import annotations

import re

SHARED = frozenset({"spt", "spts"})
"""Short forms that stand for a person and for a task."""
_REACH = 40
"""Code points before and behind that are looked at."""
_LED = re.compile(
    r"(?:\b(?:[Bb]y|[Ss]tudent|[Ss]upervis\w+|[Dd]irect\w+)(?: the| a| our)?"
    r"|\b[A-Z]\.? ?[A-Z][a-z'’-]+,?"
    r"|\b[Ss]tudent (?:PT|physical therapist)[ ,(]*"
    r"|\b(?:[0-9]+ ?(?:min\w*\.?|'|’)|(?<![Tt]ransfer )(?:training|exercises?|treatment|session|TE|TA|MT|NMR|tx))"
    r" (?:with|w/) ?(?:the |a )?)[ (]*\Z"
)
_NAMED = re.compile(r"\b[A-Z][a-z'’-]+ (?:[A-Z]\.? )?[A-Z][a-z'’-]+,? ?\Z")
_FOLLOWED = re.compile(
    r",? ?\(?(?:under\b|supervised|directed|/ ?PT\b|(?:/ ?)?[A-Z]\. ?[A-Z][a-z]"
    r"|(?:and|with|w/) (?:the |a )?(?:supervising|CI\b|PT\b(?! (?:m|CGA|SBA)))|CI\b|student\b|note\b"
    r"|(?:provided|led|instructed|treated|guided|gave|delivered|administered|observed|present|wrote|documented)\b)"
)
_ENDS = re.compile(r" ?(?:\Z|[.,;)/&\n])")
_OF_A_TASK = re.compile(
    r"\b(?:assist|assistance|transfers?|training|pivot|stand|via|using|bed|mat|chair|toilet|commode|practiced|performed"
    r"|completed|min|mod|max|contact|guard|supervision|for|with|to|from)\W*\Z",
    re.I,
)


def is_student(text: str, start: int, end: int) -> bool:
    """Whether SPT at a place is a person: behind "by" or a name, supervised, or treating."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    if _FOLLOWED.match(after) or _LED.search(before):
        return True
    return bool(_NAMED.search(before) and _ENDS.match(after) and not _OF_A_TASK.search(before))
