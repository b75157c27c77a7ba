"""The preview and the receipt."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from chargeline import RuleBook
from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.ledger.states import IN_THE_CHART, MAY_BE_SENT, State
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.show import words
from chargeline_plugin.web.show.sent import IN_A_NOTE, STANDS_THERE, attest, differences, held_of, in_short
from chargeline_plugin.web.show.visit_page import charge_row, patient, visit_line
from chargeline_plugin.writeback.history import LineHistory
from chargeline_plugin.writeback.ladder import TAKEN
from chargeline_plugin.writeback.orders import NOTES
from chargeline_plugin.writeback.outcome import Confirmed, Outcome
from chargeline_plugin.writeback.permission import Permission
from chargeline_plugin.writeback.preview import Preview, PreviewLine
from chargeline_plugin.writeback.proof import text_of
from chargeline_plugin.writeback.words import line_in_words, words_for
from chargeline_templates.contexts import PreviewPage, ReceiptPage
from chargeline_templates.pieces import Frame, PreviewRow, ReceiptRow, Rung

EXPORT: Final = "export"
IN_THE_EHR: Final = ("written", "already")
TOLD_IN_FULL: Final = ("as_confirmed", "differs")
EXPORTED: Final = "Writing to this EHR is not switched on here."
NOTHING_LEFT: Final = "There is nothing left to send: each line went out before."
HELD: Final[Mapping[State, str]] = {
    "pending": "This line is being sent now.",
    "written": "Sent before and in the EHR: it is not sent twice.",
    "verified-written": "Sent before and in the EHR: it is not sent twice.",
    "unknown": "Sent before, and nobody knows yet whether it arrived: look in the EHR first. It is not sent again.",
    "rejected": "Sent before and not taken; it can be sent again.",
    "verified-absent": "Sent before and not in the EHR; it can be sent again.",
}
RUNGS: Final = {
    "charge_create_op": "a charge by the EHR's own charge operation",
    "charge_conditional_create": "a planned charge, which the EHR takes only once",
    "charge_search_then_create": "a planned charge, sent only where a search finds none like it",
    "draft_note": "a draft note with the charge worksheet",
    "signed_note": "a signed note with the charge worksheet",
}


def preview_page(
    visit: Visit,
    preview: Preview,
    sent: Sequence[LineHistory],
    *,
    frame: Frame,
    path: str,
    banner: bool,
    permission: Permission,
    book: RuleBook,
) -> PreviewPage:
    """What one click sends, or what to copy. `sent` is what went out before for this encounter."""
    by_key, by_line = {line.key: line for line in sent}, held_of(sent, visit)
    held = {it.line_id: by_key.get(it.key) if it.key else by_line.get(it.line_id) for it in preview.lines}
    writes = preview.rung.name != EXPORT
    to_send = sum(_sends(held[line.line_id]) for line in preview.lines)
    return PreviewPage(
        frame=frame,
        patient=patient(visit.patient, visit, banner),
        visit=visit_line(visit),
        rows=tuple(_rows(preview, held, visit, book)),
        sends=to_send,
        rung=_rung(preview, permission, to_send),
        digest=preview.digest,
        csrf=frame.csrf or "",
        confirm=f"{path}confirm" if writes and to_send else None,
        copy_line=preview.copy_line,
        csv=f"{path}charges.csv",
        back=path,
        worksheet=_worksheet(preview),
        attest=attest(permission, path=path, csrf=frame.csrf or "", then="preview"),
    )


def _rows(
    preview: Preview, held: Mapping[str, LineHistory | None], visit: Visit, book: RuleBook
) -> Iterator[PreviewRow]:
    """A worksheet carries all lines; its resource stands with the first."""
    shown: set[str] = set()
    for line in preview.lines:
        resource = None if line.key in shown else line.resource
        before = held[line.line_id]
        yield _row(line, resource, _standing(line, before, visit), book, sends=_sends(before))
        shown.add(line.key)


def _standing(line: PreviewLine, held: LineHistory | None, visit: Visit) -> str | None:
    """Where a line stands that went out before; one that the EHR holds otherwise than it is shown says so."""
    if held is None:
        return None
    if held.state not in IN_THE_CHART or held.note:
        return HELD.get(held.state)
    now = in_short(held, line_in_words(replace(line, minutes=None)), visit)
    return HELD.get(held.state) if now == STANDS_THERE else f"Sent before: it is not sent twice. {now}"


def _sends(before: LineHistory | None) -> bool:
    """Whether a line goes out: not where it went out before. What stops a line, and a reason, are of those that do."""
    return before is None or before.state in MAY_BE_SENT


def _row(line: PreviewLine, resource: Json | None, standing: str | None, book: RuleBook, *, sends: bool) -> PreviewRow:
    return PreviewRow(
        code=line.code,
        label=words.label(line.code, book),
        units=line.units,
        minutes=line.minutes,
        modifiers=line.modifiers,
        diagnoses=line.diagnoses,
        resource=None if resource is None else json.dumps(resource, indent=2, ensure_ascii=False),
        blocks=tuple(f"{block.message} {block.fix}" for block in line.blocks) if sends else (),
        reason=f"reason.{line.line_id}",
        already=tuple(charge_row(it, book) for it in line.already),
        standing=standing,
    )


def _rung(preview: Preview, permission: Permission, to_send: int) -> Rung:
    """Which way was taken, why, and why no better one. Who may not confirm is told why, unless they are asked."""
    name, why = preview.rung.name, preview.rung.why
    if name == EXPORT:
        reason = why if permission.allowed or permission.code == "attest_first" else permission.why
        says = EXPORTED if why == TAKEN[EXPORT] else f"Nothing can be sent from here now. {reason}"
    elif not to_send:
        says = NOTHING_LEFT
    elif name in NOTES:
        says = f"One click files {RUNGS[name]}, exactly as below. It enters no charge by itself."
    else:
        says = f"One click sends exactly these lines to the EHR: each is {RUNGS[name]}."
    others = tuple(f"Not {RUNGS[it.name]}: {it.why}" for it in preview.rung.why_not if it.name in RUNGS)
    return Rung(says=says, because=why, others=others)


def _worksheet(preview: Preview) -> str | None:
    return next((text_of(order) for order in preview.orders if order.rung in NOTES), None)


def receipt_page(
    visit: Visit, preview: Preview, done: Confirmed, *, frame: Frame, path: str, banner: bool, book: RuleBook
) -> ReceiptPage:
    """What became of each line."""
    note = preview.rung.name in NOTES
    lines = {line.line_id: line for line in preview.lines}
    return ReceiptPage(
        frame=frame,
        patient=patient(visit.patient, visit, banner),
        visit=visit_line(visit),
        heading=_heading(done.outcomes, note),
        rows=tuple(_receipt(lines[outcome.line_id], outcome, note=note, book=book) for outcome in done.outcomes),
        back=path,
    )


def _heading(outcomes: Sequence[Outcome], note: bool) -> str:
    states = {outcome.state for outcome in outcomes}
    if "unknown" in states or not all(outcome.recorded for outcome in outcomes):
        return "Please look in the EHR"
    if "rejected" in states:
        return "Not everything was taken" if len(states) > 1 else "Nothing was written"
    if any(outcome.differences for outcome in outcomes):
        return "In the EHR, but not as confirmed"
    if note:
        return "The note is in the EHR"
    return "Already in the EHR" if states == {"already"} else "In the EHR"


def _receipt(line: PreviewLine, outcome: Outcome, *, note: bool, book: RuleBook) -> ReceiptRow:
    codes = (outcome.code, outcome.read_back, None if outcome.recorded else "unrecorded")
    said = [words_for(code) for code in codes if code]
    if note and outcome.state in IN_THE_EHR and outcome.recorded and not outcome.differences:
        said = [IN_A_NOTE]
    return ReceiptRow(
        code=line.code,
        label=words.label(line.code, book),
        units=line.units,
        modifiers=line.modifiers,
        state=outcome.state if outcome.recorded else "unknown",
        says=" ".join(it.what for it in said),
        next_step=said[-1].next_step,
        ehr_says=outcome.said,
        differences=differences(outcome.differences),
        code_of_message=None if outcome.read_back in TOLD_IN_FULL else outcome.read_back or outcome.code,
    )
