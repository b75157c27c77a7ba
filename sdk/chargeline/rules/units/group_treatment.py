"""A service for one patient that was given to two or more at once."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation, Evidence
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated

GROUP = "group"


def hold(case: Case, service: Treated) -> Because | None:
    """It is not counted as individual treatment."""
    evidence = _evidence(case, service)
    if evidence is None:
        return None
    return Because(rule=RULE.name, message=_message(service), citation=RULE.citations[0], evidence=evidence)


def check(case: Case) -> Iterable[Finding]:
    """Block it until its code fits."""
    for service in case.treated:
        evidence = _evidence(case, service)
        if evidence is not None and service.code:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(service.code,),
                message=_message(service),
                fix="Use the group's code for that time, or correct the note if the patient was treated alone.",
                citation=RULE.citations[0],
                evidence=evidence,
            )


def _message(service: Treated) -> str:
    return f"{service.code} is individual treatment, but two or more patients are documented at the same time."


def _evidence(case: Case, service: Treated) -> tuple[Evidence, ...] | None:
    """Where the group is documented; None unless the service counts on a code of individual treatment."""
    if service.row is None or service.row.contact in (GROUP, None):
        return None
    return next((told.evidence for told in case.reading.services if told.group and told.id == service.id), None)


RULE = Rule(
    code="CL109",
    name="group_treatment",
    what="Keeps treatment of two or more patients at once out of the count of individual treatment.",
    why="Two or more patients at once are a group, whatever was done: one untimed unit for each patient, and its "
    "minutes never enter the pool. Part B knows individual and group treatment only. Reviewers compare the claim with "
    "what the note says was done.",
    fix="Use the group's code, or correct the note.",
    citations=(
        Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),
        Citation(source="CMS 100-02 ch. 15 s230 A", verified=False),
    ),
    check=check,
    hold=hold,
)
