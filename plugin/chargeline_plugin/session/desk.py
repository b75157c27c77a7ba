"""The desk: everything that one session has put on the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chargeline_plugin.visit.visit import Choices, Visit
from chargeline_plugin.writeback.permission import Attestation


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer with the words it was given to, so that the page can show it after the question is gone."""

    question: str
    value: str
    ask: str
    label: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One session's state. `minutes` are edits by service id; `changes` is what the last Read again found.

    `stale`: the visit could not be read again just now, so that is tried before it is shown again.
    `looked_back`: earlier visits have been read. `attested`: which license the user says they hold.
    `since`: when a visit was first read in this session. `meant`: the later launch in this browser after which the
    clinician said that this one is meant.
    """

    visit: Visit | None = None
    choices: Choices = field(default_factory=Choices)
    minutes: Mapping[str, int] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    changes: tuple[str, ...] | None = None
    stale: bool = False
    looked_back: bool = False
    attested: Attestation | None = None
    since: datetime | None = None
    meant: str | None = None

    def elsewhere(self, choices: Choices, visit: Visit | None = None) -> Desk:
        """Another visit: nothing is carried over but who sits here."""
        return Desk(choices=choices, visit=visit, attested=self.attested, since=self.since, meant=self.meant)

    def answered(self, said: Said) -> Desk:
        """With this answer in place of any earlier one to the same question."""
        return replace(self, said=(*self._others(said.question), said), changes=None)

    def withdrawn(self, question: str) -> Desk:
        """Without the answer to this question."""
        return replace(self, said=self._others(question), changes=None)

    def edited(self, minutes: Mapping[str, int]) -> Desk:
        """With these minutes as the working values."""
        return replace(self, minutes=dict(minutes), changes=None)

    def _others(self, question: str) -> tuple[Said, ...]:
        return tuple(said for said in self.said if said.question != question)
