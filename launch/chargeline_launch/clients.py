"""How the app proves to a token endpoint who it is: a closed union of three kinds.

SMART App Launch 2.2, "Considerations for Scope and Client Type":
https://hl7.org/fhir/smart-app-launch/app-launch.html#support-for-public-and-confidential-apps
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from joserfc.jwk import ECKey, RSAKey

AssertionAlgorithm: TypeAlias = Literal["ES384", "RS384"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key of the app under the id by which the EHR knows its public half."""

    kid: str
    alg: AssertionAlgorithm
    key: ECKey | RSAKey = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicClient:
    """A client without a secret; PKCE alone ties the code to it."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretClient:
    """A client with a shared secret, sent as HTTP Basic."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyClient:
    """A client that signs an assertion. `also_published` are keys on their way in or out."""

    id: str
    signing_key: SigningKey
    also_published: tuple[SigningKey, ...] = ()


Client: TypeAlias = PublicClient | SecretClient | KeyClient
