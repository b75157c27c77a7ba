"""The pages after the click: a correction or reversal before it is sent, and what came of a step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, Literal

from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.show.sent import differences
from chargeline_plugin.web.show.visit_page import patient, visit_line
from chargeline_plugin.writeback.amend import Amendment
from chargeline_plugin.writeback.outcome import Outcome
from chargeline_plugin.writeback.words import words_for
from chargeline_templates.contexts import AmendPage, ResultPage
from chargeline_templates.pieces import Frame
from chargeline_templates.sent import Result

HEADINGS: Final = {"correction": "Correct this line", "reversal": "Take this line back"}
LABELS: Final = {"correction": "Correct it in the EHR", "reversal": "Take it back in the EHR"}
RESULTS: Final = {
    "written": "In the EHR",
    "already": "In the EHR",
    "rejected": "Not in the EHR",
    "unknown": "Please look in the EHR",
}
SEEN: Final = {
    "differs": "In the EHR, but not as confirmed",
    "not_visible": "Not yet seen in the EHR",
    "not_read_back": "Not yet seen in the EHR",
}
UNCHANGED: Final = "Nothing was changed"


def amend_page(
    visit: Visit,
    proposed: Amendment,
    what: Literal["correction", "reversal"],
    *,
    blocks: Sequence[str],
    frame: Frame,
    path: str,
    banner: bool,
) -> AmendPage:
    """Exactly what one click would change."""
    return AmendPage(
        frame=frame,
        patient=patient(visit.patient, visit, banner),
        visit=visit_line(visit),
        heading=HEADINGS[what],
        before=proposed.before,
        after=proposed.after,
        blocks=tuple(blocks),
        resource=json.dumps(proposed.order.body, indent=2, ensure_ascii=False),
        what=what,
        key=proposed.target,
        digest=proposed.digest,
        label=LABELS[what],
        csrf=frame.csrf or "",
        confirm=f"{path}amend/confirm",
        back=path,
    )


def result_page(
    visit: Visit, line: str, outcome: Outcome, heading: str, *, frame: Frame, path: str, banner: bool
) -> ResultPage:
    """What came of one step."""
    codes = [outcome.code, outcome.read_back, None if outcome.recorded else "unrecorded"]
    said = [words_for(code) for code in codes if code]
    return ResultPage(
        frame=frame,
        patient=patient(visit.patient, visit, banner),
        visit=visit_line(visit),
        heading=heading,
        result=Result(
            words=line,
            state=outcome.state if outcome.recorded else "unknown",
            says=" ".join(it.what for it in said),
            next_step=said[-1].next_step,
            ehr_says=outcome.said,
            differences=differences(outcome.differences),
            code=outcome.code,
        ),
        back=path,
    )


def heading_of(outcome: Outcome, what: str | None = None) -> str:
    """Where the line stands now; of a correction or a reversal, whether it was done."""
    if outcome.state == "unknown" or not outcome.recorded:
        return RESULTS["unknown"]
    if what is None:
        return SEEN.get(outcome.code, RESULTS[outcome.state])
    if outcome.state == "rejected":
        return UNCHANGED
    return "Corrected in the EHR" if what == "correction" else "Taken back"
