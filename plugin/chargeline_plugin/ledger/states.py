"""The states of one write and the only ways between them.

A key that the ledger does not hold is `previewed`: shown, and nothing sent. `unknown` is an answer that never came
or proves nothing; only a search that can prove it, or a person who has looked, leads out of it.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

State: TypeAlias = Literal[
    "previewed",
    "pending",
    "written",
    "rejected",
    "unknown",
    "verified-written",
    "verified-absent",
    "corrected",
    "reversed",
]

TRANSITIONS: Final[dict[State, frozenset[State]]] = {
    "previewed": frozenset({"pending"}),
    "pending": frozenset({"written", "rejected", "unknown"}),
    "rejected": frozenset({"pending"}),
    "unknown": frozenset({"verified-written", "verified-absent"}),
    "verified-absent": frozenset({"pending"}),
    "written": frozenset({"corrected", "reversed"}),
    "verified-written": frozenset({"corrected", "reversed"}),
    "corrected": frozenset(),
    "reversed": frozenset(),
}

IN_THE_CHART: Final = frozenset[State]({"written", "verified-written"})
MAY_BE_SENT: Final = frozenset[State](state for state, after in TRANSITIONS.items() if "pending" in after)
CLOSED: Final = frozenset[State](state for state, after in TRANSITIONS.items() if not after)


class NotAllowed(Exception):
    """A state was asked for that does not follow from the one that is held."""

    def __init__(self, held: State, asked: State) -> None:
        super().__init__(f"a write that is {held} cannot become {asked}")
        self.held, self.asked = held, asked


def check(held: State, asked: State) -> None:
    """Raise NotAllowed unless `asked` follows from `held`."""
    if asked not in TRANSITIONS[held]:
        raise NotAllowed(held, asked)
