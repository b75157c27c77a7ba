"""The app's public keys, for the address that it registers with an EHR.

https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html#registering-a-client-communicating-public-keys
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from .clients import KeyClient
from .sites import Site

CACHE_CONTROL: Final = "public, max-age=3600"  # sent with the key set; some EHRs keep it for a day anyway


def public_key_set(sites: Iterable[Site]) -> dict[str, Any]:
    """A JWK Set with the public half of every key of every site, each once, with no private member."""
    keys: dict[str, dict[str, Any]] = {}
    for site in sites:
        if isinstance(site.client, KeyClient):
            for key in (site.client.signing_key, *site.client.also_published):
                public = key.key.as_dict(private=False)
                keys.setdefault(key.kid, {**public, "kid": key.kid, "alg": key.alg, "use": "sig"})
    return {"keys": list(keys.values())}
