"""How a note may write the words of the lexicon: plurals ("knees"), possessives, short forms, and slips ("balnace")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from itertools import chain, count

from chargeline.evidence.text.inflection import plurals, singulars
from chargeline.evidence.text.quantity import WORDS

REMEMBERED = 10_000
"""Words beyond the vocabulary whose spelling is remembered; later ones are worked out again each time."""
SHORTEST_SLIP = 6
"""Shorter words are too like one another to be put right."""
SHORTEST_OTHER = 8
"""A shorter word with one letter other is mostly a word of its own: packing, picking."""
SHORT_FORMS = {
    "attn": "attention",
    "bal": "balance",
    "cerv": "cervical",
    "compreh": "comprehension",
    "coord": "coordination",
    "ctrl": "control",
    "decond": "deconditioned",
    "dyn": "dynamic",
    "exec": "executive",
    "expr": "expressive",
    "facil": "facilitation",
    "func": "functional",
    "fxnl": "functional",
    "impd": "impaired",
    "intell": "intelligibility",
    "lumb": "lumbar",
    "mvmt": "movement",
    "orient": "orientation",
    "percep": "perception",
    "prob": "problem",
    "recep": "receptive",
    "rxn": "reaction",
    "rxns": "reactions",
    "sens": "sensation",
    "seq": "sequencing",
    "solv": "solving",
    "stab": "stability",
}
"""Short forms with one meaning in a therapist's note; what the tables spell themselves is read as they spell it."""
_VOWELS = frozenset("aeiou")


class Spelling(dict[str, str]):
    """The lexicon's spelling of any word of a note, each worked out when it is first asked for.

    A plural's is its singular, a slip of the pen's the one word it can stand for, any other word's the word itself.
    """

    def __init__(self, vocabulary: Iterable[str], ordinary: Set[str] = frozenset()) -> None:
        """`ordinary` words are no slips, though the vocabulary has none of them."""
        super().__init__()
        self._places = dict(zip(dict.fromkeys(vocabulary), count()))
        self._ordinary = ordinary
        self._full = len(self._places) + REMEMBERED

    def __missing__(self, word: str) -> str:
        spelling = self._spell(word)
        if len(self) < self._full:
            self[word] = spelling
        return spelling

    def knows(self, word: str) -> bool:
        """Whether a word, in the lexicon's spelling, is one of the lexicon's."""
        return word in self._places

    def _spell(self, word: str) -> str:
        known = self._known(word, len(self._places))
        if known is not None:
            return known
        if word.endswith("'s"):
            return self._spell(word[:-2])
        if word in SHORT_FORMS:
            return self._spell(SHORT_FORMS[word])
        slip = len(word) >= SHORTEST_SLIP and word[0].isalpha() and word not in self._ordinary
        return self._right(word) if slip else word

    def _known(self, word: str, before: int) -> str | None:
        """The singular of a word, or a word of the vocabulary itself; of two singulars the later one in the tables."""
        places = self._places
        latest, singular = -1, ""
        for one in singulars(word):
            place = places.get(one, -1)
            if latest < place < before and not (one in WORDS and word in places):
                latest, singular = place, one
        if singular:
            return self._known(singular, latest)
        return word if word in places else None

    def _right(self, word: str) -> str:
        """The one known word that this is a slip of; the word itself when there is none, or more than one."""
        near = {self._spell(known) for known in self._like(word) if _one_slip(word, known)}
        return near.pop() if len(near) == 1 else word

    def _like(self, word: str) -> Iterator[str]:
        """The known words and their plurals that have the same skeleton."""
        consonants = set(word) - _VOWELS
        skeleton = _skeleton(word, consonants)
        bare = consonants - {"s"}
        keys = {_skeleton(word, some) for some in (consonants, bare, consonants | {"y"}, bare | {"y"})}
        known = chain.from_iterable(self._by_skeleton.get(key, ()) for key in keys)
        for form in chain.from_iterable((one, *plurals(one)) for one in known):
            if len(form) >= SHORTEST_SLIP and _skeleton(form, set(form) - _VOWELS) == skeleton:
                yield form

    @cached_property
    def _by_skeleton(self) -> dict[str, tuple[str, ...]]:
        """The vocabulary's words by skeleton; a plural ending is at most two letters long."""
        found: dict[str, list[str]] = {}
        for word in self._places:
            if len(word) >= SHORTEST_SLIP - 2:
                found.setdefault(_skeleton(word, set(word) - _VOWELS), []).append(word)
        return {key: tuple(words) for key, words in found.items()}


def _skeleton(word: str, consonants: set[str]) -> str:
    """The first letter and the set of consonants: what doubling, swapping and wrong vowels leave alone."""
    return word[0] + "".join(sorted(consonants))


def _one_slip(word: str, known: str) -> bool:
    """One letter more, less or other, or two neighbours swapped."""
    short, long = sorted((word, known), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    if short[at : at + 2] == long[at : at + 2][::-1]:
        return short[at + 2 :] == long[at + 2 :]
    return len(long) >= SHORTEST_OTHER and short[at + 1 :] == long[at + 1 :]
