"""Which code a note's own name for a service stands for, where it may be several: as stated, else asked.

"PT initial evaluation" stands for a family of codes; the complexity that the note states picks one. "E-stim" stands for
Medicare's own code or for the one that this replaced; the payer's policy picks.
"""

from __future__ import annotations

from chargeline.evidence.reading import DocumentedService
from chargeline.model import Because
from chargeline.rules.codes import medicare_code, service_code
from chargeline.rules.codes.evaluation_tier import COMPLEXITY
from chargeline.rules.rule import Case


def family(case: Case, service: DocumentedService) -> tuple[str, ...]:
    """The tiers that a named evaluation may be, lowest first; none where a code is written, or for another service."""
    if service.code is not None or service.named is None:
        return ()
    tiers = case.book.tiers
    if service.named not in tiers:
        return ()
    factors = {row.factor for row in tiers[service.named]}
    return tuple(code for code, rows in tiers.items() if {row.factor for row in rows} == factors)


def choices(case: Case, service: DocumentedService) -> tuple[str, ...]:
    """The codes that a note's name may stand for, where nothing tells which; none where a code is written."""
    if service.code is not None:
        return ()
    return family(case, service) or service.either or medicare_code.choices(case, service.named)


def stated(case: Case, tiers: tuple[str, ...]) -> tuple[str, Because] | None:
    """The tier whose complexity the note states, once and in one way."""
    told = [one for one in case.reading.by_kind.get("tier", ()) if one.name.startswith(COMPLEXITY)]
    levels = {int(one.name.split()[1]) for one in told}
    if len(levels) != 1 or not 1 <= (level := levels.pop()) <= len(tiers):
        return None
    code = tiers[level - 1]
    return code, service_code.worded(code, tuple(one.evidence for one in told))
