"""The clinic's own resources: places, payers, clinicians and their roles."""

from typing import Any

from chargeline_sandbox.data.maker import Maker, concept

Json = dict[str, Any]
NUCC = "http://nucc.org/provider-taxonomy"
_QUALIFICATION = "urn:oid:1.2.840.114350.1.13.0.1.7.4.836982.6000"
PLACES = {"PT": "OP REHAB PT", "OT": "OP REHAB OT", "SLP": "OP REHAB SPEECH"}


def resources(make: Maker) -> list[Json]:
    """Everything that exists before a patient does."""
    found = [make.resource("Location", key, status="active", name=name) for key, name in PLACES.items()]
    found.append(make.resource("Organization", "clinic", active=True, name=make.ehr.facts.title))
    for key, payer in make.everybody["payers"].items():
        identifier = [{"system": "https://payers.example.org/id", "value": payer["identifier"]}]
        found.append(make.resource("Organization", key, active=True, name=payer["payor"], identifier=identifier))
    for key in make.everybody["clinicians"]:
        found.append(_practitioner(make, key))
        if make.ehr.facts.practitioner_role:
            found.append(_role(make, key))
    return found


def _practitioner(make: Maker, key: str) -> Json:
    told = make.everybody["clinicians"][key]
    name = {
        "use": "usual",
        "text": make.signature(key),
        "family": told["family"],
        "given": [told["given"]],
    }
    if told["suffix"]:
        name["suffix"] = told["suffix"]
    found = make.resource("Practitioner", key, active=True, name=[name])
    if "npi" in told:
        found["identifier"] = [{"system": "http://hl7.org/fhir/sid/us-npi", "value": told["npi"]}]
    if told["suffix"] and make.ehr.name != "oracle":
        code: Json = {"text": told["suffix"][0]}
        if make.ehr.name == "epic":
            code["coding"] = [{"system": _QUALIFICATION, "code": told["suffix"][0]}]
        found["qualification"] = [{"code": code}]
    return found


def _role(make: Maker, key: str) -> Json:
    told = make.everybody["clinicians"][key]
    role = make.everybody["roles"][told["role"]]
    found = make.resource("PractitionerRole", key, active=True, practitioner=make.clinician(key))
    if "taxonomy" in role:
        found["code"] = [concept(NUCC, role["taxonomy"], role["title"])]
    else:
        found["code"] = [{"text": role["title"]}]
    return found
