"""Which code counts for a service: none entered, or another than the documentation supports."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Because, Citation, Evidence, Option, Question
from chargeline.rules.codes.choice import question_id
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated


def hold(_: Case, service: Treated) -> Because | None:
    """Nothing is counted on no code."""
    if service.code is not None:
        return None
    message = "No code is entered for this service, so nothing is counted."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0])


def worded(code: str, evidence: tuple[Evidence, ...]) -> Because:
    """No code is entered, and the note's own words for the service stand for one."""
    message = f"{code} suggested: the note calls the service by a name that stands for it."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)


def check(case: Case) -> Iterable[Finding]:
    """Ask for a missing code; offer a code that differs from the one entered."""
    for service in case.treated:
        if service.named and service.suggested and service.suggested != service.named:
            yield _question(
                case,
                service,
                f"Which code describes this service: {service.named} or {service.suggested}?",
                f"Until you choose, the line counts on {service.named}, which "
                f"{'is entered' if service.entered else 'the note names'}.",
                (service.named, service.suggested),
            )
        elif service.named is None and service.suggested is None:
            why = "The note names it, and does not state which." if service.choices else "No code is entered for it."
            why = f"{why} Nothing is billed for it until you answer."
            yield _question(case, service, f"Which code describes {_which(case, service)}?", why, service.choices)


def _question(case: Case, service: Treated, ask: str, why: str, codes: tuple[str, ...]) -> Question:
    return Question(
        id=question_id(service.id),
        rule=RULE.name,
        kind="choice" if codes else "text",
        ask=ask,
        why=why,
        options=tuple(Option(value=code, label=_label(case, code)) for code in codes),
        affects=(service.place,),
        citation=RULE.citations[0],
    )


def _which(case: Case, service: Treated) -> str:
    """The service as a question names it: an evaluation, the one that the note names, or its place in the input."""
    rows = [case.book.code(code, case.on) for code in service.choices]
    if rows and all(row and row.evaluates for row in rows):
        return "the evaluation"
    return "this service" if service.position is None else f"service {service.position + 1} of those entered"


def _label(case: Case, code: str) -> str:
    row = case.book.code(code, case.on)
    return f"{code} {row.label}" if row and row.label else code


RULE = Rule(
    code="CL202",
    name="service_code",
    what="Asks which code describes a service that has none, or that another code describes as documented.",
    why="The code is the clinician's choice and must be comparable with what the note describes.",
    fix="Enter the code in the chart, or answer the question.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
    hold=hold,
)
