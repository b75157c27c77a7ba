"""The page of a visit, put together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from chargeline import RuleBook
from chargeline_plugin.session.desk import Desk
from chargeline_plugin.session.judge import Judgement
from chargeline_plugin.visit.refusals import UNREAD, WHAT
from chargeline_plugin.visit.visit import ChargeSeen, Decision, NoteSeen, PatientSeen, Unread, Visit
from chargeline_plugin.web.show import words
from chargeline_plugin.web.show.asks import answered, asks
from chargeline_plugin.web.show.hints import Hints, found, hints
from chargeline_plugin.web.show.lines import counting, line_rows
from chargeline_plugin.web.show.proof import Anchors, segments
from chargeline_plugin.web.show.sent import settled
from chargeline_plugin.writeback.history import LineHistory
from chargeline_plugin.writeback.preview import SIGN_FIRST, rests_on_unsigned
from chargeline_templates.contexts import VisitPage
from chargeline_templates.pieces import (
    Addresses,
    ChargeRow,
    Fact,
    Frame,
    KeptOffer,
    LineRow,
    NoteView,
    Patient,
    Pick,
    Unreadable,
    Work,
)
from chargeline_templates.sent import Sent

FACTS: Final = {
    "date_of_service": "Date of service",
    "note": "Note",
    "discipline": "Discipline",
    "payer": "Payer",
    "rendered_by": "Treated by",
    "encounter": "Visit",
}
PAYER: Final = "payer_policy"
"""The rule that asks for the payer."""
ONLY_THE_CHART: Final = frozenset({"rendered_by"})
"""What nobody chooses here: the chart must say it."""
ALL_SENT: Final = "Every charge line is in the EHR."
SENT: Final = "Every charge line was sent. See what became of each."
OTHERWISE: Final = "The EHR does not hold these lines as they stand here. See each of them."
NOTHING_NEEDED: Final = "Nothing is missing: the note supports every charge line."
NOT_YET: Final = "Charge lines follow once the open points above are settled."
CANNOT: Final = "No charge line can be drawn for this visit."
NO_SERVICE: Final = "No service could be read. Name each service with its minutes in the note, then Read again."
NOTHING_READ: Final = "Lines come from the note: choose it, or sign it and Read again, or paste your draft."
UNSIGNED: Final = f"The lines rest on a note that is not signed in the chart. {SIGN_FIRST}"
NO_NOTE: Final = "No note can be seen here yet, so nothing can be said about it."


def visit_page(
    desk: Desk,
    visit: Visit,
    judged: Judgement | None,
    *,
    sent: Sent,
    held: Mapping[str, LineHistory],
    frame: Frame,
    to: Addresses,
    banner: bool,
    kept: KeptOffer | None,
    book: RuleBook,
    refused: str | None,
) -> VisitPage:
    """Everything that the page of this visit shows."""
    anchors = Anchors.of(visit.notes)
    return VisitPage(
        frame=frame,
        patient=patient(visit.patient, visit, banner),
        facts=tuple(_fact(it, _asked(it, judged), book) for it in visit.decisions if _worth_showing(it)),
        changes=desk.changes,
        kept=kept,
        work=work(desk, visit, judged, held=held, to=to, csrf=frame.csrf or "", refused=refused),
        notes=tuple(note_view(note, judged, anchors) for note in shown_notes(visit)),
        draft=desk.choices.pasted_note,
        pasting=desk.choices.pasted_note is not None or not any(note.chosen for note in visit.notes),
        charges=tuple(charge_row(it, book) for it in visit.charges),
        sent=sent,
        unreadable=unreadable(visit.unread),
    )


def work(
    desk: Desk,
    visit: Visit,
    judged: Judgement | None,
    *,
    held: Mapping[str, LineHistory],
    to: Addresses,
    csrf: str,
    refused: str | None,
) -> Work:
    """The part that changes with every edit. `refused` is why the visit cannot be judged though all is decided."""
    anchors = Anchors.of(visit.notes)
    sorted_hints = hints(judged.report, anchors) if judged else Hints(open=(), more=(), good_practice=())
    texts = {service["id"]: service.get("text") or "" for service in visit.encounter.get("services", ())}
    open_asks = asks(judged.report, desk.said, texts, anchors) if judged else ()
    rows = line_rows(visit, judged, sorted_hints.needed, anchors, held) if judged else ()
    sendable = sum(1 for row in rows if row.units and not row.sent)
    there = all(settled(it, visit) for it in held.values())
    headline, ready = _headline(visit, judged, rows, sorted_hints, questions=len(open_asks), all_there=there)
    if refused:
        headline = f"{CANNOT} {refused}"
    return Work(
        csrf=csrf,
        to=to,
        headline=headline,
        ready=ready,
        lines=rows,
        empty=NO_SERVICE if any(note.chosen for note in visit.notes) else NOTHING_READ,
        counting=counting(judged.report.allocations, anchors) if judged else (),
        edited=bool(desk.minutes),
        asks=open_asks,
        answered=answered(desk.said, visit.time_zone),
        hints_open=sorted_hints.open,
        hints_more=sorted_hints.more,
        good_practice=sorted_hints.good_practice,
        found=found(judged.report, anchors) if judged else (),
        sendable=sendable,
        unsigned=UNSIGNED if sendable and rests_on_unsigned(visit) else None,
        looking_back=not desk.looked_back,
    )


def _headline(
    visit: Visit,
    judged: Judgement | None,
    rows: tuple[LineRow, ...],
    shown: Hints,
    *,
    questions: int,
    all_there: bool,
) -> tuple[str, bool]:
    if judged is None or not visit.notes:
        return (NOT_YET if visit.notes else NO_NOTE), False
    lines = sum(1 for row in rows if row.units)
    if lines and all(row.sent for row in rows if row.units):
        as_here = all(row.settled for row in rows if row.units)
        return (ALL_SENT, True) if all_there and as_here else (OTHERWISE if all_there else SENT, False)
    if not shown.needed and not questions and lines:
        return NOTHING_NEEDED, True
    parts = [words.plural(lines, "charge line") if lines else "No charge line yet"]
    parts += [words.plural(questions, "question")] if questions else []
    return f"{', '.join((*parts, *shown.counted))}.", False


def patient(seen: PatientSeen, visit: Visit | None, banner: bool) -> Patient:
    """Who the page speaks of; age on the day of service."""
    return Patient(
        name=seen.name,
        born=words.birthday(seen.birth_date),
        age=words.age(seen.birth_date, visit.date_of_service if visit else None),
        sex=seen.sex,
        record_number=seen.record_number,
        banner=banner,
    )


def visit_line(visit: Visit) -> str:
    """The visit in one line, for pages that only name it."""
    discipline = visit.encounter.get("discipline")
    return ", ".join(part for part in (words.day(visit.date_of_service), discipline) if part)


def _worth_showing(decision: Decision) -> bool:
    return decision.value is None or decision.what != "encounter" or len(decision.candidates) > 1


def _asked(decision: Decision, judged: Judgement | None) -> bool:
    """Whether the SDK asks for it among the questions: then it is asked there, once."""
    return decision.what == "payer" and judged is not None and any(q.rule == PAYER for q in judged.report.questions)


def _fact(decision: Decision, asked: bool, book: RuleBook) -> Fact:
    name = partial(words.policy, book=book) if decision.what == "payer" else str
    labels = {c.value: name(c.label) for c in decision.candidates}
    value = decision.value
    offered = () if asked or decision.what in ONLY_THE_CHART else decision.candidates
    if value is None and not offered:
        value = "None can be seen" if decision.what == "note" else "Not known yet"
    return Fact(
        what=decision.what,
        label=FACTS[decision.what],
        value=None if value is None else labels.get(value, name(value)),
        because=decision.because,
        picks=tuple(Pick(value=c.value, label=labels[c.value], because=c.because) for c in offered),
        said_by_clinician=decision.chosen_by == "clinician",
    )


def shown_notes(visit: Visit) -> tuple[NoteSeen, ...]:
    """The chosen notes; all of them when none is chosen yet."""
    return tuple(note for note in visit.notes if note.chosen) or visit.notes


def note_view(note: NoteSeen, judged: Judgement | None, anchors: Anchors) -> NoteView:
    meta = (words.day(note.date), note.author, "signed" if note.signed and note.origin == "ehr" else None)
    return NoteView(
        title=note.title,
        meta=", ".join(part for part in meta if part),
        because=note.because,
        pasted=note.origin == "pasted",
        unsigned=note.origin == "ehr" and note.signed is False,
        segments=segments(note, judged.report if judged else None, anchors),
    )


def charge_row(it: ChargeSeen, book: RuleBook) -> ChargeRow:
    """A charge that is already there."""
    return ChargeRow(
        code=it.code,
        label=words.label(it.code, book),
        units=it.units,
        modifiers=it.modifiers,
        status=it.status,
        ours=it.ours,
    )


def unreadable(them: tuple[Unread, ...]) -> tuple[Unreadable, ...]:
    """What could not be read, why, and what to do."""
    return tuple(_unreadable(it) for it in them)


def _unreadable(it: Unread) -> Unreadable:
    what, words = WHAT.get(it.what, it.what), UNREAD.get(it.code)
    return Unreadable(
        what=what[:1].upper() + what[1:],
        why=words.cause if words else "It could not be read.",
        next_step=it.next_step,
        code=it.code,
    )
