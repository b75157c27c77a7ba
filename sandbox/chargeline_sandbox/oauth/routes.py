"""The authorization server's addresses, below `/{personality}/oauth`."""

import json
import secrets
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from chargeline_sandbox.chart.people import clinicians, patients
from chargeline_sandbox.config import Client
from chargeline_sandbox.here import ehr_named
from chargeline_sandbox.oauth import authorize, token
from chargeline_sandbox.oauth.client_auth import ClientRefused, authenticate
from chargeline_sandbox.oauth.grants import Context
from chargeline_sandbox.site import Ehr

oauth = Blueprint("oauth", __name__, url_prefix="/<ehr_name>/oauth")


def _no_store(body: dict[str, Any], status: int = 200) -> Response:
    response = Response(json.dumps(body), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


@oauth.route("/authorize", methods=["GET", "POST"])
def authorize_endpoint(ehr_name: str) -> AnyResponse | tuple[str, int]:
    """GET with a query, or POST with a form (capability `authorize-post`)."""
    ehr = ehr_named(ehr_name)
    values = request.form if request.method == "POST" else request.args
    query = {name: values[name] for name in values}
    try:
        _, uri = authorize.client_of(ehr, query)
        if any(len(values.getlist(name)) > 1 for name in values):
            raise authorize.Denied("invalid_request", "a parameter is repeated")
        asked = authorize.check(ehr, query)
    except authorize.Unsafe as error:
        return render_template("refused.html", ehr=ehr, why=str(error)), 400
    except authorize.Denied as error:
        return redirect(authorize.deny(ehr, uri, query.get("state"), error.code, str(error)))
    if asked.context is not None:
        return redirect(authorize.accept(ehr, asked, asked.context))
    return _picker(ehr, asked)


def _picker(ehr: Ehr, asked: authorize.Request) -> AnyResponse:
    key = secrets.token_urlsafe(18)
    pending: dict[str, authorize.Request] = current_app.extensions["pending"]
    pending[key] = asked
    page = render_template(
        "picker.html",
        ehr=ehr,
        key=key,
        client=asked.client,
        user=request.cookies.get(f"user-{ehr.name}"),
        clinicians=clinicians(ehr),
        patients=patients(ehr),
        with_encounter="context-standalone-encounter" in ehr.facts.smart_capabilities and asked.wants_encounter,
    )
    return Response(page)


@oauth.post("/choose")
def choose(ehr_name: str) -> AnyResponse | tuple[str, int]:
    """The picker's form: `key`, `user`, `patient`, `encounter`, and `deny` to refuse."""
    ehr = ehr_named(ehr_name)
    asked = current_app.extensions["pending"].pop(request.form.get("key", ""), None)
    if asked is None:
        return render_template("refused.html", ehr=ehr, why="This page was used before. Start again in the app."), 400
    if "deny" in request.form:
        return redirect(authorize.deny(ehr, asked.redirect_uri, asked.state, "access_denied", "the user refused"))
    patient, encounter = request.form.get("patient") or None, request.form.get("encounter") or None
    found = ehr.store.find(f"Encounter/{encounter}")
    if found and found["subject"]["reference"] != f"Patient/{patient}":
        encounter = None
    wants_patient = "launch/patient" in asked.granted
    context = Context(
        user=request.form["user"],
        patient=patient if wants_patient else None,
        encounter=encounter if asked.wants_encounter else None,
    )
    return redirect(authorize.accept(ehr, asked, context))


@oauth.post("/token")
def token_endpoint(ehr_name: str) -> Response:
    """Codes and refresh tokens against access tokens."""
    ehr = ehr_named(ehr_name)
    try:
        form = _form()
        client = _client(ehr, form)
        return _no_store(token.answer(ehr, client, form))
    except (ClientRefused, token.TokenRefused) as error:
        return _refused(ehr, error)


def _client(ehr: Ehr, form: dict[str, str]) -> Client:
    return authenticate(ehr, form, request.headers.get("Authorization"))


def _refused(ehr: Ehr, error: ClientRefused | token.TokenRefused) -> Response:
    status = ehr.facts.invalid_client_status if error.code == "invalid_client" else 400
    described = None if ehr.name == "epic" else str(error)
    response = _no_store({"error": error.code, "error_description": described}, status)
    if status == 401:
        response.headers["WWW-Authenticate"] = f'Basic realm="{ehr.name}"'
    return response


def _form() -> dict[str, str]:
    if request.mimetype != "application/x-www-form-urlencoded" or request.args:
        raise token.TokenRefused("invalid_request", "a form body is needed, and nothing in the query")
    if any(len(request.form.getlist(name)) > 1 for name in request.form):
        raise token.TokenRefused("invalid_request", "a parameter is repeated")
    return {name: request.form[name] for name in request.form}


@oauth.post("/revoke")
def revoke(ehr_name: str) -> Response:
    """RFC 7009. An unknown token is no error."""
    ehr = ehr_named(ehr_name)
    try:
        client = _client(ehr, _form())
    except (ClientRefused, token.TokenRefused) as error:
        return _refused(ehr, error)
    ehr.grants.revoke(request.form.get("token", ""), client.id)
    return Response(status=200)


@oauth.post("/introspect")
def introspect(ehr_name: str) -> Response:
    """RFC 7662 for the client that holds the token."""
    ehr = ehr_named(ehr_name)
    try:
        client = _client(ehr, _form())
    except (ClientRefused, token.TokenRefused) as error:
        return _refused(ehr, error)
    found = ehr.grants.holder(request.form.get("token", ""))
    if found is None or found[0].client_id != client.id:
        return _no_store({"active": False})
    grant, expires = found
    body: dict[str, Any] = {
        "active": True,
        "scope": " ".join(grant.scopes),
        "client_id": grant.client_id,
        "exp": int(expires),
        "iss": ehr.openid_issuer,
        "sub": grant.context.user,
        "fhirUser": f"{ehr.base}/Practitioner/{grant.context.user}",
    }
    body |= {"patient": grant.context.patient} if grant.context.patient else {}
    body |= {"encounter": grant.context.encounter} if grant.context.encounter else {}
    return _no_store(body)


@oauth.get("/jwks")
def jwks(ehr_name: str) -> Response:
    """The keys that id_tokens are signed with."""
    ehr = ehr_named(ehr_name)
    response = Response(json.dumps(ehr.site.signer.jwks()), content_type="application/json")
    response.headers["Cache-Control"] = "max-age=300"
    return response


@oauth.get("/errors/<code>")
def error_page(ehr_name: str, code: str) -> tuple[str, int]:
    """Where Oracle's `error_uri` leads."""
    return render_template("refused.html", ehr=ehr_named(ehr_name), why=f"Authorization ended with {code}."), 200
