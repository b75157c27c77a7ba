"""OpenID discovery documents that live outside the FHIR base: below the issuer that id_tokens name."""

import json

from flask import Blueprint, Response, abort

from chargeline_sandbox import conformance
from chargeline_sandbox.here import ehr_named

discovery = Blueprint("discovery", __name__)


@discovery.get("/<ehr_name>/<path:below>/.well-known/openid-configuration")
def openid_configuration(ehr_name: str, below: str) -> Response:
    """The document at `{id_token.iss}/.well-known/openid-configuration`."""
    ehr = ehr_named(ehr_name)
    if f"{ehr.root}/{below}" != ehr.openid_issuer.rstrip("/"):
        abort(404)
    return Response(json.dumps(conformance.openid_configuration(ehr)), content_type="application/json")
