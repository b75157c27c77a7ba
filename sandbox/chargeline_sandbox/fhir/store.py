"""An in-memory FHIR store with versions. One lock; whoever needs two steps to be one holds it."""

import copy
import hashlib
import itertools
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chargeline_sandbox.clock import Clock
from chargeline_sandbox.fhir.outcomes import Json, Refusal

Key = tuple[str, str]


def make_id(style: Literal["name", "number", "opaque"], kind: str, key: str) -> str:
    """A stable id in an EHR's own style for the thing that we call `kind`/`key`."""
    digest = hashlib.sha256(f"{kind}/{key}".encode()).hexdigest()
    if style == "number":
        return str(90_000_000 + int(digest[:6], 16) % 9_000_000)
    if style == "opaque":
        return f"e{uuid.uuid5(uuid.NAMESPACE_OID, digest).hex[:22]}3"
    return f"{kind.lower()}-{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A stretch of the resources found; `family` is the launch that searched for them."""

    kind: str
    found: tuple[Json, ...]
    count: int
    family: str
    start: int = 0
    expires: float = 0.0


class Store:
    """Resources by type and id, each with all of its versions (None marks a deletion)."""

    def __init__(self, clock: Clock, style: Literal["name", "number", "opaque"]) -> None:
        self.lock = threading.RLock()
        self._clock, self._style = clock, style
        self._versions: dict[Key, list[Json | None]] = {}
        self._counter = itertools.count(1)

    def put(self, resource: Json, *, new_id: str | None = None) -> Json:
        """Keep a new version of the resource and return it as stored (with id and meta).

        It is handed over: nothing that is in the store is ever changed in place.
        """
        kept = dict(resource)
        with self.lock:
            kept["id"] = new_id or kept.get("id") or self._fresh_id(kept["resourceType"])
            past = self._versions.setdefault((kept["resourceType"], kept["id"]), [])
            meta = dict(kept.get("meta", {}))
            meta["versionId"] = str(len(past) + 1)
            meta["lastUpdated"] = self._clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
            kept["meta"] = meta
            past.append(kept)
            return kept

    def read(self, kind: str, id: str) -> Json:
        """The current version. Refuses with `not-found` or `gone`."""
        past = self._versions.get((kind, id))
        if not past:
            raise Refusal("not-found", f"{kind} not found")
        if past[-1] is None:
            raise Refusal("gone", f"{kind} was deleted")
        return copy.deepcopy(past[-1])

    def find(self, reference: str | None) -> Json | None:
        """What a relative reference such as `Patient/1` points to, or None."""
        kind, _, id = (reference or "").partition("/")
        past = self._versions.get((kind, id))
        return copy.deepcopy(past[-1]) if past and past[-1] is not None else None

    def history(self, kind: str, id: str) -> list[Json | None]:
        """All versions, oldest first. Refuses an id that never was."""
        past = self._versions.get((kind, id))
        if not past:
            raise Refusal("not-found", f"{kind} not found")
        return copy.deepcopy(past)

    def delete(self, kind: str, id: str) -> None:
        """Mark the resource as deleted; its versions stay."""
        with self.lock:
            self.read(kind, id)
            self._versions[kind, id].append(None)

    def all(self, kind: str) -> Iterator[Json]:
        """The current versions of one type, in the order in which they were first stored."""
        with self.lock:
            found = [past[-1] for key, past in self._versions.items() if key[0] == kind and past]
        return (resource for resource in found if resource is not None)

    def snapshot(self) -> dict[Key, list[Json | None]]:
        """What `restore` needs to undo everything that follows."""
        with self.lock:
            return {key: list(past) for key, past in self._versions.items()}

    def restore(self, snapshot: dict[Key, list[Json | None]]) -> None:
        """Go back to a snapshot."""
        with self.lock:
            self._versions = snapshot

    def _fresh_id(self, kind: str) -> str:
        if self._style == "name":
            return str(uuid.uuid4())
        return make_id(self._style, kind, f"new-{next(self._counter)}")
