"""How complete a note is, in one number and the parts it is made of. docs/completeness.md is its definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chargeline.model import Element, Level, Report

COUNTED: frozenset[Level] = frozenset({"required", "expected"})
"""What is merely good practice is not counted."""
TOLD = frozenset({"present", "weak", "missing"})
"""What cannot be told and what does not apply are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One element of the score: `lacking` are the codes it is not present for; None among them is the note itself."""

    element: str
    level: Level
    present: bool
    lacking: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """The share of counted elements that are present, in whole percent rounded down; None when none is counted."""

    score: int | None
    parts: tuple[Part, ...]

    @property
    def present(self) -> int:
        """How many parts are there."""
        return sum(part.present for part in self.parts)


def completeness(report: Report) -> Completeness:
    """The completeness of a report's note. Same report, same score; money, codes and units play no part."""
    judged: dict[str, list[Element]] = {}
    for one in report.elements:
        if one.level in COUNTED and one.status in TOLD:
            judged.setdefault(one.element, []).append(one)
    parts = tuple(_part(name, found) for name, found in judged.items())
    present = sum(part.present for part in parts)
    return Completeness(score=100 * present // len(parts) if parts else None, parts=parts)


def _part(name: str, found: Iterable[Element]) -> Part:
    found = tuple(found)
    lacking = tuple(one.code for one in found if one.status != "present")
    return Part(element=name, level=found[0].level, present=not lacking, lacking=lacking)
