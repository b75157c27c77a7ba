"""A service that the note says was not given."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation, Evidence, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated

MESSAGE = "The note says that this service was not given today."
DOUBT = "The note denies or takes back treatment that it tells of too."


def hold(case: Case, service: Treated) -> Because | None:
    """Nothing is billed for it; where the note says both, until a person says which."""
    words = _told(case, service)
    if words:
        return Because(rule=RULE.name, message=MESSAGE, citation=RULE.citations[0], evidence=words)
    words = _doubted(case, service)
    if not words or case.said(question_id(service.id), "yes"):
        return None
    return Because(rule=RULE.name, message=DOUBT, citation=RULE.citations[0], evidence=words)


def check(case: Case) -> Iterable[Finding]:
    """Name a service that was entered all the same; ask where the note says both."""
    for service in case.treated:
        words = _told(case, service)
        if words and service.entered and service.position is not None:
            yield Alert(
                rule=RULE.name,
                severity="warn",
                codes=(service.entered,),
                message=f"{service.entered} is entered, but the note says that it was not given today.",
                fix="Take the service off, or correct the note in the chart.",
                citation=RULE.citations[0],
                evidence=words,
            )
        elif not words and _doubted(case, service):
            yield _question(service)


def question_id(service: str) -> str:
    """About one service of the visit."""
    return f"{RULE.name}:{service}"


def _question(service: Treated) -> Question:
    return Question(
        id=question_id(service.id),
        rule=RULE.name,
        kind="choice",
        ask="The note denies or takes back treatment, and it tells of treatment too. Was "
        f"{service.code or 'this service'} given to this patient today?",
        why="Both cannot be true as they stand. Until you say, it is not billed; correct the note in the chart too.",
        options=(Option(value="yes", label="Yes, it was given"), Option(value="no", label="No")),
        affects=(service.place,),
        citation=RULE.citations[0],
    )


def _told(case: Case, service: Treated) -> tuple[Evidence, ...]:
    """Where a note says that it was not given, by its name or with the whole visit."""
    named = [one.evidence for one in case.reading.services if not one.performed and one.id == service.id]
    return named[0] if named else _denied(case, service, doubted=False)


def _doubted(case: Case, service: Treated) -> tuple[Evidence, ...]:
    return _denied(case, service, doubted=True)


def _denied(case: Case, service: Treated, *, doubted: bool) -> tuple[Evidence, ...]:
    """The words that deny the visit; "no treatment" speaks of what treats the patient."""
    if not case.reading.denied:
        return ()
    treats = service.row is None or service.row.treats
    denied = (one for one in case.reading.denied if one.doubted is doubted and service.id not in one.but)
    return tuple(one.evidence for one in denied if one.whole or treats)


RULE = Rule(
    code="CL207",
    name="not_performed",
    what="Bills nothing for a service that the note says was declined, held or not given, by its name or with the "
    'whole visit; asks where the note also tells of treatment, or takes back what it tells ("disregard above").',
    why="Only treatment that was given may be billed.",
    fix="Take the service off, or correct the note.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
    hold=hold,
)
