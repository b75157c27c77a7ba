"""From resources to facts, the billing side: coverages, charges, and the codes and modifiers that are billed."""

from __future__ import annotations

from datetime import tzinfo

from chargeline_plugin.fhir import facts
from chargeline_plugin.fhir.dig import Json, codings, number, objects, present, reference_id, text, words
from chargeline_plugin.fhir.moments import choice_span, span
from chargeline_plugin.fhir.uris import CPT, HCPCS

HCPCS_TOO = "urn:oid:2.16.840.1.113883.6.285"
ORACLE_BILL_CODES = ("BillCodes-CPT", "BillCodes-HCPCS")
PROCEDURE_EXTENSION = "/procedure-code"
MODIFIER_EXTENSIONS = ("modifier-code", "charge-modifier")


def coverage(resource: Json, zone: tzinfo) -> facts.CoverageFact | None:
    """A coverage that has an id."""
    identity, order = text(resource, "id"), number(resource, "order")
    if identity is None:
        return None
    payors = objects(resource, "payor")
    classes = objects(resource, "class")
    held = {text(each, "id"): text(each, "name") for each in objects(resource, "contained")}
    references = [text(payor, "reference") for payor in payors]
    names = [text(payor, "display") for payor in payors]
    names += [held.get(ref[1:]) for ref in references if ref and ref.startswith("#")]
    return facts.CoverageFact(
        id=identity,
        status=text(resource, "status") or "unknown",
        order=int(order) if order else None,
        period=span(resource.get("period"), zone),
        identifiers=present(*(text(payor, "identifier", "value") for payor in payors), *references),
        kinds=present(
            *(code for _, code in codings(resource.get("type"))),
            words(resource.get("type")),
            *(text(each, part) for each in classes for part in ("value", "name")),
        ),
        names=present(*names),
        payors=present(*(reference_id(payor, "Organization") for payor in payors)),
    )


def billing_code(concept: object) -> str | None:
    """The CPT or HCPCS code of a concept; Oracle's own bill code systems are known by their ending."""
    for system, code in codings(concept):
        if system in (CPT, HCPCS, HCPCS_TOO) or system.endswith(ORACLE_BILL_CODES):
            return code
    return None


def charged_code(resource: Json) -> str | None:
    """The code of a charge; where that is a charge master's number, the procedure code that Oracle sends beside it."""
    extensions = (each for each in objects(resource, "extension") if _procedure(each))
    beside = (part for each in extensions for part in objects(each, "extension"))
    concepts = (resource.get("code"), *(part.get("valueCodeableConcept") for part in beside))
    return next(filter(None, map(billing_code, concepts)), None)


def _procedure(extension: Json) -> bool:
    return (text(extension, "url") or "").endswith(PROCEDURE_EXTENSION)


def charge(resource: Json, zone: tzinfo) -> facts.ChargeFact | None:
    """A charge that has a code; without a quantity it counts as one unit (FHIR R4 ChargeItem gives no default)."""
    identity, code = text(resource, "id"), charged_code(resource)
    if identity is None or code is None:
        return None
    quantity = number(resource, "quantity", "value")
    return facts.ChargeFact(
        id=identity,
        code=code,
        units=int(quantity) if quantity is not None else 1,
        modifiers=tuple(modifiers(resource)),
        status=text(resource, "status") or "unknown",
        occurred=choice_span(resource, "occurrence", zone),
        keys=tuple(
            (text(each, "system") or "", key)
            for each in objects(resource, "identifier")
            if (key := text(each, "value")) is not None
        ),
    )


def modifiers(resource: Json) -> list[str]:
    """Modifiers in their order: Oracle nests them with a priority, others give one concept each."""
    found: list[tuple[float, str]] = []
    for place, extension in enumerate(objects(resource, "extension")):
        if (text(extension, "url") or "").endswith(MODIFIER_EXTENSIONS):
            inner = objects(extension, "extension")
            concepts = [extension.get("valueCodeableConcept"), *(part.get("valueCodeableConcept") for part in inner)]
            priority = next((n for part in inner if (n := number(part, "valueUnsignedInt")) is not None), place)
            found += [(priority, code) for concept in concepts for _, code in codings(concept)]
    return [code for _, code in sorted(found, key=lambda pair: pair[0])]
