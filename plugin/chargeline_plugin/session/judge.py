"""From a desk to what the SDK says of it.

Edited minutes are a working value. The chart stays the truth: where an edit says otherwise than what is documented,
the line it touches carries the blocking alert `minutes_differ_from_note` until the note is amended and read again.
The SDK raises it where the note states minutes; here it is raised where only the EHR's structure does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from chargeline import RuleBook, evaluate
from chargeline.errors import BadEncounter, ChargelineError
from chargeline.model import Alert, AnswerGiven, FieldValue, NoteSpan, Report, ServiceRead
from chargeline_plugin.session.desk import Desk
from chargeline_plugin.visit.visit import Visit

DIFFERS: Final = "minutes_differ_from_note"
AMEND: Final = "Amend the note in the chart, then Read again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the SDK says of `encounter` by `book`. `documented` holds each service's minutes as the chart has them, or
    as they were answered where it has none: `answered` names those services.

    `of_the_sdk` is its report as it came, which repeats byte for byte; `report` adds what only the page can know.
    """

    book: RuleBook
    encounter: Mapping[str, Any]
    of_the_sdk: Report
    report: Report
    documented: Mapping[str, int | None]
    answered: frozenset[str] = frozenset()

    @property
    def differing(self) -> frozenset[str]:
        """Ids of the services whose minutes are edited away from the documented ones."""
        return frozenset(s.id for s in self.report.services if s.minutes != self.documented.get(s.id, s.minutes))


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
            answered=frozenset(_answered(as_charted.services)),
        )
        if not desk.minutes:
            return said
        edited = _encounter(desk, as_charted.services)
        report = evaluate(edited, book=book)
        found = replace(said, encounter=edited, of_the_sdk=report, report=report)
    except ChargelineError:
        return None
    return replace(found, report=replace(found.report, alerts=(*_differences(found), *found.report.alerts)))


def _answered(services: tuple[ServiceRead, ...]) -> Iterator[str]:
    """Those whose minutes are an answer's."""
    return (s.id for s in services if any(isinstance(piece, AnswerGiven) for piece in s.evidence))


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


def _differences(found: Judgement) -> Iterator[Alert]:
    raised = {code for alert in found.report.alerts if alert.rule == DIFFERS for code in alert.codes}
    for index, service in enumerate(found.report.services):
        if service.id in found.differing and service.code not in raised:
            yield _difference(index, service, found)


def _difference(index: int, service: ServiceRead, found: Judgement) -> Alert:
    documented = found.documented[service.id]
    told = "no minutes" if documented is None else f"{documented} minutes"
    if service.id in found.answered:
        told = f"no minutes, and your answer was {documented}"
    return Alert(
        rule=DIFFERS,
        severity="block",
        codes=(service.code,) if service.code else (),
        message=f"The chart documents {told}; {service.minutes} are entered here.",
        fix=AMEND,
        citation=None,
        evidence=(FieldValue(field=f"/services/{index}/minutes", value=service.minutes),),
    )
