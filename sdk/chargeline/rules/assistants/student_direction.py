"""Minutes that a student gave."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated


def hold(_: Case, service: Treated) -> Because | None:
    """A service wholly by a student whom no therapist directed is not counted."""
    by_student = service.work.whole == "student" or service.work.student > 0
    if not by_student or service.minutes != 0:
        return None
    message = f"{service.code}: given by a student; it counts only with the therapist's presence and direction."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0])


def check(case: Case) -> Iterable[Finding]:
    """Ask about each student who treated without a therapist, or of whom nothing says what the student did."""
    told = any(service.performers for service in case.treated)
    waiting = () if told else tuple(dict.fromkeys(line.code for line in case.lines))
    for student in (person.id for person in case.encounter.clinicians if person.role == "student"):
        alone = [s for s in case.treated if student in s.performers and (s.work.student or s.work.whole == "student")]
        if alone or waiting:
            yield _question(student, alone or [s for s in case.treated if s.held is None])
        if waiting and not case.said(question_id(student), "yes"):
            yield _waiting(waiting)


def question_id(student: str) -> str:
    """About the person, for all that the student did in the visit."""
    return f"{RULE.name}:{student}"


def _question(student: str, services: list[Treated]) -> Question:
    return Question(
        id=question_id(student),
        rule=RULE.name,
        kind="choice",
        ask="Was the therapist in the room throughout the student's treatment, directing it, deciding, and "
        "treating nobody else?",
        why="A student's minutes count as the therapist's only then. Until you say, nothing of them is billed.",
        options=(Option(value="yes", label="Yes, throughout"), Option(value="no", label="No")),
        affects=tuple(s.place for s in services),
        citation=RULE.citations[0],
    )


def _waiting(codes: tuple[str, ...]) -> Alert:
    """Lines of a visit in which a student took part, and nothing says in which of them."""
    return Alert(
        rule=RULE.name,
        severity="block",
        codes=codes,
        message="A student took part in this visit; nothing says in which services, nor that the therapist directed.",
        fix="Say in the chart who gave which minutes, or answer the question where the therapist directed throughout.",
        citation=RULE.citations[0],
    )


RULE = Rule(
    code="CL305",
    name="student_direction",
    what="Counts a student's minutes only when the therapist's presence and direction is attested; where nothing says "
    "what the student did, the visit's lines wait for it.",
    why="The service is the therapist's: present throughout, directing, deciding, and treating nobody else.",
    fix="Document the therapist's presence and direction as it was, or answer the question.",
    citations=(Citation(source="CMS 100-02 ch. 15 s230 B", verified=True),),
    check=check,
    hold=hold,
)
