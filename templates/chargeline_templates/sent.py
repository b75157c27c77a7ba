"""What was sent, and what can be done about it: pieces of the visit page, the preview and the pages after the click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chargeline_templates.pieces import Difference

Standing: TypeAlias = Literal["written", "rejected", "unknown", "pending", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentStep:
    """One thing that happened to a line."""

    at: str
    says: str
    who: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What a person who has looked can say of a line whose outcome is unknown."""

    there: str
    not_there: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """One line that was sent: what, where it stands in plain words, and each step that led there.

    `look` is where to look in the EHR, None when nobody needs to, `look_from` the time from which on that tells
    something, and `asks` what they may say then. `unseen`: the EHR took it and it was not seen there yet. `delete` is
    where a person must delete it, since no app can; `vanished` where to look for a charge that is not shown any more,
    to say that it was deleted. `amendable`: it can be corrected or taken back. `untold`: whether the EHR learnt who
    confirmed is not known.
    """

    key: str
    words: str
    day: str | None
    state: Standing
    says: str
    next_step: str | None
    differences: tuple[Difference, ...]
    location: str | None
    steps: tuple[SentStep, ...]
    look: str | None
    look_from: str | None
    asks: Asks
    unseen: bool
    delete: str | None
    vanished: str | None
    amendable: bool
    untold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTo:
    """Where the forms of a line that was sent go."""

    look: str
    looked: str
    amend: str
    deleted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest:
    """The form by which a user says which license they hold; `why` it is asked, and what is shown `then`."""

    to: str
    csrf: str
    why: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Which session of the day this is taken for, and the way to say that it is another one."""

    to: str
    csrf: str
    says: str
    label: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """All that was sent for an encounter. `to` is None where nothing can be done about it now.

    `urgent`: what somebody has to look at. `may`: this user's word counts; `attest` asks for a license first.
    """

    csrf: str
    to: SentTo | None
    urgent: str | None
    may: bool
    attest: Attest | None
    sessions: Sessions | None
    of_visit: tuple[SentLine, ...]
    of_others: tuple[SentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one step after the click."""

    words: str
    state: Literal["written", "rejected", "unknown", "already"]
    says: str
    next_step: str
    ehr_says: str | None
    differences: tuple[Difference, ...]
    code: str
