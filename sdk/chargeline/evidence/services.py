"""The services of an encounter: those of the input, with what the notes add, then those only a note tells of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chargeline.evidence.anchors import Anchor, Minutes
from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.structure import Segment
from chargeline.model import Evidence, Service

Quote = Callable[[Segment, int, int], Evidence]


@dataclass(slots=True)
class Named:
    """All that the notes say of one service: the places that name it and its minutes."""

    code: str
    name: str
    coded: bool
    anchors: list[Anchor] = field(default_factory=list)

    @property
    def minutes(self) -> tuple[int | None, int | None]:
        """Minutes in all, and of these by the assistant, as far as they are stated."""
        return _added([minutes for anchor in self.anchors for minutes in anchor.minutes])

    @property
    def performed(self) -> bool:
        """Whether any place says that it was done."""
        return any(anchor.performed for anchor in self.anchors)

    @property
    def group(self) -> bool:
        """Whether any place says that it was done in a group."""
        return any(anchor.group for anchor in self.anchors)


def _added(stated: list[Minutes]) -> tuple[int | None, int | None]:
    """Adds what different places state; a number said again, or the sum of the parts, is not added twice."""
    by = {role: [m.minutes for m in stated if m.by == role] for role in ("therapist", "assistant", None)}
    assistant = sum(dict.fromkeys(by["assistant"])) if by["assistant"] else None
    parts = sum(dict.fromkeys(by["therapist"])) + (assistant or 0)
    plain = list(dict.fromkeys(by[None]))
    whole = max(plain, default=0)
    if len(plain) > 1 and whole != sum(plain) - whole:
        whole = sum(plain)
    if not plain and not by["therapist"]:
        return (assistant, assistant) if assistant is not None else (None, None)
    return max(whole, parts), assistant


def name_services(anchors: list[Anchor]) -> list[Named]:
    """The services that the notes name, each once, in the order of their first mention."""
    found: dict[str, Named] = {}
    for anchor in anchors:
        named = found.setdefault(anchor.code, Named(anchor.code, anchor.name, anchor.coded))
        named.anchors.append(anchor)
        named.coded = named.coded or anchor.coded
    return list(found.values())


def document(
    services: tuple[Service, ...], named: list[Named], own: dict[str, set[str]], quote: Quote
) -> tuple[tuple[DocumentedService, ...], dict[str, tuple[str, ...]]]:
    """Input services in their order, each with its part of the notes; then `t1`, `t2` ... for the rest.

    `own` holds the codes that each input service's own text names. The second value says which services each code that
    a note names stands for.
    """
    matches = _match(services, named, own)
    known = [_input(service, matches.get(service.id), quote) for service in services]
    taken = {id(match) for match in matches.values()}
    rest = [one for one in named if id(one) not in taken and _is_own_service(one, services)]
    told = [_from_note(f"t{n}", one, quote) for n, one in enumerate(rest, 1)]
    ids: dict[str, tuple[str, ...]] = {}
    ids.update((one.code, (id_,)) for id_, one in matches.items())
    ids.update((one.code, (service.id,)) for one, service in zip(rest, told, strict=True))
    for one in named:
        if one.code not in ids:
            ids[one.code] = tuple(s.id for s in services if s.code == one.code)
    return (*known, *told), ids


def _match(services: tuple[Service, ...], named: list[Named], own: dict[str, set[str]]) -> dict[str, Named]:
    """Each named service to the one input service that it is: by code, else by the name in its text."""
    found: dict[str, Named] = {}
    for one in named:
        for same in (
            [s for s in services if s.code == one.code],
            [s for s in services if one.code in own.get(s.id, ())],
        ):
            free = [s for s in same if s.id not in found]
            if len(free) == 1 and len(same) == 1:
                found[free[0].id] = one
                break
    return found


def _is_own_service(one: Named, services: tuple[Service, ...]) -> bool:
    """Whether a note documents a service of its own: with minutes beside its name when the input already lists some."""
    if not one.performed:
        return False
    if not services:
        return one.coded or one.minutes[0] is not None or _is_heading(one)
    known = {service.code for service in services}
    if one.code in known or one.minutes[0] is None:
        return False
    return not any(service.minutes == one.minutes[0] for service in services)


def _is_heading(one: Named) -> bool:
    """Whether some place puts the name at the head of a line."""
    return any(all(not word[0].isalnum() for word in a.segment.scan.words[a.segment.i : a.hit.i]) for a in one.anchors)


def _input(service: Service, named: Named | None, quote: Quote) -> DocumentedService:
    known = DocumentedService(
        id=service.id,
        origin="input",
        code=service.code,
        text=service.text,
        minutes=service.minutes if service.minutes is not None else _segment_minutes(service),
        assistant_minutes=service.assistant_minutes,
    )
    if named is None:
        return known
    minutes, assistant = named.minutes
    return replace(
        known,
        minutes=known.minutes if known.minutes is not None else minutes,
        assistant_minutes=known.assistant_minutes if known.assistant_minutes is not None else assistant,
        minutes_in_note=minutes if known.minutes is not None else None,
        performed=named.performed,
        group=named.group,
        evidence=_evidence(named, quote),
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
        text=_text(one),
        minutes=minutes,
        assistant_minutes=assistant,
        group=one.group,
        evidence=_evidence(one, quote),
    )


def _text(one: Named) -> str:
    anchor = one.anchors[0]
    scan = anchor.segment.scan
    return scan.text[anchor.segment.start : anchor.segment.end]


def _evidence(one: Named, quote: Quote) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for anchor in one.anchors:
        found.append(quote(anchor.segment, anchor.hit.start, anchor.hit.end))
        found.extend(quote(m.segment, m.start, m.end) for m in anchor.minutes)
    return tuple(dict.fromkeys(found))
