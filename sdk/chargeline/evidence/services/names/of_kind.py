"""The evaluation of a note that is one by its kind, where its words name none that was given: "INITIAL EVALUATION"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chargeline.evidence.reading import DocumentedService
from chargeline.evidence.services.codes.classify import EVALUATIONS
from chargeline.evidence.source import Source
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment
from chargeline.model import Encounter, Evidence, FieldValue

_FIRST_TIER = {"PT": "97161", "OT": "97165"}
"""What stands for the evaluations of a discipline until its tier is told."""
_EITHER = {"SLP": ("92521", "92522", "92523", "92524", "92610")}
"""The evaluations of a discipline in which none stands for the others: which one it was is asked."""
_TESTS = EVALUATIONS | word_set("92597 92605 92607 92608 92611 92612 96110 96112 96125")
"""What a note of this kind may be of instead: a swallow study, a device's evaluation, a test by the hour."""
_FOUND = ("measures", "motions", "deficits")
_PLANNED = frozenset({"plan", "goals"})
_UNDONE = frozenset({"negated", "not_done"})


def evaluation_of(
    encounter: Encounter, notes: Sequence[Source], services: Iterable[DocumentedService], id_: str
) -> DocumentedService | None:
    """The evaluation that a note of this kind and of the visit's day tells of, where no service is one.

    It names it, at whatever place, or has both findings and a plan; none where it says that it was not done.
    """
    code, either = _FIRST_TIER.get(encounter.discipline), _EITHER.get(encounter.discipline, ())
    known = _TESTS if either else EVALUATIONS
    if not (code or either) or any((one.code or one.named) in known for one in services):
        return None
    sources = {source.owner: source for source in notes}
    for place, note in enumerate(encounter.notes):
        if note.kind != "evaluation" or note.date not in (None, encounter.date_of_service):
            continue
        source = sources[note.id]
        named = [(part, hit) for part in source.segments for hit in _names(part)]
        if any(contexts(part, hit) & _UNDONE for part, hit in named):
            continue
        if named or _tells_of_one(source.segments):
            kind = FieldValue(field=f"/notes/{place}/kind", value=note.kind)
            words: list[Evidence] = [source.quote(part, hit.start, hit.end) for part, hit in named[:1]]
            return DocumentedService(
                id=id_,
                origin="note",
                code=None,
                named=code,
                text="",
                minutes=None,
                assistant_minutes=None,
                either=either,
                evidence=(kind, *words),
            )
    return None


def _names(part: Segment) -> list[Hit]:
    """The places that name an evaluation."""
    told = part.kinds.get("services", ())
    return [
        *part.kinds.get("evaluations", ()),
        *(one for one in told if one.entries["services"].more[:5] in EVALUATIONS),
    ]


def _tells_of_one(parts: list[Segment]) -> bool:
    """Whether a note holds findings, and a plan or goals."""
    planned = any(not _PLANNED.isdisjoint((part.section, part.label)) or part.has("often") for part in parts)
    return planned and any(part.has(*_FOUND) for part in parts)
