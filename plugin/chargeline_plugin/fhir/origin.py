"""Whether an address lies on the issuer's origin: an access token goes nowhere else."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from chargeline_plugin.fhir.failures import Cause, FhirFailure

UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port (the scheme's own when none is written)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def on_origin(fhir_base: str, address: str, resource: str) -> str:
    """The absolute form of an address that the EHR gave, or FhirFailure(FOREIGN_ADDRESS).

    White space, backslashes and user names in an address are refused too: parsers disagree about them.
    """
    failure = FhirFailure(Cause.FOREIGN_ADDRESS, resource)
    if UNSAFE.search(address):
        raise failure
    try:
        absolute = urljoin(fhir_base.rstrip("/") + "/", address)
        foreign = origin_of(absolute) != origin_of(fhir_base) or "@" in urlsplit(absolute).netloc
    except ValueError:
        raise failure from None
    if foreign:
        raise failure
    return absolute
