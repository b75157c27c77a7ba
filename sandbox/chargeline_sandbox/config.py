"""What a stand-in EHR is started with: its registered clients, its time zone, its today."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

DEMO_SECRET = "demo-secret-of-the-stand-in-ehr"  # noqa: S105 (a demo value, published on purpose)


class BadConfig(Exception):
    """A setting that cannot be used; the message names it and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One registered app. Without a secret and without keys it is a public client.

    `scopes`, when given, is the most that this client is ever granted (exact scope strings).
    """

    id: str
    redirect_uris: tuple[str, ...]
    secret: str | None = None
    jwks: Mapping[str, Any] | None = None
    jwks_file: Path | None = None
    scopes: tuple[str, ...] = ()

    @property
    def kind(self) -> Literal["public", "secret", "key"]:
        """How this client authenticates at the token endpoint."""
        if self.jwks is not None or self.jwks_file is not None:
            return "key"
        return "secret" if self.secret is not None else "public"

    def keys(self) -> Mapping[str, Any]:
        """The client's registered JWK Set; a file is read anew each time, so that keys can rotate."""
        if self.jwks is not None:
            return self.jwks
        if self.jwks_file is not None and self.jwks_file.is_file():
            read: dict[str, Any] = json.loads(self.jwks_file.read_text("utf-8"))
            return read
        return {"keys": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How to start the stand-in EHR. Every field has a default that works.

    `app_launch_url` is the only thing it ever knows of an app. `unsigned_notes` overrides, per
    personality, whether an app may see notes that nobody has signed yet. `today` fixes the day that the
    synthetic visits are dated from (local day in `time_zone`). `fhir` is the base address of a real FHIR R4 server that
    takes the place of the generic personality's store, `fhir_token` the bearer token that it asks for.
    """

    app_launch_url: str | None = None
    app_title: str = "Embedded app"
    clients: tuple[Client, ...] = ()
    time_zone: str = "America/Chicago"
    today: date | None = None
    unsigned_notes: Mapping[str, Literal["hidden", "visible"]] = field(default_factory=dict)
    host: str = "127.0.0.1"
    port: int = 0
    fhir: str | None = None
    fhir_token: str | None = field(default=None, repr=False)


def demo_clients(redirect_uris: Sequence[str], jwks_file: Path | None = None) -> tuple[Client, ...]:
    """The three clients of the demo, one of each kind, all with the same redirect URIs."""
    uris = tuple(redirect_uris)
    keys = jwks_file or Path("chargeline-key.jwks.json")
    return (
        Client(id="chargeline-public", redirect_uris=uris),
        Client(id="chargeline-secret", redirect_uris=uris, secret=DEMO_SECRET),
        Client(id="chargeline-key", redirect_uris=uris, jwks_file=keys),
    )


def load_clients(path: Path) -> tuple[Client, ...]:
    """Clients from a TOML or JSON file: a list `clients` of tables with the fields of `Client`.

    A relative `jwks_file` is looked for beside the file. Raises BadConfig for what cannot be read.
    """
    try:
        text = path.read_text("utf-8")
        raw = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise BadConfig(f"--clients: {path.name} cannot be read ({type(error).__name__})") from error
    return tuple(_client(row, path.parent) for row in raw.get("clients", ()))


def _client(row: Mapping[str, Any], folder: Path) -> Client:
    unknown = set(row) - {"id", "redirect_uris", "secret", "jwks", "jwks_file", "scopes"}
    if unknown or "id" not in row or not row.get("redirect_uris"):
        raise BadConfig(f"a client needs id and redirect_uris; not known here: {sorted(unknown)}")
    file = row.get("jwks_file")
    return Client(
        id=row["id"],
        redirect_uris=tuple(row["redirect_uris"]),
        secret=row.get("secret"),
        jwks=row.get("jwks"),
        jwks_file=folder / file if file else None,
        scopes=tuple(row.get("scopes", ())),
    )
