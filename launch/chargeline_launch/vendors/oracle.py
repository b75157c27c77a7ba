"""Oracle Health (Cerner Millennium) R4. Metadata captured 2026-08-14."""

from .facts import SMART_TOKEN_FIELDS, Fact, Vendor

LIVE = "Oracle Health sandbox smart-configuration and CapabilityStatement, 2026-08-14"
DOCS = "fhir.cerner.com, authorization framework"

ORACLE = Vendor(
    name="oracle",
    id_token_issuer=Fact(
        value="https://authorization.cerner.com/tenants/<t>/oidc/idsps/<t>/ (not the smart-configuration's issuer)",
        source=DOCS,
    ),
    returns_nonce=Fact(value=False, source=f"{DOCS}: the id_token shown carries no nonce", verified=False),
    refresh_scope=Fact(value="online_access", source=f"{LIVE}; {DOCS}: access tokens live 570 seconds"),
    never_asked=Fact(value=frozenset({"PractitionerRole"}), source=f"{LIVE}: no PractitionerRole resource"),
    lists_every_scope=Fact(value=True, source=f"{LIVE}: 303 scopes listed; too many or unknown ones are an error"),
    standalone_context=Fact(value=("launch/patient", "launch/encounter"), source=f"{LIVE}: scopes_supported"),
    post_authorize=Fact(value="any-launch", source=f"{LIVE}: authorize-post"),
    token_fields={**SMART_TOKEN_FIELDS, "user": "unused", "username": "unused"},
)
