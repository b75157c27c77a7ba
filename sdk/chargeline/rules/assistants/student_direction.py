"""Minutes that a student gave."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation, Evidence, Option, Question
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
            yield _question(student, alone or [s for s in case.treated if s.held is None], bool(alone))
        if waiting and not case.said(question_id(student), "yes"):
            yield _waiting(waiting)
    yield from _in_the_note(case)


NOTED = "noted"
"""What the question of a student is about whom only a note names."""


def _in_the_note(case: Case) -> Iterable[Finding]:
    """Ask about a student who gave a service by the note's words, where the encounter names nobody who did."""
    told = [one for one in case.reading.by_kind.get("giver", ()) if one.name == "student"]
    people = any(person.role == "student" for person in case.encounter.clinicians)
    if not told or people or any(service.performers for service in case.treated):
        return
    ids = {id_ for one in told for id_ in one.services} if all(one.services for one in told) else None
    given = [service for service in case.treated if service.held is None and (ids is None or service.id in ids)]
    codes = tuple(dict.fromkeys(service.code for service in given if service.code))
    if not codes:
        return
    yield _question(NOTED, given, counted_apart=False)
    if not case.said(question_id(NOTED), "yes"):
        yield _waiting(codes, tuple(one.evidence for one in told))


def question_id(student: str) -> str:
    """About the person, for all that the student did in the visit."""
    return f"{RULE.name}:{student}"


def _question(student: str, services: list[Treated], counted_apart: bool) -> Question:
    until = "nothing of them is billed" if counted_apart else "the lines of this visit wait"
    return Question(
        id=question_id(student),
        rule=RULE.name,
        kind="choice",
        ask="Was the therapist in the room throughout the student's treatment, directing it, deciding, and "
        "treating nobody else?",
        why=f"A student's minutes count as the therapist's only then. Until you say, {until}.",
        options=(Option(value="yes", label="Yes, throughout"), Option(value="no", label="No")),
        affects=tuple(s.place for s in services),
        citation=RULE.citations[0],
    )


def _waiting(codes: tuple[str, ...], evidence: tuple[Evidence, ...] = ()) -> Alert:
    """Lines of a visit in which a student took part, and nothing says in which of them."""
    return Alert(
        rule=RULE.name,
        severity="block",
        codes=codes,
        message="A student took part in this visit, and the lines do not tell the student's minutes apart. Whether the "
        "therapist directed throughout is for the therapist to say, whatever the note says of it.",
        fix="Answer the question, or say in the chart who gave which minutes.",
        citation=RULE.citations[0],
        evidence=evidence,
    )


RULE = Rule(
    code="CL305",
    name="student_direction",
    what="Counts a student's minutes only when the therapist attests presence and direction, whatever a note says of "
    "it; where the student's part is not told apart, the visit's lines wait for it, and so do those of a service that "
    "a student gave by the note's words.",
    why="The service is the therapist's: present throughout, directing, deciding, and treating nobody else.",
    fix="Document the therapist's presence and direction as it was, or answer the question.",
    citations=(Citation(source="CMS 100-02 ch. 15 s230 B", verified=True),),
    check=check,
    hold=hold,
)
