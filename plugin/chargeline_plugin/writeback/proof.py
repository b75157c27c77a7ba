"""Reading back: finding what was written, and comparing it with what was confirmed."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from chargeline_plugin.fhir.dig import Json, text
from chargeline_plugin.fhir.failures import Cause, FhirFailure
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
    """By our key, which must name one charge only; by the id that we were given where a search shows none yet."""
    named = means.chart.by_key(order.key)
    found = next(iter(named), None) or _by_id(where, means)
    if found is None:
        return NOT_VISIBLE
    zone = means.chart.zone
    back = compare(order.confirmed, found, zone)
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
    still = Difference(field="status", confirmed="taken back", stored=charge.status) if charge.counts else None
    left = tuple(filter(None, (still, _copy_left(order, identity, means))))
    return ReadBack(code="differs" if left else "as_confirmed", differences=left, id=identity, version=charge.version)


def _copy_left(order: Order, identity: str, means: Means) -> Difference | None:
    """Another charge under the key of the line that was taken back, where charges are found by our key."""
    if order.rung == "charge_create_op":
        return None
    named = (read_charge(found, means.chart.zone) for found in means.chart.by_key(order.place.key(order.version)))
    copies = [charge for charge in named if charge.counts and charge.id != identity]
    return Difference(field="split", confirmed="taken back", stored="another copy still stands") if copies else None


def _new(charges: Iterable[Json], before: frozenset[str]) -> Iterable[Json]:
    return (charge for charge in charges if text(charge, "id") not in before)


def _worksheet(order: Order, where: Landed | None, means: Means) -> ReadBack:
    """A note is ours when it carries our reference, and as confirmed when it is one and says every line."""
    sheets = means.chart.worksheets(order.place.patient, order.place.encounter)
    ours = {identity: words for identity, words in sheets.items() if reference(order.key) in words.splitlines()}
    if where is not None and where.id in sheets:
        ours.setdefault(where.id, sheets[where.id])
    if not ours:
        return NOT_VISIBLE
    differences = tuple(_of_worksheets(text_of(order), ours))
    return ReadBack(
        code="differs" if differences else "as_confirmed",
        differences=differences,
        id=where.id if where and where.id in ours else next(iter(ours)),
    )


def _of_worksheets(expected: str, ours: Mapping[str, str]) -> Iterator[Difference]:
    if any(words.strip() != expected.strip() for words in ours.values()):
        yield Difference(field="text", confirmed="as shown", stored="another text")
    if len(ours) > 1:
        yield Difference(field="split", confirmed="one worksheet", stored=f"{len(ours)} worksheets")


def text_of(order: Order) -> str:
    """The worksheet that an order files."""
    return base64.b64decode(order.body["content"][0]["attachment"]["data"]).decode()
