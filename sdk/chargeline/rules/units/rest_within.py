"""Rest, time without a therapist, or another discipline's part, that a note tells of within a service's minutes."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.reading import DocumentedService, Rested
from chargeline.model import Citation, Question
from chargeline.rules.rule import Case, Finding, Rule


def question_id(service: str) -> str:
    """The question whose answer is the minutes of treatment."""
    return f"{RULE.name}:{service}"


def is_told(case: Case, service: DocumentedService) -> bool:
    """Whether the minutes of a service are those within which its note tells of rest."""
    noted = service.minutes_in_note in (None, service.minutes)
    return service.minutes is not None and noted and bool(_of(case, service.id))


def _of(case: Case, service: str) -> list[Rested]:
    return [rest for rest in case.reading.rested if service in rest.services]


def check(case: Case) -> Iterable[Finding]:
    """Ask how much of each was treatment."""
    told = {service.id: service for service in case.reading.services if is_told(case, service)}
    for service in case.treated:
        if service.id in told and service.held is None and service.row and service.row.timed:
            yield Question(
                id=question_id(service.id),
                rule=RULE.name,
                kind="minutes",
                ask=f"How many of the {told[service.id].minutes} minutes under {service.code} were "
                f"{_whose(case, service.id)}?",
                why=f"The note tells of {_what(case, service.id)}, and only time of treatment counts.",
                affects=(f"{service.place}/minutes",),
                citation=RULE.citations[0],
            )


def _whose(case: Case, service: str) -> str:
    shared = any(rest.why == "shared" for rest in _of(case, service))
    return "this discipline's treatment" if shared else "treatment"


def _what(case: Case, service: str) -> str:
    """What the note tells of within them that is no treatment by this discipline."""
    said = {rest.why for rest in _of(case, service)}
    return " and ".join(words for why, words in _WHAT.items() if why in said)


_WHAT = {
    "rest": "rest within them",
    "unattended": "time with an aide, beside another patient, or without anybody within them",
    "shared": "treatment together with another discipline, whose minutes are not billed twice",
}


RULE = Rule(
    code="CL122",
    name="rest_within",
    what="Asks how many of a service's minutes were treatment, where the note tells of rest within them, or of time "
    "with an aide, beside another patient, or without anybody, or of a co-treatment whose minutes it does not part "
    "between the disciplines. Nothing is taken off by itself.",
    why="Resting and waiting are no treatment, and time that no therapist or assistant gives to the one patient is no "
    "minute of one-on-one treatment. Each minute of two disciplines with one patient belongs to one of them. What the "
    "minutes written hold, only the clinician knows.",
    fix="Document the minutes of treatment, or answer the question.",
    citations=(
        Citation(source="CMS 100-04 ch. 5 s20.2", verified=False),
        Citation(source="CMS 100-02 ch. 15 s230", verified=False),
    ),
    check=check,
)
