"""FHIR requests that a real server behind the stand-in answers.

Token and scope are checked here, as ever. Then the request goes on as it is, with the server's own token in place of
the app's, and the addresses in the answer are turned back into ours. Only whole-type scopes of the user count: what a
patient scope or a filter would hide cannot be told from outside.
"""

import json
import re

from flask import Request, Response

from chargeline_sandbox import conformance
from chargeline_sandbox.fhir import access
from chargeline_sandbox.fhir.outcomes import FHIR_JSON, Refusal
from chargeline_sandbox.fhir.remote import Server
from chargeline_sandbox.oauth.grants import Grant
from chargeline_sandbox.oauth.scopes import permitting
from chargeline_sandbox.site import Ehr

_THROUGH = ("Accept", "Content-Type", "If-Match", "If-None-Exist", "If-None-Match", "Prefer")
_BACK = ("ETag", "Last-Modified", "Location")
_SHAPES = tuple(
    (method, re.compile(rf"([A-Z][A-Za-z]+){rest}"), interaction)
    for method, rest, interaction in (
        ("GET", r"(?:\?.*)?", "search-type"),
        ("POST", r"/_search", "search-type"),
        ("GET", r"/[A-Za-z0-9.-]+", "read"),
        ("GET", r"/[A-Za-z0-9.-]+/_history(?:/[A-Za-z0-9.-]+)?", "vread"),
        ("POST", r"", "create"),
        ("PUT", r"/[A-Za-z0-9.-]+", "update"),
        ("DELETE", r"/[A-Za-z0-9.-]+", "delete"),
    )
)


def answered(ehr: Ehr, server: Server, path: str, asked: Request) -> Response:
    """What the server says to this request, once it is permitted. `path` is below the FHIR base."""
    _permit_all(access.grant_of(ehr, asked), asked, path)
    query = asked.query_string.decode().replace(ehr.base, server.url)
    body = asked.get_data().replace(ehr.base.encode(), server.url.encode()) or None
    headers = {name: asked.headers[name] for name in _THROUGH if name in asked.headers}
    there = server.ask(asked.method, f"{path}?{query}" if query else path, body=body, headers=headers)
    said = there.content
    if "json" in there.headers.get("Content-Type", ""):
        said = said.replace(server.url.encode(), ehr.base.encode())
    response = Response(said, there.status_code, content_type=there.headers.get("Content-Type"))
    back = {name: there.headers[name].replace(server.url, ehr.base) for name in _BACK if name in there.headers}
    response.headers.update({**back, "Cache-Control": "no-store"})
    response.autocorrect_location_header = False
    return response


def metadata(ehr: Ehr, server: Server) -> Response:
    """The server's own CapabilityStatement, with our security in it."""
    statement = json.loads(server.ask("GET", "metadata").text.replace(server.url, ehr.base))
    for rest in statement.get("rest", []):
        rest["security"] = conformance.security(ehr)
    return Response(json.dumps(statement), content_type=FHIR_JSON)


def _permit_all(grant: Grant, asked: Request, path: str) -> None:
    """Every entry of a batch or transaction as if it came alone."""
    if path or asked.method != "POST":
        return _permit(grant, asked.method, path)
    try:
        told = [entry["request"] for entry in json.loads(asked.get_data())["entry"]]
        wanted = [(str(one["method"]), str(one["url"])) for one in told]
    except (ValueError, TypeError, KeyError) as error:
        raise Refusal("bad-json", "The body is not a batch or transaction Bundle") from error
    for method, url in wanted:
        _permit(grant, method, url)
    return None


def _permit(grant: Grant, method: str, path: str) -> None:
    for allowed, shape, interaction in _SHAPES:
        found = shape.fullmatch(path) if method == allowed else None
        if found:
            granted = permitting(grant.scopes, found[1], access.LETTERS[interaction])
            if any(scope.context == "user" and not scope.params for scope in granted):
                return
            raise Refusal("scope", "The granted scopes do not permit this")
    raise Refusal("interaction", "This is not supported")
