"""What was done so far for one encounter, for the page: every line sent, where it stands, and each step that led there.

It is read from the ledger alone, so it is there after a restart and for whoever opens the chart next. Lines whose
outcome is unknown come first: somebody has to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from chargeline_plugin.ledger.folder import Kept, read_folder
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.ledger.states import IN_THE_CHART, State
from chargeline_plugin.ledger.types import Entry, Event, Kind
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.key import visit_mark
from chargeline_plugin.writeback.orders import NOTES, Order
from chargeline_plugin.writeback.past import Forgotten, order_of, was_seen
from chargeline_plugin.writeback.readback import Difference
from chargeline_plugin.writeback.stored import read_charge
from chargeline_plugin.writeback.trail import TRAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened to a line: when (UTC), what, by whom, under which code of words.py where there is one."""

    at: str
    kind: str
    by: str | None
    code: str | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHistory:
    """One line, as it was sent. `words`, `day` and `visit_key` are None when its record was destroyed after retention.

    `read_back`: what the latest read-back came to; None when there was none, as after a death of our process.
    `seen`: the EHR has shown it once.
    `note`: it is a note with a worksheet, which charges nothing by itself. `target` is the key that a correction or a
    reversal is about. `location` is the charge's id in the EHR where it is known, `differences` what the latest
    read-back found, `people` the names of those who did something, by reference. `untold`: the EHR was to be told who
    confirmed, and nothing says what came of it.
    """

    key: str
    kind: Kind
    target: str | None
    line_ids: tuple[str, ...]
    note: bool
    words: str | None
    day: date | None
    visit_key: str | None
    state: State
    location: str | None
    read_back: str | None
    seen: bool
    differences: tuple[Difference, ...]
    steps: tuple[Step, ...]
    amendable: bool
    untold: bool = False
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def deletable(self) -> bool:
        """Whether only a person can take it back, by deleting the note in the EHR."""
        return self.note and self.state in IN_THE_CHART

    @property
    def unseen(self) -> bool:
        """Whether the EHR took it and the latest look did not show it."""
        return self.state in IN_THE_CHART and self.read_back not in ("as_confirmed", "differs")


def history_of(visit: Visit, issuer: str, ledger: Ledger) -> tuple[LineHistory, ...]:
    """Every line of the visit's encounter, unknown ones first. Raises LedgerAway."""
    mark = visit_mark(issuer, visit.patient.id, visit.encounter_id)
    folder = read_folder(ledger, mark)
    reading = _Reading(folder, ZoneInfo(visit.time_zone))
    lines = [reading.line(entry) for entry in folder.entries]
    return tuple(sorted(lines, key=lambda line: line.state != "unknown"))


class _Reading:
    """One encounter's lines while they are read. A decision covers many lines and is opened once."""

    def __init__(self, ledger: Kept, zone: ZoneInfo) -> None:
        self.ledger, self.zone = ledger, zone
        self.decision = cache(partial(_decision, ledger))

    def line(self, entry: Entry) -> LineHistory:
        order = self.order(entry)
        events = self.ledger.history(entry.key)
        seen = [self.ledger.record(event.sequence) or {} for event in events if event.kind != "pending"]
        return LineHistory(
            key=entry.key,
            kind=entry.kind,
            target=entry.target,
            line_ids=order.line_ids if order else (),
            note=order is not None and order.rung in NOTES,
            words=_words(order, self.zone) if order else None,
            day=order.place.date_of_service if order else None,
            visit_key=order.place.visit if order else None,
            state=entry.state,
            location=next((it["location"] for it in reversed(seen) if it.get("location")), None),
            read_back=next((e.detail["code"] for e in reversed(events) if e.kind == "read-back"), None),
            seen=was_seen(events),
            differences=_differences(seen),
            steps=tuple(_steps(events)),
            amendable=_amendable(entry, order),
            untold=entry.state in IN_THE_CHART and self.untold(events),
            people=dict(self.people(events)),
        )

    def order(self, entry: Entry) -> Order | None:
        try:
            return order_of(entry, self.ledger)
        except Forgotten:
            return None

    def untold(self, events: Sequence[Event]) -> bool:
        told = {event.detail["resource"] for event in events if event.kind in TRAIL}
        decided = [event.detail["decided"] for event in events if "decided" in event.detail]
        return bool(decided) and not told.issuperset(self.decision(decided[-1]).get("trail", ()))

    def people(self, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
        for event in events:
            user = self.decision(event.detail["decided"]).get("user") if "decided" in event.detail else None
            if user and user["reference"] and user["name"]:
                yield user["reference"], user["name"]


def _decision(ledger: Kept, sequence: int) -> Mapping[str, Any]:
    return ledger.record(sequence) or {}


def _differences(seen: Sequence[Mapping[str, Any]]) -> tuple[Difference, ...]:
    latest = next((it["differences"] for it in reversed(seen) if "differences" in it), ())
    return tuple(Difference(**difference) for difference in latest)


def _amendable(entry: Entry, order: Order | None) -> bool:
    in_the_chart = entry.state in IN_THE_CHART and entry.kind != "reversal"
    return in_the_chart and order is not None and order.rung not in NOTES


def _words(order: Order, zone: ZoneInfo) -> str:
    if order.rung in NOTES:
        return f"Charge worksheet, lines: {len(order.line_ids)}"
    if order.kind == "reversal":
        return "Taken back"
    charge = read_charge(order.confirmed, zone)
    parts = [f"{charge.code} x{charge.units}", *charge.modifiers]
    return " ".join(parts) + (f" for {', '.join(charge.diagnoses)}" if charge.diagnoses else "")


def _steps(events: Sequence[Event]) -> Iterator[Step]:
    for event in events:
        yield Step(
            at=event.at,
            kind=event.kind,
            by=event.by,
            code=event.detail.get("code"),
            fields=tuple(event.detail.get("fields", ())),
        )
