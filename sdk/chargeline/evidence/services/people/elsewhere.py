"""A therapist with another patient at the same time: "also treating another pt", "double booked"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chargeline.evidence.services.minutes.resting import Rest
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment

_TOLD = word_set("pt pts patients clients booked doublebooked")
_OTHERS = (
    r"(?:an ?other|other|a (?:second|2nd|third|3rd)|(?:one|two|three|[1-5]) (?:other|more)|[2-5]|two|three|several)"
)
_WITH = re.compile(
    r"\b(?:treat(?:s|ed|ing)|see(?:s|ing)|saw|work(?:s|ed|ing) with|assist(?:s|ed|ing)(?: with)?|help(?:s|ed|ing)"
    r"|supervis(?:es|ed|ing)|oversee(?:s|ing)|oversaw|attend(?:s|ed|ing) to|monitor(?:s|ed|ing)|busy with)"
    rf" {_OTHERS} (?:pts?|patients?|clients?)\b"
)
_MEANWHILE = re.compile(
    r"\b(?:also|while|as well|meanwhile|simultaneous(?:ly)?|concurrent(?:ly)?|same time|during (?:this|that|the|these)"
    r"|throughout)\b"
)
_BETWEEN = re.compile(
    rf"\b(?:between|among|amongst) {_OTHERS} (?:pts|patients|clients)\b"
    r"|\bdouble[ -]?booked\b"
    rf"|\boverlap(?:s|ped|ping)?(?: [a-z]+)? with {_OTHERS} (?:pts?|patients?|clients?)\b"
)
_DENIED = re.compile(r"\b(?:no|not|never|without|nor|didn't|wasn't|isn't|before|after)(?: [a-z]+){0,2} \Z")


def elsewhere(segments: list[Segment]) -> Iterator[Rest]:
    """Each place of today's treatment that tells of another patient beside this one."""
    for segment in segments:
        if segment.section in NOT_TREATMENT or segment.said.isdisjoint(_TOLD):
            continue
        found = _found(segment)
        if found and not _DENIED.search(segment.scan.folded, segment.start, found.start()):
            yield Rest(None, segment, found.start(), found.end(), "unattended")


def _found(segment: Segment) -> re.Match[str] | None:
    """The words; another PT, in capitals, is a therapist."""
    folded, text = segment.scan.folded, segment.scan.text
    found = _BETWEEN.search(folded, segment.start, segment.end)
    if found is None and _MEANWHILE.search(folded, segment.start, segment.end):
        found = _WITH.search(folded, segment.start, segment.end)
    capitals = found is not None and text[: found.end()].endswith("PT")
    return None if capitals and not text[segment.start : segment.end].isupper() else found
