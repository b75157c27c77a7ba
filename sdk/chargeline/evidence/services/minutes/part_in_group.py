"""Minutes of a service that a note parts: "TE 30 min (20 one-on-one, 10 in group)" is 20 of it, and a group of 10."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chargeline.evidence.services.codes.classify import GROUP, GROUPS
from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.names.naming import Anchor
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_NUMBER = r"{}(?P<{}>[0-9]{{1,3}}) ?(?:min(?:ute)?s?\b\.?|')? ?"
_ALONE = r"(?:of |as )?(?:1 ?: ?1|1 on 1|1-on-1|one[- ]on[- ]one|one[- ]to[- ]one|individual(?:ly)?)\b"
_TOGETHER = r"(?:of |as |in )?(?:a |the )?(?:group|grp)\b"
_LINK = r"(?: tx| treatment)?[ ,;/+&]*(?:and |then )?"
_ORDERS = (
    "{number}{alone}{link}{number_}{group}",
    "{number_}{group}{link}{number}{alone}",
    "{number}{alone}{link}{group}[ :=-]*{number_}",
    "{alone}[ :=-]*{number}{link}{group}[ :=-]*{number_}",
)
_PARTED = [
    re.compile(
        order.format(
            number=_NUMBER.format(r"\b", "alone"),
            number_=_NUMBER.format("", "group"),
            alone=_ALONE,
            group=_TOGETHER,
            link=_LINK,
        )
    )
    for order in _ORDERS
]
_WORDS = ("group", "grp", "groups")


def part_in_group(line: list[Segment], here: list[Anchor]) -> None:
    """Gives the service before such words its own part, and a group the other."""
    if not any(word in segment.said for segment in line for word in _WORDS):
        return
    first, last = line[0], line[-1]
    found = (pattern.search(first.scan.folded, first.start, last.end) for pattern in _PARTED)
    parted = next(filter(None, found), None)
    owner = next((one for one in reversed(here) if parted and _owns(one, parted)), None)
    place = next(_groups(line, parted), None) if parted else None
    if parted is None or owner is None or place is None:
        return
    owner.minutes, owner.doubted, owner.group = [_minutes(parted, "alone", owner.segment)], [], False
    segment, hit = place
    group = next((one for one in here if one.code in GROUPS), None)
    if group is None:
        group = Anchor(GROUP, "group therapy", segment, hit, hit, coded=False, group=True)
        here.append(group)
    group.minutes, group.doubted = [_minutes(parted, "group", segment)], []


def _owns(one: Anchor, parted: re.Match[str]) -> bool:
    """Whether a service stands before its parts, which are all of its minutes, or before its own part alone."""
    own, group = int(parted["alone"]), int(parted["group"])
    stated = {told.minutes for told in (*one.minutes, *one.doubted)}
    return (
        one.code not in GROUPS and one.hit.start < parted.start() and (not stated or bool({own, own + group} & stated))
    )


def _minutes(parted: re.Match[str], which: str, segment: Segment) -> Minutes:
    return Minutes(int(parted[which]), None, segment, *parted.span(which))


def _groups(line: list[Segment], parted: re.Match[str]) -> Iterator[tuple[Segment, Hit]]:
    """Where the group stands, as a name of the lexicon."""
    for segment in line:
        for hit in segment.all("group", "services"):
            if parted.start() <= hit.start < parted.end():
                yield segment, hit
