"""Any server that follows SMART App Launch 2.2 without a table of its own."""

from .facts import SMART, SMART_TOKEN_FIELDS, Fact, Vendor

GENERIC = Vendor(
    name="generic",
    id_token_issuer=Fact(value="the `issuer` of <iss>/.well-known/smart-configuration", source=f"{SMART}, conformance"),
    returns_nonce=Fact(value=True, source="OpenID Connect Core 1.0 section 3.1.3.7 (11)"),
    refresh_scope=Fact(value="online_access", source=f"{SMART}, scopes for requesting a refresh token"),
    never_asked=Fact(value=frozenset(), source=f"{SMART}, scopes"),
    lists_every_scope=Fact(value=False, source=f"{SMART}, conformance: scopes_supported is not exhaustive"),
    standalone_context=Fact(value=("launch/patient", "launch/encounter"), source=f"{SMART}, launch context"),
    post_authorize=Fact(value="any-launch", source=f"{SMART}, authorize-post"),
    token_fields=SMART_TOKEN_FIELDS,
)
