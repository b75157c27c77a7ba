"""Minutes of each timed service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chargeline.evidence.reading import DocumentedService
from chargeline.model import Evidence, FieldValue
from chargeline.rules.elements.documented import REVIEWERS, TIMED, Judged, element, services_of
from chargeline.rules.rule import Case, Rule


def find(case: Case, code: str | None) -> Iterable[Evidence]:
    """Minutes in the structure, else in the note."""
    ids = services_of(case, code or "")
    for told in case.reading.services:
        if told.id in ids and told.minutes is not None:
            yield from _stand(case, told)


def _stand(case: Case, told: DocumentedService) -> tuple[Evidence, ...]:
    for place, given in enumerate(case.encounter.services):
        if given.id == told.id and given.minutes is not None:
            return (FieldValue(field=f"/services/{place}/minutes", value=given.minutes),)
    return told.evidence


_PAGE = Rule(
    code="CL823",
    name="minutes_per_code",
    what="Looks for the minutes of each timed service, entered or in the note.",
    why="Units can be checked only against the minutes of each service.",
    fix="Minutes of ____ (service): ____.",
    citations=(REVIEWERS,),
)

_JUDGED = Judged(
    level="good_practice",
    codes=TIMED,
    structure=True,
    find=find,
    present="The minutes of this service are stated.",
    missing="The minutes of this service are stated neither in the chart nor in the note.",
)

RULE = replace(_PAGE, check=element(_PAGE, _JUDGED))
