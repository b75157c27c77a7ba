"""`fhirUser`: who is logged in, as a reference on the launch's own server.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-identity-data
"""

from __future__ import annotations

import re
from typing import Final

REFERENCE: Final = re.compile(r"(Patient|Practitioner|PractitionerRole|RelatedPerson|Person)/[A-Za-z0-9\-._]{1,128}")


class ForeignUser(ValueError):
    """The user is named by an address on another server, or by something that is no user."""


def fhir_user(claim: object, fhir_base: str) -> str | None:
    """A relative reference ("Practitioner/p1"), None when the claim is absent. Raises ForeignUser."""
    if claim is None:
        return None
    if not isinstance(claim, str):
        raise ForeignUser("not a text")
    relative = claim.removeprefix(f"{fhir_base.rstrip('/')}/")
    if not REFERENCE.fullmatch(relative):
        raise ForeignUser("not a user on this server")
    return relative
