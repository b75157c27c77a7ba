"""Who pays when Medicare does not: GA, GX, GY and GZ."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import (
    Alert,
    AnswerGiven,
    Because,
    ChargeLine,
    Citation,
    Evidence,
    FieldValue,
    Option,
    Question,
    Severity,
)
from chargeline.rules.rule import Case, Finding, Rule, Stamp

MEANS = {"abn-required": "GA", "abn-voluntary": "GX", "excluded": "GY", "no-abn": "GZ"}
SIGNED = {
    "GA": "Is the required notice of noncoverage signed by the patient and on file for this service?",
    "GX": "Is the voluntary notice of noncoverage signed by the patient and on file for this service?",
}


def stamp(case: Case, line: ChargeLine) -> Iterable[Stamp]:
    """The modifier that the liability means; one that attests a signed notice only on somebody's word."""
    modifier = _modifier(case)
    if modifier is None or (modifier in SIGNED and not case.said(_id(modifier), "yes")):
        return
    evidence: tuple[Evidence, ...] = (FieldValue(field="/liability", value=case.encounter.liability),)
    if modifier in SIGNED:
        evidence = (AnswerGiven(answer=_id(modifier)), *evidence)
    message = f"{modifier}: liability for {line.code} as told in the encounter."
    because = Because(rule=RULE.name, message=message, citation=RULE.citations[0], evidence=evidence)
    yield Stamp(modifier=modifier, because=because)


def check(case: Case) -> Iterable[Finding]:
    """Ask for the notice; name a liability that is not known here, or for which the payer has no modifier."""
    modifier = _modifier(case)
    if modifier in SIGNED and case.lines and modifier:
        yield Question(
            id=_id(modifier),
            rule=RULE.name,
            kind="choice",
            ask=SIGNED[modifier],
            why="The encounter says that the patient may be liable. The modifier attests the notice.",
            options=(Option(value="yes", label="Yes, signed and on file"), Option(value="no", label="No")),
            affects=tuple(f"/charge_lines/{index}/modifiers" for index in range(len(case.lines))),
            citation=RULE.citations[0],
        )
    if case.encounter.liability and _meant(case.encounter.liability) is None:
        said = "The encounter's liability is not one that is known here; it changes nothing."
        yield _told(case, "warn", said, f"Use one of {', '.join(MEANS)}, or the modifier itself.")
    elif case.encounter.liability and modifier is None and case.lines:
        said = "This payer's policy names no modifier for the encounter's liability; it changes nothing."
        yield _told(case, "info", said, "If the payer takes one, name it in the policy's order of modifiers.")


def _told(case: Case, severity: Severity, message: str, fix: str) -> Alert:
    return Alert(
        rule=RULE.name,
        severity=severity,
        codes=(),
        message=message,
        fix=fix,
        citation=RULE.citations[0],
        evidence=(FieldValue(field="/liability", value=case.encounter.liability),),
    )


def _meant(liability: str) -> str | None:
    return MEANS.get(liability, liability if liability in MEANS.values() else None)


def _modifier(case: Case) -> str | None:
    """The modifier meant, where this payer takes it."""
    meant = _meant(case.encounter.liability) if case.encounter.liability else None
    return meant if case.policy and meant in case.policy.modifier_order else None


def _id(modifier: str) -> str:
    return f"liability_modifier:{modifier}"


RULE = Rule(
    code="CL403",
    name="liability_modifier",
    what="Puts the modifier of the liability that the encounter tells on each line; asks whether a notice is signed.",
    why="Who is liable must be settled before the service, and a notice is attested only when it is on file.",
    fix="Keep the signed notice on file; answer the question.",
    citations=(
        Citation(source="FCSO: modifiers GA and GX, from CMS MM6563", dated="2010-04-01", verified=True),
        Citation(source="Palmetto GBA: modifiers GZ and GY", verified=True),
    ),
    check=check,
    stamp=stamp,
)
