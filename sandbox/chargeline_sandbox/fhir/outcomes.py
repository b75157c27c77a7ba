"""Refusals: raised anywhere on the FHIR side, dressed as the personality's facts say."""

import json
from typing import Any

from flask import Response

from chargeline_sandbox.facts.model import Personality, Reason, RefusalFacts

FHIR_JSON = "application/fhir+json"
Json = dict[str, Any]


class Refusal(Exception):
    """A request that is not carried out. `text` is for the developer and quotes no patient data."""

    def __init__(
        self,
        reason: Reason,
        text: str = "",
        *,
        location: str | None = None,
        issue: str | None = None,
        number: str | None = None,
    ) -> None:
        super().__init__(text or reason)
        self.reason, self.text, self.location = reason, text or reason, location
        self.issue, self.number = issue, number


def issue(
    facts: RefusalFacts,
    system: str | None,
    text: str,
    *,
    location: str | None = None,
    code: str | None = None,
    number: str | None = None,
) -> Json:
    """One OperationOutcome.issue."""
    found: Json = {"severity": facts.severity, "code": code or facts.issue}
    details: Json = {"text": text}
    if system and (number or facts.number):
        details["coding"] = [{"system": system, "code": number or facts.number, "display": text}]
    found["details"] = details
    if location:
        found["location" if location.startswith("/") else "expression"] = [location]
    return found


def outcome(*issues: Json) -> Json:
    """An OperationOutcome of these issues."""
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def refuse(ehr: Personality, refusal: Refusal) -> Response:
    """The HTTP answer for a refusal, in this personality's manner."""
    facts = ehr.refusals[refusal.reason]
    response = Response(status=facts.status)
    response.headers["Cache-Control"] = "no-store"
    if facts.body == "outcome":
        found = issue(
            facts,
            ehr.error_system,
            refusal.text,
            location=refusal.location,
            code=refusal.issue,
            number=refusal.number,
        )
        response.set_data(json.dumps(outcome(found)))
        response.content_type = FHIR_JSON
    elif facts.body == "text":
        response.set_data(refusal.text)
        response.content_type = "text/plain"
    elif facts.body == "html":
        response.set_data("<html><head><title>Error</title></head><body></body></html>")
    if refusal.reason == "no-token":
        response.headers["WWW-Authenticate"] = (
            f'Bearer realm="{ehr.name}", error="invalid_token", error_description="{refusal.text}"'
        )
    if refusal.reason == "scope":
        response.headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
    return response
