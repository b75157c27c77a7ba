"""Epic: OAuth facts. Sandbox metadata captured 2026-07-24, software "May 2026"."""

from .facts import SMART_TOKEN_FIELDS, Fact, Vendor

LIVE = "Epic sandbox smart-configuration and CapabilityStatement, 2026-07-24"
TUTORIAL = "fhir.epic.com, OAuth 2.0 tutorial"

EPIC = Vendor(
    name="epic",
    id_token_issuer=Fact(value="https://<host>/<instance>/oauth2, not the FHIR address", source=LIVE),
    returns_nonce=Fact(value=False, source=f"{TUTORIAL}: the id_token shown carries no nonce", verified=False),
    refresh_scope=Fact(value=None, source=f"{TUTORIAL}: persistent access is a registration flag, not a scope"),
    never_asked=Fact(value=frozenset({"ChargeItem"}), source=f"{LIVE}: no ChargeItem resource"),
    lists_every_scope=Fact(value=False, source=f"{LIVE}: five scopes listed, many more granted"),
    standalone_context=Fact(value=("launch/patient",), source=f"{LIVE}: no context-standalone-encounter"),
    post_authorize=Fact(value="ehr-launch-only", source=TUTORIAL),
    token_fields={
        **SMART_TOKEN_FIELDS,
        "appointment": "used",
        "location": "unused",
        "loginDepartment": "unused",
        "__epic.dstu2.patient": "unused",
        "user": "unused",
        "dob": "unused",
    },
)
