"""Minutes that a student gave."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Because, Citation, Option, Question
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
    """Ask about each student who treated without a therapist among the performers."""
    students = [person.id for person in case.encounter.clinicians if person.role == "student"]
    for student in students:
        alone = [
            s.code for s in case.treated if student in s.performers and (s.work.student or s.work.whole == "student")
        ]
        if alone:
            yield Question(
                id=f"{RULE.name}:{student}",
                rule=RULE.name,
                kind="choice",
                ask="Was the therapist in the room throughout the student's treatment, directing it, deciding, and "
                "treating nobody else?",
                why="A student's minutes count as the therapist's only then. Until you say, they are not counted.",
                options=(Option(value="yes", label="Yes, throughout"), Option(value="no", label="No")),
                affects=tuple(s.place for s in case.treated if student in s.performers),
                citation=RULE.citations[0],
            )


RULE = Rule(
    code="CL305",
    name="student_direction",
    what="Counts a student's minutes only when the therapist's presence and direction is attested.",
    why="The service is the therapist's: present throughout, directing, deciding, and treating nobody else.",
    fix="Document the therapist's presence and direction as it was, or answer the question.",
    citations=(Citation(source="CMS 100-02 ch. 15 s230 B", verified=True),),
    check=check,
    hold=hold,
)
