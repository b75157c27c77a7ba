"""An entered service of which the notes tell nothing."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.rule import Case, Finding, Rule

TREATMENTS = frozenset({"procedure", "modality", "orthotic", "caregiver"})
"""Codes of treatment; what an evaluation or a test found is told in other words."""


def check(case: Case) -> Iterable[Finding]:
    """Name each once; where another code is read from the words, that is said instead."""
    for service in case.treated:
        if not service.untold or service.held is not None or service.suggested is not None or service.row is None:
            continue
        if service.row.category in TREATMENTS:
            yield Alert(
                rule=RULE.name,
                severity="warn",
                codes=(service.row.code,),
                message=f"{service.row.code} is entered, and no words of the notes tell of it.",
                fix="Compare the services with what was given, and correct the one or the other in the chart.",
                citation=RULE.citations[0],
                evidence=(FieldValue(field=f"{service.place}/code", value=service.row.code),),
            )


RULE = Rule(
    code="CL210",
    name="service_untold",
    what="Names an entered service of which no word of the notes tells, where they name another one that is entered.",
    why="A visit's note tells each treatment that is billed. A reviewer takes a line back that has no words behind it.",
    fix="Compare the services with what was given, and correct the one or the other in the chart.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
)
