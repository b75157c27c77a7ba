"""A pool of timed minutes of which a part is not known yet."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.treated import Treated
from chargeline.rules.words import listed


def check(case: Case) -> Iterable[Finding]:
    """Block the timed lines of a pooled count until the minutes of each timed service are told."""
    if case.policy is None or case.policy.method != "cms-8-minute":
        return
    lacking = [service for service in case.treated if _is_lacking(service)]
    pooled = tuple(dict.fromkeys(line.code for line in case.lines if _is_pooled(case, line.code)))
    if lacking and pooled:
        yield Alert(
            rule=RULE.name,
            severity="block",
            codes=pooled,
            message=f"All timed minutes of the day decide the units of {listed(pooled)}, and the minutes of "
            f"{listed([service.code or 'a service' for service in lacking])} are not known yet.",
            fix="Answer how long it took; 0 where it was not given, or was only a part of another service.",
            citation=RULE.citations[0],
            evidence=tuple(
                FieldValue(field=f"{service.place}/minutes", value=None)
                for service in lacking
                if service.position is not None
            ),
        )


def _is_lacking(service: Treated) -> bool:
    waiting = service.held is not None and service.held.rule == "minutes_missing"
    return waiting and service.row is not None and service.row.pooled


def _is_pooled(case: Case, code: str) -> bool:
    row = case.book.code(code, case.on)
    return row is not None and row.pooled


RULE = Rule(
    code="CL121",
    name="count_open",
    what="Blocks the timed lines of a pooled count while the minutes of one of its timed services are not known.",
    why="Where all timed minutes are counted together, the unknown ones may bring a unit more or move one to another "
    "code. A line that is right only by luck is not sent.",
    fix="Answer how long the service took.",
    citations=(Citation(source="CMS 100-04 ch. 5 s20.2", verified=True),),
    check=check,
)
