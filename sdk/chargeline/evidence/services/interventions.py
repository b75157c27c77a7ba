"""The vocabulary of interventions: what a name, and what a purpose, says about the family of codes.

Read from data/interventions/{names,purposes,disciplines}.csv, which a therapist can review; compiled to a dictionary by
spelling. Inflections are folded: "buttoned", "buttoning" and "buttons" are one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chargeline.evidence.services.composed import Compositions
from chargeline.evidence.services.composed import load as compositions
from chargeline.evidence.services.stems import Stems
from chargeline.evidence.text.inflection import expand

if TYPE_CHECKING:
    from chargeline.values.files import DataFiles

OVER, NAME, CONTESTED, SISTER = 7.0, 4.0, 2.0, 1.0
"""How loud speaks a name that stands over what was done in it (a wheelchair, an orthosis), one that decides, one that
others share, and the sisters of each."""
LOUDNESS = {"over": OVER, "yes": NAME, "no": CONTESTED}
EXACTLY = "="
NOTHING = "none"
"""A row of words that hold a name and mean something else ("two in a row"): they are passed over whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one spelling says. `codes` maps a code to the weight with which the spelling speaks for it.

    `exact` holds the only way to write it where its letters are other words too: "tens" is no "ten", "MET" no "met".
    `only` names the one discipline in whose notes it means this. With `turns` it makes a service of that code one of
    its own: a recheck makes an orthosis' first fitting a later visit for it.
    """

    spelling: str
    kind: str
    codes: Mapping[str, float]
    exact: str = ""
    only: str = ""
    turns: str = ""

    def is_twin(self, other: Entry) -> bool:
        """Whether two rows say the same of the same words: then they are heard once, each code as its louder row."""
        same = self.kind == other.kind and self.exact == other.exact and self.turns == other.turns
        return same and (self.kind == "name" or self.codes.keys() == other.codes.keys())

    def meant(self, written: str) -> bool:
        """Whether words that fold to this spelling are it, as they are written."""
        return not self.exact or self.exact in (written, written.lower())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Entries by spelling, in folded words with a blank between; `lengths` are those of a first word's spellings.

    `lengths` begin with the longest, in words; `codes` are all that any entry speaks for. `of` makes a
    discipline's own from `entries` and `never`, the codes that it does not give.
    """

    by_spelling: Mapping[str, tuple[Entry, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    codes: frozenset[str] = frozenset()
    entries: tuple[tuple[str, Entry], ...] = ()
    never: Mapping[str, frozenset[str]] = field(default_factory=dict)
    composed: Compositions = field(default_factory=Compositions)
    _narrowed: dict[str, Vocabulary] = field(default_factory=dict)

    def of(self, discipline: str | None) -> Vocabulary:
        """The vocabulary as that discipline uses it, made once; the common one where none is told."""
        if discipline is None or discipline not in self.never:
            return self
        if discipline not in self._narrowed:
            never = self.never[discipline]
            own = _compiled(_own(self.entries, discipline, never))
            self._narrowed[discipline] = replace(own, composed=self.composed.of(discipline, never))
        return self._narrowed[discipline]

    def match(self, stems: list[str], at: int, end: int) -> tuple[int, tuple[Entry, ...]]:
        """How many words the longest spelling at this place covers, before `end`, and the entries that have it."""
        for length in self.lengths.get(stems[at], ()):
            if at + length <= end:
                found = self.by_spelling.get(stems[at] if length == 1 else " ".join(stems[at : at + length]))
                if found:
                    return length, found
        return 0, ()


def load(files: DataFiles) -> Vocabulary:
    """Compile the book's files."""
    entries = tuple((" ".join(Stems(one.spelling).stems), one) for one in (*_names(files), *_purposes(files)))
    never = {row["discipline"]: frozenset(_parts(row["never"])) for row in files.rows("interventions/disciplines.csv")}
    common = _compiled((key, one) for key, one in entries if not one.only)
    composed = compositions(files)
    return replace(common, entries=entries, never=never, composed=composed)


def _own(entries: Iterable[tuple[str, Entry]], discipline: str, never: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """What a discipline's words say: those that are only another's say nothing, nor do codes that it never gives."""
    for key, one in entries:
        if one.only in ("", discipline):
            codes = {code: weight for code, weight in one.codes.items() if code not in never}
            if codes or not one.codes:
                yield key, one if len(codes) == len(one.codes) else replace(one, codes=codes)


def _compiled(entries: Iterable[tuple[str, Entry]]) -> Vocabulary:
    by_spelling: dict[str, list[Entry]] = {}
    lengths: dict[str, set[int]] = {}
    codes: set[str] = set()
    for key, entry in entries:
        same = by_spelling.setdefault(key, [])
        twin = next((n for n, of in enumerate(same) if of.is_twin(entry)), None)
        if twin is None:
            same.append(entry)
        else:
            same[twin] = replace(entry, codes=_loudest(same[twin].codes, entry.codes))
        first, _, more = key.partition(" ")
        lengths.setdefault(first, set()).add(more.count(" ") + 2 if more else 1)
        codes.update(entry.codes)
    return Vocabulary(
        by_spelling={spelling: tuple(sorted(same, key=_kind)) for spelling, same in by_spelling.items()},
        lengths={first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()},
        codes=frozenset(codes),
    )


def _loudest(codes: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    return {code: max(codes.get(code, 0.0), more.get(code, 0.0)) for code in (*codes, *more)}


def _kind(entry: Entry) -> str:
    return entry.kind


def _names(files: DataFiles) -> Iterator[Entry]:
    for row in files.rows("interventions/names.csv"):
        codes = {} if row["decides"] == NOTHING else {row["code"]: LOUDNESS[row["decides"]]}
        codes |= dict.fromkeys(_parts(row["alternates"]), SISTER)
        for spelling, exact in _spellings(row["names"]):
            yield Entry(spelling=spelling, kind="name", codes=codes, exact=exact, only=row["only"])


def _purposes(files: DataFiles) -> Iterator[Entry]:
    for row in files.rows("interventions/purposes.csv"):
        codes = {row["code"]: float(row["weight"])}
        for spelling, exact in _spellings(row["purposes"]):
            yield Entry(spelling=spelling, kind="purpose", codes=codes, exact=exact, turns=row["turns"])


def _spellings(cell: str) -> Iterator[tuple[str, str]]:
    """Each spelling of a cell, and again where it counts only as it stands; braces as in the lexicon's tables."""
    for part in _parts(cell):
        for spelling in expand(part.removeprefix(EXACTLY)):
            yield spelling, spelling if part.startswith(EXACTLY) else ""


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
