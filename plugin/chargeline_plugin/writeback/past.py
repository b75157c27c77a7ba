"""What the ledger knows of a line that was sent: its order, where it is in the EHR, what was there before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.ledger.states import IN_THE_CHART
from chargeline_plugin.ledger.types import Entry
from chargeline_plugin.writeback.locations import Landed
from chargeline_plugin.writeback.orders import Order


class Forgotten(Exception):
    """The record of a line was destroyed after its retention: it can only be dealt with in the EHR."""


def order_of(entry: Entry, ledger: Ledger) -> Order:
    """The order that was sent last under a key. Raises Forgotten, LedgerAway."""
    record = ledger.record(entry.intent)
    if record is None:
        raise Forgotten
    return Order.from_json(record["order"])


def where_is(entry: Entry, ledger: Ledger) -> Landed | None:
    """Where the EHR holds it, by its answer or by what was read back, the latest first."""
    for event in reversed(ledger.history(entry.key)):
        record: Mapping[str, Any] = ledger.record(event.sequence) or {}
        if record.get("location"):
            return Landed(id=record["location"], version=record.get("version"))
    return None


def located(key: str, ledger: Ledger) -> str | None:
    """The id under which the EHR holds a line of ours, where that is known."""
    entry = ledger.entry(key)
    where = where_is(entry, ledger) if entry and entry.state in IN_THE_CHART else None
    return where.id if where else None


def there_before(entry: Entry, ledger: Ledger) -> frozenset[str]:
    """The ids of the charges that the encounter held when the line was confirmed."""
    decided = [event.detail["decided"] for event in ledger.history(entry.key) if "decided" in event.detail]
    record: Mapping[str, Any] = (ledger.record(decided[-1]) or {}) if decided else {}
    return frozenset(record.get("charges_there", ()))
