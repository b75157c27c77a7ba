"""The client entry of a site: public, secret or key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from chargeline_launch.clients import AssertionAlgorithm, Client, KeyClient, PublicClient, SecretClient, SigningKey

from .problems import Table
from .secrets import read_secret, read_secret_file

KINDS = ("public", "secret", "key")
SMALLEST_RSA = 2048  # bits, RFC 7518 section 3.3


def read_client(site: Table, directory: Path, environ: Mapping[str, str]) -> Client:
    """The site's client. After a problem, a public client stands in; the file is refused anyway."""
    table = site.table("client", 'Write client = { id = "...", kind = "public" }.')
    if not table.values:
        return PublicClient(id="")
    client_id = table.text("id", "Write the client id that the EHR gave for this environment.")
    kind = table.one_of("kind", KINDS)
    client: Client = PublicClient(id=client_id)
    if kind == "secret":
        client = SecretClient(id=client_id, secret=read_secret(table, "secret", directory, environ))
    elif kind == "key":
        client = _key_client(table, client_id, directory) or client
    for key in table.rest:
        table.problem(key, f"is not known for a {kind or 'client'}.", f"Remove it; kinds are {', '.join(KINDS)}.")
    return client


def _key_client(table: Table, client_id: str, directory: Path) -> KeyClient | None:
    signing = _signing_key(table, directory)
    published = _also_published(table, directory)
    kids = [key.kid for key in (signing, *published) if key]
    if len(set(kids)) < len(kids):
        table.problem("kid", "is used for two keys.", "Give every key its own kid.")
    return KeyClient(id=client_id, signing_key=signing, also_published=published) if signing else None


def _also_published(table: Table, directory: Path) -> tuple[SigningKey, ...]:
    """Keys that are published but do not sign: the next one, or the last one until the EHR forgets it."""
    table.read.add("also_publish")
    entries: Any = table.values.get("also_publish", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        table.problem("also_publish", "must be a list of tables.", "Each has key_file, alg and kid.")
        return ()
    tables = (Table(f"{table.path}.also_publish[{i}]", entry, table.problems) for i, entry in enumerate(entries))
    return tuple(key for entry in tables if (key := _signing_key(entry, directory)))


def _signing_key(table: Table, directory: Path) -> SigningKey | None:
    alg = table.one_of("alg", ("ES384", "RS384"))
    kid = table.text("kid", "Write the key's id as registered with the EHR.")
    name = table.text("key_file", "Name the file with the private key (PEM or JWK).")
    pem = read_secret_file(table, "key_file", name, directory) if name else ""
    if not (alg and kid and pem):
        return None
    typed: AssertionAlgorithm = "ES384" if alg == "ES384" else "RS384"
    key = _import(typed, pem)
    if key is None:
        table.problem(
            "key_file", f"holds no private key for {alg}.", "ES384 needs a P-384 key, RS384 RSA of 2048 bits."
        )
        return None
    return SigningKey(kid=kid, alg=typed, key=key)


def _import(alg: AssertionAlgorithm, text: str) -> ECKey | RSAKey | None:
    """A private key, as PEM or as a JWK, that fits the algorithm; else None."""
    try:
        value = json.loads(text) if text.startswith("{") else text
        key = ECKey.import_key(value) if alg == "ES384" else RSAKey.import_key(value)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    fits = key.curve_name == "P-384" if isinstance(key, ECKey) else key.public_key.key_size >= SMALLEST_RSA
    return key if key.is_private and fits else None
