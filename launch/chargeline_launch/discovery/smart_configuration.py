"""`<iss>/.well-known/smart-configuration`, read strictly where security rests on it.

https://hl7.org/fhir/smart-app-launch/conformance.html#using-well-known
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from chargeline_launch._documents import text, texts
from chargeline_launch.addresses import weakness
from chargeline_launch.clients import KeyClient, PublicClient
from chargeline_launch.failures import FailureCode, LaunchFailure
from chargeline_launch.sites import Site

PATH = "/.well-known/smart-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmartConfiguration:
    """What a launch uses of the metadata. Addresses are absolute and safe."""

    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str | None = None
    issuer: str | None = None
    capabilities: tuple[str, ...] = ()
    scopes_supported: tuple[str, ...] = ()
    issuer_in_callback: bool = False


def read_smart_configuration(document: Mapping[str, Any], site: Site) -> SmartConfiguration | LaunchFailure:
    """Check the document against the standard and the site's entry."""
    addresses: dict[str, str | None] = {}
    for name, required in (("authorization_endpoint", True), ("token_endpoint", True), ("revocation_endpoint", False)):
        address = _address(document, name, site, required=required)
        if isinstance(address, LaunchFailure):
            return address
        addresses[name] = address
    refused = _pkce(document, site) or _client(document, site)
    if refused:
        return refused
    return SmartConfiguration(
        authorization_endpoint=addresses["authorization_endpoint"] or "",
        token_endpoint=addresses["token_endpoint"] or "",
        revocation_endpoint=addresses["revocation_endpoint"],
        issuer=text(document, "issuer"),
        capabilities=texts(document, "capabilities"),
        scopes_supported=texts(document, "scopes_supported"),
        issuer_in_callback=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(document: Mapping[str, Any], name: str, site: Site, *, required: bool) -> str | LaunchFailure | None:
    """An endpoint, resolved against the FHIR address when relative (RFC 1808)."""
    written = text(document, name)
    if written is None:
        incomplete = LaunchFailure(code=FailureCode.DISCOVERY_INCOMPLETE, site=site.id, detail=name)
        return incomplete if required else None
    try:
        address = urljoin(f"{site.iss}/", written)
    except ValueError:
        address = ""
    if weakness(address, development=site.development):
        return LaunchFailure(code=FailureCode.ENDPOINT_INSECURE, site=site.id, detail=name)
    return address


def _pkce(document: Mapping[str, Any], site: Site) -> LaunchFailure | None:
    if "S256" in texts(document, "code_challenge_methods_supported"):
        return None
    return LaunchFailure(code=FailureCode.PKCE_UNSUPPORTED, site=site.id, detail="code_challenge_methods_supported")


def _client(document: Mapping[str, Any], site: Site) -> LaunchFailure | None:
    """A setting that contradicts the metadata is reported before anybody logs in. Silence contradicts nothing."""
    if isinstance(site.client, PublicClient):
        return None
    wanted = "private_key_jwt" if isinstance(site.client, KeyClient) else "client_secret_basic"
    methods = texts(document, "token_endpoint_auth_methods_supported")
    if methods and wanted not in methods:
        return _contradiction(site, "token_endpoint_auth_methods_supported")
    algorithms = texts(document, "token_endpoint_auth_signing_alg_values_supported")
    if isinstance(site.client, KeyClient) and algorithms and site.client.signing_key.alg not in algorithms:
        return _contradiction(site, "token_endpoint_auth_signing_alg_values_supported")
    return None


def _contradiction(site: Site, name: str) -> LaunchFailure:
    return LaunchFailure(code=FailureCode.CLIENT_KIND_UNSUPPORTED, site=site.id, detail=name)
