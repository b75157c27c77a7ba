"""The preview and the receipt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.show import words
from chargeline_plugin.web.show.visit_page import patient, visit_line
from chargeline_plugin.writeback.outcome import Confirmed, Outcome
from chargeline_plugin.writeback.preview import Preview, PreviewLine
from chargeline_plugin.writeback.words import words_for
from chargeline_templates.contexts import PreviewPage, ReceiptPage
from chargeline_templates.pieces import Difference, Frame, PreviewRow, ReceiptRow, Rung

EXPORT: Final = "export"
RUNGS: Final = {
    "charge_create_op": "the EHR's own charge operation",
    "charge_conditional_create": "a planned charge, kept single by the EHR",
    "charge_search_then_create": "a planned charge, searched for first",
    "draft_note": "a draft note with the charge worksheet",
    "signed_note": "a signed note with the charge worksheet",
}


def preview_page(visit: Visit, preview: Preview, *, frame: Frame, path: str, banner: bool) -> PreviewPage:
    """What one click sends, or what to copy."""
    sends = preview.rung.name != EXPORT
    return PreviewPage(
        frame=frame,
        patient=patient(visit.patient, visit, banner),
        visit=visit_line(visit),
        rows=tuple(_row(line) for line in preview.lines),
        rung=_rung(preview, sends),
        digest=preview.digest,
        csrf=frame.csrf or "",
        confirm=f"{path}confirm" if sends else None,
        copy_line=preview.copy_line,
        csv=f"{path}charges.csv",
        back=path,
    )


def _row(line: PreviewLine) -> PreviewRow:
    return PreviewRow(
        code=line.code,
        label=words.label(line.code),
        units=line.units,
        minutes=line.minutes,
        modifiers=line.modifiers,
        diagnoses=line.diagnoses,
        resource=None if line.resource is None else json.dumps(line.resource, indent=2, ensure_ascii=False),
        blocks=tuple(block.message for block in line.blocks),
        reason=f"reason.{line.line_id}",
    )


def _rung(preview: Preview, sends: bool) -> Rung:
    says = (
        "One click sends exactly these lines to the EHR." if sends else "Writing to this EHR is not switched on here."
    )
    others = tuple(f"Not by {RUNGS[it.name]}: {it.why}" for it in preview.rung.why_not if it.name in RUNGS)
    return Rung(says=says, because=preview.rung.why, others=others)


def receipt_page(
    visit: Visit, preview: Preview, done: Confirmed, *, frame: Frame, path: str, banner: bool
) -> ReceiptPage:
    """What became of each line."""
    lines = {line.line_id: line for line in preview.lines}
    return ReceiptPage(
        frame=frame,
        patient=patient(visit.patient, visit, banner),
        visit=visit_line(visit),
        heading=_heading(done.outcomes),
        rows=tuple(_receipt(lines[outcome.line_id], outcome) for outcome in done.outcomes),
        back=path,
    )


def _heading(outcomes: Sequence[Outcome]) -> str:
    states = {outcome.state for outcome in outcomes}
    if "unknown" in states:
        return "Please look in the EHR"
    if "rejected" in states:
        return "Not everything was taken" if len(states) > 1 else "Nothing was written"
    return "Already in the EHR" if states == {"already"} else "In the EHR"


def _receipt(line: PreviewLine, outcome: Outcome) -> ReceiptRow:
    said = [words_for(code) for code in (outcome.code, outcome.read_back) if code]
    unrecorded = "" if outcome.recorded else " Our own record of it could not be kept."
    return ReceiptRow(
        code=line.code,
        label=words.label(line.code),
        units=line.units,
        modifiers=line.modifiers,
        state=outcome.state,
        says=" ".join(it.what for it in said) + unrecorded,
        next_step=said[-1].next_step,
        ehr_says=outcome.said,
        differences=tuple(Difference(field=d.field, sent=d.confirmed, kept=d.stored) for d in outcome.differences),
        code_of_message=None if outcome.read_back == "as_confirmed" else outcome.read_back or outcome.code,
    )
