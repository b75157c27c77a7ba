"""Whether a type may be read or searched, by the names in the granted scope string.

SMART App Launch 2.2, "Scopes for requesting FHIR resources": v2 letters in the order c r u d s, v1 `read` means r
and s. A grant narrowed by a query (`?category=...`) still lets us ask; the EHR leaves out the rest.
"""

from __future__ import annotations

import re

CLINICAL = re.compile(r"(?:patient|user|system)/([A-Za-z]+|\*)\.(?:(read|write|\*)|(c?r?u?d?s?))(?:\?.*)?")
V1 = {"read": "rs", "write": "cud", "*": "cruds"}


def granted(scopes: str, resource_type: str, letter: str) -> bool:
    """Whether any granted scope names the type (or all types) with that letter."""
    for scope in scopes.split():
        match = CLINICAL.fullmatch(scope)
        if match is None or match[1] not in (resource_type, "*"):
            continue
        if letter in (V1[match[2]] if match[2] else match[3]):
            return True
    return False
