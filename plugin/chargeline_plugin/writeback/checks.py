"""What must be true before anything is sent: each check is a refusal of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.chart_now import CLOSED, Now
from chargeline_plugin.writeback.outcome import Confirmer, Refused
from chargeline_plugin.writeback.preview import Preview, PreviewLine

SHORTEST_REASON: Final = 3


def may_go(
    shown: str, preview: Preview, by: Confirmer, reasons: Mapping[str, str], sent: frozenset[str]
) -> Refused | None:
    """Before the EHR is asked anything. `sent` are the keys that went out before: what is not sent needs no reason."""
    if not by.permission.allowed:
        return Refused(code="not_permitted")
    if shown != preview.digest:
        return Refused(code="preview_changed")
    if not preview.lines:
        return Refused(code="nothing_to_send")
    if not preview.orders:
        return Refused(code="export_only")
    to_send = (line for line in preview.lines if line.key not in sent)
    blocked = tuple(line.line_id for line in to_send if line.blocks and not reasoned(line.line_id, reasons))
    return Refused(code="reason_needed", lines=blocked) if blocked else None


def reasoned(line_id: str, reasons: Mapping[str, str]) -> bool:
    """Whether a reason that says something was stated for a line."""
    return len(reasons.get(line_id, "").strip()) >= SHORTEST_REASON


def changed(
    preview: Preview, visit: Visit, now: Now, reasons: Mapping[str, str], sent: frozenset[str]
) -> Iterator[Refused]:
    """Whatever is not as it was when the lines were shown. `sent` are the keys that went out before."""
    yield from moved_on(preview.notes, visit, now)
    appeared = tuple(
        line.line_id
        for line in preview.lines
        if line.key not in sent and not reasoned(line.line_id, reasons) and _appeared(line, visit, now)
    )
    if appeared:
        yield Refused(code="charge_appeared", lines=appeared)


def moved_on(notes: Iterable[tuple[str, str]], visit: Visit, now: Now) -> Iterator[Refused]:
    """An encounter or a note that is not what it was, or a new note. `notes` are ids with proofs."""
    if now.patient != visit.patient.id:
        yield Refused(code="other_patient")
    if now.status in CLOSED:
        yield Refused(code="encounter_closed")
    known = {note.id for note in visit.notes}
    if any(now.notes.get(identity) != proof for identity, proof in notes) or now.notes.keys() - known:
        yield Refused(code="note_changed")


def _appeared(line: PreviewLine, visit: Visit, now: Now) -> bool:
    """Whether a charge of the line's code is there that day which the page did not show and which is not this line."""
    shown = {charge.id for charge in visit.charges}
    return any(
        charge.counts
        and charge.code == line.code
        and charge.id not in shown
        and line.key not in charge.keys
        and charge.day in (None, visit.date_of_service)
        for charge in now.charges
    )
