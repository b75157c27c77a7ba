"""The parts of the body that the notes and the services' texts name today, with their sides."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.reading import Mention
from chargeline.model import NoteSpan, ServiceSpan
from chargeline.rules.rule import Case

NOT_TODAY = frozenset({"historical", "negated", "other_person", "hypothetical", "not_done"})


def named_today(case: Case) -> Iterable[Mention]:
    """Each mention of a part of the body that is not of another day or another person."""
    return (mention for mention in case.reading.by_kind.get("area", ()) if not mention.context & NOT_TODAY)


def side_of(case: Case, mention: Mention) -> str | None:
    """The side that stands first or last among a mention's words: "right", "left" or "both"."""
    if not isinstance(mention.evidence, NoteSpan | ServiceSpan):
        return None
    words = mention.evidence.text.lower().split()
    found = (case.book.side_words.get(word) for word in (words[0], words[-1]))
    return next((side for side in found if side), None)


def side_said(case: Case, diagnosis: str) -> str | None:
    """The side that a diagnosis code says; None when it says none."""
    return next((side for row in case.book.sided if (side := row.side(diagnosis))), None)
