"""A code that Medicare does not take and has replaced by another; other payers take the one or the other."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Because, Citation
from chargeline.rules.rule import Case, Finding, Rule


def replacement(case: Case, code: str | None) -> tuple[str, Because] | None:
    """Medicare's own code for this one, and why; None when the payer takes it, or nobody knows."""
    row = case.book.code(code, case.on) if code else None
    if row is None or row.medicare_code is None or case.policy is None or not case.policy.medicare_codes:
        return None
    medicare = case.policy.payer == "medicare"
    message = f"{'Medicare' if medicare else 'This payer'} does not take {row.code}; its code for this service is "
    cite = row.status_cite if medicare else case.policy.citations.get("codes")
    return row.medicare_code, Because(rule=RULE.name, message=f"{message}{row.medicare_code}.", citation=cite)


def other(case: Case, code: str | None) -> tuple[str, Because] | None:
    """The code that Medicare has replaced by this one, for a payer that takes it still, and why."""
    found = next((old for old, own in case.book.replaced.items() if own == code), None)
    if found is None or case.policy is None or case.policy.medicare_codes is not False:
        return None
    message = f"{found} suggested: this payer takes it, not Medicare's own {code}."
    return found, Because(rule=RULE.name, message=message, citation=case.policy.citations.get("codes"))


def choices(case: Case, code: str | None) -> tuple[str, ...]:
    """Both codes that a note's words may stand for, where nobody knows which of them the payer takes."""
    if case.policy is None or case.policy.medicare_codes is not None:
        return ()
    return next(((old, own) for old, own in case.book.replaced.items() if own == code), ())


def check(case: Case) -> Iterable[Finding]:
    """Name the replacement; block while the other code stands."""
    for service in case.treated:
        found = replacement(case, service.entered)
        if found is None or service.entered is None:
            continue
        code, because = found
        if service.code == service.entered:
            yield Alert(
                rule=RULE.name,
                severity="block",
                codes=(service.entered,),
                message=because.message,
                fix=f"Use {code} for this payer, in the chart or through the question.",
                citation=because.citation,
                evidence=service.code_evidence,
            )


RULE = Rule(
    code="CL205",
    name="medicare_code",
    what="Names the code that Medicare uses instead of the one entered. Where a note's words stand for such a service, "
    "the payer's policy file says which of the two codes it takes (`medicare` under `[codes]`); else it is asked.",
    why="A code of status I is invalid for Medicare: the line is rejected although the service may be payable under "
    "Medicare's own code.",
    fix="Use the code that Medicare takes. Other payers may want the code as entered.",
    citations=(Citation(source="CMS physician fee schedule: status indicators", verified=True),),
    check=check,
)
