"""Reading back: finding what was written, and comparing it with what was confirmed."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace

from chargeline_plugin.fhir.dig import Json, text
from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.writeback.judgement import PROTECTED
from chargeline_plugin.writeback.locations import Landed
from chargeline_plugin.writeback.orders import NOTES, Order
from chargeline_plugin.writeback.readback import (
    NOT_READ_BACK,
    NOT_VISIBLE,
    Difference,
    ReadBack,
    compare,
    compare_new,
    split,
)
from chargeline_plugin.writeback.send import Means
from chargeline_plugin.writeback.stored import read_charge
from chargeline_plugin.writeback.worksheet import reference


def read_back(order: Order, where: Landed | None, means: Means, *, before: frozenset[str]) -> ReadBack:
    """What the EHR holds of `order` now. `before` are the ids of the charges that were there before the click."""
    try:
        if order.kind == "reversal":
            return _taken_back(order, means)
        if order.rung in NOTES:
            return _worksheet(order, where, means)
        if order.rung == "charge_create_op":
            return _appeared(order, where, means, before)
        return _charge(order, where, means)
    except FhirFailure:
        return NOT_READ_BACK


def _charge(order: Order, where: Landed | None, means: Means) -> ReadBack:
    """By the id that the EHR gave; where it gave none, or one that does not exist, by our key.

    Where the server keeps no second copy out, our key must name one charge only.
    """
    found, zone = _by_id(where, means), means.chart.zone
    if found is not None and order.rung in PROTECTED:
        return compare(order.confirmed, found, zone)
    named = means.chart.by_key(order.key)
    first = found or next(iter(named), None)
    if first is None:
        return NOT_VISIBLE
    back = compare(order.confirmed, first, zone)
    if len(named) < 2:
        return back
    copies = split(read_charge(order.confirmed, zone), [read_charge(copy, zone) for copy in named])
    return replace(back, code="differs", differences=(*back.differences, copies))


def _by_id(where: Landed | None, means: Means) -> Json | None:
    if where is None:
        return None
    try:
        return means.chart.read("ChargeItem", where.id)
    except FhirFailure as failure:
        if failure.cause in (Cause.NOT_FOUND, Cause.UNEXPECTED, Cause.REFUSED):
            return None
        raise


def _appeared(order: Order, where: Landed | None, means: Means, before: frozenset[str]) -> ReadBack:
    """Oracle's `$create` gives no id: whatever is new on the encounter is looked through. `$modify` gives one."""
    found = _by_id(where, means)
    charges = (found,) if found else tuple(_new(means.chart.charges(order.place.encounter), before))
    return compare_new(order.confirmed, charges, means.chart.zone)


def _taken_back(order: Order, means: Means) -> ReadBack:
    """A charge that was taken back charges nothing any more, by its status or by the credit against it."""
    identity = order.path.split("/")[1]
    found = _by_id(Landed(id=identity), means)
    if found is None:
        return NOT_VISIBLE
    charge = read_charge(found, means.chart.zone)
    if not charge.counts:
        return ReadBack(code="as_confirmed", id=identity, version=charge.version)
    still = Difference(field="status", confirmed="taken back", stored=charge.status)
    return ReadBack(code="differs", differences=(still,), id=identity, version=charge.version)


def _new(charges: Iterable[Json], before: frozenset[str]) -> Iterable[Json]:
    return (charge for charge in charges if text(charge, "id") not in before)


def _worksheet(order: Order, where: Landed | None, means: Means) -> ReadBack:
    """A note is ours when it carries our reference, and as confirmed when it says every line."""
    expected = _text_of(order)
    for identity, words in means.chart.worksheets(order.place.patient, order.place.encounter).items():
        if reference(order.key) in words.splitlines() or (where and where.id == identity):
            same = words.strip() == expected.strip()
            differences = () if same else (Difference(field="status", confirmed="as shown", stored="another text"),)
            return ReadBack(code="as_confirmed" if same else "differs", differences=differences, id=identity)
    return NOT_VISIBLE


def _text_of(order: Order) -> str:
    return base64.b64decode(order.body["content"][0]["attachment"]["data"]).decode()
