"""What each page is given: one frozen class a page.

A page class names its template. Nothing here knows FHIR, Flask or a database; the app turns a visit and a report
into these, and the templates show them. `tests/templates` checks classes and templates both ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from chargeline_templates.pieces import (
    ChargeRow,
    Fact,
    Frame,
    Hidden,
    KeptOffer,
    LineRow,
    Link,
    NoteView,
    Patient,
    Pick,
    PreviewRow,
    ReceiptRow,
    Rung,
    Unreadable,
    Work,
)
from chargeline_templates.sent import Attest, Result, Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """The page of a visit. `pasting`: a draft can be pasted, for no note of the visit is seen, or one was pasted."""

    template: ClassVar[str] = "visit.html"
    frame: Frame
    patient: Patient
    facts: tuple[Fact, ...]
    changes: tuple[str, ...] | None
    kept: KeptOffer | None
    work: Work
    notes: tuple[NoteView, ...]
    draft: str | None
    pasting: bool
    charges: tuple[ChargeRow, ...]
    sent: Sent
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayPage:
    """While the EHR cannot be asked: the visit as it was `read`, and what was sent. None of it can be acted on.

    `read` and `patient` are None where the visit was never read in this session.
    """

    template: ClassVar[str] = "away.html"
    frame: Frame
    cause: str
    next_step: str
    code: str
    read: str | None
    patient: Patient | None
    visit: str
    lines: tuple[LineRow, ...]
    sent: Sent
    charges: tuple[ChargeRow, ...]
    notes: tuple[NoteView, ...]
    read_again: str
    csrf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPart:
    """The changing part alone: what htmx puts in place."""

    template: ClassVar[str] = "_work.html"
    work: Work


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPart:
    """What a page that stays open is told when it looks again."""

    template: ClassVar[str] = "_watch.html"
    frame: Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """Exactly what one click will send, or what to copy where nothing can be sent.

    `sends`: how many of the rows it sends; what was sent before stands among them and is not sent twice.
    """

    template: ClassVar[str] = "preview.html"
    frame: Frame
    patient: Patient
    visit: str
    rows: tuple[PreviewRow, ...]
    sends: int
    rung: Rung
    digest: str
    csrf: str
    confirm: str | None
    copy_line: str
    csv: str
    back: str
    worksheet: str | None
    attest: Attest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendPage:
    """A correction or a reversal, exactly as one click would send it."""

    template: ClassVar[str] = "amend.html"
    frame: Frame
    patient: Patient
    visit: str
    heading: str
    before: str
    after: str
    blocks: tuple[str, ...]
    resource: str
    what: str
    key: str
    digest: str
    label: str
    csrf: str
    confirm: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """What came of a look, of a person's word, of a correction or of a reversal."""

    template: ClassVar[str] = "result.html"
    frame: Frame
    patient: Patient
    visit: str
    heading: str
    result: Result
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """What became of each line, as read back from the EHR."""

    template: ClassVar[str] = "receipt.html"
    frame: Frame
    patient: Patient
    visit: str
    heading: str
    rows: tuple[ReceiptRow, ...]
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterPage:
    """A choice of encounters, none preselected."""

    template: ClassVar[str] = "encounters.html"
    frame: Frame
    patient: Patient
    picks: tuple[Pick, ...]
    choose: str
    read_again: str
    csrf: str
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailurePage:
    """Something did not work: what happened, what to do next, and a code. Never a patient's data.

    `report` says all of it in a form that can be sent to whoever supports the app.
    """

    template: ClassVar[str] = "failure.html"
    frame: Frame
    heading: str
    cause: str
    next_step: str
    administrator: str | None
    code: str
    detail: str | None
    report: str | None
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedPage:
    """Signed out."""

    template: ClassVar[str] = "ended.html"
    frame: Frame
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardPage:
    """A form that sends itself to the EHR; where no script runs, a person presses its button."""

    template: ClassVar[str] = "forward.html"
    frame: Frame
    site: str
    to: str
    fields: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The start page: what this is, and a launch without an EHR for each site."""

    template: ClassVar[str] = "home.html"
    frame: Frame
    sites: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsPage:
    """Every component once; development only."""

    template: ClassVar[str] = "patterns.html"
    frame: Frame
    work: Work
    patient: Patient
    facts: tuple[Fact, ...]
    notes: tuple[NoteView, ...]
    preview: tuple[PreviewRow, ...]
    receipt: tuple[ReceiptRow, ...]
    sent: Sent


Page: TypeAlias = (
    VisitPage
    | AwayPage
    | WorkPart
    | WatchPart
    | PreviewPage
    | AmendPage
    | ResultPage
    | ReceiptPage
    | EncounterPage
    | FailurePage
    | EndedPage
    | ForwardPage
    | HomePage
    | PatternsPage
)
