"""An evaluation or re-evaluation that an assistant gave."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated

REASON = "an assistant may not evaluate, re-evaluate or set the plan of care"


def hold(case: Case, service: Treated) -> Because | None:
    """An evaluation wholly by an assistant is not billed."""
    if not _whole(case, service):
        return None
    return Because(rule=RULE.name, message=f"{service.code}: {REASON}.", citation=RULE.citations[0])


def check(case: Case) -> Iterable[Finding]:
    """Refuse it, in whole or in part."""
    for service in case.treated:
        if service.code and (_whole(case, service) or _part(service)):
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(service.code,),
                message=f"{service.code}: {REASON}.",
                fix="The therapist evaluates and documents it; or correct who performed the service.",
                citation=RULE.citations[0],
                evidence=service.assistant_evidence,
            )


def _part(service: Treated) -> bool:
    return _evaluates(service) and bool(service.assistant)


def _whole(case: Case, service: Treated) -> bool:
    """Whether nobody but an assistant took part."""
    if not _evaluates(service):
        return False
    roles = {person.id: person.role for person in case.encounter.clinicians}
    present = [roles[who] for who in service.performers if who in roles] or list(roles.values())
    alone = "assistant" in present and "therapist" not in present
    return alone or (bool(service.minutes) and (service.assistant or 0) >= (service.minutes or 0))


def _evaluates(service: Treated) -> bool:
    return service.row is not None and service.row.evaluates


RULE = Rule(
    code="CL304",
    name="evaluation_by_assistant",
    what="Refuses an evaluation or re-evaluation that an assistant gave.",
    why="Evaluating and planning need a therapist's judgement; a modifier does not change that.",
    fix="Correct who performed it, or take it off.",
    citations=(Citation(source="CMS 100-02 ch. 15 s230.1", verified=True),),
    check=check,
    hold=hold,
)
