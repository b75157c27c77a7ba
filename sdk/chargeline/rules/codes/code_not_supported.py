"""A code entered, or named by a note, that the documentation speaks for under another code."""

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
        because, code = service.suggested_because, service.named
        if code is None or service.code != code or because is None or because.rule != RULE.name:
            continue
        if case.said(question_id(service.id), code):
            continue
        said = f"{code} is entered; what the note" if service.entered else f"The note names {code}; what it"
        yield Alert(
            rule=RULE.name,
            severity="warn" if service.entered else "info",
            codes=(code, service.suggested or code),
            message=f"{said} describes reads as {service.suggested}.",
            fix="Compare the code with what was done, and correct it in the chart or through the question.",
            citation=because.citation,
            evidence=because.evidence,
        )


RULE = Rule(
    code="CL208",
    name="code_not_supported",
    what="Compares each code, entered or named by the note, with what the note describes: the intervention's name and "
    "its purpose.",
    why="A reviewer compares the code with the described treatment. The same movement is exercise, motor control or a "
    "functional task by its purpose, and work with several patients at once is a group.",
    fix="Compare the code with what was done, and correct it. A suggestion changes no line by itself.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
)
