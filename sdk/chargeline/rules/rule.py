"""What a rule is: a page, its citations, and one small check.

A rule never imports another rule and never reads a clock, a file, the environment or the network: all it may look
at is the `Case` it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from chargeline.book import LimitTable, NotPublished, PairTable, Policy, RuleBook, Value
from chargeline.evidence.reading import Reading
from chargeline.model import (
    Alert,
    Allocation,
    Answer,
    Because,
    ChargeLine,
    Citation,
    Element,
    Encounter,
    Question,
    ServiceRead,
    Unbilled,
)
from chargeline.rules.treated import Treated

if TYPE_CHECKING:
    from chargeline.evidence.earlier import Earlier

Finding: TypeAlias = Alert | Question | Element


class Asked(NamedTuple):
    """What the documentation is asked about, found once for all its elements.

    `codes` are entered or suggested for the visit, in order; `timed` those of them that are counted by time,
    `with_patient` those of these for which somebody is with the patient; `services` the ids of those that carry or may
    carry each. `unread` says why the notes cannot be judged (None when they can); without `words` there is neither a
    note nor a service's text. With `off` the notes say that the visit did not take place: it owes nothing.
    """

    codes: tuple[str, ...] = ()
    timed: tuple[str, ...] = ()
    with_patient: tuple[str, ...] = ()
    services: Mapping[str, frozenset[str]] = MappingProxyType({})
    unread: str | None = None
    words: bool = True
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a rule may look at.

    `earlier` is None when the earlier notes were not read. `together` is every two codes of the day of which at least
    one is on a line here, in the order documented, each by its key in the edit tables.
    """

    encounter: Encounter
    book: RuleBook
    policy: Policy | None
    known_on: date | None
    reading: Reading
    earlier: Earlier | None = None
    services: tuple[ServiceRead, ...] = ()
    treated: tuple[Treated, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    lines: tuple[ChargeLine, ...] = ()
    unbilled: tuple[Unbilled, ...] = ()
    together: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    asked: Asked = field(default_factory=Asked)

    @property
    def on(self) -> date:
        """The date of service."""
        return self.encounter.date_of_service

    def answer(self, question: str) -> Answer | None:
        """The last answer given to a question."""
        found = None
        for answer in self.encounter.answers:
            if answer.question == question:
                found = answer
        return found

    def said(self, question: str, value: str) -> bool:
        """Whether that question was answered so."""
        found = self.answer(question)
        return found is not None and found.value == value

    @property
    def pairs(self) -> PairTable:
        """The edit pairs of this setting's kind of claim."""
        return self.book.pairs(self.encounter.setting)

    @property
    def limits(self) -> LimitTable:
        """The unit limits of this setting's kind of claim."""
        return self.book.limits(self.encounter.setting)

    def value(self, name: str) -> Value | NotPublished:
        """A dated value as it stands for this service and payer, as far as known on the day asked about."""
        return self.book.value(name, self.on, self.known_on, self.policy)

    def number(self, name: str) -> int | None:
        """The same as a whole number; None when none stands for this day."""
        found = self.value(name)
        return None if isinstance(found, NotPublished) else int(str(found.value))


class Stamp(NamedTuple):
    """A modifier for a line, with its reason."""

    modifier: str
    because: Because


def nothing(_: Case) -> Iterable[Finding]:
    """The check of a rule whose whole result stands in the allocation or on the line."""
    return ()


Check: TypeAlias = Callable[[Case], Iterable[Finding]]
Put: TypeAlias = Callable[[Case, ChargeLine], Iterable[Stamp]]
Hold: TypeAlias = Callable[[Case, Treated], Because | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `code` never changes ("CL101"); `name` is what reports and questions carry and may change.

    `check` yields what it finds; a question is yielded whether it was answered or not, so that an answer nobody
    asked for can be told. `stamp` yields the modifiers that evidence or an answer gives a line. `hold` says why a
    service is not counted.
    """

    code: str
    name: str
    what: str
    why: str
    fix: str
    citations: tuple[Citation, ...]
    check: Check = nothing
    stamp: Put | None = None
    hold: Hold | None = None
    from_: date | None = None
    until: date | None = None
    values: tuple[str, ...] = ()

    def active(self, on: date, off: frozenset[str]) -> bool:
        """Whether the rule runs for a service on that day, for a payer with these rules off (by name or code)."""
        if self.name in off or self.code in off:
            return False
        return not ((self.from_ and on < self.from_) or (self.until and on > self.until))
