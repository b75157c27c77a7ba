"""A finished launch: who is logged in, which patient and encounter, and what may be read and written.

`ActiveLaunch` is the only type that FHIR traffic accepts; a pending launch is another type.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the token endpoint gave. Never shown by repr, never logged."""

    access_token: str = field(repr=False)
    expires_at: datetime
    refresh_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveLaunch:
    """One finished launch of one site.

    `patient` and `encounter` are bare FHIR ids, None when the token carried none. `user` is the fhirUser as a
    relative reference on the issuer ("Practitioner/p1"), None when it is not known. `scopes` is what was granted,
    as one string, exactly as sent. `appointment` is a bare id where a vendor sends one. `fhir_context` holds texts
    only, each item with its `role` ("launch" when the EHR named none).
    """

    site: str
    fhir_base: str
    tokens: Tokens
    scopes: str
    patient: str | None = None
    encounter: str | None = None
    appointment: str | None = None
    user: str | None = None
    subject: str | None = None
    need_patient_banner: bool = True
    tenant: str | None = None
    intent: str | None = None
    fhir_context: tuple[dict[str, str], ...] = ()
    style_url: str | None = None
