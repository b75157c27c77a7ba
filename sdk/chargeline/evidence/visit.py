"""What the notes tell of the visit besides its services: totals, times, what was no treatment, what was said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from chargeline.evidence.readers.finding import names_home
from chargeline.evidence.reading import Attended, DocumentedService, Rested, Said, Stated
from chargeline.evidence.services.codes.hearing import COUNTED
from chargeline.evidence.services.codes.in_life import tells_of_life, tells_of_need
from chargeline.evidence.services.documented import given_minutes
from chargeline.evidence.services.minutes.attended import attended
from chargeline.evidence.services.minutes.resting import Rest, rests
from chargeline.evidence.services.minutes.sharing import shared as co_treated
from chargeline.evidence.services.minutes.totals import Total
from chargeline.evidence.services.names.another import only_today
from chargeline.evidence.services.names.attribution import Share
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.services.people.elsewhere import elsewhere
from chargeline.evidence.source import Source
from chargeline.evidence.text.sections import NOT_TREATMENT
from chargeline.evidence.text.structure import Segment
from chargeline.model import Encounter


def stated(total: Total, source: Source) -> Stated:
    """A total with its words."""
    return Stated(minutes=total.minutes, evidence=source.quote(total.segment, total.start, total.end))


def _rested(source: Source, rest: Rest) -> Rested:
    return Rested(rest.minutes, rest.services, source.quote(rest.segment, rest.start, rest.end), rest.why)


def rested(notes: list[Source], services: tuple[DocumentedService, ...], encounter: Encounter) -> tuple[Rested, ...]:
    """What the notes tell of within the services' minutes that is none of their treatment."""
    told = (_rested(source, rest) for source in notes for rest in rests(source.segments) if rest.services)
    return (*told, *_shared(notes, services, encounter), *_beside_another(notes, services))


def _shared(notes: list[Source], services: tuple[DocumentedService, ...], encounter: Encounter) -> Iterator[Rested]:
    """Co-treatments without a share, of the services of their words, else of all; none whose minutes are entered."""
    entered = {one.id for one in encounter.services if given_minutes(one) is not None}
    asked = [one.id for one in services if one.minutes and one.id not in entered]
    for source in notes if asked else ():
        for one in co_treated(source.segments):
            own = [id_ for id_ in asked if id_ in one.segment.services] if one.segment.has("minutes") else asked
            yield _rested(source, one)._replace(services=tuple(own))


def _beside_another(notes: list[Source], services: tuple[DocumentedService, ...]) -> Iterator[Rested]:
    """A therapist with another patient too: at the services of its words, else at any of them."""
    for source in notes:
        for one in elsewhere(source.segments):
            yield _rested(source, one)._replace(services=one.services or tuple(service.id for service in services))


def times(notes: list[Source]) -> tuple[Attended, ...]:
    """The visit's times by the clock, each once; none where a note leaves them out."""
    found: dict[tuple[int, int], Attended] = {}
    for source in notes:
        told = attended(source.segments)
        if not told:
            return ()
        for one in told:
            places = tuple(source.quote(*place) for place in one.places)
            found.setdefault((one.since, one.minutes), Attended(one.minutes, places))
    return tuple(found.values())


def said(source: Source, named: list[Anchor], ids: Mapping[str, tuple[str, ...]], discipline: str) -> Said:
    """What a note says of the treatment itself, in its order: no plans, nothing done at home, no patient's report.

    The name of what was not done is none of it, where no service of the visit has it.
    """
    told = [part for part in only_today(source.segments, discipline) if _is_of_visit(part)]
    parts = (share for part in told for share in part.shares or [(part.start, part.end, part.services)])
    aside = [(one.hit.start, one.last.end) for one in named if not one.performed and not ids.get(one.code)]
    aside += [place for part in told for place in _to_come(part)]
    return Said(note=source.owner, parts=tuple(_without(sorted(aside), parts) if aside else parts))


def _without(aside: list[tuple[int, int]], parts: Iterable[Share]) -> Iterator[Share]:
    """Parts of a note without the places that stand in them."""
    for start, end, services in parts:
        first, behind = (bisect_left(aside, (at, 0)) for at in (start, end))
        for i, j in aside[first:behind]:
            yield start, i, services
            start = j  # noqa: PLW2901
        yield start, end, services


def _to_come(part: Segment) -> Iterator[tuple[int, int]]:
    """Where a part of the visit tells at its end of the next one: "TE 15 min, gait next visit"."""
    words = part.scan.words
    for plan in part.kinds.get("plans", ()):
        k = next((k for k in range(plan.i - 1, part.i, -1) if words[k] in _PARTS), 0)
        counted = any(k < one.i < plan.i for one in part.all(*COUNTED))
        if k and plan.entries["plans"].more == "next" and not counted:
            yield part.scan.ends[k], plan.end


_PARTS = (",", "and", ";")


def _is_of_visit(part: Segment) -> bool:
    if part.section in NOT_TREATMENT or part.label in _OF_OTHER_DAYS or names_home(part):
        return False
    if any(hit.entries["limits"].name == _DEFICITS for hit in part.kinds.get("limits", ())) and not part.has(*COUNTED):
        return False  # "performance deficits: bathing, dressing"
    return not (_is_planned(part) or tells_of_life(part) or (not part.services and tells_of_need(part)))


def _is_planned(part: Segment) -> bool:
    """Whether a part tells only of the next visit, and of nothing counted today: "splint fitting next visit"."""
    plans = part.kinds.get("plans", ())
    return any(plan.entries["plans"].more == "next" for plan in plans) and not part.has(*COUNTED)


_DEFICITS = "deficits of performance"
_OF_OTHER_DAYS = ("hep", "goals", "history", "baseline")
