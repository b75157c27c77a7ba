"""Where a server says that it put something: relative, absolute, with a version or without, or nowhere of use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from chargeline_plugin.fhir.dig import Json, text
from chargeline_plugin.fhir.failures import FhirFailure
from chargeline_plugin.fhir.origin import on_origin
from chargeline_plugin.fhir.write import Answered

ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """The id that the EHR gave, and the version where it said so. A version need not be a number."""

    id: str
    version: str | None = None


def landed(answer: Answered, base: str, kind: str) -> Landed | None:
    """Read it from the body, else from Location; None when neither names a resource of that type on this server."""
    body: Json = answer.body or {}
    if body.get("resourceType") == kind:
        identity = text(body, "id")
        if identity and ID.fullmatch(identity):
            return Landed(id=identity, version=text(body, "meta", "versionId") or version_of(answer))
    return _from_location(answer, base, kind)


def _from_location(answer: Answered, base: str, kind: str) -> Landed | None:
    if not answer.location:
        return None
    try:
        absolute = on_origin(base, answer.location, kind)
    except FhirFailure:
        return None
    parts = absolute.partition("?")[0].removeprefix(f"{base.rstrip('/')}/").split("/")
    if len(parts) < 2 or parts[0] != kind or not ID.fullmatch(parts[1]):
        return None
    versioned = parts[3] if len(parts) == 4 and parts[2] == "_history" else None
    return Landed(id=parts[1], version=versioned or version_of(answer))


def version_of(answer: Answered) -> str | None:
    """What the ETag names, weak or strong. Oracle's operations answer W/"0", which is no version of anything."""
    tag = answer.headers.get("ETag", "").strip().removeprefix("W/").strip('"')
    return tag if tag and tag != "0" else None
