"""Sending one order, as often as is certainly harmless, and finding what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from time import sleep as really_sleep
from typing import Final, Literal, TypeAlias

from chargeline_plugin.fhir.dig import Json, text
from chargeline_plugin.fhir.failures import FhirFailure
from chargeline_plugin.fhir.write import Answered, Step, Writer, nothing
from chargeline_plugin.ledger.ledger import Ledger
from chargeline_plugin.writeback.chart_now import ChartNow
from chargeline_plugin.writeback.judgement import Judgement, judge, protected
from chargeline_plugin.writeback.locations import Landed, landed
from chargeline_plugin.writeback.orders import NOTES, Order
from chargeline_plugin.writeback.worksheet import reference

Trail: TypeAlias = Literal["Provenance", "AuditEvent"]
TRIES: Final = 3
LOOKED_FOR_FIRST: Final = NOTES | {"charge_search_then_create"}
"""Rungs on which the server keeps no second copy out, and where our reference can be searched for."""
LONGEST_WAIT: Final = 4.0
"""Seconds: a longer Retry-After is the user's to wait for, not ours."""

STEPS: Final = (
    "before-row",
    "after-row",
    "before-first-byte",
    "after-status-line",
    "before-result",
    "after-result",
    "before-read-back",
    "after-read-back",
)
"""Every point of a write at which the process may die, by name, in order. Tests stop it there."""


def at_once(work: Callable[[], None]) -> None:
    """Put nothing off."""
    work()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What writing needs around it.

    `now` and `sleep` are the clock. `step` is told each of STEPS as it passes. `trail` names what else the EHR is told
    of a charge (ladder.trail_of), and `later` does it once the person who clicked has their answer.
    """

    chart: ChartNow
    writer: Writer
    ledger: Ledger
    issuer: str
    vendor: str
    now: Callable[[], datetime]
    sleep: Callable[[float], None] = really_sleep
    step: Step = nothing
    trail: tuple[Trail, ...] = ()
    later: Callable[[Callable[[], None]], object] = at_once


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What came of an order: the judgement, and where it landed when the EHR said so."""

    judgement: Judgement
    landed: Landed | None = None


def deliver(order: Order, means: Means) -> Delivery:
    """Send `order`. Where the server cannot keep a second copy out, look for the first one before.

    A conflict is looked into: when the charge stands there under our key, it is written, whatever the answer said.
    """
    if order.rung in LOOKED_FOR_FIRST and order.kind == "charge":
        try:
            found = _already_there(order, means)
        except FhirFailure:
            return Delivery(judgement=Judgement(state="rejected", code="cannot_look"))
        if found is not None:
            return found
    delivery = _send(order, means)
    if delivery.judgement.code == "conflict" and order.kind == "charge" and order.path == "ChargeItem":
        with suppress(FhirFailure):
            return _already_there(order, means) or delivery
    return delivery


def _already_there(order: Order, means: Means) -> Delivery | None:
    found = _our_note(order, means) if order.rung in NOTES else _first(means.chart.by_key(order.key))
    return Delivery(judgement=Judgement(state="written", code="already_there"), landed=found) if found else None


def _our_note(order: Order, means: Means) -> Landed | None:
    """The worksheet on the encounter that carries the order's reference."""
    sheets = means.chart.worksheets(order.place.patient, order.place.encounter)
    ours = (identity for identity, words in sheets.items() if reference(order.key) in words.splitlines())
    return next((Landed(id=identity) for identity in ours), None)


def _send(order: Order, means: Means) -> Delivery:
    """Send the request; again only while it certainly was not taken in, a few times, within seconds."""
    waited = 0.0
    for attempt in range(TRIES):
        sent = means.writer.send(order.method, order.path, order.body, order.headers)
        judged = judge(sent, protected=protected(order.rung, order.kind))
        wait = judged.again_in
        if wait is None or attempt == TRIES - 1 or waited + wait > LONGEST_WAIT:
            break
        means.sleep(wait)
        waited += wait
    kind = "DocumentReference" if order.rung in NOTES else "ChargeItem"
    where = landed(sent, means.writer.base, kind) if isinstance(sent, Answered) else None
    return Delivery(judgement=judged, landed=where if judged.state == "written" else None)


def _first(found: Sequence[Json]) -> Landed | None:
    """Where the first of them is; a charge that names no id counts as none."""
    first = found[0] if found else {}
    identity = text(first, "id")
    return Landed(id=identity, version=text(first, "meta", "versionId")) if identity else None
