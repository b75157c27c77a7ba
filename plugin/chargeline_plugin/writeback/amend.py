"""After the click: correcting a line that is in the EHR, and taking it back.

Both are proposed first, from the charge as it stands there now, shown, and confirmed under a digest like the first
click. A correction is the line's next version; a reversal frees the line to be written anew. The version that was
read goes along (If-Match, `item-version`, `versionId`), so that a charge which somebody else has changed meanwhile is
left alone. HL7 FHIR R4, RESTful API, update; Oracle Health Millennium R4, ChargeItem, `$modify` and `$credit`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from chargeline.model import ChargeLine
from chargeline_plugin.fhir.dig import Json, text
from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.fhir.uris import MODIFIER_ENDING, Names
from chargeline_plugin.ledger.chain import canonical
from chargeline_plugin.ledger.states import IN_THE_CHART
from chargeline_plugin.ledger.types import Held, LedgerAway
from chargeline_plugin.visit.charges import GONE
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.bill_codes import BillCodes, NoBillCode
from chargeline_plugin.writeback.charge_item import planned
from chargeline_plugin.writeback.chart_now import CannotLook
from chargeline_plugin.writeback.checks import SHORTEST_REASON, moved_on
from chargeline_plugin.writeback.confirm import carry_out, claim_of, remember
from chargeline_plugin.writeback.ladder import may_update, offers_operation
from chargeline_plugin.writeback.oracle import credit_body, modify_body
from chargeline_plugin.writeback.orders import NOTES, Order
from chargeline_plugin.writeback.outcome import Confirmer, Outcome, Refused
from chargeline_plugin.writeback.past import Forgotten, order_of, where_is
from chargeline_plugin.writeback.preview import notes_of
from chargeline_plugin.writeback.send import Means
from chargeline_plugin.writeback.stored import Stored, read_charge
from chargeline_plugin.writeback.trail import Told, leave_trail
from chargeline_plugin.writeback.words import line_in_words

VERSION = re.compile(r"[!#-~]{1,200}")
"""What can stand in an entity tag (RFC 9110, 8.8.3); a request with anything else would fail in our own hands."""
RELEASED = frozenset({"billable", "billed"})
"""Statuses under which a planned charge has left our hands; Oracle's charges are billable from the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What would be sent. `before` is the charge as the EHR holds it, `after` the line, both in words.

    `rests_on` is the visit whose notes a correction rests on; taking a line back rests on nothing.
    """

    target: str
    order: Order
    before: str
    after: str
    digest: str
    rests_on: Visit | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the EHR offers here: its CapabilityStatement, the granted scopes; our names and the tenant's bill codes."""

    capability: Json
    scopes: str
    names: Names
    bill_codes: BillCodes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """A line that is in the EHR: its order, and the charge as it stands."""

    order: Order
    resource: Json
    charge: Stored
    id: str
    version: str


def propose_correction(key: str, line: ChargeLine, visit: Visit, *, offer: Offer, means: Means) -> Amendment | Refused:
    """The line `key` as `line` says it now."""
    target = _target(key, means)
    if isinstance(target, Refused):
        return target
    operation = target.order.rung == "charge_create_op"
    if target.order.rung in NOTES or not _offered(offer, operation, "charge-item-modify"):
        return Refused(code="cannot_correct")
    version = target.order.version + 1
    order = replace(target.order, version=version, kind="correction")
    try:
        made = _modified if operation else _updated
        order = made(order, target, line, visit, offer)
    except NoBillCode:
        return Refused(code="cannot_correct")
    return replace(_amendment(key, order, target, line_in_words(line)), rests_on=visit)


def propose_reversal(key: str, visit: Visit, *, offer: Offer, means: Means) -> Amendment | Refused:
    """The line `key` taken back."""
    target = _target(key, means)
    if isinstance(target, Refused):
        return target
    operation = target.order.rung == "charge_create_op"
    if target.order.rung in NOTES or not _offered(offer, operation, "charge-item-credit"):
        return Refused(code="cannot_reverse")
    order = replace(target.order, kind="reversal")
    if operation:
        path = f"ChargeItem/{target.id}/$credit"
        body = credit_body(visit, key=order.key, version=target.version)
        order = replace(order, path=path, body=body, headers={}, method="POST")
    else:
        order = _put(order, target, {**target.resource, "status": "entered-in-error"})
    return _amendment(key, order, target, "nothing is charged")


def confirm_amendment(
    *, shown_digest: str, amendment: Amendment, means: Means, by: Confirmer, reason: str
) -> tuple[Outcome, ...] | Refused:
    """The confirming click of a correction or a reversal; it always needs a reason, which is recorded."""
    if not by.permission.allowed:
        return Refused(code="not_permitted")
    if shown_digest != amendment.digest:
        return Refused(code="preview_changed")
    if len(reason.strip()) < SHORTEST_REASON:
        return Refused(code="reason_needed", lines=amendment.order.line_ids)
    order = amendment.order
    try:
        before = _there(amendment, means)
        if isinstance(before, Refused):
            return before
        record = _record(amendment, by, reason, before) | {"trail": list(means.trail)}
        claim = claim_of(order, target=amendment.target)
        answer = means.ledger.begin([claim], by=by.user.reference, at=means.now(), decision=record)[claim.key]
    except FhirFailure:
        return Refused(code="charges_unreadable")
    except CannotLook as unable:
        return Refused(code=unable.code)
    except LedgerAway as away:
        return Refused(code=f"ledger_{away.code}")
    if isinstance(answer, Held):
        return Refused(code="held_by_another" if answer.state in ("pending", "unknown") else "preview_changed")
    outcome, back = carry_out(order, answer, means, before)
    if back:
        remember({order.key: back}, means)
        outcome = replace(outcome, code="corrected" if order.kind == "correction" else "reversed")
        leave_trail([Told(order=order, charge=outcome.location)], means, by)
    return tuple(replace(outcome, line_id=line_id) for line_id in order.line_ids)


def _there(amendment: Amendment, means: Means) -> frozenset[str] | Refused:
    """The ids of the charges on the encounter. A correction needs encounter and notes as they were when proposed."""
    visit = amendment.rests_on
    if visit is None:
        there = means.chart.charges(amendment.order.place.encounter)
        return frozenset(identity for charge in there if (identity := text(charge, "id")))
    now = means.chart.now(visit)
    ids = frozenset(charge.id for charge in now.charges if charge.id)
    return next(moved_on(notes_of(visit), visit, now), ids)


# --- the target ---------------------------------------------------------------------------------------------


def _target(key: str, means: Means) -> _Target | Refused:
    try:
        entry = means.ledger.entry(key)
        if entry is None or entry.state not in IN_THE_CHART or entry.kind == "reversal":
            return Refused(code="not_in_chart")
        order = order_of(entry, means.ledger)
        if order.rung in NOTES:
            return _Target(order=order, resource={}, charge=read_charge({}, means.chart.zone), id="", version="")
        where = where_is(entry, means.ledger)
        resource = means.chart.read("ChargeItem", where.id) if where else _named(order, means)
    except Forgotten:
        return Refused(code="forgotten")
    except LedgerAway as away:
        return Refused(code=f"ledger_{away.code}")
    except FhirFailure as failure:
        return Refused(code="not_shown" if failure.cause is Cause.NOT_FOUND else "not_readable")
    return _standing(order, resource, means)


def _named(order: Order, means: Means) -> Json:
    """By our key, where the EHR never said where the charge is."""
    return next(iter(means.chart.by_key(order.key)), {})


def _standing(order: Order, resource: Json, means: Means) -> _Target | Refused:
    """The charge as it stands, unless it cannot be touched any more."""
    charge = read_charge(resource, means.chart.zone)
    if charge.id is None or charge.version is None:
        return Refused(code="not_readable")
    if not VERSION.fullmatch(charge.version):
        return Refused(code="odd_version")
    if order.rung != "charge_create_op" and charge.status in RELEASED:
        return Refused(code="released")
    if charge.status in GONE or charge.offset:
        return Refused(code="gone_there")
    return _Target(order=order, resource=resource, charge=charge, id=charge.id, version=charge.version)


def _offered(offer: Offer, operation: bool, ending: str) -> bool:
    return offers_operation(offer.capability, ending) if operation else may_update(offer.capability, offer.scopes)


# --- the request --------------------------------------------------------------------------------------------


def _updated(order: Order, target: _Target, line: ChargeLine, visit: Visit, offer: Offer) -> Order:
    """The stored resource with our elements replaced: what others have added to it stays."""
    ours = planned(line, visit, keys=(order.key,), names=offer.names)
    theirs = dict(target.resource)
    earlier = [given for given in theirs.get("identifier", ()) if given not in ours["identifier"]]
    foreign = [part for part in theirs.get("extension", ()) if not str(part.get("url")).endswith(MODIFIER_ENDING)]
    merged: dict[str, Any] = {name: value for name, value in theirs.items() if name not in ("reason", "performer")}
    merged |= ours | {
        "identifier": [*ours["identifier"], *earlier],
        "extension": [*ours.get("extension", ()), *foreign],
        "status": theirs.get("status"),
    }
    return _put(order, target, {name: value for name, value in merged.items() if value})


def _put(order: Order, target: _Target, body: Json) -> Order:
    headers = {"If-Match": f'W/"{target.version}"'}
    return replace(order, path=f"ChargeItem/{target.id}", body=body, headers=headers, method="PUT")


def _modified(order: Order, target: _Target, line: ChargeLine, visit: Visit, offer: Offer) -> Order:
    if offer.bill_codes is None:
        raise NoBillCode(line.code)
    body = modify_body(line, visit, key=order.key, codes=offer.bill_codes, replaces=target.id, version=target.version)
    return replace(order, path="ChargeItem/$modify", body=body, headers={}, method="POST")


def _amendment(key: str, order: Order, target: _Target, after: str) -> Amendment:
    charge = target.charge
    words = [f"{charge.code} x{charge.units}", *charge.modifiers]
    before = " ".join(words) + (f" for {', '.join(charge.diagnoses)}" if charge.diagnoses else "")
    covered = {"target": key, "order": order.to_json(), "before": before, "after": after}
    digest = hashlib.sha256(canonical(covered).encode()).hexdigest()
    return Amendment(target=key, order=order, before=before, after=after, digest=digest)


def _record(amendment: Amendment, by: Confirmer, reason: str, before: frozenset[str]) -> dict[str, Any]:
    return {
        "digest": amendment.digest,
        "kind": amendment.order.kind,
        "before": amendment.before,
        "after": amendment.after,
        "user": asdict(by.user),
        "permission": asdict(by.permission),
        "reason": reason,
        "charges_there": sorted(before),
    }
