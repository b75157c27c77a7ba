"""95: treatment by video."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Because, ChargeLine, Citation, FieldValue
from chargeline.rules.rule import Case, Rule, Stamp

MODIFIER = "95"
TELEHEALTH = "telehealth"


def stamp(case: Case, line: ChargeLine) -> Iterable[Stamp]:
    """The modifier on every line of a telehealth visit, where this payer takes it."""
    if case.encounter.setting != TELEHEALTH or case.policy is None or MODIFIER not in case.policy.modifier_order:
        return
    message = f"{MODIFIER}: {line.code} was given by telehealth."
    evidence = (FieldValue(field="/setting", value=TELEHEALTH),)
    because = Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)
    yield Stamp(modifier=MODIFIER, because=because)


RULE = Rule(
    code="CL404",
    name="telehealth_modifier",
    what="Marks the lines of a telehealth visit.",
    why="The setting of the visit decides it.",
    fix="Correct the setting if the patient was treated on site.",
    citations=(Citation(source="CPT modifier 95", verified=False),),
    stamp=stamp,
)
