"""Titles within a sentence open a part of their own: "97110 15 min 97140 10 min", "TE: SLR 15 min MT: STM 10 min"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from chargeline.evidence.text.scan import Hit, Scan

_CODE = 5
"""Characters of a procedure's code."""


class Titles:
    """The services that a text names, where they may be titles: "97140: STM 15 min. 97110: heel raises 17 min."."""

    __slots__ = ("_begins", "_named", "_scan")

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._named = [n for n, hit in enumerate(scan.hits) if "services" in hit.entries]
        self._begins = [scan.hits[n].i for n in self._named]

    def parts(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a sentence that opens with a title, each up to the next title behind minutes; else all of it.

        Where it opens with minutes and a stop, these are of what precedes: "12 min. 97140: STM".
        """
        opener: Hit | None = None
        for n in range(bisect_left(self._begins, begin), bisect_left(self._begins, end)):
            hit = self._scan.hits[self._named[n]]
            coded = self._is_code(hit) and (opener is None or self._is_code(opener))
            if not (coded or self._has_colon(hit)):
                continue
            if self._is_timed(self._named[n], begin) and (opener or self._is_stopped(hit)):
                yield begin, hit.i
                begin = hit.i
            opener = hit if self._opens(begin, hit) else opener
        yield begin, end

    def _opens(self, begin: int, hit: Hit) -> bool:
        return not any(word[0].isalnum() for word in self._scan.words[begin : hit.i])

    def _is_code(self, hit: Hit) -> bool:
        word = self._scan.words[hit.i]
        return len(word) == _CODE and word[1:].isdigit()

    def _has_colon(self, hit: Hit) -> bool:
        """Whether a name stands before a colon, with its code or short form in brackets between."""
        words, k = self._scan.words, hit.j
        if words[k : k + 1] == ["("] and words[k + 2 : k + 3] == [")"]:
            k += 3
        return words[k : k + 1] == [":"]

    def _is_stopped(self, hit: Hit) -> bool:
        """Whether a stop stands right before a title."""
        return self._has_colon(hit) and self._scan.words[hit.i - 1] == "."

    def _is_timed(self, n: int, begin: int) -> bool:
        """Whether minutes stand between the beginning of a part and a name."""
        while n > 0 and (hit := self._scan.hits[n - 1]).i >= begin:
            if hit.quantity and hit.quantity.kind == "minutes":
                return True
            n -= 1
        return False
