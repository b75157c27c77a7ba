"""Client authentication at the token endpoint, by kind of client.

https://hl7.org/fhir/smart-app-launch/app-launch.html#request-4
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote_plus

from chargeline_launch.clients import Client, KeyClient, SecretClient

from .assertion import TYPE, assertion


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a client adds to a request: form fields or a header."""

    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def prove(client: Client, token_endpoint: str, now: datetime) -> Proof:
    """A public client names itself in the form; a confidential one proves itself and does not."""
    if isinstance(client, KeyClient):
        signed = assertion(client, token_endpoint, now)
        return Proof(form={"client_assertion_type": TYPE, "client_assertion": signed})
    if isinstance(client, SecretClient):
        return Proof(headers={"Authorization": f"Basic {basic(client.id, client.secret)}"})
    return Proof(form={"client_id": client.id})


def basic(client_id: str, secret: str) -> str:
    """Both parts form-encoded before they are joined (RFC 6749 section 2.3.1)."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return base64.b64encode(pair.encode("ascii")).decode("ascii")
