"""A timed service whose minutes nobody has told."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.reading import Stated
from chargeline.model import Because, Citation, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated
from chargeline.rules.words import listed, named


def hold(case: Case, service: Treated) -> Because | None:
    """Nothing is counted without minutes."""
    if service.minutes is not None or not _timed(service) or _told_with_first(case, service):
        return None
    message = f"{service.code}: {_lacking(case, service)}, so nothing is counted."
    return Because(rule=RULE.name, message=message, citation=RULE.citations[0])


def check(case: Case) -> Iterable[Finding]:
    """Ask for the minutes of each."""
    for service in case.treated:
        open_ = service.held is None or service.held.rule == RULE.name
        row = service.row if service.minutes_unknown and _timed(service) else None
        if row and open_ and not _has_line(case, service):
            yield Question(
                id=f"{RULE.name}:{service.id}",
                rule=RULE.name,
                kind="minutes",
                ask=f"How long was the treatment under {named(row)}, in minutes?",
                why=f"It is counted by time, and {_lacking(case, service)}. Nothing is billed for it until you answer; "
                "0 says that it was not given, or was only a part of another service.",
                affects=(f"{service.place}/minutes",),
                citation=RULE.citations[0],
            )


def _lacking(case: Case, service: Treated) -> str:
    told = next((one for one in case.reading.services if one.id == service.id), None)
    if told and told.disagreeing:
        return f"the notes state different minutes, {_numbers(told.disagreeing)}"
    if any(service.id in joint.services for joint in case.reading.joint):
        return "the note states one number of minutes for it and another service together"
    if told and told.doubted:
        several = len({one.minutes for one in told.doubted}) > 1
        open_ = "how many of these minutes it took" if several else "whether it took that long"
        return f"the note states {_numbers(told.doubted)} for it, and leaves open {open_}"
    return "no minutes are entered, or plainly stated for it in a note"


def _numbers(stated: Iterable[Stated]) -> str:
    """What notes state, each number once: "15 and 25"."""
    return listed(list(dict.fromkeys(str(one.minutes) for one in stated)))


def _told_with_first(case: Case, service: Treated) -> bool:
    """Whether the note's minutes of the first code are those of both: neither was entered with its own."""
    first = case.book.additional.get(service.code or "")
    entered = {one.id for one in case.encounter.services if one.minutes is None and not one.segments}
    return first is not None and any(
        told.code == first and told.id in entered and told.minutes is not None for told in case.reading.services
    )


def _has_line(case: Case, service: Treated) -> bool:
    """Whether the first code's minutes bring a unit of this one too."""
    return _told_with_first(case, service) and any(line.code == service.code for line in case.lines)


def _timed(service: Treated) -> bool:
    return service.row is not None and service.row.timed and service.row.window is None


RULE = Rule(
    code="CL107",
    name="minutes_missing",
    what="Asks for the minutes of a timed service that states none.",
    why="Units of timed codes come from minutes of treatment. Medicare asks the note for their total only; without "
    "those of each service nothing can be counted, and nothing is guessed.",
    fix="Document the minutes in the chart, or answer the question.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
    hold=hold,
)
