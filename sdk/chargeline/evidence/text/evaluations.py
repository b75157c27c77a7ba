"""An evaluation's name where it tells of one that was given: beside its minutes or its tier, not "105 since eval"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.phrases import Entry

if TYPE_CHECKING:
    from chargeline.evidence.text.scan import Hit

NEAR = 6
"""Words on, a line's end among them, in which minutes or a tier may stand."""
_NAMES = frozenset({"evaluation", "eval", "evaluations", "evals"})
_REFERS = word_set(
    "at on from since per after by than in of the his her last previous prior until before with for following during"
    " vs to no this re"
)
_TIERED = frozenset({"evaluation", "PT evaluation", "OT evaluation"})
_LEVELS = {
    word: Entry("tiers", word, f"complexity {level}")
    for word, level in {"low": 1, "mod": 2, "moderate": 2, "high": 3}.items()
}
_BETWEEN = word_set(": - = ( ) [ ] , . | / today only completed performed done x for of was pt ot")
_FEWEST = 8


def name_evaluations(words: list[str], ends: list[int], hits: list[Hit]) -> None:
    """Makes services of the evaluations among a text's hits that were given; a bare tier is part of their name."""
    if _NAMES.isdisjoint(words):
        return
    for n, hit in enumerate(hits):
        told = hit.entries.get("evaluations") or hit.entries.get("services")
        if told is None or told.name not in _TIERED:
            continue
        level = _level(words, hit)
        if level or "services" in hit.entries or _is_given(words, hits, n):
            j = level or hit.j
            entries = {"services": Entry("services", told.name, told.more)}
            if level:
                entries["tiers"] = _LEVELS[words[level - 1]]
            hits[n] = hit._replace(j=j, end=ends[j - 1], entries=entries)


def _level(words: list[str], hit: Hit) -> int | None:
    """The word after a tier that stands right behind a name and is followed by no word: "eval (low)", "Eval mod 30"."""
    if hit.i and words[hit.i - 1] in _REFERS:
        return None
    level = next((k for k in range(hit.j, min(hit.j + 3, len(words))) if words[k] in _LEVELS), None)
    if level is None or any(word.isalnum() for word in words[hit.j : level]):
        return None
    return None if "".join(words[level + 1 : level + 2]).isalpha() else level + 1


def _is_given(words: list[str], hits: list[Hit], n: int) -> bool:
    """Whether minutes stand right before a name, or minutes or a tier behind it with nothing told between."""
    hit = hits[n]
    leads = n > 0 and _is_timed(words, hits[n - 1]) and hits[n - 1].j in (hit.i, hit.i - (words[hit.i - 1] == "of"))
    if leads or (hit.i and words[hit.i - 1] in _REFERS):
        return leads
    near = next((one for one in hits[n + 1 : n + 4] if _is_timed(words, one) or _is_tier(one)), None)
    return near is not None and near.i - hit.j <= NEAR and all(map(_joins, words[hit.j : near.i]))


def _joins(word: str) -> bool:
    return word in _BETWEEN or word in _LEVELS or not word.isalnum()


def _is_timed(words: list[str], hit: Hit) -> bool:
    quantity = hit.quantity
    timed = quantity is not None and quantity.kind == "minutes" and quantity.value >= _FEWEST
    return timed and words[hit.j : hit.j + 1] not in (["ago"], ["walk"], ["prior"])


def _is_tier(hit: Hit) -> bool:
    return "tiers" in hit.entries and hit.entries["tiers"].more.startswith("complexity")
