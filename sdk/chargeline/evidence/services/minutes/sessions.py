"""Equal minutes told twice: said again ("TE 25 min. TE 25 min."), or of two sessions or tasks, and then both count."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import TypeAlias

from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.structure import Segment

_NONE: Mapping[int, int] = MappingProxyType({})
_DAYTIMES = {
    "am": "am",
    "morning": "am",
    "noon": "noon",
    "pm": "pm",
    "afternoon": "pm",
    "evening": "evening",
}
_NUMBERS = {"first": "1", "second": "2", "third": "3", "1": "1", "2": "2", "3": "3"}
_ENDINGS = frozenset({"st", "nd", "rd"})
_BEFORE = frozenset(".,;(-|/\n")
_SITTINGS = frozenset({"session", "sessions", "visit", "treatment", "tx"})
_BEHIND = _SITTINGS | {":", "-", "|", "\n", ")"}
_FURTHEST = 80
"""Words from minutes back to the session's name on a line above."""
_TITLED = frozenset({"note", "notes", "session", "visit", "treatment", "tx"})
_TITLE = _TITLED | word_set("pt ot slp st speech physical occupational therapy daily soap progress , - (")
_TITLE_ENDS = frozenset({".", ":", ")", "\n", "|"})
_LONGEST_TITLE = 10
_MOST = 12
"""Statements of one service's minutes that are held against each other."""
_CONTENT = ("exercises", "techniques", "body", "sides", "activities", "equipment", "distance", "dose")


Visits: TypeAlias = Mapping[int, int]
"""Notes, by the identity of their words, that tell of visits at different times of the day, and which one each does."""


def counted_apart(told: Sequence[Minutes], tasks: bool = False, visits: Visits = _NONE) -> list[Minutes]:
    """Minutes without those said again; equal ones of different sessions, or of different `tasks`, add up."""
    if len(told) > _MOST:
        return list(told)
    kept: list[Minutes] = []
    several: set[int] = set()
    for one in told:
        same = [other for other in kept if _are_alike(one, other)]
        if all(_are_apart(one, other, tasks, visits) for other in same):
            kept.append(one)
            several.update([one.minutes] if same else ())
    return [one._replace(row=True) if _is_plain(one) and one.minutes in several else one for one in kept]


def of_other_sessions(told: Iterable[Minutes], others: Iterable[Minutes], visits: Visits = _NONE) -> bool:
    """Whether what one note tells and what another does is of different sessions of the day."""
    ours, theirs = list(told), list(others)
    return max(len(ours), len(theirs)) <= _MOST and all(
        _are_apart(one, other, False, visits) for one in ours for other in theirs
    )


def may_be_two(told: Sequence[tuple[str, Minutes]]) -> bool:
    """Whether equal minutes stand under one name beside different deeds: nobody can tell if they are said again.

    Another name, or the code, tells the same service in the billing's words.
    """
    return len(told) <= _MOST and any(
        name == again and _are_alike(one, other) and _tell_differently(one, other)
        for (name, one), (again, other) in combinations(told, 2)
    )


def _are_alike(one: Minutes, other: Minutes) -> bool:
    return one.minutes == other.minutes and _is_plain(one) and _is_plain(other)


def _is_plain(one: Minutes) -> bool:
    return one.since is None and one.by is None and not one.row


def _are_apart(one: Minutes, other: Minutes, tasks: bool, visits: Visits) -> bool:
    at = visits.get(id(one.segment.scan)), visits.get(id(other.segment.scan))
    if None not in at and at[0] != at[1]:
        return True
    sessions = _session(one), _session(other)
    if None not in sessions and sessions[0] != sessions[1]:
        return True
    if one.since is not None and other.since is not None:
        return one.since != other.since
    ours, theirs = _tasks(one.segment), _tasks(other.segment)
    return tasks and bool(ours and theirs) and ours.isdisjoint(theirs)


def _session(one: Minutes) -> str | None:
    """The session's name before minutes: on their line, or at the head of one above."""
    words = one.segment.scan.words
    named = {hit.i for hit in one.segment.all("services", "activities")}
    last = k = bisect_left(one.segment.scan.starts, one.start) - 1
    inline = True
    while k >= max(0, last - _FURTHEST):
        inline = inline and words[k] != "\n"
        name = _named(words, k, named)
        opens = k - (k > 0 and words[k - 1] in _SITTINGS)
        if name and (inline or opens == 0 or words[opens - 1] == "\n"):
            return name
        k -= 1
    return _title(words)


def _title(words: list[str]) -> str | None:
    """The time of day in a note's title: "PT treatment note, morning.", "PT AM note:"."""
    end = next((k for k, word in enumerate(words[: _LONGEST_TITLE + 1]) if word in _TITLE_ENDS), 0)
    title = words[:end]
    told = {_DAYTIMES[word] for word in title if word in _DAYTIMES}
    plain = _TITLE.union(_DAYTIMES).issuperset(title)
    return told.pop() if plain and len(told) == 1 and not _TITLED.isdisjoint(title) else None


def _named(words: list[str], k: int, services: set[int]) -> str | None:
    """The session that a word names, at the head of what was done in it: "AM: TE 20 min", "2nd session"; no "in AM"."""
    if words[k] in _DAYTIMES:
        behind = words[k + 1] if k + 1 < len(words) else "\n"
        heads = k == 0 or words[k - 1] in _BEFORE
        return _DAYTIMES[words[k]] if heads and (k + 1 in services or behind in _BEHIND) else None
    after = k + 1 + (words[k + 1 : k + 2] != [] and words[k + 1] in _ENDINGS)
    told = k > 0 and words[k].isdigit() and words[k - 1] in _SITTINGS
    if not told and words[after : after + 1] != [] and words[after] in _SITTINGS:
        told, after = True, after + 1
    heads = after >= len(words) or after in services or words[after] in _BEHIND
    return _NUMBERS.get(words[k]) if told and heads else None


def _tasks(segment: Segment) -> frozenset[str]:
    return frozenset(hit.entries["activities"].name for hit in segment.kinds.get("activities", ()))


def _tell_differently(one: Minutes, other: Minutes) -> bool:
    """Whether each of two statements tells of something that the other does not."""
    ours, theirs = _content(one.segment), _content(other.segment)
    return one.segment is not other.segment and bool(ours - theirs) and bool(theirs - ours)


def _content(segment: Segment) -> frozenset[str]:
    folded = segment.scan.folded
    return frozenset(
        hit.entries[kind].name if kind in hit.entries else folded[hit.start : hit.end]
        for kind in _CONTENT
        for hit in segment.kinds.get(kind, ())
    )
