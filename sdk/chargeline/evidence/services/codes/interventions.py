"""The vocabulary of interventions: what a name, and what a purpose, says about the family of codes.

Read from data/interventions/{names,purposes,disciplines}.csv, which a therapist can review; compiled to a dictionary by
spelling. Inflections are folded: "buttoned", "buttoning" and "buttons" are one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, compress, count
from typing import TYPE_CHECKING

from chargeline.evidence.services.codes.composed import Compositions
from chargeline.evidence.services.codes.composed import load as compositions
from chargeline.evidence.services.codes.counted import Counted
from chargeline.evidence.services.codes.counted import load as counted
from chargeline.evidence.services.codes.stems import folded
from chargeline.evidence.text.inflection import check, expand

if TYPE_CHECKING:
    from chargeline.values.files import DataFiles

OVER, NAME, CONTESTED, SISTER = 7.0, 4.0, 2.0, 1.0
"""How loud speaks a name that stands over what was done in it (a wheelchair, an orthosis), one that decides, one that
others share, and the sisters of each."""
LOUDNESS = {"over": OVER, "yes": NAME, "no": CONTESTED}
EXACTLY = "="
NOTHING = "none"
"""A row of words that hold a name and mean something else ("two in a row"): they are passed over whole."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """What a row says, the same for all its spellings. `codes` maps a code to the weight with which they speak for it.

    `exact` holds the only way to write it where its letters are other words too: "tens" is no "ten", "MET" no "met".
    `only` names the one discipline in whose notes it means this. With `turns` it makes a service of that code one of
    its own: a recheck makes an orthosis' first fitting a later visit for it.
    """

    kind: str
    codes: Mapping[str, float]
    exact: str = ""
    only: str = ""
    turns: str = ""

    def is_twin(self, other: Entry) -> bool:
        """Whether two rows say the same of the same words: then they are heard once, each code as its louder row."""
        same = self.kind == other.kind and self.exact == other.exact and self.turns == other.turns
        return same and (self.kind == "name" or self.codes.keys() == other.codes.keys())

    def turns_back(self, other: Entry) -> bool:
        """Whether it makes of the other's sister what the other makes of it, and louder."""
        back = self.codes.get(other.turns, 0.0)
        return self.turns in other.codes and back > other.codes[self.turns]

    def meant(self, written: str) -> bool:
        """Whether words that fold to this spelling are it, as they are written."""
        return not self.exact or self.exact in (written, written.lower())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Entries by spelling, in folded words with a blank between; `firsts` are the words with which any spelling begins.

    `lengths` are those of the spellings that begin with the same two words, the longest first; `codes` are all that any
    entry speaks for.
    """

    by_spelling: Mapping[str, tuple[Entry, ...]]
    firsts: frozenset[str]
    lengths: Mapping[str, tuple[int, ...]]
    codes: frozenset[str]
    composed: Compositions
    counted: tuple[Counted, ...]

    def begins(self, stems: list[str]) -> list[int]:
        """The places of the words at which a spelling may begin: they are one, or the first two of one."""
        one, two, last = self.by_spelling, self.lengths, len(stems) - 1
        some = compress(count(), map(self.firsts.__contains__, stems))
        return [k for k in some if stems[k] in one or (k < last and f"{stems[k]} {stems[k + 1]}" in two)]

    def match(self, stems: list[str], at: int, end: int) -> tuple[int, tuple[Entry, ...]]:
        """How many words the longest spelling at this place covers, before `end`, and the entries that have it."""
        if at + 1 < end:
            for length in self.lengths.get(f"{stems[at]} {stems[at + 1]}", ()):
                found = self.by_spelling.get(" ".join(stems[at : at + length])) if at + length <= end else None
                if found:
                    return length, found
        found = self.by_spelling.get(stems[at])
        return (1, found) if found else (0, ())


@dataclass(frozen=True, slots=True)
class Interventions:
    """The rows of all disciplines by spelling; `never` holds the codes that one does not give."""

    rows: Mapping[str, tuple[Entry, ...]]
    never: Mapping[str, frozenset[str]]
    composed: Compositions
    counted: tuple[Counted, ...]
    _of: dict[str, Vocabulary] = field(default_factory=dict)

    def of(self, discipline: str | None) -> Vocabulary:
        """The vocabulary as a discipline uses it, made once it is asked for; the common one where none is told."""
        known = discipline if discipline and discipline in self.never else ""
        if known not in self._of:
            self._of[known] = _vocabulary(self, known)
        return self._of[known]


def load(files: DataFiles) -> Interventions:
    """Compile the book's files."""
    never = {row["discipline"]: frozenset(_parts(row["never"])) for row in files.rows("interventions/disciplines.csv")}
    rows = _by_spelling(chain(_names(files), _purposes(files)))
    return Interventions(rows, never, compositions(files), counted(files))


def _by_spelling(spelled: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    """The entries of each spelling in folded words; those with the same entries share them."""
    found: dict[str, tuple[Entry, ...]] = {}
    shared: dict[tuple[Entry, ...], tuple[Entry, ...]] = {}
    for spelling, entry in spelled:
        key = folded(spelling)
        known = found.get(key, ())
        if entry not in known:
            entries = (*known, entry)
            found[key] = shared.setdefault(entries, entries)
    return found


def _vocabulary(told: Interventions, discipline: str) -> Vocabulary:
    """What the rows say in a discipline's notes, or in anyone's: without codes that it never gives."""
    not_given = told.never.get(discipline, frozenset())
    heard = {entries: tuple(_heard(entries, discipline, not_given)) for entries in set(told.rows.values())}
    by_spelling = {spelling: own for spelling, entries in told.rows.items() if (own := heard[entries])}
    lengths: dict[str, set[int]] = {}
    for spelling in by_spelling:
        first, *more = spelling.split(" ")
        if more:
            lengths.setdefault(f"{first} {more[0]}", set()).add(len(more) + 1)
    alike = {frozenset(some): tuple(sorted(some, reverse=True)) for some in lengths.values()}
    return Vocabulary(
        by_spelling=by_spelling,
        firsts=frozenset(spelling.partition(" ")[0] for spelling in by_spelling),
        lengths={two: alike[frozenset(some)] for two, some in lengths.items()},
        codes=frozenset(code for own in heard.values() for entry in own for code in entry.codes),
        composed=told.composed.of(discipline, not_given) if discipline else told.composed,
        counted=tuple(one for one in told.counted if one.sister not in not_given),
    )


def _heard(entries: Iterable[Entry], discipline: str, never: frozenset[str]) -> list[Entry]:
    """What rows of one spelling say, by kind: those that are only another discipline's say nothing."""
    heard: list[Entry] = []
    for one in entries:
        codes = {code: weight for code, weight in one.codes.items() if code not in never}
        if one.only not in ("", discipline) or (one.codes and not codes):
            continue
        own = one if len(codes) == len(one.codes) else replace(one, codes=codes)
        twin = next((n for n, of in enumerate(heard) if of.is_twin(own)), None)
        if twin is None:
            heard.append(own)
        else:
            heard[twin] = replace(own, codes=_loudest(heard[twin].codes, own.codes))
    return sorted(heard, key=_kind)


def _loudest(codes: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    return {code: max(codes.get(code, 0.0), more.get(code, 0.0)) for code in (*codes, *more)}


def _kind(entry: Entry) -> str:
    return entry.kind


def _names(files: DataFiles) -> Iterator[tuple[str, Entry]]:
    for row in files.rows("interventions/names.csv"):
        codes = {} if row["decides"] == NOTHING else {row["code"]: LOUDNESS[row["decides"]]}
        codes |= dict.fromkeys(_parts(row["alternates"]), SISTER)
        check(row["names"], row.at)
        yield from _spelled(row["names"], Entry(kind="name", codes=codes, only=row["only"]))


def _purposes(files: DataFiles) -> Iterator[tuple[str, Entry]]:
    for row in files.rows("interventions/purposes.csv"):
        codes = {row["code"]: float(row["weight"])}
        check(row["purposes"], row.at)
        yield from _spelled(row["purposes"], Entry(kind="purpose", codes=codes, turns=row["turns"]))


def _spelled(cell: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Each spelling of a cell with the row's entry, or with one of its own where it counts only as it stands."""
    for part in _parts(cell):
        for spelling in expand(part.removeprefix(EXACTLY)):
            yield spelling, replace(entry, exact=spelling) if part.startswith(EXACTLY) else entry


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
