"""Which code the documentation of each service speaks for.

A service's own text and the parts of the notes that belong to it are weighed together. Where neither says anything,
the parts that belong to nobody are asked whether anything in them speaks for the code at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from chargeline.evidence.reading import DocumentedService, Reading
from chargeline.evidence.services.codes.aimed import is_aim
from chargeline.evidence.services.codes.bare import only_results
from chargeline.evidence.services.codes.classify import CLEARLY, Cue, Spoken, Tally, weigh, without_cued
from chargeline.evidence.services.codes.interventions import OVER, Interventions, Vocabulary
from chargeline.evidence.services.names.headings import BY_HAND
from chargeline.evidence.services.people.absent import CAREGIVER, is_absence, tells_absence
from chargeline.evidence.services.people.patients import is_alone
from chargeline.model import Encounter, Evidence, NoteSpan, ServiceSpan

STRONGLY = 4.0
"""How much must speak for a code that no service of the visit has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The code that the documentation supports, and the words that say so."""

    code: str
    evidence: tuple[Evidence, ...]


@dataclass(slots=True)
class _Part:
    """A piece of text with its weights, once they are asked for: `services` are those it belongs to."""

    source: str
    note: bool
    spoken: Spoken
    place: tuple[int, int]
    services: tuple[str, ...]
    discipline: str
    _heard: Tally | None = None

    @property
    def heard(self) -> Tally:
        """What the piece says about each code."""
        if self._heard is None:
            heard = weigh(self.spoken, *self.place, discipline=self.discipline)
            self._heard = without_cued(self.spoken, heard)
        return self._heard

    def quote(self, cue: Cue) -> Evidence:
        words = self.spoken.text[cue.start : cue.end]
        if self.note:
            return NoteSpan(note=self.source, start=cue.start, end=cue.end, text=words)
        return ServiceSpan(service=self.source, start=cue.start, end=cue.end, text=words)


class Weighed(NamedTuple):
    """By service, the code that its documentation speaks for instead; and the services of which no note tells."""

    supported: Mapping[str, Support]
    untold: frozenset[str]


def weighed(
    encounter: Encounter,
    reading: Reading,
    interventions: Interventions,
    one_on_one: frozenset[str],
    first_of: Mapping[str, str] = MappingProxyType({}),
) -> Weighed:
    """What the words of services and notes speak for. `one_on_one` are the codes that take one patient at a time.

    `first_of` names the first code of each additional one: beside it the words are those of both.
    """
    told = {service.told for service in reading.services if service.told}
    further = {service.id for service in reading.services if first_of.get(service.told or "") in told}
    vocabulary = interventions.of(encounter.discipline)
    said = list(_parts(encounter, reading, vocabulary))
    parts = [part for part in said if part.spoken.says_something(*part.place)]
    supported = _supported(reading, said, parts, vocabulary, one_on_one) if parts else {}
    return Weighed(
        {id_: support for id_, support in supported.items() if id_ not in further},
        frozenset(_untold(encounter, reading, parts, vocabulary)) - further,
    )


def _supported(
    reading: Reading, said: list[_Part], parts: list[_Part], vocabulary: Vocabulary, one_on_one: frozenset[str]
) -> dict[str, Support]:
    group, away = _group(parts, said), _away(said)
    found: dict[str, Support] = {}
    for service in reading.services:
        claimed = {other.told for other in reading.services if other.id != service.id}
        support = group if group and service.told in one_on_one and group.code not in claimed else None
        support = support or (away if CAREGIVER not in claimed else None)
        support = support or _otherwise(service, parts, claimed, vocabulary, one_on_one)
        if support and support.code != service.told:
            found[service.id] = support
    return found


def _away(said: list[_Part]) -> Support | None:
    """A caregiver's training, where a sentence by itself tells that the patient was not there, and another teaches."""
    for part in said:
        text = part.spoken.text[slice(*part.place)]
        if part.note and len(text) <= _SENTENCE and is_absence(text) and any(map(_teaches, said)):
            words = NoteSpan(note=part.source, start=part.place[0], end=part.place[1], text=text)
            return Support(code=CAREGIVER, evidence=(words,))
    return None


def _teaches(part: _Part) -> bool:
    return part.heard.scores.get(CAREGIVER, 0.0) > 0


_SENTENCE = 60
"""Code points of a sentence that says no more than that."""


def _untold(encounter: Encounter, reading: Reading, parts: list[_Part], vocabulary: Vocabulary) -> Iterator[str]:
    """The services entered of which no word of the notes tells, where these name another one that was entered."""
    entered = [service for service in reading.services if service.origin == "input"]
    told = {id_ for said in reading.said for *_, services in said.parts for id_ in services}
    told |= {service.id for service in entered if service.evidence or not _is_bare(service.text)}
    silent = [service for service in entered if service.id not in told and service.code in vocabulary.codes]
    unread = reading.unread or not reading.said or any(gap.what == "notes" for gap in encounter.not_read)
    if not silent or unread or not any(service.evidence for service in entered):
        return
    heard = {code for part in parts if part.note for code, _ in part.heard.ranked()}
    silent = [service for service in silent if service.code not in heard]
    if silent:
        whole = (
            weigh(spoken, 0, len(spoken.text), discipline=encounter.discipline) for spoken in reading.spoken.values()
        )
        heard = {code for note in whole for code, _ in note.ranked()}
    yield from (service.id for service in silent if service.code not in heard)


def _is_bare(text: str) -> bool:
    """Whether a service's own text is no more than a name."""
    return len(text.split()) <= LONGEST_NAME and not any(map(str.isdigit, text))


LONGEST_NAME = 3
"""Words of a name: "Manual therapy, each"."""


def _parts(encounter: Encounter, reading: Reading, vocabulary: Vocabulary) -> Iterator[_Part]:
    discipline = encounter.discipline
    for service in encounter.services:
        if service.text:
            place = 0, len(service.text)
            yield _Part(service.id, False, Spoken(service.text, vocabulary), place, (service.id,), discipline)
    for said in reading.said:
        for start, end, services in said.parts:
            yield _Part(said.note, True, reading.spoken[said.note], (start, end), services, discipline)


def _group(parts: list[_Part], said: list[_Part]) -> Support | None:
    """More than one patient at a time, said somewhere and denied nowhere in what is said."""
    for part in parts:
        for cue in part.heard.cues if part.spoken.tells_of_group(*part.place) else ():
            if cue.kind == "group":
                many = part.spoken.text[cue.start : cue.end]
                alone = any(is_alone(one.spoken.text[slice(*one.place)], many) for one in said)
                return None if alone else Support(code=next(iter(cue.codes)), evidence=(part.quote(cue),))
    return None


def _otherwise(
    service: DocumentedService, parts: list[_Part], claimed: Set[str | None], vocabulary: Vocabulary, single: Set[str]
) -> Support | None:
    """What else the words speak for; a code that another service has, only where little speaks for this one's."""
    code = service.told
    if code is not None and code not in vocabulary.codes:
        return None
    if code == CAREGIVER and any(isinstance(one, NoteSpan) and tells_absence(one.text) for one in service.evidence):
        return None  # what a caregiver was taught while the patient was away is no treatment, whatever it was
    own = [part for part in parts if service.id in part.services]
    unclaimed = [part for part in parts if not part.services]
    if any(part.heard.scores for part in own):
        lead = _leading(code, own, unclaimed)
        if lead and code and (_is_only_aimed_at(code, lead.code, own) or _is_anothers(lead.code, own, claimed)):
            return None
        if lead and any(code in tiers and lead.code in tiers for tiers in _TIERS) and not _names_tier(own):
            return None
        if lead and (_stands_over(code, own) or _is_beside(service, lead.code)) and lead.code not in _family(code):
            return None
        return None if lead and lead.code in claimed and _may_be(code, lead.code, _added(own)) else lead
    if code is None:
        return None
    return (
        _without_patient(code, unclaimed, claimed)
        or _sister(code, unclaimed, claimed)
        or _only_other(code, unclaimed, single - claimed)
    )


def _is_only_aimed_at(code: str, other: str, own: list[_Part]) -> bool:
    """Whether all that speaks for another code in a service's own words tells what it was for."""
    cues = ((part, cue) for part in own for cue in part.heard.cues if cue.codes.get(other, 0.0) > 0)
    return all(is_aim(code, other, part.spoken, cue) for part, cue in cues)


def _is_anothers(code: str, own: list[_Part], claimed: Set[str | None]) -> bool:
    """Whether a thing that another service was about is only mentioned: "TE to adjacent joints, orthosis off"."""
    if code not in claimed or any(part.heard.scores.get(code, 0.0) > 0 for part in own if not part.note):
        return False
    return any(cue.codes.get(code, 0.0) >= OVER for part in own for cue in part.heard.cues)


def _stands_over(code: str | None, own: list[_Part]) -> bool:
    """Whether the words name what takes in all that was done in it, and that is the service: work conditioning."""
    return any(code is not None and cue.codes.get(code, 0.0) >= OVER for part in own for cue in part.heard.cues)


_TIERS = (frozenset({"97161", "97162", "97163"}), frozenset({"97165", "97166", "97167"}))
"""The tiers of a first evaluation: its bare name stands for the lowest and speaks against none."""


def _names_tier(own: list[_Part]) -> bool:
    """Whether the words of an evaluation say how complex it was."""
    words = (part.spoken.text[cue.start : cue.end].lower() for part in own for cue in part.heard.cues)
    return any("complex" in told for told in words)


_MODALITIES = frozenset(BY_HAND) - {"97140", "97124"}


def _is_beside(service: DocumentedService, other: str) -> bool:
    """Whether a modality stands beside a service that the note names itself: ice below "Ther ex 30 min"."""
    return service.code is None and not service.described and other in _MODALITIES - {service.named}


def _without_patient(code: str, unclaimed: list[_Part], claimed: Set[str | None]) -> Support | None:
    """Training of a caregiver while the patient is away, whatever it was about, where nothing else tells of a code."""
    away = [part for part in unclaimed if part.heard.scores.get(CAREGIVER, 0.0) >= STRONGLY]
    if not away or code == CAREGIVER or CAREGIVER in claimed:
        return None
    rest = _added([part for part in unclaimed if part not in away])
    return None if rest.get(code, 0.0) >= STRONGLY else _support(CAREGIVER, away)


_SISTERS = (
    frozenset({"97014", "G0283", "97032"}),
    frozenset({"97760", "97761", "97763"}),
    frozenset({"97124", "97140"}),
)
"""Codes for the same means, given in another way: attended or not, first or again."""


def _sister(code: str, unclaimed: list[_Part], claimed: Set[str | None]) -> Support | None:
    """A sister of the code that nobody has and that leads it clearly, in what belongs to no service."""
    sisters = _family(code) - {code} - claimed
    if not sisters:
        return None
    scores = _added(unclaimed)
    best = max(sisters, key=lambda one: (scores.get(one, 0.0), one))
    if scores.get(best, 0.0) < STRONGLY or _may_be(code, best, scores):
        return None
    return _support(best, unclaimed)


def _family(code: str | None) -> frozenset[str]:
    """A code and its sisters; nothing for one that has none."""
    return next((codes for codes in _SISTERS if code in codes), frozenset[str]())


def _may_be(code: str | None, other: str, own: Mapping[str, float]) -> bool:
    """Whether a service may be what it is said to be, and the words for the other code those of the other service."""
    return code is not None and 2 * own.get(code, 0.0) >= own.get(other, 0.0)


def _leading(code: str | None, own: list[_Part], unclaimed: list[_Part]) -> Support | None:
    """The code that clearly leads in what belongs to the service, and in what else in the visit tells of the same."""
    best = _best(_added(own))
    if best is None or best == code:
        return None
    told = own + [part for part in unclaimed if _best(part.heard.scores) == best]
    scores = _added(told)
    rivals = [score for other, score in scores.items() if other != best] if code is None else [scores.get(code, 0.0)]
    return _support(best, told) if scores[best] - max([0.0, *rivals]) >= CLEARLY else None


def _best(scores: Mapping[str, float]) -> str | None:
    return max((c for c, s in scores.items() if s > 0), key=lambda c: (scores[c], c), default=None)


def _only_other(code: str, unclaimed: list[_Part], free: Set[str | None]) -> Support | None:
    """A code that no service has and the visit documents, where nothing speaks for this one."""
    scores = _added(unclaimed)
    if scores.get(code, 0.0) > 0:
        return None
    others = [c for c, s in scores.items() if s >= STRONGLY and c in free]
    best = max(others, key=lambda c: (scores[c], c), default=None)
    if best is None or only_results(best, [cue for part in unclaimed for cue in part.heard.cues]):
        return None
    if any(scores[c] > scores[best] - CLEARLY for c in others if c != best):
        return None
    return _support(best, unclaimed)


def _added(parts: list[_Part]) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        for code, score in part.heard.scores.items():
            total[code] = total.get(code, 0.0) + score
    return total


def _support(code: str, parts: list[_Part]) -> Support:
    spoken = (
        (cue.codes[code], part.quote(cue)) for part in parts for cue in part.heard.cues if cue.codes.get(code, 0) > 0
    )
    loudest = sorted(spoken, key=lambda row: -row[0])[:4]
    return Support(code=code, evidence=tuple(evidence for _, evidence in loudest))
