"""A speech-language assistant's services under Part B."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated


def hold(case: Case, service: Treated) -> Because | None:
    """A service wholly by the assistant is not billed."""
    part = _part(case, service)
    if not part or (service.minutes is not None and part < service.minutes):
        return None
    return Because(rule=RULE.name, message=f"{service.code}: {_REASON}.", citation=RULE.citations[0])


def check(case: Case) -> Iterable[Finding]:
    """Block a service with an assistant's part."""
    for service in case.treated:
        part = _part(case, service)
        if part and service.code:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(service.code,),
                message=f"{service.code}: {_REASON}{denied(case, 'necessity')}.",
                fix="Bill only what the speech-language pathologist gave; correct the minutes if they are wrong.",
                citation=RULE.citations[0],
                evidence=service.assistant_evidence,
            )


_REASON = "Medicare Part B does not cover what a speech-language assistant gives, and there is no modifier for it"


def _part(case: Case, service: Treated) -> int:
    """Minutes by the assistant, where this payer and discipline have no assistants; one for a whole untold length."""
    medicare = case.policy is not None and case.policy.payer == "medicare"
    if not medicare or case.encounter.discipline != "SLP":
        return 0
    return service.assistant or int(service.work.whole == "assistant" or service.wholly_assistant)


RULE = Rule(
    code="CL307",
    name="speech_assistant",
    what="Refuses a speech-language assistant's services under Medicare Part B.",
    why="Part B covers assistants of physical and occupational therapy only.",
    fix="Bill only what the speech-language pathologist gave.",
    citations=(Citation(source="CMS 100-02 ch. 15 s230.3", verified=True),),
    check=check,
    hold=hold,
)
