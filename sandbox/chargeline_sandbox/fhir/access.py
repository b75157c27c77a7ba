"""Who may do what: bearer token, scope and letter, the patient of a patient scope, the filter of a scope."""

from dataclasses import dataclass

from flask import Request

from chargeline_sandbox.facts.model import ResourceFacts
from chargeline_sandbox.fhir import search
from chargeline_sandbox.fhir.outcomes import Json, Refusal
from chargeline_sandbox.oauth.grants import Grant
from chargeline_sandbox.oauth.scopes import Scope, permitting
from chargeline_sandbox.site import Ehr

LETTERS = {
    "read": "r",
    "vread": "r",
    "history-instance": "r",
    "search-type": "s",
    "create": "c",
    "update": "u",
    "delete": "d",
}


def grant_of(ehr: Ehr, request: Request) -> Grant:
    """The grant behind the request's bearer token. Refuses with `no-token`."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    found = ehr.grants.holder(token) if scheme.lower() == "bearer" else None
    if found is None or "access_token" in request.args:
        raise Refusal("no-token", "The access token is missing, unknown or expired")
    return found[0]


def facts_of(ehr: Ehr, kind: str) -> ResourceFacts:
    """The facts of a resource type. Refuses what this EHR does not have."""
    facts = ehr.facts.resources.get(kind)
    if facts is None:
        raise Refusal("unknown-type", f"The resource type {kind} is not supported")
    return facts


@dataclass(frozen=True, slots=True)
class Access:
    """Permission for one interaction on one type; `sees` is asked for every single resource."""

    ehr: Ehr
    grant: Grant
    scopes: tuple[Scope, ...]

    def sees(self, resource: Json) -> bool:
        """Whether a granted scope covers this very resource, and the chart shows it to apps."""
        return not self.ehr.hidden(resource) and any(self._covers(scope, resource) for scope in self.scopes)

    def _covers(self, scope: Scope, resource: Json) -> bool:
        zone = self.ehr.site.zone
        if not all(search.matches(resource, name, value, zone) for name, value in scope.params):
            return False
        return scope.context != "patient" or self._in_compartment(resource)

    def _in_compartment(self, resource: Json) -> bool:
        patient = f"Patient/{self.grant.context.patient}"
        if resource["resourceType"] == "Patient":
            return bool(resource["id"] == self.grant.context.patient)
        linked = [v for path in search.PARAMS["patient"].paths for v in search.values(resource, path)]
        references = [v.get("reference") for v in linked if isinstance(v, dict)]
        return patient in references or not references


def permit(ehr: Ehr, grant: Grant, kind: str, interaction: str) -> Access:
    """Permission for an interaction, or a refusal: unknown type, not advertised, not granted."""
    facts = facts_of(ehr, kind)
    if interaction not in facts.interactions:
        raise Refusal("interaction", f"{interaction} is not supported for {kind}")
    return _granted(ehr, grant, kind, LETTERS[interaction])


def permit_operation(ehr: Ehr, grant: Grant, kind: str, name: str) -> Access:
    """Permission for an operation, which counts as creating."""
    if name not in facts_of(ehr, kind).operations:
        raise Refusal("interaction", f"${name} is not supported for {kind}")
    return _granted(ehr, grant, kind, "c")


def _granted(ehr: Ehr, grant: Grant, kind: str, letter: str) -> Access:
    found = permitting(grant.scopes, kind, letter)
    needs_document = kind == "Binary" and letter == "r" and ehr.facts.binary_needs_document_scope
    if not found or (needs_document and not permitting(grant.scopes, "DocumentReference", "r")):
        raise Refusal("scope", "The granted scopes do not permit this")
    return Access(ehr, grant, tuple(found))
