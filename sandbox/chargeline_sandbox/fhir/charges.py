"""Oracle's ChargeItem operations `$create`, `$modify` and `$credit` (Millennium R4, "ChargeItem").

The vendor does not say whether it de-duplicates on `transactionId`; here it does not, so that an app which
sends a request twice is seen to charge twice.
"""

from typing import Any
from uuid import UUID

from chargeline_sandbox.faults import Fault
from chargeline_sandbox.fhir import rules
from chargeline_sandbox.fhir.outcomes import Json, Refusal
from chargeline_sandbox.site import Ehr

EXTENSION = "https://fhir-ehr.cerner.com/r4/StructureDefinition/"
CODES = "https://fhir.cerner.com/{tenant}/CodeSystem/BillCodes-"
TIERS = ("CDM_SCHED", "CPT", "HCPCS", "PROCCODE")
SCHEDULES = {
    "CDM_SCHED": "667687",
    "CPT": "615214",
    "PROCCODE": "615216",
    "REVENUE": "615217",
    "MODIFIER": "3692",
    "ICD": "3693",
}
_ALLOWED = {"resourceType", "extension", "status", "subject", "context", "code", "quantity", "reason", "performer"}
_ALLOWED |= {"occurrenceDateTime"}
_UNIT_PRICE = 55.0


def operate(ehr: Ehr, name: str, id: str | None, body: Json, fault: Fault | None) -> tuple[int, str]:
    """Carry out an operation; the status and the path for Location."""
    parameters = _parameters(body)
    _transaction(parameters)
    if (name == "credit") != (id is not None):
        raise Refusal("interaction", f"${name} is not called here")
    if name == "credit" and id is not None:
        return _credit(ehr, id, parameters)
    item = parameters.get("chargeItem", {}).get("resource")
    if not isinstance(item, dict) or item.get("resourceType") != "ChargeItem":
        raise _invalid("chargeItem is required", "required", "/f:Parameters/f:parameter")
    if name == "modify":
        return _modify(ehr, item, fault)
    _check(ehr, item, ("status", "subject", "context", "occurrenceDateTime", "quantity", "code"))
    ehr.keep(_billable(ehr, item), fault)
    return 200, "ChargeItem/$create"


def _parameters(body: Json) -> dict[str, Json]:
    if body.get("resourceType") != "Parameters":
        raise Refusal("bad-json", "A Parameters resource is required")
    listed = [p for p in body.get("parameter", []) if isinstance(p, dict)]
    names = [p.get("name") for p in listed]
    if len(names) != len(set(names)):
        raise _invalid("a parameter is repeated", "business-rule", "/f:Parameters/f:parameter")
    return {str(p.get("name")): p for p in listed}


def _transaction(parameters: dict[str, Json]) -> None:
    text = str(parameters.get("transactionId", {}).get("valueUuid", ""))
    try:
        UUID(text.removeprefix("urn:uuid:"))
    except ValueError:
        raise _invalid("transactionId is required", "required", "/f:Parameters/f:parameter") from None
    if not text.startswith("urn:uuid:"):
        raise _invalid("transactionId must be a urn:uuid", "value", "/f:Parameters/f:parameter")


def _invalid(text: str, issue: str, location: str) -> Refusal:
    return Refusal("invalid", text, issue=issue, location=location)


def _at(name: str) -> str:
    return f"/f:ChargeItem/f:{name}"


def _check(ehr: Ehr, item: Json, required: tuple[str, ...]) -> None:
    for name in required:
        if not item.get(name):
            raise _invalid(f"{name} is required", "required", _at(name))
    for name in sorted(set(item) - _ALLOWED):
        raise _invalid(f"{name} is not supported", "not-supported", _at(name))
    if item["status"] != "unknown":
        raise _invalid("status must be unknown", "business-rule", _at("status"))
    _code(ehr, item)
    for extension in item.get("extension", []):
        _extension(ehr, extension)
    for performer in item.get("performer", []):
        if "function" not in performer or "actor" not in performer:
            raise _invalid("performer needs function and actor", "required", _at("performer"))
    rules.check(ehr, item)


def _code(ehr: Ehr, item: Json) -> None:
    codings = item["code"].get("coding", [])
    own = CODES.format(tenant=ehr.tenant)
    if any(not str(coding.get("system", "")).startswith(own) for coding in codings):
        mixed = any(str(coding.get("system", "")).startswith(own) for coding in codings)
        text = "Both proprietary and standard codings were provided" if mixed else "the coding system is not valid"
        raise _invalid(text, "business-rule", _at("code"))
    if len(codings) != 1:
        raise _invalid("exactly one coding is required", "business-rule", _at("code"))
    tier = _tier(ehr, codings[0])
    lower = [_tier(ehr, c) for c in _nested_codings(item, "procedure-code")]
    if tier not in TIERS or any(TIERS.index(other) <= TIERS.index(tier) for other in lower if other in TIERS):
        raise _invalid("code must be of the highest tier present", "business-rule", _at("code"))


def _tier(ehr: Ehr, coding: Json) -> str:
    """The bill code tier of a coding, whose schedule extension must agree with it."""
    tier = str(coding.get("system", "")).removeprefix(CODES.format(tenant=ehr.tenant))
    schedules = [
        e.get("valueCoding", {}).get("code")
        for e in coding.get("extension", [])
        if e.get("url") == EXTENSION + "bill-code-schedule"
    ]
    if schedules != [SCHEDULES.get(tier)]:
        raise _invalid("bill-code-schedule is missing or not valid for the system", "required", _at("code"))
    return tier


def _nested_codings(item: Json, name: str) -> list[Json]:
    nested = [e for e in item.get("extension", []) if e.get("url") == EXTENSION + name]
    parts = [p for e in nested for p in e.get("extension", []) if p.get("url") == "code"]
    return [c for p in parts for c in p.get("valueCodeableConcept", {}).get("coding", [])]


def _extension(ehr: Ehr, extension: Json) -> None:
    name = str(extension.get("url", "")).removeprefix(EXTENSION)
    if name not in {
        "modifier-code",
        "procedure-code",
        "revenue-code",
        "performing-location",
        "custom-attribute",
        "replacing",
        "description",
    }:
        raise _invalid("the extension is not supported", "extension", _at("extension"))
    if name in ("modifier-code", "procedure-code"):
        urls = {part.get("url") for part in extension.get("extension", [])}
        if urls != {"code", EXTENSION + "priority"}:
            raise _invalid(f"{name} needs code and priority", "extension", _at("extension"))
        codings = _nested_codings({"extension": [extension]}, name)
        if [_tier(ehr, c) for c in codings] != ["MODIFIER"] and name == "modifier-code":
            raise _invalid("modifier-code needs one BillCodes-MODIFIER coding", "extension", _at("extension"))


def _billable(ehr: Ehr, item: Json) -> Json:
    """What becomes of a charge event: priced, numbered, billable."""
    quantity = item.get("quantity", {}).get("value", 1)
    prices = [
        {"url": EXTENSION + "unit-price", "valueMoney": {"value": _UNIT_PRICE, "currency": "USD"}},
        {"url": EXTENSION + "net-price", "valueMoney": {"value": _UNIT_PRICE * quantity, "currency": "USD"}},
    ]
    kept = [e for e in item.get("extension", []) if not str(e.get("url")).endswith("/replacing")]
    entered = ehr.site.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return item | {"status": "billable", "extension": kept + prices, "enteredDate": entered}


def _modify(ehr: Ehr, item: Json, fault: Fault | None) -> tuple[int, str]:
    _check(ehr, item, ("status", "subject", "context", "code"))
    replacing = [e for e in item.get("extension", []) if e.get("url") == EXTENSION + "replacing"]
    if len(replacing) != 1:
        raise _invalid("replacing is required", "required", _at("extension"))
    target = rules.reference(replacing[0].get("valueReference"))
    with ehr.store.lock:
        old = ehr.store.find(target)
        if old is None or old["resourceType"] != "ChargeItem":
            raise _invalid("the replaced ChargeItem does not exist", "business-rule", _at("extension"))
        versions = [e.get("valueId") for e in replacing[0].get("extension", []) if e.get("url") == "item-version"]
        _current(old, versions[0] if versions else None)
        inherited = {name: old[name] for name in ("occurrenceDateTime", "quantity") if name in old}
        new = ehr.keep(_billable(ehr, inherited | item), fault)
        ehr.store.put(old | {"status": "not-billable"})
    return 201, f"ChargeItem/{new['id']}"


def _current(item: Json, version: Any) -> None:
    if version != item["meta"]["versionId"]:
        raise Refusal("stale", "The version is not the current one")
    if item["status"] != "billable":
        raise Refusal("stale", "The charge is no longer billable")


def _credit(ehr: Ehr, id: str, parameters: dict[str, Json]) -> tuple[int, str]:
    """The offsetting item; the credited one points to it with `offset-by` and is no longer billable."""
    with ehr.store.lock:
        old = ehr.store.read("ChargeItem", id)
        for name in ("subject", "context"):
            if rules.reference(parameters.get(name, {}).get("valueReference")) != rules.reference(old.get(name)):
                raise _invalid(f"{name} is required and must be the charge's own", "required", _at(name))
        _current(old, parameters.get("versionId", {}).get("valueId"))
        quantity = {"value": -old.get("quantity", {}).get("value", 1)}
        body = {name: value for name, value in old.items() if name not in ("id", "meta")}
        new = ehr.store.put(body | {"quantity": quantity, "status": "not-billable"})
        offset = {"url": EXTENSION + "offset-by", "valueReference": {"reference": f"ChargeItem/{new['id']}"}}
        ehr.store.put(old | {"status": "not-billable", "extension": [*old.get("extension", []), offset]})
    return 201, f"ChargeItem/{new['id']}"
