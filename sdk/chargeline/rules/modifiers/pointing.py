"""Which diagnoses a line points to, and why.

Not a rule: `diagnosis_pointers` asks what this leaves open. All diagnoses by rank, unless what is documented under the
line, or else anywhere today, names what some of them are about and not what the others are about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from chargeline.model import AnswerGiven, Because, Citation, Evidence, FieldValue
from chargeline.rules.modifiers.sides import named_today, side_of, side_said
from chargeline.rules.rule import Case
from chargeline.rules.words import listed

NAME = "diagnosis_pointers"
CITATION = Citation(source="CMS-1500 claim form", verified=False)


class Pointed(NamedTuple):
    """A line's diagnoses in order, the reasons, and what may be chosen instead; no choices where nothing is open."""

    codes: tuple[str, ...]
    because: tuple[Because, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()


class _Told(NamedTuple):
    """Something treated, its side if told, and where that stands."""

    subject: str
    side: str | None
    evidence: Evidence


class _Diagnosis(NamedTuple):
    code: str
    place: int
    subject: str | None
    side: str | None

    @property
    def about(self) -> str:
        """Its side and subject: "right knee"."""
        return " ".join(filter(None, (self.side, self.subject)))


def question_id(code: str) -> str:
    """About the code: all its lines of the day point to the same."""
    return f"{NAME}:{code}"


def spelled(choice: tuple[str, ...]) -> str:
    """A choice as an answer's value: "M25.561,M17.11"."""
    return ",".join(choice)


def pointed(case: Case, code: str, services: Iterable[str]) -> Pointed:
    """The diagnoses of a line of that code for these services."""
    slots = case.number("claim.diagnoses_per_line") or 0
    if len(case.encounter.diagnoses) < 2:
        return Pointed(codes=tuple(one.code for one in case.encounter.diagnoses)[:slots])
    ranked = _ranked(case)
    everything = tuple(one.code for one in ranked)[:slots]
    row = case.book.code(code)
    if len({(one.subject, one.side) for one in ranked if one.subject}) < 2 or (row and row.evaluates):
        return Pointed(codes=everything)
    for told in _places(case, code, frozenset(services)):
        matches = _matches(case, ranked, told)
        if matches:
            return _settled(code, ranked, matches, slots)
        if told:
            break
    return _open(case, code, ranked, everything, slots)


def _ranked(case: Case) -> tuple[_Diagnosis, ...]:
    """The diagnoses by rank, each once; those without one come last, as given."""
    given = sorted(enumerate(case.encounter.diagnoses), key=lambda one: (one[1].rank is None, one[1].rank or 0))
    found: dict[str, _Diagnosis] = {}
    for place, one in given:
        if one.code not in found:
            subject = case.book.subjects.of(one.code)
            found[one.code] = _Diagnosis(one.code, place, subject.name if subject else None, side_said(case, one.code))
    return tuple(found.values())


def _places(case: Case, code: str, services: frozenset[str]) -> Iterable[list[_Told]]:
    """What the code itself says it treats, what is named under its services, what is named today at all."""
    subject = case.book.subjects.of_codes.get(code)
    if subject:
        reasons = (s.code_because for s in case.treated if s.id in services and s.code_because)
        yield [_Told(subject, None, evidence) for reason in reasons for evidence in reason.evidence[:1]]
    named = list(named_today(case))
    for mentions in ([one for one in named if services.intersection(one.services)], named):
        yield [_Told(one.name, side_of(case, one), one.evidence) for one in mentions]


def _matches(case: Case, ranked: tuple[_Diagnosis, ...], told: list[_Told]) -> dict[str, tuple[Evidence, ...]]:
    """The diagnoses whose subject is named, with where; if none is, those to whose subject a part named is near."""
    near = case.book.subjects.near
    own = {one.code: {one.subject} for one in ranked if one.subject}
    close = {one.code: near.get(one.subject, ()) for one in ranked if one.subject}
    for parts in (own, close):
        found = {}
        for one in ranked:
            there = [t.evidence for t in told if t.subject in parts.get(one.code, ()) and _same_side(one, t)]
            if there:
                found[one.code] = tuple(there)
        if found:
            return found
    return {}


def _same_side(one: _Diagnosis, told: _Told) -> bool:
    """Whether nothing says that they are of two sides."""
    return None in (told.side, one.side) or told.side in ("both", one.side)


def _settled(
    code: str, ranked: tuple[_Diagnosis, ...], matches: dict[str, tuple[Evidence, ...]], slots: int
) -> Pointed:
    """Those that are named, then those that are about no part of the body, each in its rank."""
    named = [one for one in ranked if one.code in matches]
    general = [one for one in ranked if one.subject is None]
    reasons = tuple(
        Because(
            rule=NAME,
            message=f"Points to {one.code}, {one.about}, as documented for {code}.",
            citation=CITATION,
            evidence=(FieldValue(field=f"/diagnoses/{one.place}/code", value=one.code), *matches[one.code]),
        )
        for one in named
    )
    return Pointed(codes=tuple(one.code for one in (*named, *general))[:slots], because=reasons)


def _open(case: Case, code: str, ranked: tuple[_Diagnosis, ...], everything: tuple[str, ...], slots: int) -> Pointed:
    """All by rank, or as answered; a choice only where the diagnoses are about different things."""
    subjects = tuple(dict.fromkeys(one.subject for one in ranked if one.subject))
    if len(subjects) < 2:
        return Pointed(codes=everything)
    alone = [tuple(one.code for one in ranked if one.subject in (subject, None))[:slots] for subject in subjects]
    choices = tuple(dict.fromkeys((everything, *alone)))
    answer = case.answer(question_id(code))
    chosen = next((choice for choice in choices if answer and answer.value == spelled(choice)), None)
    if chosen is None:
        return Pointed(codes=everything, choices=choices)
    because = Because(
        rule=NAME,
        message=f"Points to {listed(chosen)}, as the clinician chose.",
        citation=CITATION,
        evidence=(AnswerGiven(answer=question_id(code)),),
    )
    return Pointed(codes=chosen, because=(because,), choices=choices)
