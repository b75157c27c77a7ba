"""`generic`: a full R4 server with writes, conditional create and transactions."""

from chargeline_sandbox.facts.model import Personality, Reason, RefusalFacts, ResourceFacts

_FULL = ("read", "vread", "history-instance", "search-type", "create", "update", "delete")
_READ = ("read", "vread", "search-type")
_COMMON = ("_id", "_lastUpdated", "_count", "_sort", "identifier")


def _full(*search: str) -> ResourceFacts:
    return ResourceFacts(interactions=_FULL, search=(*_COMMON, *search))


def _read(*search: str) -> ResourceFacts:
    return ResourceFacts(interactions=_READ, search=(*_COMMON, *search))


_RESOURCES = {
    "Account": _full("patient", "subject", "status"),
    "Appointment": _read("patient", "date", "status"),
    "AuditEvent": _full("date"),
    "Binary": _full(),
    "CarePlan": _full("patient", "subject", "encounter", "category", "date", "status"),
    "ChargeItem": _full("patient", "subject", "context", "code", "occurrence", "status"),
    "Communication": _full("patient", "subject", "encounter", "status"),
    "Condition": _full("patient", "subject", "encounter", "category", "clinical-status", "code"),
    "Coverage": _full("patient", "beneficiary", "status", "type"),
    "DocumentReference": _full(
        "patient", "subject", "encounter", "category", "type", "date", "period", "status", "docstatus", "author"
    ),
    "Encounter": _full("patient", "subject", "date", "status", "class", "type"),
    "Goal": _full("patient", "subject", "lifecycle-status"),
    "Location": _read("name"),
    "Observation": _full("patient", "subject", "encounter", "category", "code", "date", "status"),
    "Organization": _read("name"),
    "Patient": _full("name"),
    "Practitioner": _full("name"),
    "PractitionerRole": _full("practitioner"),
    "Procedure": _full("patient", "subject", "encounter", "category", "code", "date", "status"),
    "Provenance": _full("target", "patient", "recorded"),
    "ServiceRequest": _full("patient", "subject", "encounter", "category", "code", "status"),
    "Task": _full("patient", "subject", "encounter", "status", "focus"),
}

_REFUSALS: dict[Reason, RefusalFacts] = {
    "no-token": RefusalFacts(status=401, issue="login"),
    "scope": RefusalFacts(status=403, issue="forbidden"),
    "unknown-type": RefusalFacts(status=404, issue="not-supported"),
    "interaction": RefusalFacts(status=405, issue="not-supported"),
    "missing-param": RefusalFacts(status=400, issue="required"),
    "unknown-param": RefusalFacts(status=400, issue="not-supported"),
    "bad-param": RefusalFacts(status=400, issue="value"),
    "not-found": RefusalFacts(status=404, issue="not-found"),
    "gone": RefusalFacts(status=410, issue="deleted"),
    "accept": RefusalFacts(status=406, issue="not-supported"),
    "media": RefusalFacts(status=415, issue="not-supported"),
    "bad-json": RefusalFacts(status=400, issue="structure"),
    "invalid": RefusalFacts(status=422, issue="invalid"),
    "stale": RefusalFacts(status=412, issue="conflict"),
    "no-if-match": RefusalFacts(status=428, issue="required"),
    "multiple": RefusalFacts(status=412, issue="multiple-matches"),
    "page-expired": RefusalFacts(status=410, issue="expired"),
    "server": RefusalFacts(status=500, issue="exception", severity="fatal"),
}

GENERIC = Personality(
    name="generic",
    title="Lakeview Rehab EHR",
    software="Generic R4",
    resources=_RESOURCES,
    refusals=_REFUSALS,
    system_interactions=("transaction", "batch"),
    issuer="/fhir",
    openid_issuer="/fhir",
    smart_capabilities=(
        "launch-ehr",
        "launch-standalone",
        "authorize-post",
        "client-public",
        "client-confidential-symmetric",
        "client-confidential-asymmetric",
        "sso-openid-connect",
        "context-banner",
        "context-ehr-patient",
        "context-ehr-encounter",
        "context-standalone-patient",
        "context-standalone-encounter",
        "permission-offline",
        "permission-online",
        "permission-patient",
        "permission-user",
        "permission-v1",
        "permission-v2",
    ),
    grant_types=("authorization_code", "refresh_token"),
    auth_methods=("client_secret_basic", "private_key_jwt"),
    scopes_supported=(
        "openid",
        "fhirUser",
        "profile",
        "launch",
        "launch/patient",
        "launch/encounter",
        "online_access",
        "offline_access",
        "user/*.rs",
        "user/ChargeItem.cruds",
    ),
    wildcard_scopes=True,
    openid_beside_fhir=True,
    token_seconds=900,
    refresh="rotates",
    banner=True,
    fhir_user="relative",
    conditional_create=True,
    prefer_honoured=True,
    unknown_param="ignored",
    paging="offset",
    default_count=50,
    max_count=200,
    unsigned_notes="visible",
    id_style="name",
    instants="offset",
)
