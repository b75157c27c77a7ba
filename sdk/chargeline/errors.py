"""What can go wrong, as types.

ChargelineError
+-- BadEncounter      the encounter cannot be read; carries every problem at once
+-- BadRuleBook       a table, value, policy or lexicon is malformed
+-- UnknownPolicy     the payer policy named is not in the book
"""

from __future__ import annotations

from dataclasses import dataclass


class ChargelineError(Exception):
    """Base of every error this library raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with an input.

    `path` is a JSON Pointer (RFC 6901) into it. Neither `message` nor `fix` ever quotes a note's text or an
    identifier.
    """

    path: str
    message: str
    fix: str


class BadEncounter(ChargelineError):
    """The encounter breaks the contract; `problems` lists all that is wrong, not just the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.path or '/'}: {p.message} {p.fix}".strip() for p in problems))


class BadRuleBook(ChargelineError):
    """A rule book's data is malformed; `problems` name file, place and fix."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.path}: {p.message} {p.fix}".strip() for p in problems))


class UnknownPolicy(ChargelineError):
    """No payer policy of that name is in the book. The message does not quote the name: it could be anything.

    `path` is where in the encounter it was named.
    """

    def __init__(self, name: str, known: tuple[str, ...], path: str = "/policy") -> None:
        self.name = name
        self.known = known
        self.path = path
        super().__init__(f"No payer policy has the name given. Known: {', '.join(known)}.")
