"""Which service something belongs to: by its line, by the heading above it, or by what it is."""

from __future__ import annotations

from collections.abc import Container, Iterable
from itertools import chain, pairwise
from typing import TypeAlias

from chargeline.evidence.readers.finding import Found
from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.services.codes.classify import GROUPS
from chargeline.evidence.services.codes.hearing import is_nought
from chargeline.evidence.services.minutes.closing import closing
from chargeline.evidence.services.names.headings import BY_HAND
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.services.people.patients import several
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_BY_LINE = frozenset(
    {"exercise", "dose", "purpose", "mode", "activity", "adl", "rationale", "assistance", "area", "change"}
)
"""What belongs to the service of its line. Results, deficits, responses and plans speak of the whole visit."""


def blocks(parts: list[Segment], found: list[Anchor], ids: dict[str, tuple[str, ...]]) -> None:
    """Gives each segment the services of its line; a heading that stands alone speaks for the lines below it."""
    by_line: dict[int, list[Anchor]] = {}
    for anchor in found:
        by_line.setdefault(anchor.segment.line, []).append(anchor)
    standing: tuple[str, ...] = ()
    section, last = None, -1
    for segment in parts:
        here = by_line.get(segment.line, [])
        if segment.section != section or (not here and segment.line - last > 1):
            standing, section = (), segment.section
        if here:
            own = [a for a in here if a.segment is segment]
            before = (a for a in reversed(here) if a.segment.i < segment.i and _speaks_for(a, segment))
            over = own[-1] if own else next(before, None)
            segment.shares = _shares(segment, own, ids)
            segment.services = ids.get(over.code, ()) if over else ()
            standing = segment.services if _alone(here, segment) else ()
        else:
            own, segment.services = [], standing
        if segment.services and not own:
            segment.services = _with_others(segment, ids)
        last = segment.line


def _with_others(segment: Segment, ids: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The services under whose title a sentence stands, and those of the visit that it names itself: "gait 4x10 ft"."""
    names = (ids.get(hit.entries["services"].more[:5], ()) for hit in segment.kinds.get("services", ()))
    return tuple(dict.fromkeys(chain(segment.services, *names)))


_HEADING = word_set(": - = ( ) [ ] , x mins minutes units timed cpt code w / and of for total time ' # & + .")


def _alone(here: list[Anchor], segment: Segment) -> bool:
    """Whether a line holds a heading, with its code and its minutes, and nothing else."""
    anchor = here[0]
    if len({a.code for a in here}) > 1 or anchor.segment is not segment:
        return False
    words = segment.scan.words
    if words[segment.i] in ("-", "*", "•", "·") and words[segment.j - 1] != ":":
        return False
    return _says_nothing_else(segment, segment.i, segment.j)


def _says_nothing_else(segment: Segment, first: int, end: int) -> bool:
    """Whether there are only services' names, their codes and their minutes between two words of a segment."""
    words = segment.scan.words
    named = {k for hit in segment.hits if "services" in hit.entries or _minutes(hit) for k in range(hit.i, hit.j)}
    return all(k in named or words[k] in _HEADING or words[k].isdigit() for k in range(first, end))


def _heads(anchor: Anchor) -> bool:
    """Whether a name opens its line or stands before a colon, so that it speaks for the sentences after it."""
    words, hit = anchor.segment.scan.words, anchor.hit
    after = words[hit.j : min(hit.j + 8, anchor.segment.j)]
    opens = all(not word[0].isalnum() for word in words[anchor.segment.i : hit.i])
    return ":" in after or (opens and bool(after) and after[0] in ("-", "(", "x"))


def _speaks_for(anchor: Anchor, segment: Segment) -> bool:
    """Whether a name heads a later sentence of its line: none of something else done for a time, or for none."""
    another = segment.has("techniques") and closing(segment) is not None and anchor.code not in BY_HAND
    return _heads(anchor) and not (another and anchor.minutes) and not is_nought(segment)


def _shares(segment: Segment, own: list[Anchor], ids: dict[str, tuple[str, ...]]) -> tuple[Share, ...]:
    """The parts of a segment that names several services, each from its name or its minutes on: "TE 22, NMR 23"."""
    if len({a.code for a in own}) < 2:
        return ()
    starts = [min([a.hit.start, *(m.start for m in a.minutes if m.segment is segment)]) for a in own]
    owners = [ids.get(a.code, ()) for a in own]
    if _joined(segment, own):
        owners[-1] = tuple(dict.fromkeys(chain.from_iterable(owners)))
    places = pairwise([segment.start, *starts[1:], segment.end])
    return tuple((start, end, owner) for (start, end), owner in zip(places, owners, strict=True))


def _joined(segment: Segment, own: list[Anchor]) -> bool:
    """Whether several names head one list of what was done: "TE 20 min and gait 15 min: SLR, RW 100 ft"."""
    words, last = segment.scan.words, own[-1].last
    colon = next((k for k in range(last.j, segment.j) if words[k] == ":"), None)
    joined = not _AND.isdisjoint(words[own[-2].last.j : own[-1].hit.i])
    return joined and colon is not None and _says_nothing_else(segment, own[0].hit.i, colon)


_AND = frozenset({"and", "&", "+", "/"})


Share: TypeAlias = tuple[int, int, tuple[str, ...]]


def _minutes(hit: Hit) -> bool:
    quantity = hit.quantity
    return quantity is not None and quantity.kind in ("minutes", "number", "units", "clock")


def in_group(services: Iterable[DocumentedService]) -> tuple[str, ...]:
    """The services that were given to a group."""
    return _ids(services, GROUPS)


def attribute(one: Found, services: tuple[DocumentedService, ...], group: tuple[str, ...]) -> tuple[str, ...]:
    """The services that a finding belongs to; none when it speaks of the whole visit. `group` are those of a group.

    Where a line is of several services or of none, what a finding is tells whose it is; in a group
    anything may be done.
    """
    if one.kind not in _BY_LINE:
        return ()
    here = _of_part(one)
    if len(here) == 1 or (here and not one.codes):
        return here
    if group and not here and several(one.segment.scan.text[one.segment.start : one.segment.end]):
        return group
    if not one.codes:
        return here
    own = [service for service in services if not here or service.id in here]
    apart = one.segment.has("one_on_one")
    return _ids(own, one.codes if apart else GROUPS.union(one.codes)) or here


def _ids(services: Iterable[DocumentedService], codes: Container[str | None]) -> tuple[str, ...]:
    """Which of the services stand for any of the codes."""
    return tuple([service.id for service in services if (service.code or service.named) in codes])


def _of_part(one: Found) -> tuple[str, ...]:
    """The services of the part in which a finding stands, where its segment names several, or of the segment."""
    for start, end, ids in one.segment.shares:
        if start <= one.start < end:
            return ids
    return one.segment.services
