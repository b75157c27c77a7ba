"""GP, GO and GN: whose plan of care a line belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from chargeline.model import Alert, Because, ChargeLine, Citation, FieldValue
from chargeline.rules.denials import denied
from chargeline.rules.rule import Case, Finding, Rule, Stamp


def stamp(case: Case, line: ChargeLine) -> Iterable[Stamp]:
    """The discipline's modifier on each of its therapy lines."""
    modifier, row = _modifier(case), case.book.code(line.code)
    if modifier is None or row is None or modifier not in row.modifiers:
        return
    yield _given_under(modifier, case.encounter.discipline)


@cache
def _given_under(modifier: str, discipline: str) -> Stamp:
    """The modifier with its reason, the same on every line of a discipline's."""
    message = f"{modifier}: given under the {discipline} plan of care."
    evidence = (FieldValue(field="/discipline", value=discipline),)
    because = Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)
    return Stamp(modifier=modifier, because=because)


def check(case: Case) -> Iterable[Finding]:
    """A code that is not one of the discipline's."""
    discipline = case.encounter.discipline
    for code in dict.fromkeys(line.code for line in case.lines):
        if case.book.codes[code].of(discipline):
            continue
        yield Alert(
            rule=RULE.name,
            severity="block",
            codes=(code,),
            message=f"{code} is not a code of {discipline}; without its discipline's modifier the line is rejected"
            f"{denied(case, 'modifier')}.",
            fix="Check the code and the discipline of this encounter.",
            citation=RULE.citations[1],
            evidence=(FieldValue(field="/discipline", value=discipline),),
        )


def _modifier(case: Case) -> str | None:
    return case.policy.discipline_modifiers.get(case.encounter.discipline) if case.policy else None


RULE = Rule(
    code="CL401",
    name="discipline_modifier",
    what="Puts the modifier of the discipline on each therapy line and names a code of another discipline.",
    why="A therapy line without it, or with another discipline's, is rejected.",
    fix="Check the code and the discipline; the modifier follows from them.",
    citations=(
        Citation(source="CMS Transmittal 3814 (CR 10176)", dated="2017-07-27", verified=True),
        Citation(source="CMS 100-04 ch. 5 s20.1", verified=False),
    ),
    check=check,
    stamp=stamp,
)
