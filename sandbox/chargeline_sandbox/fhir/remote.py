"""A real FHIR server in the store's place: the chart reads and writes there, and so do apps, through `behind`."""

from collections.abc import Iterator, Mapping
from typing import Literal

import requests

from chargeline_sandbox.clock import Clock
from chargeline_sandbox.config import BadConfig
from chargeline_sandbox.fhir.outcomes import FHIR_JSON, Json, Refusal
from chargeline_sandbox.fhir.store import Key, Store

PATIENCE_SECONDS = 30


class Server:
    """A FHIR R4 server that we hold a bearer token for, or that asks for none."""

    def __init__(self, url: str, token: str | None) -> None:
        self.url = url.rstrip("/")
        self._token = token

    def ask(
        self, method: str, path: str, *, body: bytes | Json | None = None, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        """One request; `path` may carry a query. Redirects are not followed, so the token stays there."""
        sent = {"Accept": FHIR_JSON, "Content-Type": FHIR_JSON, **(headers or {})}
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        told = {"json": body} if isinstance(body, dict) else {"data": body}
        return requests.request(
            method, f"{self.url}/{path}", headers=sent, timeout=PATIENCE_SECONDS, allow_redirects=False, **told
        )


class RemoteStore(Store):
    """The store's verbs, carried out on a server. What was searched or written there is there for everybody."""

    def __init__(self, clock: Clock, style: Literal["name", "number", "opaque"], server: Server) -> None:
        super().__init__(clock, style)
        self.server = server

    def put(self, resource: Json, *, new_id: str | None = None) -> Json:
        """Keep the resource under its own id. Raises BadConfig when the server does not take it."""
        kind, kept = resource["resourceType"], {name: value for name, value in resource.items() if name != "meta"}
        kept["id"] = new_id or kept.get("id") or self._fresh_id(kind)
        answer = self.server.ask("PUT", f"{kind}/{kept['id']}", body=kept, headers={"Prefer": "return=representation"})
        if not answer.ok:
            raise BadConfig(f"--fhir: the server does not take {kind}/{kept['id']}: HTTP {answer.status_code}")
        return self._read(kind, kept["id"])

    def read(self, kind: str, id: str) -> Json:
        """The current version. Refuses with `not-found` or `gone`."""
        return self._read(kind, id)

    def _read(self, kind: str, id: str) -> Json:
        answer = self.server.ask("GET", f"{kind}/{id}")
        if not answer.ok:
            raise Refusal("gone" if answer.status_code == 410 else "not-found", f"{kind} not found")
        found: Json = answer.json()
        return found

    def find(self, reference: str | None) -> Json | None:
        """What a relative reference points to, or None."""
        kind, _, id = (reference or "").partition("/")
        try:
            return self._read(kind, id) if kind and id else None
        except Refusal:
            return None

    def history(self, kind: str, id: str) -> list[Json | None]:
        """All versions, oldest first."""
        self._read(kind, id)
        return [*reversed([e.get("resource") for e in self._pages(f"{kind}/{id}/_history")])]

    def delete(self, kind: str, id: str) -> None:
        """Delete it there."""
        self.server.ask("DELETE", f"{kind}/{id}")

    def all(self, kind: str) -> Iterator[Json]:
        """Everything of one type, by id."""
        found = [entry["resource"] for entry in self._pages(f"{kind}?_count=200")]
        return iter(sorted((r for r in found if r["resourceType"] == kind), key=lambda r: str(r["id"])))

    def _pages(self, path: str) -> Iterator[Json]:
        while path:
            bundle = self.server.ask("GET", path).json()
            yield from bundle.get("entry", [])
            following = [link["url"] for link in bundle.get("link", []) if link["relation"] == "next"]
            path = following[0].removeprefix(f"{self.server.url}/") if following else ""

    def snapshot(self) -> dict[Key, list[Json | None]]:
        """A server undoes its own transactions; nothing needs to be remembered here."""
        return {}

    def restore(self, snapshot: dict[Key, list[Json | None]]) -> None:
        """See `snapshot`."""
