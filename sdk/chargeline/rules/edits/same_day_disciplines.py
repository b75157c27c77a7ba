"""Another discipline's charges on the same day."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.model import Alert, Citation, FieldValue
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import listed


def check(case: Case) -> Iterable[Finding]:
    """Say once that the minutes are counted apart and that the same minutes belong to one of them."""
    told = tuple(one.evidence for one in case.reading.by_kind.get("together", ()) if not one.context)
    if told and case.lines:
        yield Alert(
            rule=RULE.name,
            severity="warn",
            codes=(),
            message="The note tells of treatment together with another discipline: each minute belongs to one of them.",
            fix="Check that the minutes here are those that this discipline bills.",
            citation=RULE.citations[0],
            evidence=told,
        )
    if case.policy is None or not case.lines:
        return
    own = case.encounter.discipline
    others = {modifier: name for name, modifier in case.policy.discipline_modifiers.items() if name != own}
    charges = case.encounter.history.same_day_charges or ()
    found = [(others[m], index) for index, charge in enumerate(charges) for m in charge.modifiers if m in others]
    if found:
        names = tuple(dict.fromkeys(name for name, _ in found))
        yield Alert(
            rule=RULE.name,
            severity="info",
            codes=(),
            message=f"{listed((own, *names))} are on one day: each discipline's minutes are counted apart, and the "
            "same minutes belong to one of them.",
            fix="Check that the treatment times do not overlap.",
            citation=RULE.citations[0],
            evidence=tuple(
                FieldValue(field=f"/history/same_day_charges/{index}/code", value=charges[index].code)
                for _, index in found
            ),
        )


RULE = Rule(
    code="CL507",
    name="same_day_disciplines",
    what="Says that another discipline treated the patient on the same day, by its charges or by the note's own word.",
    why="Timed minutes are pooled for one discipline; two therapists with one patient at once make one stream.",
    fix="Check that the treatment times do not overlap.",
    citations=(Citation(source="CMS 100-02 ch. 15 s230", verified=False),),
    check=check,
)
