"""What pages are made of: frozen pieces of plain words and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["block", "required", "warn", "expected", "info", "good"]
Outcome: TypeAlias = Literal["written", "rejected", "unknown", "already"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a session's page notices what happens while it stays open.

    `look` is where it asks, `another` what a later launch in this browser changed, `stay` where the clinician says that
    this page is meant all the same. `idle`: seconds after which patient data is hidden.
    """

    look: str
    another: Literal["patient", "person"] | None
    stay: str
    csrf: str
    idle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOffer:
    """What an earlier session of this visit left behind: how much, from when, and where it is taken or discarded."""

    what: str
    when: str
    to: str
    csrf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds every page. `sign_out` is an address, None where nobody is signed in."""

    title: str
    static: str
    site: str | None = None
    user: str | None = None
    sign_out: str | None = None
    csrf: str | None = None
    watch: Watch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a requirement stands. `verified` False: nobody has checked it there, so it is never stated as fact."""

    text: str
    url: str | None
    dated: str | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words that prove something. `target` is the id of their highlight on the page, when they are in the note."""

    text: str
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of why."""

    message: str
    source: Source | None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who the page speaks of; `banner` when the EHR does not show it itself."""

    name: str
    born: str | None
    age: str | None
    sex: str | None
    record_number: str | None
    banner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One value to choose."""

    value: str
    label: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something decided about the visit: what, why, and what else it could be. `value` None: a person must say."""

    what: str
    label: str
    value: str | None
    because: str
    picks: tuple[Pick, ...]
    said_by_clinician: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service with minutes that can be edited. `documented` is what the chart says, or what was `answered` where it
    says nothing; `differs` when edited away.
    """

    id: str
    label: str
    minutes: int | None
    assistant_minutes: int | None
    documented: int | None
    differs: bool
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A charge line, or a service that earns no unit (`units` 0) or waits for an answer (None).

    `stopped` says why it cannot be sent as it is. `sent`: where it stands when it was sent from here; `settled`: in
    the EHR as it was confirmed.
    """

    id: str
    code: str | None
    label: str
    suggested: bool
    suggested_code: str | None
    units: int | None
    modifiers: tuple[str, ...]
    diagnoses: tuple[str, ...]
    services: tuple[ServiceRow, ...]
    rendered_by: str | None
    to_add: int
    stopped: str | None
    sent: str | None
    settled: bool
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How the timed minutes became units, in one sentence, with the steps behind it."""

    sentence: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One thing to look at: what, for which codes, why, on whose authority, and the words to complete."""

    id: str
    tone: Tone
    label: str
    codes: tuple[str, ...]
    message: str
    why: str | None
    fix_label: str
    fix: str | None
    source: Source | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An element that the note has, with its words."""

    label: str
    codes: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question. `name` is its form field's value; `answer` what was said, by whom and when.

    `about` are the words of the service that it asks about.
    """

    id: str
    name: str
    kind: Literal["choice", "minutes", "text"]
    ask: str
    why: str
    picks: tuple[Pick, ...]
    source: Source | None
    answer: str | None
    said: str | None
    about: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a note. `target` is set on highlighted stretches, `proves` says what they prove."""

    text: str
    target: str | None
    proves: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note as it was read. `unsigned`: the chart says that it is not signed."""

    title: str
    meta: str
    because: str
    pasted: bool
    unsigned: bool
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A source that could not be read: what, why, what to do, and a stable code to tell support."""

    what: str
    why: str
    next_step: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRow:
    """A charge that is already on the encounter."""

    code: str
    label: str
    units: int
    modifiers: tuple[str, ...]
    status: str
    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the visit page posts to."""

    minutes: str
    answer: str
    choose: str
    read_again: str
    draft: str
    history: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The part of the visit page that changes with every edit. `empty` stands where there are no lines.

    `unsigned`: what to do first where lines that can be sent rest on a note that is not signed.

    `looking_back`: earlier visits are not read yet, and the page asks for them once it is up.
    """

    csrf: str
    to: Addresses
    headline: str
    ready: bool
    lines: tuple[LineRow, ...]
    empty: str
    counting: tuple[Counting, ...]
    edited: bool
    asks: tuple[Ask, ...]
    answered: tuple[Ask, ...]
    hints_open: tuple[Hint, ...]
    hints_more: tuple[Hint, ...]
    good_practice: tuple[Hint, ...]
    found: tuple[Found, ...]
    sendable: int
    unsigned: str | None
    looking_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One line exactly as it will be sent: in clinical words, and as the resource.

    `blocks` say what speaks against it; then it is sent only with a reason, which `reason` names as a form field.
    `already` are charges of its code that are there that day; `standing` says that the line was sent before.
    """

    code: str
    label: str
    units: int
    minutes: int | None
    modifiers: tuple[str, ...]
    diagnoses: tuple[str, ...]
    resource: str | None
    blocks: tuple[str, ...]
    reason: str
    already: tuple[ChargeRow, ...]
    standing: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that the EHR kept otherwise than it was sent."""

    field: str
    sent: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """What became of one line."""

    code: str
    label: str
    units: int
    modifiers: tuple[str, ...]
    state: Outcome
    says: str
    next_step: str | None
    ehr_says: str | None
    differences: tuple[Difference, ...]
    code_of_message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """The way the lines leave the page, why, and why not by another."""

    says: str
    because: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A field of a form that nobody sees."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere to go; `new_window`: out of the frame."""

    label: str
    to: str
    new_window: bool = False
