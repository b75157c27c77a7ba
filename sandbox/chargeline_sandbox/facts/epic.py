"""`epic`: Epic R4 as its documentation and its live sandbox CapabilityStatement tell.

Assumed, because the vendor does not document it: 404 with an HTML body for a resource that does not exist
here, 405 for an interaction that is not advertised, 4102 with status 404 for an unknown id.
Numbers are Epic's own OperationOutcome codes.
"""

from chargeline_sandbox.facts.model import Personality, Reason, RefusalFacts, table

ERROR_SYSTEM = "urn:oid:1.2.840.114350.1.13.0.1.7.2.657369"
_PATIENT = (("patient",), ("_id",))


_RESOURCES = {
    "Binary": table("r", ""),
    "CarePlan": table("rs", "patient encounter category _id _count", (("_id",), ("patient", "category"))),
    "Condition": table("crs", "patient encounter category _id _count", _PATIENT),
    "Coverage": table("rs", "patient beneficiary _id _count", (*_PATIENT, ("beneficiary",))),
    "DocumentReference": table("crsu", "patient encounter category type date period docstatus _id _count", _PATIENT),
    "Encounter": table("rs", "patient date class identifier _id _count", (*_PATIENT, ("identifier",))),
    "Goal": table("rs", "patient category lifecycle-status _id _count", _PATIENT),
    "Location": table("r", ""),
    "Observation": table(
        "rs",
        "patient category code date _id _count",
        (("_id",), ("patient", "category"), ("patient", "code")),
    ),
    "Organization": table("r", ""),
    "Patient": table("rs", "_id identifier name", (("_id",), ("identifier",), ("name",))),
    "Practitioner": table("rs", "_id identifier name", (("_id",), ("identifier",), ("name",))),
    "PractitionerRole": table("rs", "_id practitioner", (("_id",), ("practitioner",))),
    "Procedure": table("rs", "patient category code date _id _count", _PATIENT),
    "Provenance": table("r", ""),
    "ServiceRequest": table("rs", "patient encounter category _id _count", _PATIENT),
    "Task": table("rsu", "patient encounter _id", _PATIENT),
}


def _fatal(status: int, number: str, issue: str) -> RefusalFacts:
    return RefusalFacts(status=status, severity="fatal", number=number, issue=issue)


_REFUSALS: dict[Reason, RefusalFacts] = {
    "no-token": RefusalFacts(status=401, body="empty"),
    "scope": RefusalFacts(status=403, body="empty"),
    "unknown-type": RefusalFacts(status=404, body="html"),
    "interaction": RefusalFacts(status=405, body="html"),
    "missing-param": _fatal(400, "4111", "required"),
    "unknown-param": _fatal(400, "4122", "processing"),
    "bad-param": _fatal(400, "4115", "value"),
    "not-found": _fatal(404, "4102", "not-found"),
    "gone": _fatal(410, "4103", "deleted"),
    "accept": RefusalFacts(status=406, body="empty"),
    "media": RefusalFacts(status=415, body="empty"),
    "bad-json": _fatal(400, "59105", "structure"),
    "invalid": _fatal(400, "59102", "value"),
    "stale": _fatal(412, "59159", "conflict"),
    "no-if-match": _fatal(400, "59159", "required"),
    "multiple": _fatal(412, "59141", "duplicate"),
    "page-expired": _fatal(400, "4113", "processing"),
    "server": _fatal(500, "59177", "exception"),
}

EPIC = Personality(
    name="epic",
    title="Hyperspace Outpatient Rehab",
    software="(style of) Epic",
    resources=_RESOURCES,
    refusals=_REFUSALS,
    formats=("xml", "json"),
    issuer="/oauth2",
    openid_issuer="/oauth2",
    smart_capabilities=(
        "launch-ehr",
        "launch-standalone",
        "client-public",
        "client-confidential-symmetric",
        "client-confidential-asymmetric",
        "context-banner",
        "context-style",
        "context-ehr-patient",
        "context-ehr-encounter",
        "context-standalone-patient",
        "permission-offline",
        "permission-patient",
        "permission-user",
        "permission-v1",
        "permission-v2",
        "sso-openid-connect",
        "authorize-post",
    ),
    grant_types=("authorization_code", "refresh_token"),
    auth_methods=("client_secret_post", "client_secret_basic", "private_key_jwt"),
    scopes_supported=("epic.scanning.dmsusername", "fhirUser", "launch", "openid", "profile"),
    wildcard_scopes=True,
    openid_beside_fhir=True,
    token_seconds=3600,
    refresh="stays",
    refresh_for_public=False,
    banner="false",
    echoes_state=True,
    invalid_client_status=400,
    launch_bytes=700,
    metadata_xml=True,
    etag_on_create=False,
    relative_location=True,
    unknown_param="warned",
    outcome_entries=True,
    paging="session",
    default_count=100,
    max_count=1000,
    unsigned_notes="hidden",
    id_style="opaque",
    instants="utc",
    note_formats=("text/html", "text/rtf"),
    error_system=ERROR_SYSTEM,
)
