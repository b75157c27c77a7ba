"""A service as it is counted: structure, notes and answers settled into one code and one number of minutes."""

from __future__ import annotations

from typing import Literal, NamedTuple

from chargeline.book import CodeRow
from chargeline.model import Because, Evidence


class Work(NamedTuple):
    """Minutes of a service by who gave them alone; time together is the therapist's. `unknown` has no performer."""

    therapist: int = 0
    assistant: int = 0
    student: int = 0
    aide: int = 0
    unknown: int = 0
    whole: Literal["therapist", "assistant", "student", "aide"] | None = None
    """Who gave all of it, where no minutes are told."""

    @property
    def told(self) -> int:
        """All minutes told."""
        return self.therapist + self.assistant + self.student + self.aide + self.unknown


class Treated(NamedTuple):
    """One service as it counts.

    `position` is its place in the input, None when only a note tells of it. `code` is what it counts on, `entered` what
    the clinician wrote, `named` that or what the note's own name for the service stands for, `suggested` what the
    documentation supports; `choices` are the codes that a name stands for, where nothing tells which. `minutes` count
    for the bill (None: not known); `assistant` of these are an assistant's alone (None: an assistant took part and
    nobody says how long); `wholly_assistant` when nobody else took part. `untold` when no word of the notes
    tells of it. `told_evidence` are the words that tell of it. `held` says why the service is not counted.
    """

    id: str
    position: int | None
    code: str | None
    code_origin: Literal["entered", "suggested"]
    code_because: Because | None
    entered: str | None
    named: str | None
    choices: tuple[str, ...]
    suggested: str | None
    suggested_because: Because | None
    row: CodeRow | None
    minutes: int | None
    minutes_unknown: bool
    minutes_evidence: tuple[Evidence, ...]
    assistant: int | None
    assistant_unknown: bool
    assistant_evidence: tuple[Evidence, ...]
    wholly_assistant: bool
    work: Work
    performers: tuple[str, ...]
    told_evidence: tuple[Evidence, ...] = ()
    untold: bool = False
    held: Because | None = None

    @property
    def code_evidence(self) -> tuple[Evidence, ...]:
        """Where the code stands that it counts on."""
        return self.code_because.evidence if self.code_because else ()

    @property
    def place(self) -> str:
        """Where the service stands in the encounter, as a JSON Pointer."""
        return "/services" if self.position is None else f"/services/{self.position}"
