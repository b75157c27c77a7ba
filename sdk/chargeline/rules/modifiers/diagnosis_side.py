"""A diagnosis of one side, a note of the other."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.modifiers.sides import named_today, side_of
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Name a diagnosis whose region the notes name with the other side only, and no diagnosis is of that side."""
    named = tuple(named_today(case))
    for index, diagnosis in enumerate(case.encounter.diagnoses if named else ()):
        for row in case.book.sided:
            side = row.side(diagnosis.code)
            told = [
                (its, mention) for mention in named if mention.name == row.region and (its := side_of(case, mention))
            ]
            sides = {its for its, _ in told}
            if side is None or not sides or sides & ({side, "both"} | _diagnosed(case, row.region)):
                continue
            yield Alert(
                rule=RULE.name,
                severity="warn",
                codes=(),
                message=f"{diagnosis.code} says the {side} {row.region}; the notes name the other side only.",
                fix="Correct the diagnosis or the note in the chart.",
                citation=row.cite,
                evidence=(
                    FieldValue(field=f"/diagnoses/{index}/code", value=diagnosis.code),
                    *(mention.evidence for _, mention in told),
                ),
            )


def _diagnosed(case: Case, region: str) -> set[str | None]:
    """The sides of that region that any diagnosis says."""
    return {row.side(one.code) for row in case.book.sided if row.region == region for one in case.encounter.diagnoses}


RULE = Rule(
    code="CL407",
    name="diagnosis_side",
    what="Names a diagnosis whose side is not the one that the notes name.",
    why="A claim for the left knee with a note of the right one contradicts its own record.",
    fix="Correct the diagnosis or the note.",
    citations=(Citation(source="ICD-10-CM code structure: laterality", verified=False),),
    check=check,
)
