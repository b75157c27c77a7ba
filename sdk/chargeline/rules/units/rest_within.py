"""Rest that a note tells of within the minutes of a service."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.reading import DocumentedService
from chargeline.model import Citation, Question
from chargeline.rules.rule import Case, Finding, Rule


def question_id(service: str) -> str:
    """The question whose answer is the minutes of treatment."""
    return f"{RULE.name}:{service}"


def is_told(case: Case, service: DocumentedService) -> bool:
    """Whether the minutes of a service are those within which its note tells of rest."""
    noted = service.minutes_in_note in (None, service.minutes)
    return service.minutes is not None and noted and any(service.id in rest.services for rest in case.reading.rested)


def check(case: Case) -> Iterable[Finding]:
    """Ask how much of each was treatment."""
    told = {service.id: service for service in case.reading.services if is_told(case, service)}
    for service in case.treated:
        if service.id in told and service.held is None and service.row and service.row.timed:
            yield Question(
                id=question_id(service.id),
                rule=RULE.name,
                kind="minutes",
                ask=f"How many of the {told[service.id].minutes} minutes under {service.code} were treatment?",
                why="The note tells of rest within them, and only time in which the patient is treated counts.",
                affects=(f"{service.place}/minutes",),
                citation=RULE.citations[0],
            )


RULE = Rule(
    code="CL122",
    name="rest_within",
    what="Asks how many of a service's minutes were treatment, where the note tells of rest within them. Nothing is "
    "taken off by itself.",
    why="Resting and waiting are no treatment. Whether the minutes written hold them, only the clinician knows.",
    fix="Document the minutes of treatment, or answer the question.",
    citations=(Citation(source="CMS 100-04 ch. 5 s20.2", verified=False),),
    check=check,
)
