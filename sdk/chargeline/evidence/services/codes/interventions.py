"""The vocabulary of interventions: what a name, and what a purpose, says about the family of codes.

Read from data/interventions/{names,purposes,disciplines}.csv, which a therapist can review; compiled to a dictionary by
first word. Inflections are folded: "buttoned", "buttoning" and "buttons" are one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, compress, count
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from chargeline.evidence.services.codes.composed import Compositions
from chargeline.evidence.services.codes.composed import load as compositions
from chargeline.evidence.services.codes.counted import Counted
from chargeline.evidence.services.codes.counted import load as counted
from chargeline.evidence.services.codes.stems import FOLDED, REMEMBERED, folded
from chargeline.evidence.text.inflection import check, expand, first_piece

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


Written: TypeAlias = tuple[str, int]
"""A spelling as its table writes it, forms and alternatives in one, and the place of its row's entry."""


class Opening(NamedTuple):
    """What the spellings say that begin with one word: by the folded words behind it, none where it stands alone.

    `lengths` are those of the longer ones, in words, by the second word, the longest first; `alone` tells whether the
    word is one by itself.
    """

    entries: Mapping[str, tuple[Entry, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    alone: bool


class Vocabulary(dict[str, Opening | None]):
    """The opening of each folded word as one discipline uses it, written out when a text first has the word.

    Most words of the tables never come up in a process. `codes` are all that any entry speaks for.
    """

    def __init__(self, told: Interventions, discipline: str) -> None:
        super().__init__()
        self._told, self._discipline = told, discipline
        self._never = never = told.never.get(discipline, frozenset())
        self._shared: dict[tuple[Entry, ...], tuple[Entry, ...]] = {}
        own = (one for one in told.entries if one.only in ("", discipline))
        self.codes = frozenset(code for one in own for code in one.codes) - never
        self.composed = told.composed.of(discipline, never) if discipline else told.composed
        self.counted = tuple(one for one in told.counted if one.sister not in never)
        self.untimed = told.untimed

    def __missing__(self, stem: str) -> Opening | None:
        written = self._told.written.get(stem)
        opening = self._opening(stem, written) if written else None
        if written or len(self) < len(self._told.written) + REMEMBERED:
            self[stem] = opening
        return opening

    def _opening(self, stem: str, written: Iterable[Written]) -> Opening | None:
        found: dict[str, tuple[Entry, ...]] = {}
        for text, place in written:
            for spelling, entry in _spelled(text, self._told.entries[place]):
                first, _, rest = folded(spelling).partition(" ")
                known = found.get(rest, ())
                if first == stem and entry not in known:
                    found[rest] = (*known, entry)
        entries = {rest: own for rest, all_ in found.items() if (own := self._own(all_))}
        lengths: dict[str, set[int]] = {}
        for rest in filter(None, entries):
            words = rest.split(" ")
            lengths.setdefault(words[0], set()).add(len(words) + 1)
        longest_first = {two: tuple(sorted(some, reverse=True)) for two, some in lengths.items()}
        return Opening(entries, longest_first, alone="" in entries)

    def _own(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """What the discipline hears of some entries; those of the same entries are one."""
        if entries not in self._shared:
            self._shared[entries] = tuple(_heard(entries, self._discipline, self._never))
        return self._shared[entries]

    def begins(self, stems: list[str]) -> list[int]:
        """The places of the words at which a spelling may begin: they are one, or the first two of one."""
        openings = list(map(self.__getitem__, stems))
        places = compress(zip(count(), openings, [*stems[1:], ""], strict=False), openings)
        return [k for k, opening, second in places if opening and (opening.alone or second in opening.lengths)]

    def match(self, stems: list[str], at: int, end: int) -> tuple[int, tuple[Entry, ...]]:
        """How many words the longest spelling at this place covers, before `end`, and the entries that have it."""
        opening = self[stems[at]]
        if opening is None:
            return 0, ()
        for length in opening.lengths.get(stems[at + 1], ()) if at + 1 < end else ():
            found = opening.entries.get(" ".join(stems[at + 1 : at + length])) if at + length <= end else None
            if found:
                return length, found
        alone = opening.entries.get("")
        return (1, alone) if alone else (0, ())


@dataclass(frozen=True, slots=True)
class Interventions:
    """The entries of all rows; the spellings by first folded word; `never`, the codes that a discipline gives not.

    `untimed` are the codes that are counted by the visit.
    """

    entries: tuple[Entry, ...]
    written: Mapping[str, tuple[Written, ...]]
    never: Mapping[str, frozenset[str]]
    composed: Compositions
    counted: tuple[Counted, ...]
    untimed: frozenset[str] = frozenset()
    _of: dict[str, Vocabulary] = field(default_factory=dict)

    def of(self, discipline: str | None) -> Vocabulary:
        """The vocabulary as a discipline uses it, made once it is asked for; the common one where none is told."""
        known = discipline if discipline and discipline in self.never else ""
        if known not in self._of:
            self._of[known] = Vocabulary(self, known)
        return self._of[known]


def load(files: DataFiles) -> Interventions:
    """Compile the book's files."""
    never = {row["discipline"]: frozenset(_parts(row["never"])) for row in files.rows("interventions/disciplines.csv")}
    entries, written = list[Entry](), dict[str, list[Written]]()
    for cell, entry in chain(_names(files), _purposes(files)):
        for text in _parts(cell):
            for first in _firsts(text.removeprefix(EXACTLY)):
                written.setdefault(first, []).append((text, len(entries)))
        entries.append(entry)
    by_first = {first: tuple(some) for first, some in written.items()}
    untimed = frozenset(row["code"] for row in files.rows("codes.csv") if row["timed"] != "yes")
    return Interventions(tuple(entries), by_first, never, compositions(files), counted(files), untimed)


def _firsts(text: str) -> Iterable[str]:
    """The folded words with which the spellings of a text begin."""
    piece = first_piece(text)
    forms = (piece,) if piece.isalpha() and piece != "with" else expand(piece)
    firsts = set(map(_first, forms))
    return firsts if "" not in firsts else set(map(_first, expand(text)))


def _first(form: str) -> str:
    """The first folded word of a form; nothing where it has none."""
    word = form.partition(" ")[0]
    return (FOLDED[word] if word.isalpha() else "") or folded(form).partition(" ")[0]


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
        yield row["names"], Entry(kind="name", codes=codes, only=row["only"])


def _purposes(files: DataFiles) -> Iterator[tuple[str, Entry]]:
    for row in files.rows("interventions/purposes.csv"):
        codes = {row["code"]: float(row["weight"])}
        check(row["purposes"], row.at)
        yield row["purposes"], Entry(kind="purpose", codes=codes, turns=row["turns"])


def _spelled(text: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Each spelling of a text with its row's entry, or with one of its own where it counts only as it stands."""
    for spelling in expand(text.removeprefix(EXACTLY)):
        yield spelling, replace(entry, exact=spelling) if text.startswith(EXACTLY) else entry


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
