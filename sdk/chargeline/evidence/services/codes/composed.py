"""Words that only together tell what was done: a verb and an object of daily life, a manoeuvre and a wheelchair.

Read from data/interventions/{classes,compositions}.csv: classes of words, and the pairs of classes that describe what a
code covers. A verb's object stands after it in its clause, or right before it ("laundry folding"); what stands in
`any` order, a walk and its cues, counts near each other within one sentence; so does what goes from one place `to`
another; what comes `after`, a movement's sets and repetitions, only behind it and where nothing else speaks for the
code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from chargeline.evidence.services.codes.stems import NEGATIONS, STOPS, folded

if TYPE_CHECKING:
    from chargeline.values.files import DataFiles

NEAR = 5
"""How many words on from the one word of a pair the other may stand."""
ENDS = frozenset(".;!?\n")
APART = STOPS | NEGATIONS | {"with", "w", "without", "while"}
"""What follows these is not what the verb before them is done to."""
ANY, AFTER, TO = "any", "after", "to"
TOWARDS = frozenset({"to", "onto", "into"})
Part: TypeAlias = tuple[int, int, tuple[str, ...]]
"""A word, or two, that may be one of a pair: where it begins and ends, in words, and its classes."""


class Composed(NamedTuple):
    """A pair found: where it begins and ends, in words, and the code that it speaks for, how loud."""

    first: int
    end: int
    code: str
    weight: float
    alone: bool
    """Whether it counts only where nothing else speaks for the code."""


class Said(NamedTuple):
    """What a pair says: a code, how loud, and in whose notes alone, if not in all."""

    code: str
    weight: float
    only: str
    order: int
    """1 where the second class stands after the first, -1 seen from its object, 0 where either may come first."""
    alone: bool
    towards: bool = False
    """Whether the one is told to be the way to the other: "jars from the counter to the second shelf"."""

    def holds(self, between: list[str]) -> bool:
        """Whether the pair counts with these words between."""
        if self.towards:
            return not TOWARDS.isdisjoint(between) and NEGATIONS.isdisjoint(between)
        if self.order < 0:
            return not between
        return APART.isdisjoint(between) if self.order else NEGATIONS.isdisjoint(between)


@dataclass(frozen=True, slots=True)
class Compositions:
    """`classes` of each word, in order; two words at most, with a blank. `pairs`: what two say, in either order.

    `_known` remembers what the classes of two words say, worked out when it is first asked for.
    """

    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    firsts: frozenset[str] = frozenset()
    pairs: Mapping[tuple[str, str], tuple[Said, ...]] = field(default_factory=dict)
    _known: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Said, ...]] = field(default_factory=dict)

    def of(self, discipline: str, never: Set[str]) -> Compositions:
        """As a discipline uses them, without the codes that it never gives."""
        pairs = {
            pair: tuple(one for one in said if one.code not in never and one.only in ("", discipline))
            for pair, said in self.pairs.items()
        }
        return replace(self, pairs=pairs, _known={})

    def found(self, stems: list[str], places: list[int], end: int) -> Iterator[Composed]:
        """Every pair among the words at `places` that ends before the word `end`."""
        parts = [part for at in places if (part := self._part(stems, at, end))]
        for n, (first, past, classes) in enumerate(parts, 1):
            for at, stop, others in parts[n:]:
                if at - past >= NEAR:
                    break
                said = self._said(classes, others)
                if said and ENDS.isdisjoint(between := stems[past:at]):
                    told = (one for one in said if one.holds(between))
                    yield from (Composed(first, stop, one.code, one.weight, one.alone) for one in told)

    def _part(self, stems: list[str], at: int, end: int) -> Part | None:
        """The words at a place that have classes: two together before one alone."""
        if at + 1 < end and (both := self.classes.get(f"{stems[at]} {stems[at + 1]}")):
            return at, at + 2, both
        alone = self.classes.get(stems[at])
        return (at, at + 1, alone) if alone else None

    def _said(self, some: tuple[str, ...], others: tuple[str, ...]) -> tuple[Said, ...]:
        known = self._known.get((some, others))
        if known is None:
            pairs = (self.pairs.get((one, other), ()) for one in some for other in others)
            known = self._known[some, others] = tuple(chain.from_iterable(pairs))
        return known


def load(files: DataFiles) -> Compositions:
    """Compile the book's files."""
    classes: dict[str, set[str]] = {}
    for row in files.rows("interventions/classes.csv"):
        for word in filter(None, map(str.strip, row["words"].split(";"))):
            classes.setdefault(folded(word), set()).add(row["class"])
    pairs: dict[tuple[str, str], tuple[Said, ...]] = {}
    for row in files.rows("interventions/compositions.csv"):
        both = ((row["one"], row["other"]), 1), ((row["other"], row["one"]), -1)
        kind = row["order"]
        for pair, order in both[:1] if kind in (AFTER, TO) else both:
            said = Said(
                row["code"],
                float(row["weight"]),
                row["only"],
                0 if kind in (ANY, AFTER) else order,
                kind == AFTER,
                kind == TO,
            )
            pairs[pair] = (*pairs.get(pair, ()), said)
    firsts = frozenset(words.partition(" ")[0] for words in classes)
    return Compositions({words: tuple(sorted(of)) for words, of in classes.items()}, firsts, pairs)
