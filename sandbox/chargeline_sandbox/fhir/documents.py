"""Notes as DocumentReference and Binary: reading bodies by Accept, and each vendor's rules for a new note."""

import base64
import binascii
from typing import Any

from chargeline_sandbox.fhir import rules
from chargeline_sandbox.fhir.outcomes import FHIR_JSON, Json, Refusal
from chargeline_sandbox.site import Ehr

_ORACLE_TYPES = {
    "application/pdf",
    "text/plain",
    "text/richtext",
    "text/rtf",
    "text/html",
    "application/xml",
    "application/xhtml+xml",
}
_EPIC_EXCLUDED = {"18842-5", "34105-7", "69730-0"}


def body_of(binary: Json) -> bytes:
    """The decoded content of a Binary."""
    return base64.b64decode(binary.get("data", ""))


def wanted_as_json(ehr: Ehr, accept: str, content_type: str) -> bool:
    """Whether a Binary is asked for as a resource (True) or as its bytes (False). Refuses anything else."""
    if FHIR_JSON in accept or (ehr.name != "oracle" and "application/json" in accept):
        return True
    if ehr.name == "oracle" and content_type.partition(";")[0] not in accept:
        raise Refusal("accept", "Accept must be application/fhir+json or the attachment's own type")
    return False


def text_of(ehr: Ehr, document: Json) -> tuple[str, str]:
    """The text of a document's first attachment, as far as it is text, and its content type."""
    attachment = document.get("content", [{}])[0].get("attachment", {})
    form = str(attachment.get("contentType", "text/plain")).partition(";")[0]
    try:
        data = base64.b64decode(attachment.get("data", ""), validate=True)
    except binascii.Error:
        data = b""
    if not data and attachment.get("url"):
        binary = ehr.store.find(attachment["url"])
        data = body_of(binary) if binary else b""
    return data.decode("utf-8", "replace"), form


def check(ehr: Ehr, body: Json) -> None:
    """The vendor's rules for a new DocumentReference."""
    if ehr.name == "epic":
        _epic(ehr, body)
    if ehr.name == "oracle":
        _oracle(body)


def _attachment(body: Json) -> Json:
    found: Json = body.get("content", [{}])[0].get("attachment", {})
    return found


def _codes(body: Json) -> list[Any]:
    return [coding.get("code") for coding in (body.get("type") or {}).get("coding", [])]


def _epic(ehr: Ehr, body: Json) -> None:
    """Clinical Notes create: a draft, plain text, one encounter of the same patient."""
    patient = rules.reference(body.get("subject"))
    if ehr.store.find(patient) is None or not patient.startswith("Patient/"):
        raise Refusal("invalid", "Invalid subject received", location="/f:subject")
    encounters = body.get("context", {}).get("encounter", [])
    found = ehr.store.find(rules.reference(encounters[0])) if len(encounters) == 1 else None
    if found is None or found["subject"]["reference"] != patient:
        where = "/f:context/f:encounter"
        raise Refusal("invalid", "Valid encounter required", location=where, issue="required", number="59108")
    if body.get("docStatus") != "preliminary":
        raise Refusal("invalid", "docStatus must be preliminary", location="/f:docStatus", number="59159")
    if _attachment(body).get("contentType") != "text/plain" or not _attachment(body).get("data"):
        raise Refusal("invalid", "A text/plain attachment is required", location="/f:content", number="59108")
    if not _codes(body) or _EPIC_EXCLUDED & set(_codes(body)):
        raise Refusal("invalid", "The note type is not allowed", location="/f:type", number="59111")
    body["content"] = body["content"][:1]  # only the first attachment is stored


def _oracle(body: Json) -> None:
    """DocumentReference create: a signed note with author, encounter and context.period.end."""
    if body.get("docStatus") != "final":
        raise _oracle_refusal("docStatus must be final", "docStatus")
    if len(body.get("author", [])) != 1:
        raise _oracle_refusal("exactly one author is required", "author", "required")
    if not body.get("context", {}).get("period", {}).get("end"):
        raise _oracle_refusal("context.period.end is required", "context", "required")
    if len(body.get("context", {}).get("encounter", [])) != 1:
        raise _oracle_refusal("exactly one encounter is required", "context", "required")
    attachment = _attachment(body)
    form = str(attachment.get("contentType", "")).partition(";")[0]
    if form not in _ORACLE_TYPES or not attachment.get("data") or not attachment.get("creation"):
        raise _oracle_refusal("attachment needs contentType, data and creation", "content", "required")
    systems = {coding.get("system") for coding in (body.get("type") or {}).get("coding", [])}
    if len(systems) != 1:
        raise _oracle_refusal("Both proprietary and standard codings were provided", "type")


def _oracle_refusal(text: str, name: str, issue: str = "business-rule") -> Refusal:
    return Refusal("invalid", text, location=f"/f:DocumentReference/f:{name}", issue=issue)
