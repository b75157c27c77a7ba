"""What was sent, in plain words: where each line stands, how it came there, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chargeline_plugin.fhir.write_facts import facts_of
from chargeline_plugin.ledger.states import IN_THE_CHART, State
from chargeline_plugin.visit.charges import GONE
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.visit.visit_key import session_of
from chargeline_plugin.web.show import words
from chargeline_plugin.writeback.history import LineHistory, Step
from chargeline_plugin.writeback.permission import Permission
from chargeline_plugin.writeback.readback import Difference as Differs
from chargeline_plugin.writeback.words import WORDS, Words, words_for
from chargeline_templates.pieces import Difference
from chargeline_templates.sent import Asks, Attest, Sent, SentLine, SentStep, SentTo, Sessions, Standing

IN_A_NOTE: Final = Words(
    what="The note with the worksheet is in the EHR. It charges nothing by itself.",
    next_step="Enter the charges in charge capture.",
)
NOT_CHECKED: Final = Words(what="The EHR took it; it was not read back yet.", next_step="Check it now.")
"""Our process ended between the EHR's answer and the read-back."""
ATTEST_FIRST: Final = "attest_first"
DESTROYED: Final = "A line whose record was destroyed after its retention"
STANDINGS: Final[Mapping[State, Standing]] = {
    "pending": "pending",
    "written": "written",
    "verified-written": "written",
    "rejected": "rejected",
    "verified-absent": "rejected",
    "unknown": "unknown",
    "corrected": "closed",
    "reversed": "closed",
}
STANDS: Final[Mapping[State, str]] = {
    "pending": "Being sent, or interrupted while it was: look again in two minutes.",
    "written": "In the EHR.",
    "verified-written": "In the EHR; found there afterwards.",
    "rejected": "Not in the EHR.",
    "verified-absent": "Not in the EHR; looked for afterwards.",
    "unknown": "It may be in the EHR or not.",
    "corrected": "Replaced by a correction.",
    "reversed": "Taken back.",
}
ASKS: Final = Asks(there="I have looked, it is there", not_there="I have looked, it is not there")
ASKS_OF_REVERSAL: Final = Asks(
    there="I have looked, the charge is taken back", not_there="I have looked, the charge still stands"
)
ALL_DONE: Final = words_for("as_confirmed").next_step
"""Said once, right after sending. Beside a line that has changed since it would be wrong."""
STANDS_THERE: Final = "In the EHR, sent from here."
TAKEN_BACK_THERE: Final = Words(
    what="The EHR holds it as taken back.",
    next_step="Take it back here too, where it is listed as sent: then it can be sent anew.",
)
NOT_SHOWN: Final = Words(
    what="It was read back, but the EHR does not show it now.", next_step="Look in the EHR before anything."
)
DONE: Final = {
    "pending": "Confirmed and sent.",
    "trail": "The EHR was told who confirmed.",
    "no-trail": "The EHR did not take the record of who confirmed; ours has it.",
    "late": "A late answer.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """The visit whose page it is, and what this user may do."""

    visit: Visit
    vendor: str
    path: str
    csrf: str
    permission: Permission


def sent(lines: Sequence[LineHistory], here: Here) -> Sent:
    """This visit's lines apart from the encounter's other visits; what somebody must look at is never apart."""
    mine = [line for line in lines if line.state == "unknown" or _of_visit(line, here.visit)]
    by_key = {line.key: line for line in lines}
    rows = {line.key: _line(line, by_key, here) for line in lines}
    return Sent(
        csrf=here.csrf,
        to=SentTo(**{step: f"{here.path}{step}" for step in ("look", "looked", "amend", "deleted")}),
        urgent=_urgent(lines, here.visit),
        may=here.permission.allowed,
        attest=attest(here.permission, path=here.path, csrf=here.csrf, then="visit") if lines else None,
        sessions=_sessions(lines, here),
        of_visit=tuple(rows[line.key] for line in mine),
        of_others=tuple(rows[line.key] for line in lines if line not in mine),
    )


def _sessions(lines: Sequence[LineHistory], here: Here) -> Sessions | None:
    """Asked once this visit's lines are in the EHR, and while the clinician has said that it is a later session."""
    number = session_of(here.visit.visit_key)
    if any(_of_visit(line, here.visit) and line.state in IN_THE_CHART for line in lines):
        says, label, value = "Were there two sessions that day?", f"Yes, go on with session {number + 1}", number + 1
    elif number > 1:
        says, label = f"This is taken for session {number} of the day.", f"No, it is session {number - 1}"
        value = number - 1
    else:
        return None
    return Sessions(to=f"{here.path}session", csrf=here.csrf, says=says, label=label, value=value)


def _urgent(lines: Sequence[LineHistory], visit: Visit) -> str | None:
    if any(line.state == "unknown" for line in lines):
        return "Please look in the EHR"
    if any(line.differences and line.state in IN_THE_CHART and line.kind != "reversal" for line in lines):
        return "The EHR holds something else than you confirmed"
    if any(line.unseen for line in lines):
        return "Not yet seen in the EHR"
    if any(changed_there(line, visit) for line in lines):
        return "Changed in the EHR since it was sent"
    return None


def attest(permission: Permission, *, path: str, csrf: str, then: str) -> Attest | None:
    """The question for a license, where nothing else tells it."""
    asks = permission.code == ATTEST_FIRST
    return Attest(to=f"{path}attest", csrf=csrf, why=permission.why, then=then) if asks else None


def named(line: LineHistory, by_key: Mapping[str, LineHistory]) -> str:
    """A line in words; a correction and a reversal say so."""
    if line.words is None:
        return DESTROYED
    if line.kind == "reversal":
        target = by_key.get(line.target or "")
        return f"Taking back {(target.words if target else None) or 'a line'}"
    return f"Correction: {line.words}" if line.kind == "correction" else line.words


def differences(them: Sequence[Differs]) -> tuple[Difference, ...]:
    """What the EHR holds otherwise than it was confirmed."""
    return tuple(Difference(field=d.field, sent=d.confirmed, kept=d.stored) for d in them)


def held_of(lines: Sequence[LineHistory], visit: Visit) -> dict[str, LineHistory]:
    """What this visit's lines were last sent as, by line id, as far as they are or may be in the EHR."""
    open_lines = (line for line in lines if STANDINGS[line.state] in ("written", "unknown", "pending"))
    mine = (line for line in open_lines if line.kind != "reversal" and _of_visit(line, visit))
    return {line_id: line for line in mine for line_id in line.line_ids}


def entered(lines: Sequence[LineHistory], visit: Visit) -> frozenset[str]:
    """This visit's lines that are or may be charged in the EHR, by id. A worksheet charges nothing by itself."""
    return frozenset(line_id for line_id, line in held_of(lines, visit).items() if not line.note)


def settled(held: LineHistory, visit: Visit) -> bool:
    """Whether it is charged in the EHR as it was confirmed, by the read-back and by the chart as it was read last."""
    as_confirmed = held.state in IN_THE_CHART and held.read_back == "as_confirmed" and not held.note
    return as_confirmed and changed_there(held, visit) is None


def changed_there(held: LineHistory, visit: Visit) -> Words | None:
    """What became of a charge in the EHR since it was read back; None where it stands, or where nobody can say."""
    charged = held.state in IN_THE_CHART and held.kind != "reversal" and not held.note
    charged = charged and (held.seen or not held.unseen)
    read = visit.charges_read and held.day == visit.date_of_service
    if held.words is None or held.location is None or not (charged and read):
        return None
    there = next((charge for charge in visit.charges if charge.id == held.location), None)
    if there is None:
        return NOT_SHOWN
    if there.status in GONE:
        return TAKEN_BACK_THERE
    now = " ".join((f"{there.code} x{there.units}", *there.modifiers))
    if held.differences or now == held.words.partition(" for ")[0]:
        return None
    return Words(
        what=f"It was changed in the EHR since: it reads {now} there.", next_step="Correct it, or take it back."
    )


def in_short(held: LineHistory, now: str, visit: Visit) -> str:
    """Where a line stands, beside the line as it would be sent now (`now`, in words)."""
    if held.state == "pending":
        return "Being sent now."
    if held.state == "unknown":
        return "Sent; nobody knows yet whether it arrived."
    if changed := changed_there(held, visit):
        return f"{changed.what} {changed.next_step}"
    if held.unseen:
        return "The EHR took it; it was not seen there yet: check it where it is listed as sent."
    if held.note:
        return "In the note with the worksheet; enter the charge in charge capture."
    if held.differences:
        return "In the EHR, but not as it was confirmed: correct it where it is listed as sent."
    if held.words != now:
        return f"In the EHR as {held.words}: correct it where it is listed as sent."
    return STANDS_THERE


def _of_visit(line: LineHistory, visit: Visit) -> bool:
    return (line.day, line.visit_key) == (visit.date_of_service, visit.visit_key)


def _line(line: LineHistory, by_key: Mapping[str, LineHistory], here: Here) -> SentLine:
    changed = changed_there(line, here.visit)
    said = [WORDS[step.code] for step in line.steps if step.code and step.code in WORDS]
    closed = STANDINGS[line.state] == "closed"
    if changed:
        said = [changed]
    elif line.unseen:
        said = [words_for(line.read_back) if line.read_back else NOT_CHECKED]
    elif line.note and line.state in IN_THE_CHART and not line.differences:
        said = [IN_A_NOTE]
    facts = facts_of(here.vendor)
    place = facts.look_for_note if line.note else facts.look
    return SentLine(
        key=line.key,
        words=named(line, by_key),
        day=words.day(line.day),
        state=STANDINGS[line.state],
        says=STANDS[line.state] if closed or not said else _says(line, said[-1].what, changed),
        next_step=None if closed or not said or said[-1].next_step == ALL_DONE else said[-1].next_step,
        differences=() if closed else differences(line.differences),
        location=line.location,
        steps=tuple(dict.fromkeys(_step(step, line, here.visit) for step in line.steps)),
        look=place if line.state == "unknown" else None,
        look_from=_look_from(line, here),
        delete=place if line.deletable else None,
        vanished=facts.look if changed is NOT_SHOWN and line.seen else None,
        unseen=line.unseen or changed is NOT_SHOWN,
        asks=ASKS_OF_REVERSAL if line.kind == "reversal" else ASKS,
        amendable=line.amendable,
        untold=line.untold,
    )


def _look_from(line: LineHistory, here: Here) -> str | None:
    """From when on a look says something: before, what was lost may still be on its way."""
    lost = next((step.at for step in reversed(line.steps) if step.kind == "unknown"), None)
    if line.state != "unknown" or lost is None:
        return None
    arrived = datetime.fromisoformat(lost) + timedelta(seconds=facts_of(here.vendor).settled_after, minutes=1)
    return words.clock(arrived, here.visit.time_zone)


def _says(line: LineHistory, last: str, changed: Words | None) -> str:
    """Where it stands, and the last thing that was learnt; a reversal in the EHR is no charge there."""
    if changed or line.unseen or line.state == "unknown":
        return last
    if line.kind == "reversal" and line.state in IN_THE_CHART:
        return words_for("reversed").what
    return f"{STANDS[line.state]} {last}"


def _step(step: Step, line: LineHistory, visit: Visit) -> SentStep:
    when = datetime.fromisoformat(step.at).astimezone(ZoneInfo(visit.time_zone))
    return SentStep(
        at=f"{words.day(when.date())}, {words.clock(when, visit.time_zone)}",
        says=_learnt(step, line),
        who=_who(step.by, line, visit),
    )


def _learnt(step: Step, line: LineHistory) -> str:
    """What a step came to; of a reversal, that a charge was taken back and not that one is there."""
    if line.kind == "reversal" and step.kind in IN_THE_CHART:
        return words_for("reversed").what
    if step.code in WORDS:
        return words_for(step.code or "").what
    return DONE.get(step.kind) or STANDS.get(step.kind, "Noted.")  # type: ignore[call-overload]


def _who(reference: str | None, line: LineHistory, visit: Visit) -> str | None:
    """A name where one is known: the user's own, or the one that was kept with a decision."""
    if reference is None:
        return None
    own = visit.user.name if reference == visit.user.reference else None
    return own or line.people.get(reference, reference)
