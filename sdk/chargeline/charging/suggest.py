"""Which code the documentation supports, where that differs from the one entered or none was.

A suggestion changes no line of an entered code until it is accepted through the answer to `service_code:<service id>`.
"""

from __future__ import annotations

from dataclasses import dataclass

from chargeline.evidence.reading import DocumentedService
from chargeline.model import Because
from chargeline.rules.codes import medicare_code, service_code
from chargeline.rules.rule import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A code and why."""

    code: str
    because: Because


def suggest(case: Case, service: DocumentedService) -> Suggestion | None:
    """The code to use instead of the one entered, or where none was."""
    replaced = medicare_code.replacement(case, service.code or service.named)
    if replaced:
        return Suggestion(code=replaced[0], because=replaced[1])
    if service.code is None and service.named:
        return Suggestion(code=service.named, because=service_code.worded(service.named, service.evidence))
    return None
