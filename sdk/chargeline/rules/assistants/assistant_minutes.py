"""How long an assistant treated alone, where nothing says it."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, Question
from chargeline.rules.assistants.share import modifier
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Ask where it decides a modifier, and hold the line until then; name a part that is longer than the whole."""
    for service in case.treated:
        if service.assistant_unknown and service.held is None and modifier(case):
            yield Question(
                id=f"{RULE.name}:{service.id}",
                rule=RULE.name,
                kind="minutes",
                ask=f"How many of the minutes under {service.code} did the assistant give alone?",
                why="An assistant took part in this visit, and how much of this service that was is not plain. Time "
                "together with the therapist is the therapist's.",
                affects=(f"{service.place}/assistant_minutes",),
                citation=RULE.citations[0],
            )
        open_ = service.assistant is None and not service.wholly_assistant
        if open_ and service.held is None and service.code and modifier(case):
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(service.code,),
                message=f"{service.code}: an assistant took part in this visit, and how much of it was the assistant's "
                f"alone is not plain. It decides whether units carry {modifier(case)}.",
                fix="Answer how long the assistant treated alone; 0 where it was the therapist throughout.",
                citation=RULE.citations[0],
                evidence=service.assistant_evidence,
            )
        if service.minutes is not None and (service.assistant or 0) > service.minutes and service.code:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(service.code,),
                message=f"{service.code}: the assistant's minutes are more than the minutes of the service.",
                fix="Correct one of the two in the chart.",
                citation=RULE.citations[0],
                evidence=service.assistant_evidence,
            )


RULE = Rule(
    code="CL302",
    name="assistant_minutes",
    what="Asks how long an assistant treated alone when neither minutes, performers nor the notes' authors say it, "
    "also where only a signature tells of one, or a note's words who gave the service. The service's lines wait for "
    "the answer.",
    why="It decides which units carry the assistant's modifier. A line that is right only by luck is not sent.",
    fix="Document who gave which minutes, or answer the question.",
    citations=(Citation(source="Social Security Act s1834(v)", verified=True),),
    check=check,
)
