"""From a desk to what the SDK says of it.

Minutes that were edited or answered are a working value. The chart stays the truth: where they are not what it
documents, the line they touch carries the blocking alert `minutes_differ_from_note` until the note is amended and read
again, by whichever door they came in (docs/decisions/0011). The SDK raises it where the note states other minutes than
the structure; here it is raised for everything that was said on the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from chargeline import RuleBook, evaluate
from chargeline.errors import BadEncounter, ChargelineError
from chargeline.model import Alert, AnswerGiven, FieldValue, NoteSpan, Report, ServiceRead
from chargeline_plugin.session.desk import Desk
from chargeline_plugin.visit.visit import Visit

DIFFERS: Final = "minutes_differ_from_note"
AMEND: Final = "Amend the note in the chart first, then Read again; or state your reason when you send."
PUT_IN: Final = (
    "Put the minutes in the note first (an addendum, if signed), then Read again; or state your reason when you send."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the SDK says of `encounter` by `book`. `documented` holds each service's minutes as the chart has them, or
    as they were answered: `answered` has what the chart itself holds of those services, None where that is nothing.

    `of_the_sdk` is its report as it came, which repeats byte for byte; `report` adds what only the page can know.
    """

    book: RuleBook
    encounter: Mapping[str, Any]
    of_the_sdk: Report
    report: Report
    documented: Mapping[str, int | None]
    answered: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def differing(self) -> frozenset[str]:
        """Ids of the services whose minutes are edited away from the documented ones."""
        return frozenset(s.id for s in self.report.services if s.minutes != self.documented.get(s.id, s.minutes))

    def in_the_chart(self, service: str) -> int | None:
        """A service's minutes as the chart alone has them, whatever was answered or edited."""
        return self.answered[service] if service in self.answered else self.documented.get(service)


def judge(desk: Desk, book: RuleBook) -> Judgement | None:
    """By the site's rule book. None when the visit cannot be judged: a decision is open, or the contract is broken."""
    if desk.visit is None:
        return None
    try:
        charted = _encounter(desk, ())
        as_charted = evaluate(charted, book=book)
        documented = {service.id: service.minutes for service in as_charted.services}
        said = Judgement(
            book=book,
            encounter=charted,
            of_the_sdk=as_charted,
            report=as_charted,
            documented=documented,
            answered=_in_the_chart(charted, as_charted.services, book),
        )
        if not desk.minutes:
            return _with_differences(said)
        edited = _encounter(desk, as_charted.services)
        report = evaluate(edited, book=book)
        return _with_differences(replace(said, encounter=edited, of_the_sdk=report, report=report))
    except ChargelineError:
        return None


def _in_the_chart(
    encounter: Mapping[str, Any], services: tuple[ServiceRead, ...], book: RuleBook
) -> dict[str, int | None]:
    """What the chart alone holds of the services whose minutes are an answer's: read once more without those."""
    said = {s.id: piece.answer for s in services for piece in s.evidence if isinstance(piece, AnswerGiven)}
    if not said:
        return {}
    others = [answer for answer in encounter["answers"] if answer["question"] not in said.values()]
    charted = evaluate({**encounter, "answers": others}, book=book).services
    return {service.id: service.minutes for service in charted if service.id in said}


def why_not(desk: Desk, book: RuleBook) -> str | None:
    """What is wrong with a visit of which everything is decided and that still cannot be judged; else None."""
    if desk.visit is None:
        return None
    encounter = _encounter(desk, ())
    try:
        evaluate(encounter, book=book)
    except BadEncounter as error:
        told = [(problem.path.split("/")[1], problem) for problem in error.problems]
        said = [f"{_named(key)} {problem.message} {problem.fix}" for key, problem in told if key in encounter]
        return " ".join(dict.fromkeys(said)) or None
    except ChargelineError as error:
        return str(error)
    return None


def _named(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _encounter(desk: Desk, services: tuple[ServiceRead, ...]) -> dict[str, Any]:
    assert desk.visit is not None
    answers = [{"question": s.question, "value": s.value, "by": s.by, "at": s.at.isoformat()} for s in desk.said]
    encounter = {**desk.visit.encounter, "answers": answers, "history": _history(desk.visit)}
    if services:
        encounter["services"] = list(_with_edits(desk, services))
    return encounter


def _history(visit: Visit) -> dict[str, Any]:
    """What the day's charges are besides this visit's own: a line that was sent from here is not in its own way."""
    history = dict(visit.encounter.get("history", {}))
    ours = Counter((it.code, it.units, it.modifiers) for it in visit.charges if it.of_this_visit)
    others = []
    for charge in history.get("same_day_charges") or ():
        same = (charge["code"], charge["units"], tuple(charge.get("modifiers", ())))
        if ours[same]:
            ours[same] -= 1
        else:
            others.append(charge)
    return history | ({"same_day_charges": others} if history.get("same_day_charges") else {})


def _with_edits(desk: Desk, read: tuple[ServiceRead, ...]) -> Iterator[dict[str, Any]]:
    """The encounter's services with edited minutes, and with them all that only the note tells of.

    All, not just the edited ones: then each keeps its id, and the note's words find their service again.
    """
    assert desk.visit is not None
    given = {service["id"]: service for service in desk.visit.encounter.get("services", ())}
    for service in given.values():
        yield _edit(service, desk.minutes.get(service["id"]))
    for told in read:
        if told.id not in given:
            yield _edit(_told(told), desk.minutes.get(told.id))


def _told(service: ServiceRead) -> dict[str, Any]:
    words = next((piece.text for piece in service.evidence if isinstance(piece, NoteSpan)), "")
    values = {
        "code": service.code or service.suggested_code,
        "minutes": service.minutes,
        "assistant_minutes": service.assistant_minutes,
    }
    return {"id": service.id, "text": words} | {name: value for name, value in values.items() if value is not None}


def _edit(service: Mapping[str, Any], minutes: int | None) -> dict[str, Any]:
    if minutes is None:
        return dict(service)
    by_assistant = service.get("assistant_minutes")
    kept = {} if by_assistant is None else {"assistant_minutes": min(by_assistant, minutes)}
    return {**service, "minutes": minutes, **kept}


def _with_differences(found: Judgement) -> Judgement:
    return replace(found, report=replace(found.report, alerts=(*_differences(found), *found.report.alerts)))


def _differences(found: Judgement) -> Iterator[Alert]:
    raised = {code for alert in found.report.alerts if alert.rule == DIFFERS for code in alert.codes}
    for index, service in enumerate(found.report.services):
        known = service.id in found.documented
        if known and service.minutes != found.in_the_chart(service.id) and service.code not in raised:
            yield _difference(index, service, found)


def _difference(index: int, service: ServiceRead, found: Judgement) -> Alert:
    charted, answered = found.in_the_chart(service.id), found.documented[service.id]
    told = "states no minutes for it plainly" if charted is None else f"documents {charted} minutes"
    if service.id not in found.answered:
        here = f"; {service.minutes} are entered here"
    elif service.minutes == answered:
        here = f"; {answered} are your answer"
    else:
        here = f", and your answer was {answered}; {service.minutes} are entered here"
    return Alert(
        rule=DIFFERS,
        severity="block",
        codes=(service.code,) if service.code else (),
        message=f"The chart {told}{here}.",
        fix=PUT_IN if charted is None else AMEND,
        citation=None,
        evidence=(FieldValue(field=f"/services/{index}/minutes", value=service.minutes),),
    )
