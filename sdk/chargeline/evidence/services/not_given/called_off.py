"""A visit of which a note says that nothing was done: "no treatment rendered", "tx held, MD called", "refused therapy".

A clause must deny the whole of the treatment: no side, no joint, no part of it, no other day and nobody else's. What
else the notes tell decides what it means: where they tell of nothing given, nothing was; where they do, treatment may
have been held for the rest of the visit, or one of the two is wrong, and a person says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from chargeline.evidence.reading import LATER, NOT_TODAY, OTHER_DAY
from chargeline.evidence.services.codes.classify import EVALUATIONS
from chargeline.evidence.services.names.naming import Anchor, is_of_today
from chargeline.evidence.services.names.often import is_often
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.days import named_days
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

Given: TypeAlias = Literal["told", "hinted"] | None
"""Whether notes tell of treatment given: by a service or an exercise, only by what the patient did, or not."""

_OWN = {"PT": r"pt|physical", "OT": r"ot|occupational", "SLP": r"slp?|st|speech"}
_DAY = r"(?: ?(?:today|this (?:date|day|visit|session|morning|afternoon|am|pm)|at this time))?"
_REASON = (
    r"and|so|but|despite|due|secondary|2/2|d/t|because|per|until|as|given|for (?:now|today)|(?:up)?on arrival"
    r"|by (?:pt|patient|md|clinic|nursing)"
)
_CLOSES = (
    rf"(?={_DAY} ?(?:\Z|[.;,)(]|- |(?:{_REASON})\b))"
    r"(?!.{0,3}\b(?:other than|except|besides|aside|apart))"
)
_GIVEN = r"(?:rendered|given|provided|performed|delivered|administered|initiated|done)"
_TODAY = r"(?:today|this (?:date|day|visit|session)|at this time)"
_IS = r"(?:(?:was|were|is|has|have|had|being|been|be|put|placed|could) )*"
_HELD = r"(?:held|hold|withheld|deferred|declined|refused|postponed|omitted|suspended)"
_TAKE = r"(?:participate in|attend|have|receive|do|engage in)"
_COME = r"(?:attend|arrive|come(?: in)?|show(?: up)?)"
_CANCELLED = r"(?:cancell?(?:ed|ation)?|cx'?d?)"
_NOT_BY = r"(?! (?:by|until)\b)"
"""Who was not seen by somebody, or not until some time, may have been seen here."""
_FAMILY = r"(?:mother|mom|father|dad|parents?|wife|husband|spouse|daughter|son|sister|brother|caregiver|family)"
_PERSON = r"(?:pt|patient|client|child|resident|he|she|they|him|her|them)"


class CalledOff(NamedTuple):
    """A place that denies the visit. `firm`: nothing at all was given; `whole`: not even the visit took place.

    Without `firm` it may speak of the rest of a visit wherever treatment is told.
    """

    segment: Segment
    start: int
    end: int
    firm: bool
    whole: bool


class _Words(NamedTuple):
    """How the treatment of a discipline is denied: firmly, perhaps for the rest of the visit, and with the visit."""

    firm: re.Pattern[str]
    loose: re.Pattern[str]
    whole: re.Pattern[str]


@cache
def _words(discipline: str) -> _Words:
    """The patterns of a discipline, compiled when a note first hints at them."""
    own = _OWN[discipline]
    which = rf"(?:(?:all|any|the|a|today's|his|her|their|skilled|scheduled|planned|entire|active|{own}) )*"
    thing = r"(?:treatments?|tx|therapy)"
    part = rf"(?:{thing}|skilled interventions?|services?|session)"
    visit = r"(?:visit|session|appointment|appt)"
    opens = (
        r"(?:\A|(?<=[.;:,(*•\d])|(?<=- )|(?<=\band)|(?<=\bso)|(?<=\bbut)|(?<=\bthen)"
        rf"|(?:due to|d/t|because of|2/2|secondary to) [^.;,\n]{{1,40}}?) ?{which}"
    )
    firm = (
        rf"{opens}(?:treatments?|tx|interventions?)(?:: ?| - )none{_CLOSES}",
        rf"\bno {which}{part}(?: {_IS}{_GIVEN}| {_TODAY}){_CLOSES}",
        rf"{opens}{part} {_IS}(?:not|n't) (?:be )?{_GIVEN}{_CLOSES}",
        rf"(?:\A|\b{_PERSON} ){_IS}not seen {_TODAY}{_CLOSES}{_NOT_BY}",
        rf"\b{_PERSON} {_IS}not treated {_TODAY}{_CLOSES}{_NOT_BY}",
    )
    loose = (
        rf"\b(?:did not|didn't|could not|couldn't|unable to|not able to) treat(?: {_PERSON})?{_CLOSES}",
        rf"(?:\A|\b{_PERSON} )(?:was |were )?not (?:treated|seen){_CLOSES}",
        rf"{opens}{thing}:? {_IS}(?:on )?{_HELD}{_CLOSES}",
        rf"\b(?:declin|refus)(?:ed|es|ing) (?:to {_TAKE} )?{which}(?:{thing}|session){_CLOSES}",
        rf"\b(?:did not|didn't|unable to|could not) participate in {which}{part}{_CLOSES}",
        rf"\b(?:held|withheld|deferred|postponed) {which}{thing}{_CLOSES}",
    )
    whole = (
        rf"(?:\A|[.;,:(*•] ?){which}{visit} {_IS}(?:cancell?ed|cx'?d){_CLOSES}",
        rf"(?:\A|\b{_PERSON} )(?:cancell?ed|cx'?d) {which}{visit}{_CLOSES}",
        rf"\bno {which}{visit}(?: {_IS}(?:{_GIVEN}|made|held|completed)| {_TODAY}){_CLOSES}",
        rf"(?:\A|[.;,:(*•] ?){which}{visit} (?:did not|didn't) (?:take place|occur|happen){_CLOSES}",
        rf"\b(?:{_PERSON}|{_FAMILY}) {_CANCELLED}{_CLOSES}",
        rf"(?:\A|\b{_PERSON} )(?:was )?(?:a )?no[- ]show(?:ed)?{_CLOSES}",
        rf"(?:\A|\b{_PERSON} )(?:did not|didn't) {_COME}(?: {which}{visit})?{_CLOSES}",
        rf"\b{_PERSON} (?:was )?absent{_CLOSES}|\Amissed {which}{visit}(?:{_CLOSES}|:)",
        rf"\A(?:(?:late|same[ -]day|last[ -]minute) )?{_CANCELLED}(?: by {_PERSON})?{_CLOSES}",
        rf"\b{_PERSON} cancell?ed (?:[0-9]+ ?(?:min|hrs?|hours?|days?) )?(?:before|prior to) {which}{visit}{_CLOSES}",
        rf"\b{_PERSON} (?:called|phoned|texted)(?: in| (?:the )?clinic)? (?:to|and) {_CANCELLED}{_CLOSES}",
        rf"\bleft (?:before|without|prior to) {which}(?:{part}|being (?:seen|treated)){_CLOSES}",
    )
    return _Words(*(re.compile("|".join(several)) for several in (firm, loose, whole)))


_HINTS = re.compile(
    r"\b(?:treat|therap|tx|session|visit|interventio|servic|no[- ]show|not seen|appoint|appt|attend|arriv|come|show"
    r"|absent|cancel|cx)"
)
_DENIES = re.compile(
    r"n't\b|\b(?:no|unable|h[eo]ld|withheld|deferred|declin|refus|postponed|omitted|suspended|cancel|cx|left|absent|missed)"
)
"""Words without one of which no pattern of any discipline denies a treatment."""
_NOT_NOW = word_set("er ed hospital urgent icu sometimes often frequently usually typically")
_WEEK = word_set("monday tuesday wednesday thursday friday saturday sunday mon tues wed thu thurs fri")
_DOSES = ("dose", "times", "reps", "tries", "assistance", "distance", "minutes", "seconds", "fraction", "percent")
_TAKEN_UP = re.compile(
    r"\b(?:(?:tx|treatment|therapy|session) (?:was )?resumed|resumed (?:tx|treatment|therapy|session))\b"
)


def called_off(segments: Iterable[Segment], discipline: str) -> Iterator[CalledOff]:
    """Each place of a note that says of today's visit that it was not treatment."""
    for segment in segments:
        place = segment.scan.folded, segment.start, segment.end
        if _HINTS.search(*place) and _DENIES.search(*place) and _may_tell(segment):
            yield from _in_segment(segment, _words(discipline))


def given(segments: Iterable[Segment], anchors: Iterable[Anchor], denials: Iterable[CalledOff]) -> Given:
    """Whether a note tells of treatment that was given today; an evaluation is none."""
    if any(one.performed and one.minutes and one.code not in EVALUATIONS for one in anchors):
        return "told"
    denying = {id(one.segment) for one in denials}
    tells = [
        _tells(segment)
        for segment in segments
        if id(segment) not in denying or _TAKEN_UP.search(segment.scan.folded, segment.start, segment.end)
    ]
    if "told" in tells or tells.count("hinted") > 1:
        return "told"
    return "hinted" if "hinted" in tells else None


def _may_tell(segment: Segment) -> bool:
    """Whether a segment may tell of this visit as a whole: it names no other day, no other place, no habit."""
    return _NOT_NOW.isdisjoint(segment.said) and _WEEK.isdisjoint(segment.said) and not named_days(segment)


def _in_segment(segment: Segment, words: _Words) -> Iterator[CalledOff]:
    text = segment.scan.folded[segment.start : segment.end].replace("\n", " ")
    for which, pattern in zip(words._fields, words, strict=True):
        found = pattern.search(text)
        if found is None or (which != "loose" and segment.section == "subjective" and "today" not in text):
            continue
        start, end = segment.start + found.start(), segment.start + found.end()
        start += len(found[0]) - len(found[0].lstrip())
        if _is_of_now(segment, _hit(segment, start, end)):
            yield CalledOff(segment, start, end, firm=which != "loose", whole=which == "whole")


def _is_of_now(segment: Segment, place: Hit) -> bool:
    """Whether a place tells of now; what is planned behind it is planned since: "tx held, to resume on Monday"."""
    found = contexts(segment, place)
    cues = segment.kinds.get("context", ())
    if segment.section != "plan" and not any(
        cue.entries["context"].more == "planned" and cue.j <= place.i for cue in cues
    ):
        found -= {"planned"}
    return not found & (LATER | OTHER_DAY | {"other_person"})


def _hit(segment: Segment, start: int, end: int) -> Hit:
    """The words of a place, as a phrase of the note."""
    scan = segment.scan
    within = [k for k in range(segment.i, segment.j) if start <= scan.starts[k] < end]
    return Hit(start, end, within[0], within[-1] + 1, {})


def _tells(segment: Segment) -> Given:
    """Whether a segment tells of something that was done: how much of which exercise, technique or activity."""
    if segment.section == "subjective" or not is_of_today(segment, row=False):
        return None
    if _TAKEN_UP.search(segment.scan.folded, segment.start, segment.end):
        return "told"
    counted = segment.has(*_DOSES)
    if _done(segment, "exercises", "techniques", "cues"):
        return "told" if counted else None if segment.has("measures", "motions", "ratings") else "hinted"
    return "hinted" if counted and _done(segment, "activities", "assistance") else None


def _done(segment: Segment, *kinds: str) -> bool:
    """Whether anything of these kinds was done today."""
    return any(not (contexts(segment, hit) & NOT_TODAY or is_often(segment, hit)) for hit in segment.all(*kinds))
