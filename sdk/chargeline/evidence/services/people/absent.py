"""A visit, or a part of one, without the patient: what a caregiver was taught then is no treatment of the patient's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.services.documented import Quote, with_minutes
from chargeline.evidence.services.minutes.lines import FEWEST, Minutes, stated
from chargeline.evidence.source import Source
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

CAREGIVER = "97550"
_PATIENT = "(?:pt|patient|client|child|resident|veteran)"
_IN_PLACE = r"(?:present|here|in attendance|attending|in (?:the )?(?:room|session|clinic|building))"
_ABSENT = re.compile(
    rf"(?<!if )(?<!when )(?<!if the )(?<!when the )\b{_PATIENT}(?: is| was|,)? (?:not (?:physically )?{_IN_PLACE}\b"
    r"(?! (?:(?:at |on |for )?(?:the )?(?:last|first|prior|previous|beginning|start)|yesterday|on [0-9])\b)"
    r"|absent\b(?= ?(?:[).,:;]|\n|\Z|(?:from|during|for|today)\b)))"
    rf"|\b(?:without|w/ ?o) (?:the )?{_PATIENT} (?:being )?{_IN_PLACE}\b"
)
_THERE = re.compile(
    rf"\b{_PATIENT} (?:then |was then |later )?(?:joined|returned|arrived|came|(?:is |was )?(?:now )?present)\b"
    rf"|\bwith (?:the )?{_PATIENT}\b(?! not\b)"
)
"""The patient is there, or there again."""
_SAID = word_set("absent not without o")
_TAUGHT = word_set(
    "trained training train taught teaching teach instructed instruction educated education coached coaching shown"
    " demonstrated demonstration practiced practised practice reviewed"
)


class Absence(NamedTuple):
    """The words that tell that the patient was not there, and the segments that are told of that time."""

    segment: Segment
    start: int
    end: int
    parts: list[Segment]

    @property
    def teaches(self) -> bool:
        """Whether a caregiver was taught then."""
        return any(part.has("family") for part in self.parts) and any(
            not _TAUGHT.isdisjoint(part.said) for part in self.parts
        )


def tells_absence(text: str) -> bool:
    """Whether words tell that the patient was not there."""
    return _ABSENT.search(text.casefold()) is not None


def is_absence(text: str) -> bool:
    """Whether a sentence tells that the patient was not there, and nothing of a service: "Patient not present."."""
    return _ABSENT.match(text.casefold().lstrip(" \t-*•")) is not None and not any(map(str.isdigit, text))


def absence(segments: Sequence[Segment]) -> Absence | None:
    """The first place that tells that the patient was not there, with what is told of that time.

    A sentence by itself tells it of the whole note; said of a service, it holds from there on. Either way it ends where
    another service is named with its minutes, or the patient is there again.
    """
    for at, segment in enumerate(segments):
        if _SAID.isdisjoint(segment.said) or segment.section in ("plan", "goals", "history", "home"):
            continue
        told = _ABSENT.search(segment.scan.folded, segment.start, segment.end)
        if told is not None:
            first = at if segment.has("services", "minutes") else 0
            return Absence(segment, told.start(), told.end(), list(_of_that_time(segments, first, at)))
    return None


def _of_that_time(segments: Sequence[Segment], first: int, at: int) -> Iterable[Segment]:
    for n, segment in enumerate(segments[first:], first):
        other = any(hit.entries["services"].more[:5] != CAREGIVER for hit in segment.kinds.get("services", ()))
        there = _THERE.search(segment.scan.folded, segment.start, segment.end) is not None
        if n != at and ((other and segment.has("minutes", "clock")) or there):
            if n > at:
                return
            continue
        yield segment


def trained(
    service: DocumentedService | None, told: Absence, source: Source, totals: set[int], id_: str
) -> DocumentedService:
    """The caregiver's training of that time, with the minutes that are told of it if it has none of its own."""
    quote: Quote = source.quote
    words = quote(told.segment, told.start, told.end)
    one = service or DocumentedService(
        id=id_, origin="note", code=None, named=CAREGIVER, text="", minutes=None, assistant_minutes=None
    )
    one = one._replace(evidence=(*one.evidence, words))
    return with_minutes(one, [(one, quote) for one in _minutes(told.parts, totals)])


def _minutes(parts: Iterable[Segment], totals: set[int]) -> list[Minutes]:
    """The one number of minutes that is told of that time, or those of parts that make a stated total."""
    treated = [part for part in parts if part.section not in NOT_TREATMENT and not part.has("totals")]
    told = [one for part in treated for one in stated(part, part.j, row=False) if one.minutes >= FEWEST]
    plain = [one for one in told if one.since is None] or told
    if len({one.minutes for one in plain}) == 1 and (len(plain) == 1 or plain[0].minutes in totals):
        return plain[:1]
    return [one._replace(row=True) for one in plain] if sum(one.minutes for one in plain) in totals else []
