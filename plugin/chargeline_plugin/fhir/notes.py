"""A note's body: the best readable form of a DocumentReference, as text."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from datetime import date, tzinfo

from chargeline_plugin.fhir.client import FhirClient
from chargeline_plugin.fhir.dig import text
from chargeline_plugin.fhir.documents import (
    PREFERENCE,
    DocumentFailure,
    Unreadable,
    media_type,
    preference,
    text_of,
)
from chargeline_plugin.fhir.facts import AttachmentFact, DocumentFact
from chargeline_plugin.fhir.failures import Cause, FhirFailure
from chargeline_plugin.fhir.moments import local_day
from chargeline_plugin.fhir.transport import Answer

MAX_BODIES = 8


def bodies_to_read(
    documents: Iterable[DocumentFact], near: date, first: str | None, zone: tzinfo
) -> list[DocumentFact]:
    """The documents whose bodies are worth reading: the chosen one, then those nearest to the day."""

    def distance(document: DocumentFact) -> tuple[bool, int]:
        when = document.period.start or document.date
        days = abs((local_day(when, zone) - near).days) if when else 0
        return document.id != first, days

    readable = [document for document in documents if document.readable and document.attachments]
    return sorted(readable, key=distance)[:MAX_BODIES]


def document_text(client: FhirClient, document: DocumentFact, may_read_binary: bool = True) -> str:
    """The text of the first form that can be read. Raises DocumentFailure or FhirFailure of the best form."""
    forms = sorted(document.attachments, key=lambda form: preference(form.content_type))
    known = [form for form in forms if media_type(form.content_type) in PREFERENCE] or forms[:1]
    failure: DocumentFailure | FhirFailure = DocumentFailure(Unreadable.FORMAT)
    for place, form in enumerate(known):
        try:
            return attachment_text(client, form, may_read_binary)
        except (DocumentFailure, FhirFailure) as problem:
            failure = failure if place else problem
    raise failure


def attachment_text(client: FhirClient, form: AttachmentFact, may_read_binary: bool) -> str:
    """One form: the data inside the resource, else what its address gives."""
    if form.data is not None:
        return text_of(unwrapped(form.data), form.content_type)
    if form.url is None:
        raise DocumentFailure(Unreadable.EMPTY)
    if not may_read_binary:
        raise FhirFailure(Cause.FORBIDDEN, "Binary")
    return text_of(*content(client.attachment(form.url), form))


def content(answer: Answer, form: AttachmentFact) -> tuple[bytes, str]:
    """The bytes and their type: a Binary in JSON is unwrapped; raw content must be of the type that was promised.

    A web page in place of a plain note is a sign-in page of something between here and the EHR.
    """
    if "json" not in answer.content_type:
        came, promised = media_type(answer.content_type), media_type(form.content_type)
        if came == "text/html" and promised not in ("text/html", "application/xhtml+xml", ""):
            raise DocumentFailure(Unreadable.SIGN_IN)
        return answer.body, form.content_type or answer.content_type
    try:
        binary = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise FhirFailure(Cause.TRUNCATED, "Binary", status=answer.status) from None
    if text(binary, "resourceType") != "Binary":
        raise FhirFailure(Cause.UNEXPECTED, "Binary", status=answer.status)
    return unwrapped(text(binary, "data") or ""), text(binary, "contentType") or form.content_type


def unwrapped(data: str) -> bytes:
    """Base64, with or without line breaks. Raises DocumentFailure."""
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise DocumentFailure(Unreadable.UNDECODABLE) from None


def reader(client: FhirClient, may_read_binary: bool) -> Callable[[DocumentFact], tuple[str, str | None, str]]:
    """A worker that gives (document id, text or None, why there is none)."""

    def read(document: DocumentFact) -> tuple[str, str | None, str]:
        try:
            return document.id, document_text(client, document, may_read_binary), ""
        except DocumentFailure as failure:
            return document.id, None, failure.why.value
        except FhirFailure as failure:
            return document.id, None, str(failure.cause)

    return read
