"""The page while the EHR cannot be asked: what was read last and what was sent, with nothing to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from chargeline import RuleBook
from chargeline_plugin.session.judge import Judgement
from chargeline_plugin.visit.refusals import REFUSALS
from chargeline_plugin.visit.visit import Refusal, Visit
from chargeline_plugin.web.show import words
from chargeline_plugin.web.show.lines import line_rows
from chargeline_plugin.web.show.proof import Anchors
from chargeline_plugin.web.show.visit_page import charge_row, note_view, patient, shown_notes, visit_line
from chargeline_plugin.writeback.history import LineHistory
from chargeline_templates.contexts import AwayPage
from chargeline_templates.pieces import Frame
from chargeline_templates.sent import Sent, SentLine


def away_page(
    refusal: Refusal,
    visit: Visit | None,
    judged: Judgement | None,
    *,
    compared: Visit,
    sent: Sent,
    held: Mapping[str, LineHistory],
    frame: Frame,
    path: str,
    banner: bool,
    book: RuleBook,
) -> AwayPage:
    """`visit` as it was read last, None where it never was. `compared`: the same without what was not read since."""
    said, anchors = REFUSALS[refusal.code], Anchors.of(visit.notes if visit else ())
    return AwayPage(
        frame=frame,
        cause=said.cause,
        next_step=said.next_step,
        code=refusal.code,
        read=_when(visit) if visit else None,
        patient=patient(visit.patient, visit, banner) if visit else None,
        visit=visit_line(visit) if visit else "",
        lines=line_rows(compared, judged, (), anchors, held) if judged else (),
        sent=_to_look_at(sent, apart=visit is not None),
        charges=tuple(charge_row(it, book) for it in visit.charges) if visit else (),
        notes=tuple(note_view(note, judged, anchors) for note in shown_notes(visit)) if visit else (),
        read_again=f"{path}read-again",
        csrf=frame.csrf or "",
    )


def _when(visit: Visit) -> str:
    local = visit.read_at.astimezone(ZoneInfo(visit.time_zone))
    return f"{words.day(local.date())}, {words.clock(local, visit.time_zone)}"


def _to_look_at(sent: Sent, *, apart: bool) -> Sent:
    """What was sent, with nothing to press. `apart`: this visit's lines are known from those of others."""
    of_visit, of_others = tuple(map(_bare, sent.of_visit)), tuple(map(_bare, sent.of_others))
    mine, others = (of_visit, of_others) if apart else ((*of_visit, *of_others), ())
    return replace(sent, to=None, may=False, attest=None, sessions=None, of_visit=mine, of_others=others)


def _bare(line: SentLine) -> SentLine:
    """A line whose next step is a button says no next step; one to look for in the EHR does."""
    return line if line.state == "unknown" else replace(line, next_step=None)
