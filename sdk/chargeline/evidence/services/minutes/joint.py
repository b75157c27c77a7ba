"""One number of minutes that a note states for several services together: "TE and NMR 30 min", "30 min of TE/NMR"."""

from __future__ import annotations

from chargeline.evidence.reading import Joint
from chargeline.evidence.services.documented import Quote
from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.names.named import Named


def joint(named: list[Named], ids: dict[str, tuple[str, ...]], quote: Quote) -> tuple[Joint, ...]:
    """Each number of minutes that services have together, where each of them stands once and has none of its own."""
    places: dict[tuple[int, int], Minutes] = {}
    sharing: dict[tuple[int, int], set[str]] = {}
    for one in named:
        for told in (told for anchor in one.anchors for told in anchor.joint):
            places[id(told.segment), told.start] = told
            sharing.setdefault((id(told.segment), told.start), set()).add(one.code)
    alone = {one.code for one in named if one.joint and len(ids.get(one.code, ())) == 1}
    return tuple(
        Joint(told.minutes, tuple(sorted(ids[code][0] for code in codes)), quote(told.segment, told.start, told.end))
        for place, told in places.items()
        if (codes := sorted(sharing[place])) and alone.issuperset(codes)
    )
