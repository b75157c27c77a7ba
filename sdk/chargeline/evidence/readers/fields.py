"""What a form's own field says, in whatever words: "Level of help: verbal only", "Impairments: sloppy landing"."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, clause
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

SAYS = {
    "deficits": ("deficit", "in its field"),
    "change": ("change", "programme"),
    "skill": ("skill", "stated"),
    "assist": ("assistance", "in its field"),
    "rationale": ("purpose", "capacity"),
}
"""Labels that say of what follows what it is, and the finding that it then makes."""
_ALREADY = {"deficits": ("deficits", "grade", "degrees")}
"""What makes a finding of its own under a label."""


def fields(segment: Segment) -> Iterator[Found]:
    """What stands behind the label of a field, unless it says that there is nothing or points elsewhere."""
    label = _opening(segment)
    if label is None or segment.unfilled or segment.has(*_ALREADY.get(segment.label or "", ())):
        return
    if not _is_filled(segment.scan.words[label.j : segment.j], segment.label):
        return
    called = segment.scan.words[label.i : label.j]
    why = not _WHY.isdisjoint(called) and "exercise" not in called
    kind, name = ("rationale", "stated") if why else SAYS[segment.label or ""]
    context = contexts(segment, label, section=False) - {"historical", "negated", "not_done"}
    start, end = clause(segment, segment.hits[-1] if len(segment.hits) > 1 else label)
    yield Found(kind, name, segment, start, end, context)


def _opening(segment: Segment) -> Hit | None:
    """The label of such a field, where it opens the segment and has its mark."""
    label = segment.first("labels")
    if label is None or segment.label not in SAYS or label.entries["labels"].more != segment.label:
        return None
    return label if not _MARKS.isdisjoint(segment.scan.words[label.j - 1 : label.j + 1]) else None


_MARKS = frozenset({":", "-", "="})


def _is_filled(words: list[str], label: str | None) -> bool:
    said = [word for word in words if word[0].isalpha()]
    return bool(said) and said[0] not in _ELSEWHERE and (said[0] not in _NOTHING or label == "assist")


_NOTHING = word_set("none no not nil nothing")
"""What opens a field that says that there is nothing; of help, that is an answer."""
_ELSEWHERE = word_set(
    "na n same unchanged continue cont see per as tbd deferred maintain maintained steady refer"
    " discussed reviewed pending"
)
"""What opens a field that points elsewhere."""
_WHY = word_set("why reason rationale chosen")
"""What a field is called that tells why a task was chosen; others tell what an exercise is for."""
