"""`oracle`: Oracle Health (Millennium) R4 as its own documentation and live CapabilityStatement tell.

Assumed, because the vendor does not document it: the answer to an interaction that is not advertised
(405, empty), to an unknown search parameter (400, plain text) and to an update without If-Match (400).
PATCH and DELETE are advertised by the vendor on a few types; they are left out here and so refused.
"""

from chargeline_sandbox.facts.model import Personality, Reason, RefusalFacts, ResourceFacts, table

OPERATIONS = "https://fhir-ehr.cerner.com/r4/OperationDefinition/"
PATIENT = (("patient",), ("_id",))
SUBJECT = (("patient",), ("subject",), ("_id",))
_RS = ("read", "search-type")


_CHARGE_ITEM = ResourceFacts(
    interactions=_RS,
    search=("_id", "context", "account", "-status", "_count"),
    required=(("_id",), ("context", "-status"), ("account", "-status")),
    operations={
        "create": OPERATIONS + "charge-item-create",
        "modify": OPERATIONS + "charge-item-modify",
        "credit": OPERATIONS + "charge-item-credit",
    },
)

_RESOURCES = {
    "Account": table("rs", "_id patient", PATIENT),
    "Binary": table("r", ""),
    "CarePlan": table("rs", "_id date patient category _count", (("_id",), ("patient", "category"))),
    "ChargeItem": _CHARGE_ITEM,
    "Condition": table("rscu", "_id patient encounter subject clinical-status category", SUBJECT),
    "Coverage": table("rs", "_id patient", PATIENT),
    "DocumentReference": table("rscu", "_id patient encounter period _count type category date _lastUpdated", PATIENT),
    "Encounter": table(
        "rs",
        "_id _count patient subject status date identifier account",
        (*SUBJECT, ("account",), ("identifier",)),
        prefix=True,
    ),
    "Goal": table("rs", "_id patient target-date", PATIENT),
    "Location": table("rs", "_id name", (("_id",), ("name",))),
    "Observation": table("rscu", "_id patient category code date _count", PATIENT),
    "Organization": table("r", ""),
    "Patient": table("rs", "_id identifier name", (("_id",), ("identifier",), ("name",))),
    "Practitioner": table("rs", "_id identifier name", (("_id",), ("identifier",), ("name",))),
    "Procedure": table("rsc", "_id patient subject date", SUBJECT),
    "Provenance": table("rsc", "_id target", (("_id",), ("target",))),
    "ServiceRequest": table("rs", "_id patient code", PATIENT),
}

_REFUSALS: dict[Reason, RefusalFacts] = {
    "no-token": RefusalFacts(status=401, body="empty"),
    "scope": RefusalFacts(status=403, body="empty"),
    "unknown-type": RefusalFacts(status=404, body="empty"),
    "interaction": RefusalFacts(status=405, body="empty"),
    "missing-param": RefusalFacts(status=400, body="text"),
    "unknown-param": RefusalFacts(status=400, body="text"),
    "bad-param": RefusalFacts(status=400, body="text"),
    "not-found": RefusalFacts(status=404, issue="not-found"),
    "gone": RefusalFacts(status=404, issue="not-found"),
    "accept": RefusalFacts(status=406, body="empty"),
    "media": RefusalFacts(status=415, body="empty"),
    "bad-json": RefusalFacts(status=400, body="text"),
    "invalid": RefusalFacts(status=422, issue="business-rule"),
    "stale": RefusalFacts(status=409, body="empty"),
    "no-if-match": RefusalFacts(status=400, body="text"),
    "multiple": RefusalFacts(status=412, body="empty"),
    "page-expired": RefusalFacts(status=400, body="text"),
    "server": RefusalFacts(status=500, issue="exception", severity="fatal"),
}

_SCOPES = """launch launch/patient launch/encounter openid fhirUser profile online_access offline_access
user/Binary.r user/Binary.read user/CarePlan.rs user/ChargeItem.crs user/ChargeItem.read user/ChargeItem.write
user/Condition.crus user/Coverage.rs user/DocumentReference.crus user/Encounter.rs user/Goal.rs
user/Observation.crus user/Patient.rs user/Practitioner.rs user/Procedure.crs user/Provenance.crs
user/ServiceRequest.rs"""

ORACLE = Personality(
    name="oracle",
    title="Millennium Therapy Chart",
    software="(style of) Oracle Health",
    resources=_RESOURCES,
    refusals=_REFUSALS,
    system_interactions=("batch",),
    issuer="/tenants/{tenant}",
    openid_issuer="/tenants/{tenant}/oidc/idsps/{tenant}/",
    smart_capabilities=(
        "authorize-post",
        "launch-ehr",
        "launch-standalone",
        "client-public",
        "client-confidential-symmetric",
        "client-confidential-asymmetric",
        "sso-openid-connect",
        "context-banner",
        "context-style",
        "context-ehr-patient",
        "context-ehr-encounter",
        "permission-patient",
        "permission-user",
        "permission-offline",
        "permission-online",
        "permission-v1",
        "permission-v2",
    ),
    grant_types=("authorization_code", "client_credentials"),
    auth_methods=("client_secret_basic", "private_key_jwt"),
    scopes_supported=tuple(_SCOPES.split()),
    wildcard_scopes=False,
    token_seconds=570,
    refresh="stays",
    banner=False,
    error_uri=True,
    accept_required=True,
    update_needs_if_match=True,
    unknown_param="refused",
    paging="context",
    default_count=10,
    max_count=100,
    problem_list_with_encounter=True,
    binary_needs_document_scope=True,
    unsigned_notes="hidden",
    id_style="number",
    instants="utc-millis",
    practitioner_role=False,
    observation_categories=("vital-signs", "laboratory"),
    request_id_header=True,
)
