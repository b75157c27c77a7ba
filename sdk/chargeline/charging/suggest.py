"""Which code the documentation supports, where that differs from the one entered or none was.

A suggestion changes no line of an entered code until it is accepted through the answer to `service_code:<service id>`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from chargeline.charging.tiers import choices, family, stated
from chargeline.evidence.reading import DocumentedService
from chargeline.model import Because
from chargeline.rules.codes import code_not_supported, medicare_code, service_code
from chargeline.rules.rule import Case

if TYPE_CHECKING:
    from chargeline.evidence.services.codes.support import Support, Weighed


class Suggestion(NamedTuple):
    """A code and why."""

    code: str
    because: Because


def weigh(case: Case) -> Weighed | None:
    """What the words of services and notes speak for; None where there are no words."""
    if not case.reading.said and not any(service.text for service in case.encounter.services):
        return None
    from chargeline.evidence.services.codes.support import weighed

    book = case.book
    return weighed(case.encounter, case.reading, book.interventions, book.one_on_one, book.additional)


def _may_read_as(case: Case, told: str | None, code: str) -> bool:
    """Whether a service may be another one by what is described: an evaluation tells of much that is no treatment."""
    row, other = case.book.code(told) if told else None, case.book.code(code, case.on)
    return other is not None and (row is None or not row.evaluates or other.evaluates)


def _is_apart(case: Case, service: DocumentedService, code: str) -> bool:
    """Whether a service only described shares its sentences with one of that code, and one of them has minutes there.

    Then they were read clause by clause, and the sentence as a whole says nothing of either.
    """
    others = (one for one in case.reading.services if one is not service and one.named == code and one.described)
    return service.described and any(service.text in one.text and (one.minutes or service.minutes) for one in others)


def _taken(case: Case, code: str) -> str:
    """The code itself, or the other one that the payer takes for the same service."""
    found = medicare_code.other(case, code)
    return found[0] if found else code


def suggest(case: Case, service: DocumentedService, support: Support | None = None) -> Suggestion | None:
    """The code to use instead of the one entered, or where none was."""
    tiers = family(case, service)
    if tiers:
        tier = stated(case, tiers)
        return Suggestion(code=tier[0], because=tier[1]) if tier else None
    replaced = medicare_code.replacement(case, service.code or service.named)
    if service.code is None:
        replaced = replaced or medicare_code.other(case, service.named)
    if replaced:
        return Suggestion(code=replaced[0], because=replaced[1])
    if choices(case, service):
        return None
    code = _taken(case, support.code) if support else None
    code = None if code and _is_apart(case, service, code) else code
    if support and code and code != service.told and _may_read_as(case, service.told, code):
        return Suggestion(code=code, because=code_not_supported.spoken(code, support.evidence))
    if service.code is None and service.named and service.described:
        return Suggestion(code=service.named, because=code_not_supported.spoken(service.named, service.evidence))
    if service.code is None and service.named:
        return Suggestion(code=service.named, because=service_code.worded(service.named, service.evidence))
    return None
