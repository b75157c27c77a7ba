"""What the notes say of one service, wherever they name it: its minutes, by whom, and whether the notes agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations

from chargeline.evidence.services.minutes.lines import Minutes
from chargeline.evidence.services.minutes.roles import TOGETHER
from chargeline.evidence.services.minutes.sessions import Visits, counted_apart, may_be_two, of_other_sessions
from chargeline.evidence.services.minutes.totals import Total
from chargeline.evidence.services.names.done import Told, told
from chargeline.evidence.services.names.naming import Anchor


@dataclass(slots=True)
class Named:
    """All that the notes say of one service: the places that name it and its minutes.

    `apart` where the notes tell the assistant's minutes apart: then those of the therapist by name are no assistant's.
    """

    code: str
    name: str
    coded: bool
    anchors: list[Anchor] = field(default_factory=list)
    apart: bool = False
    visits: Visits = field(default_factory=dict)

    @property
    def minutes(self) -> tuple[int | None, int | None]:
        """Minutes in all, and of these by the assistant, as far as they are stated and the notes agree."""
        if self.disagreeing:
            return None, None
        minutes, assistant = self._in_all
        theirs = self.apart and assistant is None and self.givers <= {"therapist", TOGETHER}
        return minutes, 0 if theirs and minutes is not None else assistant

    @property
    def givers(self) -> set[str | None]:
        """Who gave its minutes, as far as that is said."""
        return {one.by for anchor in self.anchors for one in anchor.minutes}

    @property
    def _in_all(self) -> tuple[int | None, int | None]:
        given = [anchor for anchor in self.anchors if anchor.performed and anchor.minutes] or self.anchors
        return added(counted_apart([one for anchor in given for one in anchor.minutes], visits=self.visits))

    @property
    def joint(self) -> list[Minutes]:
        """What it has together with other services, where it has no minutes of its own."""
        return [] if self._in_all[0] is not None else [one for anchor in self.anchors for one in anchor.joint]

    @property
    def unsettled(self) -> list[Minutes]:
        """Minutes of which nobody can tell how many it has, where it has none that are plainly its own."""
        if self._in_all[0] is not None:
            return []
        return [one for anchor in self.anchors for one in (*anchor.joint, *anchor.doubted)]

    def doubt(self) -> None:
        """Leaves open how many minutes it has."""
        for anchor in self.anchors:
            anchor.doubted, anchor.minutes = [*anchor.doubted, *anchor.minutes], []

    def put_right(self) -> None:
        """Marks the minutes told first as those that a note corrects: a total of theirs bears them out no more."""
        told = [[*anchor.minutes, *anchor.doubted] for anchor in self.anchors]
        old = frozenset(one.minutes for one in next(filter(None, told), []))
        for anchor in self.anchors:
            anchor.old, anchor.loose = old, [one for one in anchor.loose if one.minutes not in old]

    @property
    def disagreeing(self) -> dict[int, list[Anchor]]:
        """By the minutes that they state: the places of notes that give one person's part different minutes."""
        notes: dict[int, list[Anchor]] = {}
        for anchor in self.anchors:
            notes.setdefault(id(anchor.segment.scan), []).append(anchor)
        if len(notes) < 2:
            return {}
        stated = [[m for anchor in places for m in anchor.minutes] for places in notes.values()]
        if all(of_other_sessions(*two, self.visits) for two in combinations(stated, 2)):
            return {}
        told = [_by_person(some) for some in stated]
        if all(one[role] == other[role] for one, other in combinations(told, 2) for role in one.keys() & other.keys()):
            return {}
        return {sum(by.values()): places for by, places in zip(told, notes.values(), strict=True) if by}

    def in_note(self, given: int, spare: Sequence[int] | None = None) -> int | None:
        """The minutes to hold against those given: these themselves, if one of disagreeing notes or all parts say so.

        `spare` are minutes of the notes that no service takes, where the visit's stated total bears out what was given.
        """
        disagreeing, whole = self.disagreeing, self._in_all[0]
        doubted = [one.minutes for anchor in self.anchors for one in anchor.doubted]
        if whole is None and len(doubted) > 1:
            return given if given in sums(doubted) else sum(doubted)
        if given in disagreeing or (whole is not None and not disagreeing and self._adds_up_to(given, whole, spare)):
            return given
        return whole

    def _adds_up_to(self, given: int, whole: int, spare: Sequence[int] | None) -> bool:
        """Whether parts add up: those of a sentence that names it; where the total bears it out, all that are told."""
        own = [one.minutes for anchor in self.anchors for one in anchor.minutes]
        beside = [one.minutes for a in self.anchors for one in a.loose if one.segment is a.segment or _teaches(one)]
        alone = len(self.anchors) == 1 or spare is not None
        return (alone and sum(own) == given) or given - whole in sums(beside) | sums(spare or ())

    def forget(self, totals: Sequence[Total]) -> None:
        """Takes from its loose minutes those that are a stated total themselves."""
        told = {id(total.segment): total for total in totals}
        for anchor in self.anchors:
            anchor.loose = [
                m for m in anchor.loose if (t := told.get(id(m.segment))) is None or not t.start <= m.start < t.end
            ]

    @property
    def done(self) -> Told:
        """How much is told of it: all by its code and its minutes, else what the words of its plainest place tell."""
        if self.coded or self.timed:
            return Told.DONE
        return max(told(one.segment, one.hit.start, one.last.end, one.code) for one in self.anchors)

    @property
    def timed(self) -> bool:
        """Whether any minutes are told of it, even if nobody can tell how many it has."""
        return any(one.minutes or one.joint or one.doubted for one in self.anchors)

    @property
    def mentioned(self) -> bool:
        """Whether no word tells that it was given."""
        return self.done < Told.DONE

    @property
    def performed(self) -> bool:
        """Whether any place says that it was done."""
        return any(anchor.performed for anchor in self.anchors)

    @property
    def aided(self) -> bool:
        """Whether all of its minutes are an aide's, whose time is never billed."""
        told = [one.by for anchor in self.anchors for one in (*anchor.minutes, *anchor.joint, *anchor.doubted)]
        return bool(told) and set(told) == {"aide"}

    @property
    def group(self) -> bool:
        """Whether any place says that it was done in a group."""
        return any(anchor.group for anchor in self.anchors)


def _teaches(one: Minutes) -> bool:
    """Whether minutes were of teaching, which may be a part of the service: "TE 15 min. Pt education 10 min."."""
    return "labels" in one.segment.kinds and one.segment.kinds["labels"][0].entries["labels"].more == "education"


MOST_PARTS = 6
"""Statements of minutes whose sums are tried: of more, any number could be made."""


def sums(minutes: Sequence[int]) -> set[int]:
    """Every sum of some of a few numbers; of many, none."""
    few = minutes if len(minutes) <= MOST_PARTS else ()
    return {sum(some) for n in range(1, len(few) + 1) for some in combinations(few, n)}


def added(stated: list[Minutes]) -> tuple[int | None, int | None]:
    """Adds what different places state; a number said again, or the sum of the parts, is not added twice.

    The rows of a table are parts of one statement, equal ones too, and so are times of the clock.
    """
    clocked = {(id(one.segment), one.minutes) for one in stated if one.since is not None}
    stated = [one for one in stated if one.since is not None or (id(one.segment), one.minutes) not in clocked]
    times = {one.since: one for one in stated if one.since is not None and not one.row}
    rows = [one for one in stated if one.row] + list(times.values())
    rows = [one for one in rows if one.by in _COUNTED]
    by = {role: [m.minutes for m in stated if m.by == role and not m.row and m.since is None] for role in _COUNTED}
    if rows:
        by[None].insert(0, sum(one.minutes for one in rows))
    if any(one.by or one.alone is not None for one in rows):
        by["assistant"].append(sum(one.minutes if one.by == "assistant" else one.alone or 0 for one in rows))
    assistant = sum(dict.fromkeys(by["assistant"])) if by["assistant"] else None
    others = [by[role] for role in ("therapist", "student", TOGETHER)]
    parts = sum(sum(dict.fromkeys(of)) for of in others) + (assistant or 0)
    plain = list(dict.fromkeys(by[None]))
    whole = max(plain, default=0)
    if len(plain) > 1 and whole != sum(plain) - whole:
        whole = sum(plain)
    aides = sum(one.minutes for one in stated if one.by == "aide")
    if aides and whole == parts + aides:
        whole = parts
    if not plain and not any(others):
        return (assistant, assistant) if assistant is not None else (None, None)
    return max(whole, parts), assistant


def _by_person(stated: Iterable[Minutes]) -> dict[str | None, int]:
    """The minutes that one note states, by who gave them as far as that is said."""
    by: dict[str | None, list[Minutes]] = {}
    for one in stated:
        by.setdefault(one.by, []).append(one)
    return {role: minutes for role, same in by.items() if (minutes := added(same)[0]) is not None}


_COUNTED = ("therapist", "assistant", "student", TOGETHER, None)
"""Whose minutes count; a student's where the therapist directed, which is asked. An aide's never do."""


def name_services(anchors: list[Anchor], corrected: Set[str], visits: Visits) -> list[Named]:
    """The services that the notes name, each once, in the order of their first mention.

    How many minutes those of a code have that the notes put right (`corrected`) is left open; `visits` are notes of
    different times of the day.
    """
    _name_evaluations(anchors)
    found: dict[str, Named] = {}
    for anchor in anchors:
        named = found.setdefault(anchor.code, Named(anchor.code, anchor.name, anchor.coded, visits=visits))
        named.anchors.append(anchor)
        named.coded = named.coded or anchor.coded
    apart = any(not one.givers.isdisjoint(("assistant", TOGETHER)) for one in found.values())
    for one in found.values():
        one.apart = apart
        if one.code in corrected:
            one.put_right()
        if one.code in corrected or may_be_two(
            [(anchor.written, minutes) for anchor in one.anchors for minutes in anchor.minutes]
        ):
            one.doubt()
    return list(found.values())


def _name_evaluations(anchors: list[Anchor]) -> None:
    """Puts an evaluation's bare name under the one code of its tiers that the notes write: they are one evaluation."""
    for tiers in _TIERS:
        written = {one.code for one in anchors if one.coded and one.code in tiers}
        if len(written) == 1:
            for one in anchors:
                one.code = next(iter(written)) if one.code in tiers else one.code


_TIERS = ({"97161", "97162", "97163"}, {"97165", "97166", "97167"})
