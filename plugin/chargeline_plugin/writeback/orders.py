"""What would be sent for a visit's charge lines on the rung taken: one order a line, or one worksheet for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Final, Literal

from chargeline.model import ChargeLine
from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.fhir.strict import check_fhir
from chargeline_plugin.fhir.uris import Names
from chargeline_plugin.fhir.write_facts import facts_of
from chargeline_plugin.ledger.types import Kind
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.writeback.bill_codes import BillCodes
from chargeline_plugin.writeback.charge_item import planned
from chargeline_plugin.writeback.key import Place
from chargeline_plugin.writeback.ladder import RungName
from chargeline_plugin.writeback.oracle import create_body
from chargeline_plugin.writeback.worksheet import LINE_ID, note_body

NOTES: Final = frozenset[RungName]({"draft_note", "signed_note"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One request that would be sent: where, with which headers, and the exact resource.

    `place`, `version` and `kind` make its key. `line_ids` are the charge lines that it carries.
    """

    place: Place
    version: int
    rung: RungName
    line_ids: tuple[str, ...]
    path: str
    body: Json = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: Literal["POST", "PUT"] = "POST"
    kind: Kind = "charge"

    @property
    def key(self) -> str:
        """The key of this version of the line, or of its being taken back."""
        return self.place.reversal(self.version) if self.kind == "reversal" else self.place.key(self.version)

    @property
    def confirmed(self) -> Json:
        """The resource itself, taken out of an operation's Parameters."""
        if self.body.get("resourceType") != "Parameters":
            return self.body
        found: Json = next(part["resource"] for part in self.body["parameter"] if "resource" in part)
        return found

    def to_json(self) -> dict[str, Any]:
        """As plain data, for the digest and for the ledger's record."""
        place = asdict(self.place) | {"date_of_service": self.place.date_of_service.isoformat()}
        return {item.name: getattr(self, item.name) for item in fields(self)} | {"place": place}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Order:
        """What `to_json` wrote."""
        place = written["place"]
        day = date.fromisoformat(place["date_of_service"])
        return cls(
            **{**written, "place": Place(**{**place, "date_of_service": day}), "line_ids": tuple(written["line_ids"])}
        )


def nowhere(_key: str) -> str | None:
    """Nothing of ours is known to be anywhere."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What orders are made from.

    `version_of` gives the version that a slot is at. `located` gives the id under which the EHR holds a key of ours,
    so that our own charge is not taken for somebody else's where the EHR keeps no reference.
    """

    issuer: str
    vendor: str
    rung: RungName
    names: Names
    bill_codes: BillCodes | None
    version_of: Callable[[str], int]
    located: Callable[[str], str | None] = nowhere


def orders(lines: Sequence[ChargeLine], visit: Visit, terms: Terms) -> tuple[Order, ...]:
    """Every order of these lines; none on the export rung. Raises NoBillCode, TooLong, NotFhir."""
    if terms.rung == "export" or not lines:
        return ()
    if terms.rung in NOTES:
        return (_worksheet(lines, visit, terms),)
    return tuple(_charge(line, visit, terms) for line in lines)


def place_of(visit: Visit, issuer: str, line_id: str) -> Place:
    """Where a line of this visit belongs."""
    if visit.date_of_service is None:
        raise ValueError("a visit without a date of service has no charge")
    return Place(
        issuer=issuer,
        patient=visit.patient.id,
        encounter=visit.encounter_id,
        date_of_service=visit.date_of_service,
        visit=visit.visit_key,
        line_id=line_id,
    )


def _charge(line: ChargeLine, visit: Visit, terms: Terms) -> Order:
    place = place_of(visit, terms.issuer, line.id)
    version = terms.version_of(place.slot())
    key = place.key(version)
    path, headers = "ChargeItem", {}
    if terms.rung == "charge_create_op":
        if terms.bill_codes is None:
            raise ValueError("the charge operation is never chosen without bill codes")
        path, body = "ChargeItem/$create", create_body(line, visit, key=key, codes=terms.bill_codes)
    else:
        body = planned(line, visit, keys=(key,), names=terms.names)
    if terms.rung == "charge_conditional_create":
        headers = {"If-None-Exist": f"identifier={terms.names.charge_key}|{key}"}
    check_fhir(body)
    return Order(
        place=place,
        version=version,
        rung=terms.rung,
        line_ids=(line.id,),
        path=path,
        body=body,
        headers=headers,
    )


def _worksheet(lines: Sequence[ChargeLine], visit: Visit, terms: Terms) -> Order:
    place = place_of(visit, terms.issuer, LINE_ID)
    version = terms.version_of(place.slot())
    key = place.key(version)
    status: Literal["preliminary", "final"] = "preliminary" if terms.rung == "draft_note" else "final"
    body = note_body(lines, visit, key=key, status=status, type_=facts_of(terms.vendor).note_type)
    check_fhir(body)
    return Order(
        place=place,
        version=version,
        rung=terms.rung,
        line_ids=tuple(line.id for line in lines),
        path="DocumentReference",
        body=body,
    )
