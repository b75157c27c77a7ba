"""The key of a charge line: the same line of the same visit has one key, however often it is made.

Key = uuid5(issuer | patient | encounter | date of service | visit | line id | version). `visit` is the appointment or
the note, never the encounter alone: a recurring encounter lasts for weeks, and visit two is not visit one. A slot is
the key without its version: one open line a slot. Parts are escaped, so that no two different lists of parts meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("5b0f1f0e-8f0b-5c43-9a51-2d7f1f6f6a10")
"""Ours alone. It never changes: every key ever written hangs on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a line belongs, apart from its version."""

    issuer: str
    patient: str
    encounter: str
    date_of_service: date
    visit: str
    line_id: str

    def _parts(self) -> tuple[str, ...]:
        day = self.date_of_service.isoformat()
        return (self.issuer.rstrip("/"), self.patient, self.encounter, day, self.visit, self.line_id)

    def slot(self) -> str:
        """What a second writer must not take: everything but the version."""
        return _uuid("slot", *self._parts())

    def key(self, version: int) -> str:
        """The key of one version, as a UUID."""
        return str(uuid5(NAMESPACE, _joined(*self._parts(), str(version))))

    def reversal(self, version: int) -> str:
        """The key under which one version is taken back."""
        return _uuid("reversal", *self._parts(), str(version))


def visit_mark(issuer: str, patient: str, encounter: str) -> str:
    """A name for one encounter that says nothing of the patient, for the ledger's open columns."""
    return _uuid("encounter", issuer.rstrip("/"), patient, encounter)


def _uuid(*parts: str) -> str:
    return str(uuid5(NAMESPACE, _joined(*parts)))


def _joined(*parts: str) -> str:
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
