"""A charge as a ChargeItem says it, whoever wrote it and in whichever vendor's dress.

Both what we send and what we read back go through here, so that the two are compared in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from chargeline_plugin.fhir.dig import Json, codings, number, objects, reference_id, text, value
from chargeline_plugin.fhir.moments import choice_span, local_day
from chargeline_plugin.fhir.uris import CERNER, CPT, HCPCS, KEY_ENDING, MODIFIER_ENDING
from chargeline_plugin.visit.charges import GONE
from chargeline_plugin.visit.visit import ChargeSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One charge.

    `units` is None when the quantity is missing or no whole number. `other_codes` are its further codings. `offset`:
    a credit stands against it.
    """

    id: str | None
    version: str | None
    status: str
    code: str
    other_codes: tuple[str, ...]
    units: int | None
    modifiers: tuple[str, ...]
    diagnoses: tuple[str, ...]
    day: date | None
    patient: str | None
    encounter: str | None
    performers: tuple[str, ...]
    keys: tuple[str, ...]
    offset: bool

    @property
    def counts(self) -> bool:
        """Whether it still charges something: neither taken back nor offset by a credit."""
        return self.status not in GONE and not self.offset and (self.units is None or self.units > 0)

    def seen(self, *, ours: bool) -> ChargeSeen:
        """The same charge in the page's words."""
        return ChargeSeen(
            id=self.id or "",
            code=self.code,
            units=self.units or 0,
            modifiers=self.modifiers,
            status=self.status,
            occurred=self.day.isoformat() if self.day else None,
            key=self.keys[0] if self.keys else None,
            ours=ours,
        )


def read_charge(resource: Json, zone: tzinfo) -> Stored:
    """Read a ChargeItem; `zone` is the clinic's, in which its instant has a day."""
    codes = _codes(resource)
    occurrence = choice_span(resource, "occurrence", UTC).start
    return Stored(
        id=text(resource, "id"),
        version=text(resource, "meta", "versionId"),
        status=text(resource, "status") or "unknown",
        code=codes[0] if codes else "",
        other_codes=codes[1:],
        units=_whole(number(resource, "quantity", "value")),
        modifiers=tuple(_modifiers(resource)),
        diagnoses=tuple(code for reason in objects(resource, "reason") for _, code in codings(reason)),
        day=local_day(occurrence, zone) if occurrence else None,
        patient=reference_id(value(resource, "subject"), "Patient"),
        encounter=reference_id(value(resource, "context"), "Encounter"),
        performers=tuple(_performers(resource)),
        keys=tuple(_keys(resource)),
        offset=any(text(extension, "url") == f"{CERNER}offset-by" for extension in objects(resource, "extension")),
    )


def _whole(amount: float | None) -> int | None:
    return int(amount) if amount is not None and amount == int(amount) else None


def _codes(resource: Json) -> tuple[str, ...]:
    """The code that the field knows (CPT or HCPCS) first; a charge master's number after it."""
    own = list(codings(value(resource, "code")))
    further = [
        coding
        for extension in objects(resource, "extension")
        if text(extension, "url") == f"{CERNER}procedure-code"
        for inner in objects(extension, "extension")
        for coding in codings(value(inner, "valueCodeableConcept"))
    ]
    known = [code for system, code in (*own, *further) if _names_procedures(system)]
    rest = [code for system, code in (*own, *further) if not _names_procedures(system)]
    return tuple(dict.fromkeys((*known, *rest)))


def _names_procedures(system: str) -> bool:
    return system in (CPT, HCPCS) or system.endswith(("/BillCodes-CPT", "/BillCodes-HCPCS"))


def _modifiers(resource: Json) -> Iterator[str]:
    """Modifiers in order: ours as they stand, Oracle's by their priority."""
    ranked: list[tuple[float, str]] = []
    for extension in objects(resource, "extension"):
        url = text(extension, "url") or ""
        if url.endswith(MODIFIER_ENDING):
            yield from (code for _, code in codings(value(extension, "valueCodeableConcept")))
        elif url == f"{CERNER}modifier-code":
            inner = {text(part, "url"): part for part in objects(extension, "extension")}
            rank = number(inner.get(f"{CERNER}priority") or inner.get("priority"), "valueUnsignedInt")
            for _, code in codings(value(inner.get("code"), "valueCodeableConcept")):
                ranked.append((rank if rank is not None else 99, code))
    yield from (code for _, code in sorted(ranked, key=lambda pair: pair[0]))


def _performers(resource: Json) -> Iterator[str]:
    for performer in objects(resource, "performer"):
        found = reference_id(value(performer, "actor"), "Practitioner")
        if found:
            yield found


def _keys(resource: Json) -> Iterator[str]:
    for identifier in objects(resource, "identifier"):
        found = text(identifier, "value")
        if found and (text(identifier, "system") or "").endswith(KEY_ENDING):
            yield found
