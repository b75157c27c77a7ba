"""What a rule is: a page, its citations, and one small check.

A rule never imports another rule and never reads a clock, a file, the environment or the network: all it may look
at is the `Case` it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from chargeline.book import Policy, RuleBook
from chargeline.evidence.reading import Reading
from chargeline.model import Alert, Allocation, ChargeLine, Citation, Element, Encounter, Question, ServiceRead, Unbilled

Finding: TypeAlias = Alert | Question | Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a rule may look at."""

    encounter: Encounter
    book: RuleBook
    policy: Policy | None
    known_on: date | None
    reading: Reading
    services: tuple[ServiceRead, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    lines: tuple[ChargeLine, ...] = ()
    unbilled: tuple[Unbilled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `code` never changes ("CL101"); `name` is what reports and questions carry and may change."""

    code: str
    name: str
    what: str
    why: str
    fix: str
    citations: tuple[Citation, ...]
    check: Callable[[Case], Iterable[Finding]]
    from_: date | None = None
    until: date | None = None
