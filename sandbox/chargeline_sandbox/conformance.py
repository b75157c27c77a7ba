"""What an EHR says of itself, generated from its facts: CapabilityStatement, discovery documents."""

from typing import Any
from xml.etree import ElementTree

from chargeline_sandbox.facts.model import ResourceFacts
from chargeline_sandbox.fhir.search import PARAMS
from chargeline_sandbox.site import Ehr

Json = dict[str, Any]
_OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def smart_configuration(ehr: Ehr) -> Json:
    """`.well-known/smart-configuration` (SMART App Launch 2.2, "Conformance")."""
    facts = ehr.facts
    body: Json = {
        "issuer": ehr.issuer,
        "jwks_uri": f"{ehr.root}/oauth/jwks",
        "authorization_endpoint": f"{ehr.root}/oauth/authorize",
        "token_endpoint": ehr.token_url,
        "introspection_endpoint": f"{ehr.root}/oauth/introspect",
        "grant_types_supported": list(facts.grant_types),
        "token_endpoint_auth_methods_supported": list(facts.auth_methods),
        "scopes_supported": list(facts.scopes_supported),
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "capabilities": list(facts.smart_capabilities),
    }
    if facts.name != "epic":
        body["revocation_endpoint"] = f"{ehr.root}/oauth/revoke"
        body["token_endpoint_auth_signing_alg_values_supported"] = ["RS384", "ES384"]
    return body


def openid_configuration(ehr: Ehr) -> Json:
    """OpenID discovery; its issuer is the one that id_tokens name."""
    return {
        "issuer": ehr.openid_issuer,
        "jwks_uri": f"{ehr.root}/oauth/jwks",
        "authorization_endpoint": f"{ehr.root}/oauth/authorize",
        "token_endpoint": ehr.token_url,
        "subject_types_supported": ["public"],
        "response_types_supported": ["code"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def capability_statement(ehr: Ehr) -> Json:
    """`metadata`: what is not in it is refused."""
    facts = ehr.facts
    rest: Json = {
        "mode": "server",
        "security": security(ehr),
        "resource": [_resource(ehr, name, facts.resources[name]) for name in sorted(facts.resources)],
    }
    if facts.system_interactions:
        rest["interaction"] = [{"code": code} for code in facts.system_interactions]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": ehr.site.today.isoformat(),
        "kind": "instance",
        "software": {"name": facts.software},
        "implementation": {"description": facts.title, "url": ehr.base},
        "fhirVersion": "4.0.1",
        "format": list(facts.formats),
        "rest": [rest],
    }


def security(ehr: Ehr) -> Json:
    uris = [
        {"url": "authorize", "valueUri": f"{ehr.root}/oauth/authorize"},
        {"url": "token", "valueUri": ehr.token_url},
    ]
    coding = {"system": _SERVICE, "code": "SMART-on-FHIR"}
    return {"extension": [{"url": _OAUTH_URIS, "extension": uris}], "cors": True, "service": [{"coding": [coding]}]}


def _resource(ehr: Ehr, name: str, facts: ResourceFacts) -> Json:
    body: Json = {"type": name, "interaction": [{"code": code} for code in facts.interactions]}
    if facts.search:
        body["searchParam"] = [{"name": param, "type": _param_type(param)} for param in facts.search]
    if facts.operations:
        body["operation"] = [{"name": op, "definition": url} for op, url in facts.operations.items()]
    if ehr.facts.conditional_create and "create" in facts.interactions:
        body |= {"versioning": "versioned-update", "readHistory": True}
    body |= {"updateCreate": False, "conditionalUpdate": False, "conditionalDelete": "not-supported"}
    body["conditionalCreate"] = ehr.facts.conditional_create and "create" in facts.interactions
    return body


def _param_type(name: str) -> str:
    if name in PARAMS:
        return PARAMS[name].kind
    return "number" if name == "_count" else "special"


def as_xml(statement: Json) -> str:
    """A resource in FHIR's XML, as far as a CapabilityStatement needs it."""
    root = ElementTree.Element(statement["resourceType"], {"xmlns": "http://hl7.org/fhir"})
    for name, value in statement.items():
        if name != "resourceType":
            _append(root, name, value)
    return '<?xml version="1.0" encoding="UTF-8"?>' + ElementTree.tostring(root, encoding="unicode")


def _append(parent: ElementTree.Element, name: str, value: Any) -> None:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            attributes = {"url": item["url"]} if name == "extension" else {}
            child = ElementTree.SubElement(parent, name, attributes)
            for key, inner in item.items():
                if not (name == "extension" and key == "url"):
                    _append(child, key, inner)
        else:
            text = str(item).lower() if isinstance(item, bool) else str(item)
            ElementTree.SubElement(parent, name, {"value": text})
