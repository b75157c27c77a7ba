"""The tier of an evaluation against the factors that the note states."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.reading import Mention
from chargeline.model import Alert, Citation
from chargeline.rules.rule import Case, Finding, Rule

COMPLEXITY = "complexity"
"""How a mention begins that states the complexity itself: low 1, moderate 2, high 3."""


def check(case: Case) -> Iterable[Finding]:
    """Say when the stated factors describe another tier. A factor that is not stated as such decides nothing."""
    stated = case.reading.by_kind.get("tier", ())
    if not stated:
        return
    entered = {service.entered for service in case.treated if service.entered}.intersection(case.book.tiers)
    if len(entered) != 1:
        return
    (code,) = entered
    family = [other for other, rows in case.book.tiers.items() if _factors(case, other) == _factors(case, code)]
    described = _described(case, family, stated)
    if described is None:
        yield from _called(code, family, stated)
        return
    if described[0] <= family.index(code) <= described[1]:
        return
    tier = "higher" if described[0] > family.index(code) else "lower"
    yield Alert(
        rule=RULE.name,
        severity="info",
        codes=(code,),
        message=f"{code} is entered; the factors that the note states describe a {tier} tier: the "
        "lowest of them decides.",
        fix="Compare the code with the note; time does not decide, the clinician's judgement does.",
        citation=RULE.citations[0],
        evidence=tuple(one.evidence for one in stated if one.name.split()[0] in _factors(case, code)),
    )


def _called(code: str, family: list[str], stated: tuple[Mention, ...]) -> Iterable[Finding]:
    """Say when the note itself calls the evaluation's complexity another tier's, once and in one way."""
    told = [one for one in stated if one.name.startswith(COMPLEXITY) and not one.context]
    levels = {int(one.name.split()[1]) for one in told}
    if len(levels) == 1 and levels != {family.index(code) + 1}:
        yield Alert(
            rule=RULE.name,
            severity="info",
            codes=(code,),
            message=f"{code} is entered; the complexity that the note states is another tier's.",
            fix="Compare the code with the note; the clinician's judgement decides.",
            citation=RULE.citations[0],
            evidence=tuple(one.evidence for one in told),
        )


def _factors(case: Case, code: str) -> list[str]:
    return [row.factor for row in case.book.tiers[code]]


def _described(case: Case, family: list[str], stated: tuple[Mention, ...]) -> tuple[int, int] | None:
    """The lowest and the highest tier that the note may stand for; None where a factor is not stated or unclear."""
    lowest, highest = [], []
    for n in range(len(_factors(case, family[0]))):
        rows = [case.book.tiers[code][n] for code in family]
        said = {one.name for one in stated if one.name.split()[0] == rows[0].factor}
        if len(said) != 1:
            return None
        _, least, most = said.pop().split()
        fits = [tier for tier, row in enumerate(rows) if row.meets(int(least), None if most == "+" else int(most))]
        if not fits:
            return None
        lowest.append(fits[0])
        highest.append(fits[-1])
    return min(lowest), min(highest)


RULE = Rule(
    code="CL209",
    name="evaluation_tier",
    what="Compares the tier of an evaluation with its factors where the note states every one of them as such: for "
    "physical therapy history, examination and presentation; for occupational therapy profile, deficits and "
    "modification. A factor that is not stated, or stated in two ways, decides nothing.",
    why="Each factor must support the tier, so the lowest one decides; the time spent does not.",
    fix="Compare the code with the note.",
    citations=(Citation(source="CPT components of the evaluation codes", verified=False),),
    check=check,
)
