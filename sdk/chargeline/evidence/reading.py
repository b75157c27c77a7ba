"""What reading an encounter's notes yields: mentions in context, and services with their minutes.

The rules see only these types; they never look at a note's text again.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from chargeline.model import Evidence

if TYPE_CHECKING:
    from chargeline.evidence.services.codes.classify import Spoken

LATER = frozenset({"planned", "goal", "hypothetical"})
OTHER_DAY = frozenset({"historical", "copied"})
UNTRUE = frozenset({"negated", "not_done", "other_person", "unfilled"})
NOT_TODAY = LATER | OTHER_DAY | UNTRUE
"""The contexts in which something said does not count as today's, by why not."""


class Mention(NamedTuple):
    """Something said in a note or a service's text.

    `kind` is what is said (`measure`, `dose`, `assistance`, `deficit` ...), `name` which one ("knee flexion AROM").
    `services` are the ids of the services it belongs to; empty when it speaks of the whole visit.
    A mention that is negated, not done, historical, planned, hypothetical or about someone else says so in
    `context` and never counts as today's.
    """

    kind: str
    name: str
    evidence: Evidence
    context: frozenset[str] = frozenset()
    services: tuple[str, ...] = ()
    section: str | None = None


class Stated(NamedTuple):
    """A number of minutes that a note states, with its words."""

    minutes: int
    evidence: Evidence


class Clocked(NamedTuple):
    """Minutes of a service between two clock times that a note states; `since` counts on a dial of twelve hours."""

    since: int
    minutes: int
    evidence: Evidence


class DocumentedService(NamedTuple):
    """A service as the notes and the structure together tell it.

    `id` is the input's, or `t1`, `t2` ... when only a note tells of it. `minutes` and `assistant_minutes` are None
    when neither the structure nor a note states them. `minutes_in_note` is what the note states where the
    structure states something too, so that a difference can be named; `disagreeing` are the minutes of notes that
    contradict one another, none of which is taken; `doubted` are those that a note states at it where nobody can tell
    how many it has. `code` is what is written; `named` is the code that a note's words for the service stand for where
    no code is written ("ther ex"), `either` the codes of several services that its own text names. `described` tells
    that no word names the service: what was done does; `mentioned` that no word tells that it was given: it may have
    been. `times` are the clock times
    that a note states for it.
    """

    id: str
    origin: str
    code: str | None
    text: str
    minutes: int | None
    assistant_minutes: int | None
    minutes_in_note: int | None = None
    disagreeing: tuple[Stated, ...] = ()
    doubted: tuple[Stated, ...] = ()
    named: str | None = None
    either: tuple[str, ...] = ()
    described: bool = False
    mentioned: bool = False
    performed: bool = True
    group: bool = False
    evidence: tuple[Evidence, ...] = ()
    times: tuple[Clocked, ...] = ()

    @property
    def told(self) -> str | None:
        """The code written, else the one that the note's own name for the service stands for."""
        return self.code or (None if self.described else self.named)


class Attended(NamedTuple):
    """Minutes between the times at which the visit began and ended, with the words that state the two."""

    minutes: int
    evidence: tuple[Evidence, ...]


NotTreated: TypeAlias = Literal["rest", "unattended", "shared"]
"""Rest; time with an aide, beside another patient or without anybody; another discipline's part of a co-treatment."""


class Rested(NamedTuple):
    """What a note tells of within the minutes of services that is none of their treatment, and `why`.

    `minutes` are None where it does not say how long.
    """

    minutes: int | None
    services: tuple[str, ...]
    evidence: Evidence
    why: NotTreated = "rest"


class Joint(NamedTuple):
    """One number of minutes that a note states for several services together, none of which has its own."""

    minutes: int
    services: tuple[str, ...]
    evidence: Evidence


class Alongside(NamedTuple):
    """Two services, in their order, of which a note says that one was given during the other."""

    services: tuple[str, str]
    evidence: Evidence


class Denied(NamedTuple):
    """Words of a note that no treatment was given in the visit; `whole`: nor did anything else take place.

    `doubted` where the notes tell of treatment too, so that a person must say which is so; not of the services `but`.
    """

    evidence: Evidence
    whole: bool
    doubted: bool
    but: tuple[str, ...] = ()


class Said(NamedTuple):
    """The parts of a note that tell of the treatment: where each stands, and the services it belongs to."""

    note: str
    parts: tuple[tuple[int, int, tuple[str, ...]], ...]


Illegible: TypeAlias = Literal["empty", "not_text", "other_language"]
"""Why a note could not be read: no words, no letters that make words, a language that is not English."""


class Reading(NamedTuple):
    """All of it, for one encounter.

    `attended` are the stretches between the times at which the visit began and ended, where every note tells them;
    `unread` are the ids of the notes that could not be read, each with the reason; `spoken` are the words of each note
    as the vocabulary of interventions has them.
    """

    services: tuple[DocumentedService, ...] = ()
    mentions: tuple[Mention, ...] = ()
    timed_total: tuple[Stated, ...] = ()
    treatment_total: tuple[Stated, ...] = ()
    by_kind: Mapping[str, tuple[Mention, ...]] = MappingProxyType({})
    said: tuple[Said, ...] = ()
    attended: tuple[Attended, ...] = ()
    rested: tuple[Rested, ...] = ()
    unread: Mapping[str, Illegible] = MappingProxyType({})
    denied: tuple[Denied, ...] = ()
    spoken: Mapping[str, Spoken] = MappingProxyType({})
    joint: tuple[Joint, ...] = ()
    alongside: tuple[Alongside, ...] = ()
