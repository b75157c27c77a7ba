"""Minutes in the structure that are not those of the note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from chargeline.evidence.reading import DocumentedService
from chargeline.model import Alert, Citation, Evidence, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import listed


def check(case: Case) -> Iterable[Finding]:
    """Block a service whose two numbers differ; a first code and its additional one are one service's time."""
    yield from _joint(case)
    at = {service.id: index for index, service in enumerate(case.encounter.services)}
    in_all = _in_all(case)
    for told in case.reading.services:
        given = case.encounter.services[at[told.id]].minutes if told.id in at else None
        if given is None or told.minutes_in_note is None or given == told.minutes_in_note:
            continue
        whole = in_all[_first(case, told.code)]
        if whole == told.minutes_in_note or _is_without_rest(case, told):
            continue
        stated = [str(one) for one in dict.fromkeys(one.minutes for one in told.disagreeing)] or [
            str(told.minutes_in_note)
        ]
        field: Evidence = FieldValue(field=f"/services/{at[told.id]}/minutes", value=given)
        yield Alert(
            rule=RULE.name,
            severity="block",
            codes=(told.code,) if told.code else (),
            message=f"{told.code or 'A service'}: the minutes given, {whole}, are not those that the note states, "
            f"{listed(stated)}.",
            fix=RULE.fix,
            citation=RULE.citations[0],
            evidence=(field, *told.evidence),
        )


def _joint(case: Case) -> Iterable[Alert]:
    """Services whose minutes do not add up to the one number that the note states for them; others may run at once."""
    for joint in case.reading.joint:
        here = [one for one in case.treated if one.id in joint.services and one.row and one.row.timed]
        told = [one.minutes for one in here if one.minutes is not None]
        if len(told) == len(joint.services) and sum(told) != joint.minutes:
            codes = tuple(one.code for one in here if one.code)
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=codes,
                message=f"{listed(codes)}: the minutes given, {sum(told)} together, are not those that the note states "
                f"for them, {joint.minutes}.",
                fix=RULE.fix,
                citation=RULE.citations[0],
                evidence=(joint.evidence, *(evidence for one in here for evidence in one.minutes_evidence)),
            )


def _is_without_rest(case: Case, told: DocumentedService) -> bool:
    """Whether the minutes given are those of the note without the rest that it tells of within them."""
    left_out = (told.minutes_in_note or 0) - (told.minutes or 0)
    return any(
        told.id in rest.services and left_out == (rest.minutes or max(left_out, 1)) for rest in case.reading.rested
    )


def _first(case: Case, code: str | None) -> str | None:
    """The first code of a service that has an additional one; any other code itself."""
    return case.book.additional.get(code or "", code)


def _in_all(case: Case) -> dict[str | None, int]:
    """The minutes given in all to each first code with its additional one."""
    added: Counter[str | None] = Counter()
    for service in case.encounter.services:
        added[_first(case, service.code)] += service.minutes or 0
    return added


RULE = Rule(
    code="CL108",
    name="minutes_differ_from_note",
    what="Blocks a line whose minutes are not those that the note states.",
    why="A claim must match the signed record. Which of two numbers is right, only the clinician knows.",
    fix="Amend the note in the chart and read again, or correct the minutes.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
)
