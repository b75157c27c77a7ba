"""A diagnosis of one side, a note of the other."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.reading import Mention
from chargeline.model import Alert, Citation, FieldValue, NoteSpan, ServiceSpan
from chargeline.rules.rule import Case, Finding, Rule

NOT_TODAY = frozenset({"historical", "negated", "other_person", "hypothetical", "not_done"})


def check(case: Case) -> Iterable[Finding]:
    """Name a diagnosis whose region the notes name with the other side only."""
    sided = [mention for mention in case.reading.by_kind.get("area", ()) if not mention.context & NOT_TODAY]
    for index, diagnosis in enumerate(case.encounter.diagnoses if sided else ()):
        for row in case.book.sided:
            side = row.side(diagnosis.code)
            told = [(_side(case, m), m) for m in sided if m.name == row.region]
            sides = {one for one, _ in told if one}
            if side is None or not sides or not sides.isdisjoint({side, "both"}):
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
                    *(mention.evidence for one, mention in told if one),
                ),
            )


def _side(case: Case, mention: Mention) -> str | None:
    """The side that stands first or last among a mention's words."""
    if not isinstance(mention.evidence, NoteSpan | ServiceSpan):
        return None
    words = mention.evidence.text.lower().split()
    found = (case.book.side_words.get(word) for word in (words[0], words[-1]))
    return next((side for side in found if side), None)


RULE = Rule(
    code="CL407",
    name="diagnosis_side",
    what="Names a diagnosis whose side is not the one that the notes name.",
    why="A claim for the left knee with a note of the right one contradicts its own record.",
    fix="Correct the diagnosis or the note.",
    citations=(Citation(source="ICD-10-CM code structure: laterality", verified=False),),
    check=check,
)
