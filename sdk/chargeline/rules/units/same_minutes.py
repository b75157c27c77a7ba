"""Two services for one patient alone that the note puts into the same minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from chargeline.clock import HALF_DAY
from chargeline.evidence.reading import Clocked, DocumentedService
from chargeline.model import Alert, Citation, Evidence, Option, Question
from chargeline.rules.rule import Case, Finding, Rule
from chargeline.rules.words import minutes as in_words

APART = "apart"
_ATTENDED = ("one_on_one", "constant_attendance")


class Shared(NamedTuple):
    """Two services, the minutes that they have in common, and the words that say so."""

    first: DocumentedService
    second: DocumentedService
    minutes: int
    evidence: tuple[Evidence, ...]

    @property
    def question(self) -> str:
        """The question whose answer is the one of the two that the minutes were."""
        return f"{RULE.name}:{self.first.id}:{self.second.id}"


def taken(case: Case, service: str) -> tuple[int, tuple[str, ...]]:
    """How many of a service's minutes count under another one, and the answers that say so."""
    if not case.encounter.answers:
        return 0, ()
    mine = [one for one in _shared(case) if service in (one.first.id, one.second.id)]
    gone = [one for one in mine if _is_answered(case, one) and not case.said(one.question, service)]
    return sum(one.minutes for one in gone), tuple(one.question for one in gone)


def check(case: Case) -> Iterable[Finding]:
    """Ask once for each two; block their lines until it is answered, and warn where they are said to be apart."""
    codes = {service.id: service.code or "" for service in case.treated if service.held is None}
    held = {service.id for service in case.treated if service.held is not None and service.minutes != 0}
    for one in _shared(case):
        if held.isdisjoint((one.first.id, one.second.id)):
            names = [codes.get(told.id) or told.told or "" for told in (one.first, one.second)]
            if not _is_answered(case, one):
                yield _alert(case, one, names)
            yield _question(case, one, names)


def _is_answered(case: Case, one: Shared) -> bool:
    return any(case.said(one.question, told.id) for told in (one.first, one.second))


def _shared(case: Case) -> Iterator[Shared]:
    """Each two services with minutes in common: by the clock, else by the words that put the one into the other."""
    told = case.reading.services
    if not case.reading.alongside and sum(bool(one.times) for one in told) < 2:
        return
    said = {one.services: one.evidence for one in case.reading.alongside}
    for first, second in combinations([one for one in told if _is_alone(case, one)], 2):
        if first.told == second.told:
            continue
        common, evidence = _by_clock(first, second)
        if not common and not (first.times and second.times) and (first.id, second.id) in said:
            common, evidence = min(first.minutes or 0, second.minutes or 0), (said[first.id, second.id],)
        if common:
            yield Shared(first, second, common, evidence)


def _is_alone(case: Case, service: DocumentedService) -> bool:
    """Whether a service is counted by time that somebody spends with the one patient."""
    code = service.code or service.named
    row = case.book.code(code, case.on) if code else None
    return bool(service.minutes) and service.performed and row is not None and row.timed and row.contact in _ATTENDED


def _by_clock(first: DocumentedService, second: DocumentedService) -> tuple[int, tuple[Evidence, ...]]:
    """The minutes in which times of both overlap, where the times account for all minutes of each."""
    if any(sum(one.minutes for one in told.times) != told.minutes for told in (first, second)):
        return 0, ()
    common, evidence = 0, list[Evidence]()
    for one in first.times:
        for other in second.times:
            if overlap := _overlap(one, other):
                common += overlap
                evidence += [one.evidence, other.evidence]
    return common, tuple(dict.fromkeys(evidence))


def _overlap(one: Clocked, other: Clocked) -> int:
    """Minutes that two times have in common on a dial of twelve hours."""
    starts = (other.since + turn for turn in (-HALF_DAY, 0, HALF_DAY))
    return max(max(min(one.since + one.minutes, start + other.minutes) - max(one.since, start), 0) for start in starts)


def _alert(case: Case, one: Shared, names: list[str]) -> Alert:
    apart = case.said(one.question, APART)
    return Alert(
        rule=RULE.name,
        severity="warn" if apart else "block",
        codes=tuple(names),
        message=f"The note puts {in_words(one.minutes)} under {names[0]} and under {names[1]} at once"
        + ("; you say that they were apart." if apart else "; they count once."),
        fix="Correct the times or the minutes in the chart, then read again."
        if apart
        else "Answer which of the two they were, or correct the times in the chart.",
        citation=RULE.citations[0],
        evidence=one.evidence,
    )


def _question(case: Case, one: Shared, names: list[str]) -> Question:
    places = {service.id: service.place for service in case.treated}
    return Question(
        id=one.question,
        rule=RULE.name,
        kind="choice",
        ask=f"Which of the two were the {in_words(one.minutes)} that {names[0]} and {names[1]} have in common?",
        why=f"{_told(one)} One patient has one individual service at a time, so the same minutes count once.",
        options=(
            Option(value=one.first.id, label=f"{names[0]}; they are taken off {names[1]}"),
            Option(value=one.second.id, label=f"{names[1]}; they are taken off {names[0]}"),
            Option(value=APART, label="They were apart: the note is to be corrected"),
        ),
        affects=tuple(f"{places[told.id]}/minutes" for told in (one.first, one.second) if told.id in places),
        citation=RULE.citations[0],
    )


def _told(one: Shared) -> str:
    """What the note says of the two."""
    if not (one.first.times and one.second.times):
        return "The note tells that the one was given during the other."
    times = " and ".join(", ".join(map(_clock, told.times)) for told in (one.first, one.second))
    return f"By the note's times they overlap: {times}."


def _clock(one: Clocked) -> str:
    return " to ".join(f"{at // 60 % 12 or 12}:{at % 60:02}" for at in (one.since, one.since + one.minutes))


RULE = Rule(
    code="CL123",
    name="same_minutes",
    what="Asks to which of two services the minutes belong that the note puts under both: by times of the clock that "
    "overlap, or by words that put the one into the other. Nothing is taken off by itself.",
    why="One patient has one individual service at a time, so minutes told under two would count twice. Services "
    "that are not counted by time, and modalities that nobody attends, may run beside another.",
    fix="Correct the times in the chart, or answer the question.",
    citations=(Citation(source="NCCI policy manual, 2026", verified=True),),
    check=check,
)
