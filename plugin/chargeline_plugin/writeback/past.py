"""What the ledger knows of a line that was sent: its order, where it is in the EHR, what was there before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from chargeline_plugin.ledger.folder import Kept, read_folder
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.ledger.states import IN_THE_CHART
from chargeline_plugin.ledger.types import Entry, Event
from chargeline_plugin.visit.visit import ChargeSeen, Visit
from chargeline_plugin.writeback.key import visit_mark
from chargeline_plugin.writeback.locations import Landed
from chargeline_plugin.writeback.orders import Order


class Forgotten(Exception):
    """The record of a line was destroyed after its retention: it can only be dealt with in the EHR."""


def order_of(entry: Entry, ledger: Kept) -> Order:
    """The order that was sent last under a key. Raises Forgotten, LedgerAway."""
    record = ledger.record(entry.intent)
    if record is None:
        raise Forgotten
    return Order.from_json(record["order"])


def where_is(entry: Entry, ledger: Kept) -> Landed | None:
    """Where the EHR holds it, by its answer or by what was read back, the latest first."""
    for event in reversed(ledger.history(entry.key)):
        record: Mapping[str, Any] = ledger.record(event.sequence) or {}
        if record.get("location"):
            return Landed(id=record["location"], version=record.get("version"))
    return None


def was_seen(events: Sequence[Event]) -> bool:
    """Whether the EHR has shown it once, to us or to a person: what is not shown now was there before."""
    return any(
        it.kind == "verified-written" or (it.kind == "read-back" and it.detail["code"] in ("as_confirmed", "differs"))
        for it in events
    )


def located(key: str, ledger: Ledger) -> str | None:
    """The id under which the EHR holds a line of ours, where that is known."""
    entry = ledger.entry(key)
    where = where_is(entry, ledger) if entry and entry.state in IN_THE_CHART else None
    return where.id if where else None


def recognised(visit: Visit, issuer: str, ledger: Ledger) -> tuple[ChargeSeen, ...]:
    """The visit's charges, each known as ours where our own record has it: an EHR may keep no reference of ours.

    Raises LedgerAway.
    """
    mark = visit_mark(issuer, visit.patient.id, visit.encounter_id)
    known = {}
    folder = read_folder(ledger, mark)
    for entry in folder.entries:
        where = where_is(entry, folder) if entry.state in IN_THE_CHART and entry.kind != "reversal" else None
        if where is not None:
            known[where.id] = entry
    return tuple(_recognised(charge, known.get(charge.id), visit, folder) for charge in visit.charges)


def _recognised(charge: ChargeSeen, entry: Entry | None, visit: Visit, ledger: Kept) -> ChargeSeen:
    if entry is None:
        return charge
    with suppress(Forgotten):
        place = order_of(entry, ledger).place
        mine = (place.date_of_service, place.visit) == (visit.date_of_service, visit.visit_key)
        return replace(charge, key=entry.key, ours=True, of_this_visit=mine)
    return replace(charge, key=entry.key, ours=True)


def there_before(entry: Entry, ledger: Ledger) -> frozenset[str]:
    """The ids of the charges that cannot be this line's: the encounter held them when it was confirmed, or they are
    known to be other lines of ours. An EHR that keeps no reference of ours tells nothing of that.
    """
    return _held_then(entry, ledger) | _of_others(entry, ledger)


def _of_others(entry: Entry, ledger: Ledger) -> frozenset[str]:
    folder = read_folder(ledger, entry.visit)
    others = (it for it in folder.entries if it.key != entry.key and it.state in IN_THE_CHART)
    return frozenset(where.id for it in others if (where := where_is(it, folder)))


def _held_then(entry: Entry, ledger: Ledger) -> frozenset[str]:
    decided = [event.detail["decided"] for event in ledger.history(entry.key) if "decided" in event.detail]
    record: Mapping[str, Any] = (ledger.record(decided[-1]) or {}) if decided else {}
    return frozenset(record.get("charges_there", ()))
