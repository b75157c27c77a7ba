"""An entered code that the documentation speaks for under another code."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation, Evidence
from chargeline.rules.codes.choice import question_id
from chargeline.rules.rule import Case, Finding, Rule


def spoken(code: str, evidence: tuple[Evidence, ...]) -> Because:
    """Why the documentation reads as this code."""
    message = f"{code} suggested: what is described, and what it was for, reads as this service."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)


def check(case: Case) -> Iterable[Finding]:
    """Name both readings until the clinician has decided."""
    for service in case.treated:
        because = service.suggested_because
        if not service.entered or service.code != service.entered or because is None or because.rule != RULE.name:
            continue
        if case.said(question_id(service.id), service.entered):
            continue
        yield Alert(
            rule=RULE.name,
            severity="warn",
            codes=(service.entered, service.suggested or service.entered),
            message=f"{service.entered} is entered; what the note describes reads as {service.suggested}.",
            fix="Compare the code with what was done, and correct it in the chart or through the question.",
            citation=because.citation,
            evidence=because.evidence,
        )


RULE = Rule(
    code="CL208",
    name="code_not_supported",
    what="Compares each entered code with what the note describes: the intervention's name and its purpose.",
    why="A reviewer compares the code with the described treatment. The same movement is exercise, motor control or a "
    "functional task by its purpose, and work with several patients at once is a group.",
    fix="Compare the code with what was done, and correct it. A suggestion changes no line by itself.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
)
