"""What was done so far for one encounter, for the page: every line sent, where it stands, and each step that led there.

It is read from the ledger alone, so it is there after a restart and for whoever opens the chart next. Lines whose
outcome is unknown come first: somebody has to look.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.ledger.states import IN_THE_CHART, State
from chargeline_plugin.ledger.types import Entry, Event, Kind
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.key import visit_mark
from chargeline_plugin.writeback.orders import NOTES, Order
from chargeline_plugin.writeback.past import Forgotten, order_of
from chargeline_plugin.writeback.stored import read_charge


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
    """One line, as it was sent. `words` is None when its record was destroyed after retention."""

    key: str
    kind: Kind
    line_ids: tuple[str, ...]
    words: str | None
    state: State
    steps: tuple[Step, ...]
    amendable: bool


def history_of(visit: Visit, issuer: str, ledger: Ledger) -> tuple[LineHistory, ...]:
    """Every line of the visit's encounter, unknown ones first. Raises LedgerAway."""
    mark = visit_mark(issuer, visit.patient.id, visit.encounter_id)
    lines = [_line(entry, ledger, ZoneInfo(visit.time_zone)) for entry in ledger.lines_of(mark)]
    return tuple(sorted(lines, key=lambda line: line.state != "unknown"))


def _line(entry: Entry, ledger: Ledger, zone: ZoneInfo) -> LineHistory:
    try:
        order = order_of(entry, ledger)
    except Forgotten:
        order = None
    return LineHistory(
        key=entry.key,
        kind=entry.kind,
        line_ids=order.line_ids if order else (),
        words=_words(order, zone) if order else None,
        state=entry.state,
        steps=tuple(_steps(ledger.history(entry.key))),
        amendable=_amendable(entry, order),
    )


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


def _steps(events: tuple[Event, ...]) -> Iterator[Step]:
    for event in events:
        yield Step(
            at=event.at,
            kind=event.kind,
            by=event.by,
            code=event.detail.get("code"),
            fields=tuple(event.detail.get("fields", ())),
        )
