"""A fault, and the list of those that are armed."""

import fnmatch
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

# kind: what happens. `BEFORE` kinds act before the request is carried out, or instead of it.
BEFORE = {
    "delay": "wait `seconds`, then behave",
    "timeout": "wait `seconds`, then close the connection without an answer",
    "reset": "close the connection at once",
    "status": "answer `status` with `headers` and `body`, and do nothing",
    "html": "answer 200 with a proxy's sign-in page",
    "merged": "answer 301 to `location` with Epic's 4107",
    "touched": "give the addressed resource a new version first, so that the caller's is stale",
}
AFTER = {
    "status-after": "carry it out, then answer `status`",
    "reset-after": "carry it out, then close the connection",
    "duplicate": "carry it out twice, as if it had been delivered twice",
    "truncated": "cut the body off at two thirds",
    "empty": "send no body (of a note: no text)",
    "slow": "send the body in pieces over `seconds`",
    "location": "send `location` as the Location header; none when it is empty",
    "broken-entry": "spoil the first entry of a Bundle",
    "huge": "append a megabyte to a note",
    "wrong-charset": "send a note in windows-1252 labelled UTF-8",
}
KEPT = {
    "drop-fields": "keep a written resource without the top-level fields `names`",
    "recoded": "keep a written charge under the code `names[0]`",
    "split": "keep a written charge as two: one unit, and the rest",
    "held": "keep it, but show it to nobody for `seconds` (0: never)",
}
KINDS = BEFORE | AFTER | KEPT


@dataclass(slots=True, kw_only=True)
class Fault:
    """One misbehaviour of one of `KINDS`.

    `path` is a shell pattern over the request's path with its query (`/generic/fhir/Binary/*`). `times` counts
    down to 0 (None: for ever). The rest is for the kinds that name it.
    """

    kind: str
    path: str
    method: str | None = None
    times: int | None = 1
    seconds: float = 0.0
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    location: str = ""
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Fault":
        """A fault from JSON. Raises ValueError naming what is wrong."""
        known = {f.name for f in fields(cls)}
        if not raw.keys() <= known or not {"kind", "path"} <= raw.keys():
            raise ValueError(f"a fault needs kind and path; known: {', '.join(sorted(known))}")
        return cls(**{**raw, "names": tuple(raw.get("names", ()))})

    def matches(self, method: str, path: str) -> bool:
        """Whether this fault is meant for a request."""
        return self.times != 0 and self.method in (None, method) and fnmatch.fnmatchcase(path, self.path)


class Faults:
    """The faults that are armed, in the order in which they were added; the first that matches acts."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Arm a fault."""
        with self._lock:
            self._armed.append(fault)
        return fault

    def clear(self) -> None:
        """Disarm everything."""
        with self._lock:
            self._armed.clear()

    def listed(self) -> list[dict[str, Any]]:
        """The armed faults as JSON."""
        return [asdict(fault) for fault in self._armed]

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that acts on this request, counted down."""
        with self._lock:
            for fault in self._armed:
                if fault.matches(method, path):
                    fault.times = None if fault.times is None else fault.times - 1
                    return fault
        return None
