"""What could not be read: for the page in plain words, for the SDK in the contract's terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chargeline_plugin.fhir.chart import PARTLY_HIDDEN
from chargeline_plugin.fhir.gather import Trouble
from chargeline_plugin.visit.refusals import NEXT_STEP, UNREAD
from chargeline_plugin.visit.visit import Unread

CONTRACT_WHAT = {
    "notes": "notes",
    "coverage": "coverage",
    "conditions": "conditions",
    "procedures": "procedures",
    "observations": "observations",
    "plans": "history",
    "charges": "history",
    "history": "history",
}
CONTRACT_WHY = {"forbidden": "forbidden", "unsupported": "unsupported", "timeout": "timeout", "broken": "unsupported"}


def unread_of(troubles: Iterable[Trouble]) -> tuple[Unread, ...]:
    """For the page: each source and cause once, with what to do."""
    return tuple(
        Unread(
            what=trouble.what,
            why=words.why,
            code=trouble.code,
            next_step=NEXT_STEP.get((trouble.what, trouble.code), words.next_step),
        )
        for trouble, words in ((trouble, UNREAD[trouble.code]) for trouble in troubles)
    )


def not_read_of(troubles: Iterable[Trouble], *, note_read: bool = False) -> list[dict[str, Any]]:
    """For the SDK: one reason a source, the first met.

    Where the visit's own note was read, a list of notes that leaves others out is no gap in it: Epic says so on every
    list that a narrowly registered app asks for (59204).
    """
    found: dict[str, str] = {}
    for trouble in troubles:
        what = CONTRACT_WHAT.get(trouble.what)
        beside = note_read and trouble == Trouble(what="notes", code=PARTLY_HIDDEN)
        if what and not beside:
            found.setdefault(what, CONTRACT_WHY[UNREAD[trouble.code].why])
    return [{"what": what, "why": why} for what, why in found.items()]
