"""Minutes that an aide gave."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation
from chargeline.rules.assistants.performed import performed
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated


def hold(_: Case, service: Treated) -> Because | None:
    """A service wholly by an aide is not billed."""
    if service.work.whole != "aide" and not (service.work.aide and service.minutes == 0):
        return None
    message = f"{service.code}: given by an aide, whose time is never billed."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0])


def check(case: Case) -> Iterable[Finding]:
    """Say that they are not counted."""
    for service in case.treated:
        if service.code and (service.work.aide or service.work.whole == "aide"):
            yield Alert(
                rule=RULE.name,
                severity="info",
                codes=(service.code,),
                message=f"{service.code}: time that an aide gave is not counted.",
                fix="Correct who performed it, if that is wrong in the chart.",
                citation=RULE.citations[0],
                evidence=performed(case.encounter, service.position, "aide"),
            )


RULE = Rule(
    code="CL306",
    name="aide_minutes",
    what="Leaves minutes that an aide gave out of every count.",
    why="An aide's service is not therapy, whatever the supervision.",
    fix="Correct who performed the service, if that is wrong.",
    citations=(Citation(source="CMS 100-02 ch. 15 s230.1 to s230.3", verified=True),),
    check=check,
    hold=hold,
)
