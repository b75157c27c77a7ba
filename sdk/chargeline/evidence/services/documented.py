"""The services of an encounter: those of the input, with what the notes add, then those only a note tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count

from chargeline.evidence.reading import Clocked, DocumentedService, Stated
from chargeline.evidence.services.codes.described import Described
from chargeline.evidence.services.matching import is_own_service, matched
from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.minutes.reckoning import reckon
from chargeline.evidence.services.minutes.totals import Total, longest
from chargeline.evidence.services.names.named import Named, added
from chargeline.evidence.text.structure import Segment
from chargeline.model import Evidence, Service

Quote = Callable[[Segment, int, int], Evidence]
MOST_WORDS = 4
"""Words shown for a service that is described, the loudest first."""


def document(
    services: tuple[Service, ...],
    named: list[Named],
    own: dict[str, set[str]],
    quote: Quote,
    totals: Sequence[Total] = (),
    *,
    spare: Callable[[], Sequence[int]],
) -> tuple[tuple[DocumentedService, ...], dict[str, tuple[str, ...]]]:
    """Input services in their order, each with its part of the notes; then `t1`, `t2` ... for the rest.

    `own` holds the codes that each input service's own text names, `totals` the treatment times stated; `spare` tells
    the other minutes, which no service takes. The second value says which services each code stands for that is named
    or entered.
    """
    lengths = {total.minutes for total in totals}
    parts = spare() if sum(given_minutes(service) or 0 for service in services) in lengths else None
    matches = matched(services, named, own)
    for one in named:
        one.forget(totals)
    _reckon(services, named, matches, lengths)
    total = longest(totals)
    known = [_input(service, matches.get(service.id), quote, parts) for service in services]
    taken = {id(match) for match in matches.values()}
    known_codes = set().union(*own.values()) | {service.code for service in services if service.code}
    rest = [one for one in named if id(one) not in taken and is_own_service(one, known, known_codes, total)]
    if len(known) == len(named) == 1 and known[0].minutes is None:
        rest = []  # the one service of both, under two names
    told = [_from_note(id_, one, quote) for id_, one in zip(_free_ids(services), rest, strict=False)]
    ids: dict[str, tuple[str, ...]] = {}
    ids.update((one.code, (id_,)) for id_, one in matches.items())
    ids.update((one.code, (service.id,)) for one, service in zip(rest, told, strict=True))
    for code in (*(one.code for one in named), *(service.code for service in services)):
        if code and code not in ids:
            ids[code] = tuple(s.id for s in services if s.code == code)
    return (*known, *told), ids


def _reckon(services: tuple[Service, ...], named: list[Named], matches: dict[str, Named], totals: set[int]) -> None:
    """Lets the stated totals decide whose the minutes are that stand beside nothing."""
    given = {service.id: given_minutes(service) for service in services}
    if not totals or any(minutes is None and id_ not in matches for id_, minutes in given.items()):
        return
    known = sum(minutes for minutes in given.values() if minutes is not None)
    settled = {id(match) for id_, match in matches.items() if given[id_] is not None}
    rest = [one for one in named if id(one) not in settled]
    known += sum(one.minutes[0] or 0 for one in rest)
    reckon([one.anchors for one in rest if one.minutes[0] is None], known, totals)


def given_minutes(service: Service) -> int | None:
    return service.minutes if service.minutes is not None else _segment_minutes(service)


def _free_ids(services: tuple[Service, ...]) -> Iterator[str]:
    """`t1`, `t2` ..., without those that the input already uses."""
    used = {service.id for service in services}
    return (id_ for id_ in map("t{}".format, count(1)) if id_ not in used)


def _input(
    service: Service, named: Named | None, quote: Quote, spare: Sequence[int] | None = None
) -> DocumentedService:
    known = DocumentedService(
        id=service.id,
        origin="input",
        code=service.code,
        text=service.text,
        minutes=given_minutes(service),
        assistant_minutes=service.assistant_minutes,
    )
    if named is None:
        return known
    minutes, assistant = named.minutes
    return known._replace(
        minutes=known.minutes if known.minutes is not None else minutes,
        assistant_minutes=known.assistant_minutes if known.assistant_minutes is not None else assistant,
        minutes_in_note=named.in_note(known.minutes, spare) if known.minutes is not None else None,
        disagreeing=_disagreeing(named, quote),
        performed=named.performed,
        group=named.group,
        evidence=_evidence(named, quote),
        times=_times([(one, quote) for anchor in named.anchors for one in anchor.minutes]),
    )


def _segment_minutes(service: Service) -> int | None:
    """The sum of a service's segments, when each states its minutes."""
    stated = [segment.minutes for segment in service.segments]
    return sum(m for m in stated if m is not None) if stated and None not in stated else None


def _from_note(id_: str, one: Named, quote: Quote) -> DocumentedService:
    minutes, assistant = one.minutes
    return DocumentedService(
        id=id_,
        origin="note",
        code=one.code if one.coded else None,
        named=one.code,
        mentioned=one.mentioned,
        text=_text(one),
        minutes=minutes,
        assistant_minutes=assistant,
        disagreeing=_disagreeing(one, quote),
        doubted=_doubted(one, quote),
        group=one.group,
        evidence=_evidence(one, quote),
        times=_times([(told, quote) for anchor in one.anchors for told in anchor.minutes]),
    )


def from_description(id_: str, one: Described, quote: Quote) -> DocumentedService:
    """A service that a note describes without naming it, under the code that its words speak for, if for one."""
    minutes, assistant = added(one.told)
    words = sorted(one.cues, key=lambda told: -told[1].codes[one.code])[:MOST_WORDS]
    return DocumentedService(
        id=id_,
        origin="note",
        code=None,
        named=one.code or None,
        mentioned=one.mentioned,
        text=" ".join(segment.scan.text[segment.start : segment.end] for segment in one.segments),
        minutes=minutes,
        assistant_minutes=assistant,
        described=True,
        evidence=(
            *(quote(segment, cue.start, cue.end) for segment, cue in words),
            *(quote(m.segment, m.start, m.end) for m in one.told),
        ),
        times=_times([(told, quote) for told in one.told]),
    )


def from_row(id_: str, words: Minutes, quote: Quote) -> DocumentedService:
    """An item of a row of services under a name that nobody knows: its code is asked for."""
    evidence = quote(words.segment, words.start, words.end)
    text = words.segment.scan.text[words.start : words.end]
    return DocumentedService(
        id=id_,
        origin="note",
        code=None,
        text=text,
        minutes=words.minutes,
        assistant_minutes=None,
        described=True,
        evidence=(evidence,),
    )


def with_minutes(service: DocumentedService, told: Sequence[tuple[Minutes, Quote]]) -> DocumentedService:
    """A service with the minutes told beside its description, where it has none of its own."""
    if service.minutes is not None or service.disagreeing or not told or not service.performed:
        return service
    minutes, assistant = added([one for one, _ in told])
    return service._replace(
        minutes=minutes,
        assistant_minutes=service.assistant_minutes if service.assistant_minutes is not None else assistant,
        evidence=(*service.evidence, *(quote(one.segment, one.start, one.end) for one, quote in told)),
        times=_times(told),
    )


def _times(told: Sequence[tuple[Minutes, Quote]]) -> tuple[Clocked, ...]:
    """The clock times among statements of minutes, each once."""
    clocked = {one.since: (one, quote) for one, quote in reversed(told) if one.since is not None}
    return tuple(
        Clocked(since, one.minutes, quote(one.segment, one.start, one.end))
        for since, (one, quote) in reversed(clocked.items())
    )


def fitting(
    named: tuple[DocumentedService, ...], told: tuple[DocumentedService, ...], length: int | None
) -> tuple[DocumentedService, ...]:
    """Services named, and those described without a table's rows that may be parts of one named.

    They are where all do not fit into the stated time, or where they make one's minutes and nothing bears them out.
    """
    minutes = {one.named: one.minutes for one in named}
    apart = [one for one in told if one.times or (one.named is not None and one.named not in minutes)]
    rows = sum(one.minutes or 0 for one in told if one not in apart)
    whole = rows + sum(one.minutes or 0 for one in (*named, *apart))
    may_be_parts = rows in minutes.values() if length is None else whole > length
    return (*named, *(apart if may_be_parts else told))


def _disagreeing(one: Named, quote: Quote) -> tuple[Stated, ...]:
    """Each of the different minutes, with the words of the note that states it."""
    return tuple(
        Stated(minutes, quote(m.segment, m.start, m.end))
        for minutes, places in one.disagreeing.items()
        for anchor in places
        for m in anchor.minutes
    )


def _doubted(one: Named, quote: Quote) -> tuple[Stated, ...]:
    """The minutes that stand at a service without any of its own, where nobody can tell which of them it has."""
    told = [m for anchor in one.anchors for m in anchor.doubted] if one.minutes[0] is None else []
    return tuple(Stated(m.minutes, quote(m.segment, m.start, m.end)) for m in told)


def _text(one: Named) -> str:
    anchor = one.anchors[0]
    scan = anchor.segment.scan
    return scan.text[anchor.segment.start : anchor.segment.end]


def _evidence(one: Named, quote: Quote) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for anchor in one.anchors:
        found.append(quote(anchor.segment, anchor.hit.start, anchor.hit.end))
        found.extend(quote(m.segment, m.start, m.end) for m in (*anchor.minutes, *anchor.joint, *anchor.doubted))
    return tuple(dict.fromkeys(found))
