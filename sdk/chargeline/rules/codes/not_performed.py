"""A service that the note says was not given."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.reading import DocumentedService
from chargeline.model import Alert, Because, Citation
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated

MESSAGE = "The note says that this service was not given today."


def hold(case: Case, service: Treated) -> Because | None:
    """Nothing is billed for it."""
    told = _told(case).get(service.id)
    if told is None:
        return None
    return Because(rule=RULE.name, message=MESSAGE, citation=RULE.citations[0], evidence=told.evidence)


def check(case: Case) -> Iterable[Finding]:
    """Name a service that was entered all the same."""
    told = _told(case)
    for service in case.treated:
        if service.id in told and service.entered and service.position is not None:
            yield Alert(
                rule=RULE.name,
                severity="warn",
                codes=(service.entered,),
                message=f"{service.entered} is entered, but the note says that it was not given today.",
                fix="Take the service off, or correct the note in the chart.",
                citation=RULE.citations[0],
                evidence=told[service.id].evidence,
            )


def _told(case: Case) -> dict[str, DocumentedService]:
    return {service.id: service for service in case.reading.services if not service.performed}


RULE = Rule(
    code="CL207",
    name="not_performed",
    what="Bills nothing for a service that the note says was declined, held or not given.",
    why="Only treatment that was given may be billed.",
    fix="Take the service off, or correct the note.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
    hold=hold,
)
