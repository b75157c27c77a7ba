"""A charge line in words, and what every code of the write-back says: what happened, and what to do next.

Nothing here names a patient, and nothing quotes an answer of the EHR.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol


class LineWords(Protocol):
    """What of a line is put into words."""

    @property
    def code(self) -> str: ...
    @property
    def units(self) -> int: ...
    @property
    def modifiers(self) -> Sequence[str]: ...
    @property
    def diagnoses(self) -> Sequence[str]: ...
    @property
    def minutes(self) -> int | None: ...


def line_in_words(line: LineWords) -> str:
    """`97110 x2 GP (23 min) for M25.561`."""
    parts = [f"{line.code} x{line.units}", *line.modifiers]
    if line.minutes is not None:
        parts.append(f"({line.minutes} min)")
    if line.diagnoses:
        parts.append("for " + ", ".join(line.diagnoses))
    return " ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What happened, and the next step."""

    what: str
    next_step: str


def _said(what: str, next_step: str) -> Words:
    return Words(what=what, next_step=next_step)


WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        # before anything was sent
        "not_permitted": _said("You may not confirm these charges.", "Ask the therapist to confirm."),
        "export_only": _said("Nothing can be written here.", "Copy the line or take the CSV."),
        "nothing_to_send": _said("There is no charge line.", "Answer the open questions, then look again."),
        "preview_changed": _said(
            "What you saw is not what would be sent now.", "Look at the new preview, then confirm."
        ),
        "encounter_unreadable": _said("The encounter could not be read again, so nothing was sent.", "Try again."),
        "other_patient": _said("The encounter is another patient's. Nothing was sent.", "Open the app from the chart."),
        "encounter_closed": _said(
            "The encounter was cancelled or entered in error. Nothing was sent.", "Look at the encounter in the EHR."
        ),
        "note_unreadable": _said("The note could not be read again, so nothing was sent.", "Try again."),
        "note_changed": _said("The note has changed since you saw the lines. Nothing was sent.", "Read again."),
        "charges_unreadable": _said(
            "Charges already on the encounter could not be read, so nothing was sent.", "Try again."
        ),
        "charge_appeared": _said(
            "A charge appeared on the encounter since you saw the lines. Nothing was sent.",
            "Compare the lines; give a reason where both are right.",
        ),
        "reason_needed": _said("A line is blocked by a rule. Nothing was sent.", "Mend it, or state a reason."),
        "ledger_database": _said(
            "Our record cannot be written, so nothing was sent.", "Try again; if it stays, call your administrator."
        ),
        "ledger_key": _said(
            "Our record cannot be sealed with the keys at hand, so nothing was sent.", "Call your administrator."
        ),
        # what the EHR answered
        "written": _said("The charge is in the EHR.", "Nothing more to do."),
        "already_there": _said("The charge was already in the EHR under this reference.", "Nothing was sent twice."),
        "already_sent": _said("This line was confirmed before.", "Nothing was sent twice."),
        "held_by_another": _said("Somebody else is sending this line now.", "Look again in a moment."),
        "refused_content": _said("The EHR refused the line.", "Read what it says, mend the line, confirm again."),
        "sign_in_again": _said("The EHR wants you to sign in again. Nothing was written.", "Sign in, then confirm."),
        "forbidden": _said("The EHR does not let you write this.", "Enter the line by hand; call your administrator."),
        "not_offered": _said("The EHR does not offer this after all.", "Enter the line by hand."),
        "our_mistake": _said("We sent what the EHR cannot read. Nothing was written.", "Enter the line by hand."),
        "conflict": _said("The EHR holds something else under this reference.", "Compare it with the line."),
        "busy": _said("The EHR was too busy. Nothing was written.", "Confirm again in a moment."),
        "not_reached": _said("The EHR could not be reached. Nothing was sent.", "Confirm again in a moment."),
        "not_started": _said("The lines before it took too long; this one was not sent.", "Confirm again."),
        "cannot_look": _said("The EHR could not be searched first, so nothing was sent.", "Confirm again in a moment."),
        # what nobody can say yet
        "no_answer": _said("The EHR did not answer: it may be there or not.", "Look in the EHR before anything."),
        "server_error": _said(
            "The EHR failed while it took it: it may be there or not.", "Look in the EHR before anything."
        ),
        "odd_answer": _said(
            "The EHR's answer proves nothing: it may be there or not.", "Look in the EHR before anything."
        ),
        "interrupted": _said(
            "We were interrupted while sending: it may be there or not.", "Look in the EHR before anything."
        ),
        "too_early": _said(
            "It may still be on its way: it is too early to say that it is not there.", "Look again in a minute."
        ),
        "cannot_prove": _said(
            "A search cannot prove that it is not there: this EHR may hold it back.", "Look in the EHR yourself."
        ),
        "unrecorded": _said(
            "The EHR answered, but our own record of it could not be kept.", "Check again before you send anything."
        ),
        # after a look
        "found": _said("It is in the EHR after all.", "Nothing more to do."),
        "not_found": _said("It is not in the EHR.", "Confirm again to send it."),
        "person_looked": _said("You looked, and it is not there.", "Confirm again to send it."),
        "person_found": _said("You looked, and it is there.", "Nothing more to do."),
        "not_unknown": _said("The outcome of this line is known.", "Look again."),
        "forgotten": _said("Our record of this line was destroyed after its retention.", "See to it in the EHR."),
        # after the click
        "corrected": _said("The charge in the EHR was corrected.", "Nothing more to do."),
        "reversed": _said("The charge in the EHR was taken back.", "Nothing more to do."),
        "person_deleted": _said("You deleted the note in the EHR.", "Its lines can be sent anew."),
        "charge_deleted": _said(
            "A person has looked in the EHR: the charge was deleted there.", "Its line can be sent anew."
        ),
        "charge_still_there": _said(
            "The EHR still shows the charge, so nothing was changed here.", "Read again, then take it back."
        ),
        "not_shown": _said(
            "The EHR does not show the charge any more, so it was left alone.",
            "Read again and look for it in the EHR; if it was deleted there, say so where it is listed as sent.",
        ),
        "note_still_there": _said(
            "The EHR still shows the note, so nothing was changed here.", "Delete it in the EHR first, then say so."
        ),
        "cannot_correct": _said("This EHR does not let us correct the line.", "Correct it in the EHR."),
        "cannot_reverse": _said("This EHR does not let us take the line back.", "Take it back in the EHR."),
        "not_in_chart": _said("Only a line that is in the EHR can be corrected or taken back.", "Look again."),
        "gone_there": _said(
            "The EHR holds the charge as taken back already.", "Take it back here too; then its line can be sent anew."
        ),
        "reversed_there": _said(
            "The EHR held the charge as taken back already; now it is noted here.", "Its line can be sent anew."
        ),
        "amendment_unknown": _said(
            "Nobody knows yet what became of an earlier correction or reversal of this line.",
            "Look at that first, where it is listed as sent.",
        ),
        "released": _said("Billing has released the charge; it is not ours to change.", "Ask billing to correct it."),
        "odd_version": _said(
            "The EHR gives the charge a version that cannot be sent back, so it was left alone.",
            "Correct it, or take it back, in the EHR.",
        ),
        "not_readable": _said("The charge could not be read, so it was left alone.", "Try again."),
        # read-back
        "as_confirmed": _said("Read back: the EHR holds what you confirmed.", "Nothing more to do."),
        "differs": _said("Read back: the EHR holds something else than you confirmed.", "Correct it, or take it back."),
        "not_visible": _said("The EHR took it, and does not show it yet.", "Check again later."),
        "not_read_back": _said("The EHR took it; it could not be read back.", "Check again."),
    }
)


def words_for(code: str) -> Words:
    """The words of a code; every code of the write-back has some."""
    return WORDS[code]
