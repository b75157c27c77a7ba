"""Who gave which minutes of a line: "PTA: TE 20 min", "20 min by aide", "15 min PT and PTA together"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from chargeline.evidence.text.cells import fills_cell
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit, Scan
from chargeline.evidence.text.structure import Segment

TOGETHER = "together"
"""Who gave minutes that therapist and assistant gave together: they count as the therapist's."""
GAVE = word_set("led gave provided administered delivered treated instructed facilitated guided conducted ran")
DID = word_set("performed completed did")
"""What a patient does too: "PTA completed all ADLs" may tell of the time prior to admission."""
_NAME = re.compile(r"(?:[A-Z][\w'’-]*|[.,(])\Z")
_LONGEST_NAME = 6
_LONGEST_BRACKET = 9
_SURNAMES = 2
_AND = word_set("/ + & and with w")
_BOTH = word_set("together jointly simultaneously both cotreat cotreated cotreatment cotx")


class Person(NamedTuple):
    """One who is named by a title, or a therapist and an assistant in one breath (`role` None: nobody's alone)."""

    role: str | None
    i: int
    j: int


def performers(segment: Segment, times: Sequence[Hit] = ()) -> dict[int, str]:
    """Who gave which minutes, by the number's token: named before each number, or after each, or for the whole line.

    `times` are stretches between times of the clock, each of which counts as one number.
    """
    counts = [hit for hit in segment.kinds.get("quantity", ()) if is_count(hit)]
    if times:
        within = {k for one in times for k in range(one.i, one.j)}
        counts = sorted([*(hit for hit in counts if hit.i not in within), *times], key=start_of)
    named = people(segment) if counts else []
    if not named:
        return {}
    if len(named) == 1 and fills_cell(segment.scan.folded, *_place(segment, named[0])):
        return _all_of(named[0], counts)
    if (subjects := [one for one in named if is_subject(segment, one)]) and _opens(segment, subjects[0]):
        return _by_subject(subjects, counts)
    words, found = segment.scan.words, dict[int, str]()
    trailing = any(0 <= named[0].i - hit.j <= 0 for hit in counts) and not any(
        0 <= hit.i - named[-1].j <= 1 for hit in counts
    )
    for one in named:
        given = next((hit for hit in counts if _gave(segment, one, hit)), None) if not trailing else None
        given = given or next((hit for hit in reversed(counts) if _given_by(words, hit, one)), None)
        if one.role == "aide" and given is not None and not _is_aides(segment, one, given):
            continue
        if given is not None and one.role:
            found.setdefault(given.i, one.role)
    return found


def people(segment: Segment) -> list[Person]:
    """Everybody whom a segment names by a title, in order; "PT and PTA", "PT/PTA" are one."""
    found: list[Person] = []
    for hit in segment.kinds.get("performers", ()):
        if not is_role(segment.scan, hit):
            continue
        role = hit.entries["performers"].more
        before = found[-1] if found else None
        if before and "aide" in (role, before.role) and _is_title_too(segment, before, hit):
            found[-1] = Person(role if before.role == "aide" else before.role, before.i, hit.j)
            continue
        joined = before and _AND.issuperset(segment.scan.words[before.j : hit.i] or ["."])
        if before and joined and {before.role, role} == {"therapist", "assistant"}:
            found[-1] = Person(_together(segment), before.i, hit.j)
        else:
            found.append(Person(role, hit.i, hit.j))
    return found


def _is_title_too(segment: Segment, before: Person, hit: Hit) -> bool:
    """Whether two titles are one person's: "R. Lee PT, ATC"."""
    initials = segment.scan.text[hit.start : hit.end].isupper()
    return initials and segment.scan.words[before.j : hit.i] in ([], [","], ["/"])


def _together(segment: Segment) -> str | None:
    said = segment.scan.words[segment.i : segment.j]
    return None if _BOTH.isdisjoint(said) else TOGETHER


def is_subject(segment: Segment, one: Person) -> bool:
    """Whether what follows a title is what that person gave: "PTA: TE", "D. Hall, PTA provided TE"."""
    if _stands_over(segment, one):
        return True
    words = segment.scan.words
    k = past_name(segment, one.j)
    after = words[k] if k < segment.j else ""
    if after == ":" and k == one.j:
        return True
    named = one.role == "aide" or name_begins(segment, one.i) < one.i
    return after in GAVE or (after in DID and (named or _is_service(segment, k + 1)))


def _stands_over(segment: Segment, one: Person) -> bool:
    """Whether a title, with a name in brackets or none, opens what is told: "PTA TE 30 min", "PTA (M. Cho): TE"."""
    words, k = segment.scan.words, _past_brackets(segment, one.j)
    if k > one.j and words[k : k + 1] == [":"]:
        return True
    named = next((hit.j for hit in segment.kinds.get("services", ()) if hit.i == k), None)
    opens = one.i == segment.i or words[one.i - 1] in _JOINS
    return opens and named is not None and any(0 <= hit.i - named <= 1 for hit in segment.kinds.get("minutes", ()))


_JOINS = frozenset({",", ";", "and", "&", "+", "/"})


def _past_brackets(segment: Segment, k: int) -> int:
    """The token after a name in brackets behind a title; the same token where none stands there."""
    words = segment.scan.words
    closed = next((n for n in range(k, min(k + _LONGEST_BRACKET, segment.j)) if words[n] == ")"), k)
    named = words[k : k + 1] == ["("] and not any(word[0].isdigit() for word in words[k:closed])
    return closed + 1 if closed > k and named else k


def _is_service(segment: Segment, k: int) -> bool:
    return any(hit.i == k for hit in segment.all("services", "techniques"))


def _opens(segment: Segment, one: Person) -> bool:
    begin = name_begins(segment, one.i)
    return not any(word[0].isalnum() for word in segment.scan.words[segment.i : begin])


def _by_subject(subjects: list[Person], counts: list[Hit]) -> dict[int, str]:
    """Each number by the subject before it."""
    found: dict[int, str] = {}
    for one in subjects:
        found |= _all_of(one, [hit for hit in counts if hit.i >= one.j])
    return found


def _all_of(one: Person, counts: list[Hit]) -> dict[int, str]:
    return dict.fromkeys((hit.i for hit in counts), one.role) if one.role else {}


def _place(segment: Segment, one: Person) -> tuple[int, int]:
    begin = name_begins(segment, one.i)
    return segment.scan.starts[begin], segment.scan.ends[one.j - 1]


def name_begins(segment: Segment, i: int) -> int:
    """The token where the name before a title begins; the title's own where there is none."""
    scan, k = segment.scan, i
    while k > max(segment.i, i - _LONGEST_NAME):
        raw = scan.text[scan.starts[k - 1] : scan.ends[k - 1]]
        if raw == "(" or not (_NAME.match(raw) or scan.words[k - 1] in ("the", "a", "our")):
            break
        if any(known.i < k <= known.j for known in segment.hits):
            break
        k -= 1
    while scan.words[k] in (".", ",") and k < i:
        k += 1
    return k


def past_name(segment: Segment, k: int) -> int:
    """The token after a name behind a title: "COTA Jones instructed"."""
    scan, last = segment.scan, min(k + _SURNAMES, segment.j - 1)
    while k < last and scan.text[scan.starts[k]].isupper() and scan.words[k].isalpha():
        k += 1
    return k


def role_in(scan: Scan, start: int, end: int) -> str | None:
    """The one role named between two places; None where there is none, or more than one."""
    named = (hit for hit in hits_in(scan, start, end) if "performers" in hit.entries and is_role(scan, hit))
    roles = {hit.entries["performers"].more for hit in named}
    return roles.pop() if len(roles) == 1 else None


def hits_in(scan: Scan, start: int, end: int) -> list[Hit]:
    """What begins between two places."""
    return scan.hits[bisect_left(scan.hits, start, key=start_of) : bisect_left(scan.hits, end, key=start_of)]


def is_role(scan: Scan, hit: Hit) -> bool:
    """Initials count in capitals only: "pt" is the patient."""
    written = scan.text[hit.start : hit.end].replace("/", "").replace(".", "")
    return written.isupper() or len(written) > 4 or written.casefold() in _AIDES


_AIDES = ("aide", "tech")


def is_count(hit: Hit) -> bool:
    """Whether a number may count minutes: one value, with their unit or none."""
    quantity = hit.quantity
    return quantity is not None and quantity.kind in ("minutes", "number") and quantity.second is None


def _gave(segment: Segment, who: Person, count: Hit) -> bool:
    """ "PTA 12", "PTA: 12 min", "PTA (R. Cole) 12 min"."""
    k = _past_brackets(segment, who.j)
    return 0 <= count.i - k <= 1 and _GIVING.issuperset(segment.scan.words[k : count.i])


_GIVING = frozenset({":", "-", "=", "x", "for", ",", "together"})


def _given_by(words: list[str], count: Hit, who: Person) -> bool:
    """ "12 min by the PTA", "13 PTA"."""
    return 0 <= who.i - count.j <= 3 and all(
        word in ("by", "with", "w", "(", "/", "the", "-") for word in words[count.j : who.i]
    )


def _is_aides(segment: Segment, who: Person, count: Hit) -> bool:
    """Whether an aide gave minutes alone: "20 min by aide", "20 min (tech)"; not "w/ aide", "STM tech 15"."""
    words = segment.scan.words
    if who.j <= count.i:
        return who.i == segment.i or words[who.i - 1] in _PARTS
    closes = who.j == segment.j or not words[who.j].isalpha()
    return closes and words[count.j : who.i] in _GIVEN_BY


_PARTS = word_set("( , / + & and |")
_GIVEN_BY: tuple[list[str], ...] = ([], ["by"], ["by", "the"], ["by", "a"], ["("], ["(", "by"], ["/"], ["-"], ["|"])


start_of = attrgetter("start")
"""Where a hit begins."""
